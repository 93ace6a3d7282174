"""Where a page's picture is drawn on: words, edges, pictures; what is empty there may be covered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage

_CELL = 8
_FAINT = 24
"""Grey levels inside a cell, of 255, below which it counts as empty."""


class Ink:
    """The drawn-on cells of a picture that is shown over a page of a width in CSS pixels."""

    def __init__(self, picture: QImage, page_width: float) -> None:
        self._sums = _summed(_drawn_on(picture))
        self._cell = _CELL * page_width / max(1, picture.width())

    def share_in(self, area: QRectF) -> float:
        """How much of an area of the page is drawn on, 0 to 1; beside the page nothing is."""
        rows, columns = (side - 1 for side in self._sums.shape)
        left, right = (self._at(edge, columns) for edge in (area.left(), area.right() + self._cell))
        top, bottom = (self._at(edge, rows) for edge in (area.top(), area.bottom() + self._cell))
        sums = self._sums
        drawn = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        whole = area.width() * area.height() / self._cell**2
        return min(1.0, float(drawn) / max(1.0, whole))

    def _at(self, edge: float, cells: int) -> int:
        return min(cells, max(0, int(edge / self._cell)))


def _drawn_on(picture: QImage) -> Any:
    """Whether each cell of the picture holds both light and dark; the cells cut off at its edges are left out."""
    import numpy as np

    grey = picture.convertToFormat(picture.Format.Format_Grayscale8)
    lines = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    rows, columns = grey.height() // _CELL, grey.width() // _CELL
    cells = lines[: rows * _CELL, : columns * _CELL].reshape(rows, _CELL, columns, _CELL)
    strips = cells.max(axis=1), cells.min(axis=1)
    return strips[0].max(axis=2) - strips[1].min(axis=2) > _FAINT


def _summed(drawn: Any) -> Any:
    """Sums over all cells above and left of each corner."""
    import numpy as np

    return np.pad(drawn.astype(np.int64), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)

"""What a label would cover: how much of a picture is drawn on, anywhere on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from convdesk.export.callouts import Area

_CELL = 8
_STEP = 12
"""Grey levels between neighbours that count as something drawn."""

_DETOUR = 1.0
"""How much of the picture's width a label moves away rather than cover what is wholly drawn on."""


def detour_of(page: Image) -> Callable[[Area], float]:
    """A function that says how far, in pixels, it is worth going to spare what a label would cover."""
    import numpy as np

    sums = np.pad(_drawn_on(page), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    rows, columns = sums.shape[0] - 1, sums.shape[1] - 1

    def detour(area: Area) -> float:
        left, right = (min(columns, max(0, int(edge / _CELL))) for edge in (area.left, area.right + _CELL))
        top, bottom = (min(rows, max(0, int(edge / _CELL))) for edge in (area.top, area.bottom + _CELL))
        covered = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return float(covered / max(1, (right - left) * (bottom - top)) * page.width * _DETOUR)

    return detour


def _drawn_on(page: Image) -> Any:
    """1 where a cell or one beside it is unlike its neighbours or coloured (text, edges, heat), else 0."""
    import numpy as np

    size = (max(2, page.width // _CELL), max(2, page.height // _CELL))
    cells = np.asarray(page.reduce(2).resize(size), dtype=np.int16)
    grey = cells.mean(axis=2)
    drawn = cells.max(axis=2) - cells.min(axis=2) > 3 * _STEP
    drawn[:, 1:] |= np.abs(np.diff(grey, axis=1)) > _STEP
    drawn[1:, :] |= np.abs(np.diff(grey, axis=0)) > _STEP
    near = drawn.copy()
    near[1:] |= drawn[:-1]
    near[:-1] |= drawn[1:]
    near[:, 1:] |= drawn[:, :-1]
    near[:, :-1] |= drawn[:, 1:]
    return near.astype(float)

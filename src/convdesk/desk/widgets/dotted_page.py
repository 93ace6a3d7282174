"""A page, as wide as there is room, with a dot at each of some places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from convdesk.desk import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_RADIUS = 5.0
_STRENGTH = 0.4
_VIEW_SHARE = 0.4


class DottedPage(QScrollArea):
    """Scrolls to where most dots are."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._sheet = _Sheet()
        self.setWidget(self._sheet)

    def show_page(self, size: tuple[int, int], image: object | None, points: Sequence[tuple[float, float]]) -> None:
        """`size`: of the page in CSS pixels, as the points; `image`: a QImage of it, else it is empty paper."""
        self._sheet.page, self._sheet.points = size, list(points)
        self._sheet.image = image if isinstance(image, QImage) else None
        self._fit()
        if points:
            heights = sorted(y for _, y in points)
            middle = heights[len(heights) // 2] * self._sheet.scale
            self.verticalScrollBar().setValue(round(middle - self.viewport().height() * _VIEW_SHARE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._sheet.fit(max(40, self.viewport().width()))


class _Sheet(QWidget):
    """The page itself, drawn at a scale."""

    def __init__(self) -> None:
        super().__init__()
        self.page = (1, 1)
        self.scale = 1.0
        self.points: list[tuple[float, float]] = []
        self.image: QImage | None = None

    def fit(self, width: int) -> None:
        self.scale = min(1.0, width / self.page[0])
        self.resize(QSize(round(self.page[0] * self.scale), round(self.page[1] * self.scale)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, painter = theme.paints(), QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        painter.fillRect(whole, colours.paper)
        if self.image is not None:
            painter.drawImage(whole, self.image)
        painter.setPen(QPen(colours.paper, 1))
        painter.setBrush(theme.faded(theme.colour(theme.colours_of(False).left), _STRENGTH))
        for x, y in self.points:
            painter.drawEllipse(QPointF(x * self.scale, y * self.scale), _RADIUS, _RADIUS)
        painter.setPen(QPen(colours.paper_line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(whole.adjusted(0.5, 0.5, -0.5, -0.5))

"""The picture of a moment beside its evidence, small; where there is a film, with a mark to play it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from convdesk.desk import theme

WIDEST, HIGHEST = 320, 200
_RADIUS = 22.0
_TRIANGLE = ((-6.0, -10.0), (-6.0, 10.0), (11.0, 0.0))


class Still(QWidget):
    """Empty until `show_picture`. `pressed()`: its film is wanted; only where it `has_film`."""

    pressed = Signal()

    def __init__(self, name: str, *, has_film: bool) -> None:
        super().__init__()
        self._has_film, self._picture = has_film, QPixmap()
        self.setAccessibleName(name)
        if has_film:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_picture(self, png: bytes) -> None:
        """The picture, as large as there is room for it."""
        picture = QPixmap()
        picture.loadFromData(png)
        room = QSize(WIDEST, HIGHEST) * self.devicePixelRatioF()
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self._picture = picture.scaled(room, keep, smooth) if not picture.isNull() else picture
        self._picture.setDevicePixelRatio(self.devicePixelRatioF())
        self.setFixedSize(self._picture.deviceIndependentSize().toSize())
        self.setVisible(not picture.isNull())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._has_film and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setPen(QPen(theme.paints().line, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self._has_film:
            self._draw_mark(painter)

    def _draw_mark(self, painter: QPainter) -> None:
        middle = QRectF(self.rect()).center()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.paints().accent)
        painter.drawEllipse(middle, _RADIUS, _RADIUS)
        painter.setBrush(theme.paints().on_accent)
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in _TRIANGLE]))

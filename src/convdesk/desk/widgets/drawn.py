"""Shows a drawing: paints its shapes, says what is pointed at, opens the people of a number by mouse and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from convdesk.desk import theme
from convdesk.desk.drawing import Drawing, Room
from convdesk.desk.widgets.drawn_shapes import paint, rect

if TYPE_CHECKING:
    from convdesk.desk.drawing import Draw, Opening

_NOTHING = Drawing(0, ())


class Drawn(QWidget):
    """`opened(people, who)`: the people of a number are wanted."""

    opened = Signal(object, str)

    def __init__(self, name: str, least_height: int = 120) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._least_height = least_height
        self._draw: Draw | None = None
        self.drawing = _NOTHING
        self._at: int | None = None
        self._hovered: int | None = None

    def show_drawing(self, draw: Draw | None) -> None:
        """Draw this, now and whenever there is other room."""
        self._draw = draw
        self._at = self._hovered = None
        self._lay_out()

    def room(self) -> Room:
        metrics = self.fontMetrics()
        return Room(self.width(), self.height(), metrics.height() + 6, lambda text: metrics.horizontalAdvance(text))

    def sizeHint(self) -> QSize:
        return QSize(480, max(self._least_height, int(self.drawing.height)))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, max(self._least_height, int(self.drawing.height)))

    def opening_at(self, place: QPointF) -> int | None:
        """The opening there, by its number."""
        found = (n for n, one in enumerate(self.drawing.openings) if rect(one.box).contains(place))
        return next(found, None)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "drawing"):
            self._lay_out()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self.opening_at(event.position())
        opens = hovered is not None and self.drawing.openings[hovered].people is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = self.opening_at(event.position())
        self._open()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from one number to the next, up and down to the one that lies there; Enter opens its people."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open()
        elif key in _STEPS and self.drawing.openings:
            self._go(_next(self.drawing.openings, self._at, _STEPS[key]))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self.opening_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if at is None else self.drawing.openings[at].words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._mark(painter, self._hovered)
        for shape in self.drawing.shapes:
            paint(painter, shape, self)
        if self.hasFocus() and self._at is not None:
            painter.setPen(QPen(theme.paints().accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect(self.drawing.openings[self._at].box).adjusted(-3, 0, 3, 0), 4, 4)

    def _mark(self, painter: QPainter, at: int | None) -> None:
        """Behind a number that is pointed at and can be opened."""
        if at is None or self.drawing.openings[at].people is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.paints().accent_soft)
        painter.drawRoundedRect(rect(self.drawing.openings[at].box).adjusted(-3, 0, 3, 0), 4, 4)

    def _go(self, at: int) -> None:
        self._at = at
        found = self.drawing.openings[at]
        self.setAccessibleDescription(found.words)
        box = rect(found.box)
        QToolTip.showText(self.mapToGlobal(QRectF(box).bottomLeft().toPoint()), found.words, self)
        self.update()

    def _open(self) -> None:
        if self._at is None:
            return
        found = self.drawing.openings[self._at]
        if found.people is not None:
            self.opened.emit(found.people, found.who)

    def _lay_out(self) -> None:
        before = self.drawing.height
        self.drawing = self._draw(self.room()) if self._draw else _NOTHING
        if self._at is not None and self._at >= len(self.drawing.openings):
            self._at = None
        self._hovered = None
        self.setAccessibleDescription(self.drawing.words)
        if before != self.drawing.height:
            self.updateGeometry()
        self.update()


_STEPS = {
    Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Down: (0, 1), Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Home: (-2, 0), Qt.Key.Key_End: (2, 0),
}  # fmt: skip


def _next(openings: tuple[Opening, ...], at: int | None, step: tuple[int, int]) -> int:
    """The number of the opening to go to: in reading order, or the nearest one above or below."""
    last = len(openings) - 1
    if at is None:
        return 0 if step != (2, 0) else last
    if abs(step[0]) == 2:
        return 0 if step[0] < 0 else last
    if step[1] == 0:
        return min(max(at + step[0], 0), last)
    here = rect(openings[at].box).center()
    centres = [(n, rect(one.box).center() - here) for n, one in enumerate(openings)]
    there = [(abs(way.x()) + abs(way.y()), n) for n, way in centres if way.y() * step[1] > 4]
    return min(there)[1] if there else at

"""Draws paths as ribbons between bars; nodes and links can be chosen with mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from convdesk.desk.screens.paths.sankey_layout import (
    BAR,
    LEAST_COLUMN,
    NodeBox,
    Ribbon,
    Room,
    SankeyLayout,
    columns_of,
    lay_out,
    least_height,
)
from convdesk.desk.screens.paths.sankey_paint import LOOP, Drawn, SankeyPaint
from convdesk.desk.screens.paths.sentences import edge_tip, node_name, node_tip, numbers
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from convdesk.model.path import PathResult

_MARGIN = 8


class SankeyCanvas(QWidget):
    """`node_chosen(node)`, `edge_chosen(edge)`, `menu_wanted(node, where)`, `left()`: back to the question before."""

    node_chosen = Signal(object)
    edge_chosen = Signal(object)
    menu_wanted = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Paths"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._result: PathResult | None = None
        self._layout = SankeyLayout()
        self._shapes: dict[Ribbon, QPainterPath] = {}
        self._current: tuple[int, str] | None = None
        self._hovered: NodeBox | Ribbon | None = None

    @property
    def current(self) -> NodeBox | None:
        return self._layout.box_of(*self._current) if self._current else None

    def show_result(self, result: PathResult) -> None:
        """Draw these paths; the node that was chosen stays so where it is still there."""
        self._result, self._hovered = result, None
        self._lay_out()
        if self.current is None:
            self._current = (0, result.anchor)
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def minimumSizeHint(self) -> QSize:
        if self._result is None:
            return QSize(200, 120)
        width = columns_of(self._result) * LEAST_COLUMN + 2 * _MARGIN
        return QSize(width, int(least_height(self._result, self._room())) + 2 * _MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._result:
            self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between nodes, Enter opens, Menu offers more, Escape goes back."""
        key, box = Qt.Key(event.key()), self.current
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif box is None:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.node_chosen.emit(box.node)
        elif key == Qt.Key.Key_Menu:
            self.menu_wanted.emit(box.node, self.mapToGlobal(QPointF(box.x, box.middle).toPoint()))
        else:
            self._move(key, box, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor)
        if found is not self._hovered:
            self._hovered = found
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if isinstance(found, NodeBox):
            self._choose(found)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or found is None:
            return
        if isinstance(found, Ribbon):
            self.edge_chosen.emit(found.edge)
        else:
            self.node_chosen.emit(found.node)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        found = self._at(QPointF(event.pos()))
        if isinstance(found, NodeBox):
            self.menu_wanted.emit(found.node, event.globalPos())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(event.pos()), self)
            return True
        return super().event(event)

    def words_at(self, where: QPoint) -> str:
        """The exact numbers of what lies there."""
        found = self._at(QPointF(where))
        if self._result is None or found is None:
            return ""
        return edge_tip(found.edge, self._result) if isinstance(found, Ribbon) else node_tip(found.node, self._result)

    def place_of(self, layer: int, name: str) -> QPointF | None:
        """Where a node is drawn."""
        box = self._layout.box_of(layer, name)
        return QPointF(box.x + BAR / 2 + _MARGIN, box.middle) if box else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._result is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(_MARGIN, 0)
        chosen = self._current if self.hasFocus() else None
        SankeyPaint(self, painter, Drawn(self._result, self._layout, self._hovered, chosen)).paint(self._shapes)

    def _move(self, key: Qt.Key, box: NodeBox, event: QKeyEvent) -> None:
        layout = self._layout
        found = {
            Qt.Key.Key_Right: lambda: layout.beside(box, 1),
            Qt.Key.Key_Left: lambda: layout.beside(box, -1),
            Qt.Key.Key_Down: lambda: layout.below(box, 1),
            Qt.Key.Key_Up: lambda: layout.below(box, -1),
        }.get(key)
        if found is None:
            super().keyPressEvent(event)
        elif (target := found()) is not None:
            self._choose(target)

    def _choose(self, box: NodeBox) -> None:
        self._current = (box.node.layer, box.node.name)
        self._tell()

    def _tell(self) -> None:
        box = self.current
        if box is not None and self._result is not None:
            self.setAccessibleDescription(node_tip(box.node, self._result))
        self.update()

    def _at(self, where: QPointF) -> NodeBox | Ribbon | None:
        place = where - QPointF(_MARGIN, 0)
        box = self._layout.box_at(place.x(), place.y())
        if box is not None and place.x() < box.x + self._label_width(box):
            return box
        return next((ribbon for ribbon, shape in reversed(self._shapes.items()) if shape.contains(place)), None)

    def _label_width(self, box: NodeBox) -> float:
        assert self._result is not None
        words = (node_name(box.node, self._result.spec.side), numbers(box.node))
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in words)
        return min(box.width, BAR + 10 + LOOP + widest)

    def _room(self) -> Room:
        line = self.fontMetrics().height()
        return Room(self.width() - 2 * _MARGIN, self.height() - _MARGIN, 2 * line + 6, line + 8)

    def _lay_out(self) -> None:
        if self._result is not None:
            self._layout = lay_out(self._result, self._room())
            self._shapes = {ribbon: _shape(ribbon) for ribbon in self._layout.ribbons}
            self.setMinimumSize(self.minimumSizeHint())
        self._hovered = None
        self.update()


def _shape(ribbon: Ribbon) -> QPainterPath:
    """A band that leaves and arrives level."""
    left, right = ribbon.left_x, ribbon.right_x
    bend = (right - left) / 2
    top, bottom = ribbon.left_top, ribbon.left_top + ribbon.thickness
    far_top, far_bottom = ribbon.right_top, ribbon.right_top + ribbon.thickness
    shape = QPainterPath(QPointF(left, top))
    shape.cubicTo(left + bend, top, right - bend, far_top, right, far_top)
    shape.lineTo(right, far_bottom)
    shape.cubicTo(right - bend, far_bottom, left + bend, bottom, left, bottom)
    shape.closeSubpath()
    return shape

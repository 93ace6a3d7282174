"""Paints laid out paths: ribbons, bars, loops, labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from convdesk.desk import theme
from convdesk.desk.screens.paths.sankey_layout import BAR, NodeBox, Ribbon, SankeyLayout
from convdesk.desk.screens.paths.sentences import anchor_words, node_name, numbers, place_words
from convdesk.model.path import ENDED, OTHER

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainterPath
    from PySide6.QtWidgets import QWidget

    from convdesk.model.path import PathResult

LOOP = 7.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_PALE, _STRONG, _FAINT = 0.26, 0.55, 0.12


@dataclass(frozen=True)
class Drawn:
    """What is painted: the paths, where everything lies, what is under the pointer and which node is chosen."""

    result: PathResult
    layout: SankeyLayout
    hovered: NodeBox | Ribbon | None
    chosen: tuple[int, str] | None


class SankeyPaint:
    """One painting of paths on a widget."""

    def __init__(self, widget: QWidget, painter: QPainter, drawn: Drawn) -> None:
        self._widget, self._painter, self._drawn = widget, painter, drawn

    def paint(self, shapes: dict[Ribbon, QPainterPath]) -> None:
        self._paint_heads()
        for ribbon, shape in shapes.items():
            self._painter.fillPath(shape, self._ribbon_colour(ribbon))
        for box in self._drawn.layout.boxes:
            self._paint_box(box)

    def _paint_heads(self) -> None:
        painter = self._painter
        painter.setFont(theme.font_of(self._widget, "caption"))
        painter.setPen(theme.paints().ink_muted)
        for layer, x in self._drawn.layout.heads:
            box = QRectF(x, 0, self._drawn.layout.column, self._widget.fontMetrics().height() + 2)
            painter.drawText(box, _LEFT, place_words(layer, self._drawn.result.spec.side))

    def _ribbon_colour(self, ribbon: Ribbon) -> QColor:
        colours, edge = theme.paints(), ribbon.edge
        is_near = ribbon is self._drawn.hovered or self._touches(ribbon)
        strength = _STRONG if is_near else _PALE if self._drawn.hovered is None else _FAINT
        return theme.faded(colours.left if edge.target == ENDED else colours.bar, strength)

    def _touches(self, ribbon: Ribbon) -> bool:
        if not isinstance(self._drawn.hovered, NodeBox):
            return False
        node = self._drawn.hovered.node
        return (node.layer, node.name) in {
            (ribbon.edge.layer, ribbon.edge.source), (ribbon.edge.layer + 1, ribbon.edge.target),
        }  # fmt: skip

    def _paint_box(self, box: NodeBox) -> None:
        painter = self._painter
        colours, name = theme.paints(), box.node.name
        bar = QRectF(box.x, box.top, BAR, box.height)
        if name == ENDED:
            brush = QBrush(colours.left, Qt.BrushStyle.BDiagPattern)
        elif name == OTHER:
            brush = QBrush(colours.open, Qt.BrushStyle.Dense4Pattern)
        else:
            brush = QBrush(colours.accent if box.node.layer == 0 else colours.bar)
        painter.fillRect(bar, colours.surface)
        painter.fillRect(bar, brush)
        is_current = (box.node.layer, name) == self._drawn.chosen
        if is_current or self._is_same_elsewhere(box):
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bar.adjusted(-3, -3, 3, 3), 3, 3)
        taken = self._paint_loop(box, bar) if box.node.repeating else 0.0
        self._paint_label(box, taken)

    def _is_same_elsewhere(self, box: NodeBox) -> bool:
        """Whether the node under the pointer is this one again, at another place."""
        hovered = self._drawn.hovered
        if not isinstance(hovered, NodeBox) or box.node.name in {OTHER, ENDED}:
            return False
        return box.node.name == hovered.node.name and hovered is not box

    def _paint_loop(self, box: NodeBox, bar: QRectF) -> float:
        """An arrow from the bar back to itself: some did it again right after. How wide it is."""
        painter = self._painter
        share = box.node.repeating / max(box.node.count, 1)
        painter.setPen(QPen(theme.paints().ink_muted, 1.2 + 2.0 * share))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = QPointF(bar.right() + 2, bar.top() + self._widget.fontMetrics().height() / 2 + 1)
        ring = QRectF(middle.x() - LOOP, middle.y() - LOOP, 2 * LOOP, 2 * LOOP)
        painter.drawArc(ring, -110 * 16, 220 * 16)
        tip = QPointF(middle.x() - 1, middle.y() - LOOP)
        painter.drawPolyline([tip + QPointF(3.5, -3.5), tip, tip + QPointF(3.5, 3.5)])
        return LOOP + 2

    def _paint_label(self, box: NodeBox, taken: float) -> None:
        painter = self._painter
        colours = theme.paints()
        line = self._widget.fontMetrics().height()
        room = QRectF(box.x + BAR + 6 + taken, box.top, box.width - BAR - 14 - taken, line)
        is_known = box.node.name not in {OTHER, ENDED}
        painter.setFont(theme.font_of(self._widget, is_bold=is_known))
        painter.setPen(colours.left if box.node.name == ENDED else colours.ink)
        if box.node.layer:
            _write(painter, room, node_name(box.node, self._drawn.result.spec.side))
        else:
            room = self._paint_anchor(room)
        painter.setFont(theme.font_of(self._widget, "caption"))
        painter.setPen(colours.ink)
        _write(painter, room.translated(0, line), numbers(box.node))

    def _paint_anchor(self, room: QRectF) -> QRectF:
        """The anchor may take several lines; where its last one is."""
        painter = self._painter
        words = anchor_words(self._drawn.result.spec.anchor, self._drawn.result.spec.side)
        words = words[:1].upper() + words[1:]
        tall = QRectF(room.topLeft(), QSizeF(room.width(), 4 * room.height()))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        taken = painter.boundingRect(tall, flags, words)
        painter.drawText(tall, flags, words)
        return room.translated(0, taken.height() - room.height())


def _write(painter: QPainter, room: QRectF, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, max(0, int(room.width())))
    painter.drawText(room, _LEFT, shown)

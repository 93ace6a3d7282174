"""Paints the shapes of a drawing in the colours worn now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from convdesk.desk import theme
from convdesk.desk.drawing import Area, Bar, Dot, Fill, Line, Side, Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from convdesk.desk.drawing import Box, Ink, Shape

_SIDES = {
    Side.LEFT: Qt.AlignmentFlag.AlignLeft, Side.RIGHT: Qt.AlignmentFlag.AlignRight,
    Side.MIDDLE: Qt.AlignmentFlag.AlignHCenter,
}  # fmt: skip
_PALE_AREA = 0.16
_DOT = 3.5


def rect(box: Box) -> QRectF:
    return QRectF(*box)


def paint(painter: QPainter, shape: Shape, widget: QWidget) -> None:
    """Paint one shape."""
    if isinstance(shape, Words):
        _paint_words(painter, shape, widget)
    elif isinstance(shape, Bar):
        _paint_bar(painter, shape)
    elif isinstance(shape, Line):
        style = Qt.PenStyle.DashLine if shape.is_dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour_of(shape.ink), shape.width, style))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in shape.points]))
    elif isinstance(shape, Area):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.faded(colour_of(shape.ink), _PALE_AREA))
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in shape.points]))
    else:
        _paint_dot(painter, shape)


def colour_of(ink: Ink) -> QColor:
    """The colour of a role now."""
    role, _, place = ink.value.partition(" ")
    colours = theme.paints()
    return colours.categories[int(place)] if place else getattr(colours, role)


def _paint_words(painter: QPainter, shape: Words, widget: QWidget) -> None:
    painter.setFont(theme.font_of(widget, is_bold=shape.is_bold))
    painter.setPen(colour_of(shape.ink))
    box = rect(shape.box)
    shown = painter.fontMetrics().elidedText(shape.text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
    painter.drawText(box, _SIDES[shape.side] | Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_bar(painter: QPainter, shape: Bar) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    colour = colour_of(shape.ink)
    painter.setBrush(
        {
            Fill.SOLID: QBrush(colour),
            Fill.PALE: QBrush(theme.faded(colour, theme.LEFT_PALE)),
            Fill.HATCHED: QBrush(colour, Qt.BrushStyle.BDiagPattern),
            Fill.CROSSED: QBrush(colour, Qt.BrushStyle.DiagCrossPattern),
        }[shape.fill]
    )
    if shape.is_round:
        painter.drawRoundedRect(rect(shape.box), 4, 4)
    else:
        painter.drawRect(rect(shape.box))


def _paint_dot(painter: QPainter, shape: Dot) -> None:
    painter.setPen(QPen(colour_of(shape.ink), 1.6))
    painter.setBrush(theme.paints().surface if shape.is_hollow else colour_of(shape.ink))
    painter.drawEllipse(QPointF(*shape.at), _DOT, _DOT)

"""Draws a call-out over a page; a page is light whatever the desk wears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from convdesk.desk import theme
from convdesk.desk.screens.review.callouts import line_end

if TYPE_CHECKING:
    from convdesk.desk.screens.review.callouts import Box

PAD = 8
"""Room between a call-out's words and its edge, in pixels."""


def paint_line(painter: QPainter, anchor: QPointF, box: Box, *, is_chosen: bool) -> None:
    """The line from an element to its call-out."""
    light = theme.colours_of(False)
    ink = theme.colour(light.accent if is_chosen else light.paper_ink)
    end = QPointF(*line_end((anchor.x(), anchor.y()), box))
    painter.setPen(QPen(theme.colour(light.paper), 3))
    painter.drawLine(anchor, end)
    painter.setPen(QPen(ink, 1.4))
    painter.drawLine(anchor, end)
    painter.setBrush(ink)
    painter.drawEllipse(anchor, 2.5, 2.5)


def paint_box(painter: QPainter, words: str, box: Box, *, is_chosen: bool) -> None:
    """The call-out itself."""
    light = theme.colours_of(False)
    frame = QRectF(box.x, box.y, box.width, box.height)
    edge = light.accent if is_chosen else light.paper_line
    painter.setPen(QPen(theme.colour(edge), 2 if is_chosen else 1))
    painter.setBrush(theme.colour(light.accent_soft if is_chosen else light.paper))
    painter.drawRoundedRect(frame, 4, 4)
    painter.setPen(theme.colour(light.paper_ink))
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(frame.width() - PAD))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, shown)

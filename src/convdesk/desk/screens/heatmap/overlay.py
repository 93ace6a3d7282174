"""What is drawn over a page in pixels of the view: dots, outlines, lines across the page, the meaning of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLine, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from convdesk.desk import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.desk.tokens import Colours
    from convdesk.model.heatmap import Dot, ElementHeat

_PAD_PX = 6
_AWAY_PX = 3


def draw_dots(painter: QPainter, dots: Sequence[Dot], radius: float) -> None:
    """Single clicks, each in the colour of its group; `radius` in page pixels."""
    colours = _on_paper().categories
    painter.setPen(Qt.PenStyle.NoPen)
    for dot in dots:
        painter.setBrush(theme.faded(colours[dot.group % len(colours)], 0.75))
        painter.drawEllipse(QRectF(dot.x - radius, dot.y - radius, 2 * radius, 2 * radius))


def draw_outline(painter: QPainter, element: ElementHeat, radius: float) -> None:
    """A frame around an element; without a box, a ring around the middle of its clicks."""
    pen = QPen(_on_paper().accent, 2.5)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if element.box:
        painter.drawRect(QRectF(*element.box).adjusted(-_AWAY_PX, -_AWAY_PX, _AWAY_PX, _AWAY_PX))
    elif element.at:
        painter.drawEllipse(QRectF(element.at[0] - radius, element.at[1] - radius, 2 * radius, 2 * radius))


def draw_mark(painter: QPainter, line: QLine, words: str, view_width: int) -> None:
    """A line across the page, with what it stands for at its right end."""
    painter.setPen(QPen(_on_paper().paper_ink, 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(line)
    wide, high = painter.fontMetrics().horizontalAdvance(words) + 2 * _PAD_PX, painter.fontMetrics().height() + 4
    chip = QRect(min(line.x2(), view_width) - wide - 4, line.y2() - high - 2, wide, high)
    _draw_chip(painter, chip)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)


def draw_groups(painter: QPainter, groups: Sequence[str]) -> None:
    """What the colours of dots mean, at the upper left of the view."""
    colours, metrics = _on_paper().categories, painter.fontMetrics()
    high, top = metrics.height() + 4, 8
    for number, words in enumerate(groups):
        chip = QRect(8, top, metrics.horizontalAdvance(words) + 2 * _PAD_PX + high, high)
        _draw_chip(painter, chip)
        painter.drawText(chip.adjusted(high, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours[number % len(colours)])
        painter.drawEllipse(QRect(chip.left() + 5, top + 4, high - 8, high - 8))
        top += high + 2


def _draw_chip(painter: QPainter, chip: QRect) -> None:
    """A small plate; afterwards the pen writes on it."""
    painter.setPen(QPen(_on_paper().paper_line, 1))
    painter.setBrush(_on_paper().paper)
    painter.drawRoundedRect(chip, 4, 4)
    painter.setPen(_on_paper().paper_ink)


def _on_paper() -> Colours[QColor]:
    """What is drawn on a page is drawn in light colours, whatever the desk wears."""
    return theme.colours_of(False).through(QColor)

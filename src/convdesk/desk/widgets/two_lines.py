"""A list of items of two lines: what it is, and below it what there is to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from convdesk.desk import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAD = 10
_BETWEEN = 2


class TwoLines(QStyledItemDelegate):
    """The first line is set apart from the second, which is muted."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, 2 * option.fontMetrics.height() + 2 * _PAD + _BETWEEN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours, state = theme.paints(), option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_soft if is_chosen else colours.sunken)
            painter.drawRoundedRect(box, 5, 5)
        first, _, second = str(index.data()).partition("\n")
        line = QRectF(box.left() + _PAD, box.top() + _PAD, box.width() - 2 * _PAD, option.fontMetrics.height())
        is_dimmed = index.data(Qt.ItemDataRole.ForegroundRole) is not None
        painter.setPen(colours.ink_muted if is_dimmed else colours.ink)
        painter.setFont(theme.font_of(option.widget, is_bold=True))
        _write(painter, line, first)
        painter.setPen(colours.ink_muted)
        painter.setFont(theme.font_of(option.widget))
        _write(painter, line.translated(0, line.height() + _BETWEEN), second)
        painter.restore()


def two_line_list(name: str) -> QListWidget:
    """An empty list whose items show two lines."""
    made = QListWidget()
    made.setAccessibleName(name)
    made.setItemDelegate(TwoLines(made))
    made.setUniformItemSizes(True)
    made.setMouseTracking(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def refill(items: QListWidget, lines: Sequence[str], chosen: int) -> None:
    """Other items, without telling of it as a choice."""
    items.blockSignals(True)
    items.clear()
    items.addItems(list(lines))
    items.setCurrentRow(chosen)
    items.blockSignals(False)


def _write(painter: QPainter, line: QRectF, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

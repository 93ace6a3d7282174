"""A list whose lines have a note at their right: names with their counts, steps with what belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from convdesk.desk import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE = Qt.ItemDataRole.UserRole + 1
DEPTH = Qt.ItemDataRole.UserRole + 2
PAD, INDENT = 8, 18


@dataclass(frozen=True)
class NotedLine:
    """One line; a deeper one is muted and set in."""

    text: str
    note: str = ""
    tip: str = ""
    depth: int = 0


class NotedLines(QStyledItemDelegate):
    """Paints the text at the left, cut short where needed, and the note muted at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, max(theme.sizes().row, option.fontMetrics.height() + 8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours, depth = theme.paints(), index.data(DEPTH) or 0
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.accent_soft if is_chosen else colours.sunken)
            painter.drawRoundedRect(box, 5, 5)
        inside = box.adjusted(PAD + depth * INDENT, 0, -PAD, 0)
        note = str(index.data(NOTE) or "")
        painter.setPen(colours.ink_muted)
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        taken = option.fontMetrics.horizontalAdvance(note) + PAD if note else 0
        painter.setPen(colours.ink_muted if depth else colours.ink)
        room = inside.adjusted(0, 0, -taken, 0)
        shown = option.fontMetrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


def dress_noted(items: QListWidget, name: str) -> None:
    """Make a list show lines with notes."""
    items.setAccessibleName(name)
    items.setItemDelegate(NotedLines(items))
    items.setUniformItemSizes(True)
    items.setMouseTracking(True)
    items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    theme.dress(items, "boxed")


def refill_noted(items: QListWidget, lines: Sequence[NotedLine], chosen: int) -> None:
    """Other lines, without telling of it as a choice."""
    items.blockSignals(True)
    items.clear()
    for line in lines:
        item = QListWidgetItem(line.text)
        item.setData(NOTE, line.note)
        item.setData(DEPTH, line.depth)
        item.setToolTip(line.tip)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.text}, {line.note}" if line.note else line.text)
        items.addItem(item)
    items.setCurrentRow(chosen)
    items.blockSignals(False)

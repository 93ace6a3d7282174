"""Cells of a table with the words that were looked for marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from convdesk.desk import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QRect

_BEFORE = 24
"""So many characters are shown before the first hit of a text that is too long."""


class MarkedText(QStyledItemDelegate):
    """Draws a text on one line, its hits on a ground of their own; of a long text the part with the first hit."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pattern: re.Pattern[str] | None = None

    def mark(self, words: str) -> None:
        """Mark these words from now on; none where there are none."""
        wanted = sorted(set(words.split()), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE) if wanted else None

    def hits(self, text: str) -> list[tuple[int, int]]:
        """Where a text has the words: start and end of each."""
        return [found.span() for found in self._pattern.finditer(text)] if self._pattern else []

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        text = " ".join(str(index.data()).split())
        hits = self.hits(text)
        if not hits:
            super().paint(painter, option, index)
            return
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        style = bare.widget.style() if bare.widget else QApplication.style()
        box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, bare, bare.widget)
        bare.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        self._write(painter, option, box, text, hits)

    def _write(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, text: str, hits: list[tuple[int, int]]
    ) -> None:
        is_long = option.fontMetrics.horizontalAdvance(text[: hits[0][1]]) > box.width()
        cut = max(0, hits[0][0] - _BEFORE) if is_long else 0
        shown = "… " + text[cut:] if cut else text
        layout = QTextLayout(shown, option.font)
        layout.setFormats([_ground(start + len(shown) - len(text), end - start) for start, end in hits])
        layout.beginLayout()
        line = layout.createLine()
        line.setNumColumns(len(shown))
        layout.endLayout()
        painter.save()
        painter.setClipRect(box)
        painter.setPen(theme.paints().ink)
        layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - line.height()) / 2))
        painter.restore()


def _ground(start: int, length: int) -> QTextLayout.FormatRange:
    """The ground of one hit."""
    made, look = QTextLayout.FormatRange(), QTextCharFormat()
    look.setBackground(theme.paints().caution_soft)
    look.setForeground(theme.paints().ink)
    look.setFontUnderline(True)
    made.start, made.length, made.format = start, length, look
    return made

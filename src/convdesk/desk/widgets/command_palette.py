"""Finds a command by some of its letters and does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from convdesk.desk import theme
from convdesk.desk.fuzzy import best
from convdesk.desk.widgets.parts import column
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence


class CommandPalette(QDialog):
    """A field and a list; Up and Down choose, Enter does it, Escape leaves."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Find a command"))
        self._actions = list(actions)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Find a command"))
        self.words.setAccessibleName(tr("Find a command"))
        self.words.textChanged.connect(self._filter)
        self.words.returnPressed.connect(self._choose)
        self.words.installEventFilter(self)
        self.found = QListWidget()
        self.found.setAccessibleName(tr("Commands"))
        self.found.itemActivated.connect(lambda _: self._choose())
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = column(self.words, self.found)
        layout.setContentsMargins(*[theme.sizes().related] * 4)
        self.setLayout(layout)
        self.resize(460, 380)
        self._filter("")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the field is typed in."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if by is not None and self.found.count():
                self.found.setCurrentRow((self.found.currentRow() + by) % self.found.count())
                return True
        return False

    def _filter(self, words: str) -> None:
        titles = [action.text().replace("&", "") for action in self._actions]
        self.found.clear()
        for place in best(words, titles):
            keys = self._actions[place].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(f"{titles[place]}    {keys}" if keys else titles[place])
            item.setData(Qt.ItemDataRole.UserRole, place)
            self.found.addItem(item)
        self.found.setCurrentRow(0)

    def _choose(self) -> None:
        item = self.found.currentItem()
        self.accept()
        if item is not None:
            self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()

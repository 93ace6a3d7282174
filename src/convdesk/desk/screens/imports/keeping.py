"""Keeping a mapping: a quiet offer that becomes a line for its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget

from convdesk.desk.widgets.parts import button, holding, row
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class KeepMapping(QStackedWidget):
    """`named(name)` when the researcher has given the mapping a name."""

    named = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.offer = button(tr("Keep for files like this…"), self._ask, "link", tr("Keep this mapping"))
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name, such as Weekly export"))
        self.name.setAccessibleName(tr("Name of the mapping"))
        self.name.setMinimumWidth(220)
        self.name.returnPressed.connect(self._save)
        self.addWidget(holding(row(1, self.offer)))
        self.addWidget(holding(row(self.name, button(tr("Keep"), self._save, name=tr("Keep under this name")))))
        self.setMaximumHeight(self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the offer."""
        if event.key() == Qt.Key.Key_Escape and self.currentIndex() == 1:
            self.setCurrentIndex(0)
            self.offer.setFocus()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self.setCurrentIndex(1)
        self.name.setFocus()

    def _save(self) -> None:
        if self.name.text().strip():
            self.named.emit(self.name.text())
            self.name.clear()
            self.setCurrentIndex(0)

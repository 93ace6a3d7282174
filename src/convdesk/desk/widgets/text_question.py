"""A small dialog that asks for one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from convdesk.desk import theme
from convdesk.desk.widgets.parts import button, column, label, row
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import TextQuestion

_WIDTH = 440


class TextDialog(QDialog):
    """`answered(text)` when something was written; Escape leaves without."""

    answered = Signal(str)

    def __init__(self, question: TextQuestion, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(question.title)
        self.text = QLineEdit()
        self.text.setPlaceholderText(question.hint)
        self.text.setAccessibleName(question.title)
        self.asking = button(question.verb, self._answer, "primary")
        self.asking.setEnabled(False)
        self.text.returnPressed.connect(self._answer)
        self.text.textChanged.connect(lambda text: self.asking.setEnabled(bool(text.strip())))
        leaving = button(tr("Cancel"), self.reject)
        layout = column(label(question.explanation, "muted", wraps=True), self.text, row(1, leaving, self.asking))
        layout.setContentsMargins(*[theme.sizes().groups] * 4)
        self.setLayout(layout)
        self.resize(_WIDTH, self.sizeHint().height())

    def _answer(self) -> None:
        if self.text.text().strip():
            self.accept()
            self.answered.emit(self.text.text().strip())

"""What an empty place says: what it is for, and the one next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convdesk.desk import theme
from convdesk.desk.widgets.parts import button, column, holding, label, row
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH = 460


class Empty(QWidget):
    """A title, a sentence and at most one button, in the middle of the place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label(look="heading", wraps=True)
        self._text = label(look="muted", wraps=True)
        self._next: Callable[[], object] | None = None
        self._button = button(tr("Next"), self._go, "primary")
        for text in (self._title, self._text):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lines = column(1, self._title, self._text, row(1, self._button, 1), 1)
        middle = holding(lines)
        middle.setMaximumWidth(WIDTH)
        layout = row(middle)
        layout.setContentsMargins(*[theme.sizes().groups] * 4)
        self.setLayout(layout)

    def say(self, title: str, text: str, verb: str = "", step: Callable[[], object] | None = None) -> None:
        """What this place is for, and the next step where there is one."""
        self._title.setText(title)
        self._text.setText(text)
        self._next = step
        self._button.setText(verb)
        self._button.setAccessibleName(verb or tr("Next step"))
        self._button.setVisible(step is not None)

    def _go(self) -> None:
        if self._next is not None:
            self._next()

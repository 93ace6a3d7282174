"""Who the people are that are listed, where they are not everyone; taken off with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from convdesk.desk import theme
from convdesk.desk.numbers import people_text
from convdesk.desk.widgets.parts import Elided, button, column, label, row
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable


class Whom(QFrame):
    """Hidden while everyone is listed."""

    def __init__(self, everyone: Callable[[], object], back: Callable[[], object]) -> None:
        super().__init__()
        self._words, self._count = Elided("label"), label(look="muted")
        self.leaving = button(tr("Back"), back, "link", tr("Back to where these people were opened"))
        self.leaving.setToolTip(tr("Back to where these people were opened (Alt+Left)"))
        self.lifting = button(tr("Take off"), everyone, "link", tr("List the others again, too"))
        self.lifting.setToolTip(tr("List the others again, too"))
        buttons = row(self._count, 1, self.leaving, self.lifting)
        layout = column(self._words, buttons, space=0)
        layout.setContentsMargins(10, 6, 4, 2)
        self.setLayout(layout)
        self.setAccessibleName(tr("Who is listed"))
        theme.dress(self, "filter")
        self.hide()

    @property
    def text(self) -> str:
        """What is said: who they are, and how many."""
        return f"{self._words.accessibleName()} · {self._count.text()}"

    def show_whom(self, words: str) -> None:
        """Say who they are; how many is not known yet. No words: everyone."""
        self._words.say(words[:1].upper() + words[1:])
        self._count.setText("")
        self.setVisible(bool(words))

    def show_count(self, total: int) -> None:
        self._count.setText(people_text(total))

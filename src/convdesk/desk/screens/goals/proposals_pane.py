"""What stands there before the first goal: goals that the data suggests, each made with one click."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import button, clear, column, holding, label, pane, row
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.goal import Proposal

WIDTH = 640


class ProposalsPane(QStackedWidget):
    """`made(proposal)`: it shall be kept; `import_wanted()`: there is no data yet."""

    made = Signal(object)
    import_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.empty = Empty()
        self._may_edit = True
        self.making: list[QPushButton] = []
        self._lines = column()
        title = label(tr("What counts as reached?"), "heading")
        hint = label(
            tr(
                "A macro-conversion is what the product is for; micro-conversions are the steps that lead to it. "
                "The data suggests:"
            ),
            "muted",
            wraps=True,
        )
        inner = column(1, title, hint, self._lines, 2)
        middle = holding(inner)
        middle.setMaximumWidth(WIDTH)
        self.addWidget(holding(row(middle), 16))
        self.addWidget(self.empty)

    def enable_edits(self, may_edit: bool) -> None:
        self._may_edit = may_edit

    def show_proposals(self, proposals: tuple[Proposal, ...]) -> None:
        """What can be made; without data, how to get some."""
        clear(self._lines)
        self.making = []
        for number, proposal in enumerate(proposals):
            self._lines.addWidget(self._line(proposal, is_first=number == 0))
        if not proposals:
            self.empty.say(
                tr("No goals yet"),
                tr("Import an event log, then say what counts as reached, and what leads to it."),
                tr("Import files…"),
                self.import_wanted.emit,
            )
        self.setCurrentIndex(0 if proposals else 1)

    def _line(self, proposal: Proposal, *, is_first: bool) -> QWidget:
        words = column(label(proposal.words, wraps=True), label(proposal.why, "caption", wraps=True), space=2)
        making = button(
            tr("Make this goal") if len(proposal.goals) == 1 else tr("Make these goals"),
            partial(self.made.emit, proposal),
            "primary" if is_first else "plain",
            tr("Make: {words}").format(words=proposal.words),
        )
        making.setEnabled(self._may_edit)
        self.making.append(making)
        line = row(words, making)
        line.setStretch(0, 1)
        return pane(line, proposal.words, 12)

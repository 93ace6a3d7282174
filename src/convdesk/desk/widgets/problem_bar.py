"""A bar that says what went wrong, where, and what to do; in green what is done, and in grey what was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from convdesk.desk import theme
from convdesk.desk.widgets.parts import button, column, label, row
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.problem import Problem

DONE_STAYS_MS = 12_000


class NoticeBar(QFrame):
    """Hidden until there is something to tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = label(look="label", wraps=True)
        self._remedy = label(wraps=True)
        self._helping = button("", self._help, name=tr("Help with this"))
        self._help_with: Callable[[], object] | None = None
        closing = button(tr("Dismiss"), self.hide, "link", tr("Dismiss this message"))
        layout = row(column(self._what, self._remedy, space=theme.sizes().inside), self._helping, closing)
        layout.setStretch(0, 1)
        layout.setContentsMargins(12, 8, 8, 8)
        self.setLayout(layout)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DONE_STAYS_MS)
        self._later.timeout.connect(self.hide)
        self.hide()

    def tell_problem(self, problem: Problem, verb: str = "", help_with: Callable[[], object] | None = None) -> None:
        """Show a problem, with a button that helps where there is one."""
        theme.dress(self, "problem")
        self._later.stop()
        self._tell(f"{problem.where}: {problem.what}", problem.remedy, verb, help_with)

    def tell_done(self, what: str, verb: str = "", help_with: Callable[[], object] | None = None) -> None:
        """Show that something is done, for a while."""
        theme.dress(self, "notice")
        self._later.start()
        self._tell(what, "", verb, help_with)

    def tell_stopped(self, what: str) -> None:
        """Show that something was stopped as it was asked for, for a while."""
        theme.dress(self, "stopped")
        self._later.start()
        self._tell(what, "", "", None)

    @property
    def text(self) -> str:
        return f"{self._what.text()} {self._remedy.text()}".strip()

    @property
    def helping(self) -> QPushButton:
        return self._helping

    def _tell(self, what: str, remedy: str, verb: str, help_with: Callable[[], object] | None) -> None:
        self._what.setText(what)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self._help_with = help_with
        self._helping.setText(verb)
        self._helping.setAccessibleName(verb or tr("Help"))
        self._helping.setVisible(help_with is not None)
        self.setAccessibleName(f"{what} {remedy}".strip())
        self.show()

    def _help(self) -> None:
        if self._help_with is not None:
            self._help_with()

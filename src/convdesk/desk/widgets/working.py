"""A screen that shows work under way and what went wrong, in the one way all of them do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from convdesk.desk.widgets.busy import Busy
    from convdesk.desk.widgets.problem_bar import NoticeBar
    from convdesk.model.problem import Problem


class Working(QWidget):
    """What presenters ask of every screen; the screen itself makes its `bar` and its `_busy`."""

    bar: NoticeBar
    _busy: Busy

    def show_busy(self, text: str) -> None:
        """Work is under way: what is there stays, dimmed, with a way to cancel."""
        self._busy.start(text)

    def show_step(self, done: int, total: int, text: str) -> None:
        self._busy.step(done, total, text)

    def show_problem(self, problem: Problem) -> None:
        """It did not work: what, where, and what to do."""
        self._busy.stop()
        self.bar.tell_problem(problem)

"""Decides whom the whole window shows: everyone, a segment that is kept, or one that was just made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.model.segment import Everyone, Named, SavedSegment, Segment
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.segments.looks import BarView, Questions
    from convdesk.model.change import Change
    from convdesk.model.problem import Problem


class BarPresenter:
    """Keeps the segment in use; follows it when it is kept otherwise, and counts it anew when people change."""

    def __init__(self, view: BarView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._counting, self._looking = Latest(jobs), Latest(jobs)
        self._saved: tuple[SavedSegment, ...] = ()
        self.using: Segment = Everyone()
        self.used: Callable[[Segment], object] = nothing
        self.people_wanted: Callable[[Segment, str], object] = nothing

    def open(self) -> None:
        """Look which segments are kept, and count who is shown."""
        self._looking.run(Task(tr("Look for segments"), lambda _: self._questions.saved(), self._show, self._refuse))
        self._count()

    def hear(self, change: Change) -> None:
        if change.touches("segments") or change.is_of_people:
            self.open()

    def choose(self, name: str) -> None:
        """Use a segment that is kept; no name: everyone."""
        found = next((one for one in self._saved if one.name == name), None)
        self.use(Named(found.name, found.segment) if found else Everyone())

    def use(self, segment: Segment) -> None:
        """Show only these people in the whole window."""
        if segment == self.using:
            return
        self.using = segment
        self._tell()
        self.used(segment)
        self._count()

    def show_people(self) -> None:
        """List who is shown."""
        self.people_wanted(self.using, self.using.in_words())

    def _show(self, saved: tuple[SavedSegment, ...]) -> None:
        """A kept segment that means others now is used as it is now; one that was removed stays as it was."""
        self._saved = saved
        using = self.using
        if isinstance(using, Named):
            now = next((one for one in saved if one.name == using.name), None)
            self.use(Named(now.name, now.segment) if now else using.inner)
        self._tell()

    def _tell(self) -> None:
        chosen = self.using.name if isinstance(self.using, Named) else ""
        self._view.show_saved(tuple(one.name for one in self._saved), chosen)
        self._view.show_using("" if isinstance(self.using, Everyone) else self.using.in_words())

    def _count(self) -> None:
        segment = self.using
        self._view.show_count(None)
        work = Task(
            tr("Count people"), lambda progress: self._questions.count(segment, progress), self._view.show_count,
            self._refuse,
        )  # fmt: skip
        self._counting.run(work)

    def _refuse(self, problem: Problem) -> None:
        self._view.show_problem(problem)

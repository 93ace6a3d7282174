"""Decides what is shown of single hits: the list, where they lie, and what was taken out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.friction.looks import HitsLook, Questions
    from convdesk.model.friction import Occurrence
    from convdesk.model.hits import HitSpec
    from convdesk.model.problem import Problem


class HitsView(Protocol):
    """The page with its hits, and the list of them."""

    def show_hits(self, look: HitsLook) -> None: ...
    def show_corrected(self, hits: tuple[Occurrence, ...]) -> None: ...
    def show_busy(self) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class HitsPresenter:
    """Keeps the place looked at. `moment_wanted(person, µs)`: look at what else the person did then."""

    def __init__(self, view: HitsView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._spec: HitSpec | None = None
        self._is_of_corrected = False
        self.moment_wanted: Callable[[str, int], object] = nothing

    def look(self, spec: HitSpec) -> None:
        """Look at the hits of one place."""
        self._spec = spec
        self._again()

    def choose_width(self, width: int) -> None:
        """Draw the hits of another viewport width."""
        if self._spec is not None:
            self._spec = replace(self._spec, width=width)
            self._again()

    def show_corrected(self, is_shown: bool) -> None:
        """What was taken out by hand, instead of what counts."""
        self._is_of_corrected = is_shown
        self._again()

    def dismiss(self, hit: Occurrence) -> None:
        """Say that a hit is no friction; undo takes it back."""
        self._write(tr("Take a hit out"), lambda: self._questions.dismiss(hit))

    def take_back(self, hit: Occurrence) -> None:
        """Say that a hit taken out is friction all the same; undo takes it back."""
        self._write(tr("Let a hit count again"), lambda: self._questions.take_back(hit.correction))

    def show_moment(self, hit: Occurrence) -> None:
        self.moment_wanted(hit.actor, hit.at_ms * 1000)

    def _again(self) -> None:
        spec = self._spec
        if spec is None:
            return
        self._view.show_busy()
        if self._is_of_corrected:
            self._asked.run(
                Task(tr("Read corrections"), lambda _: self._questions.corrected(), self._view.show_corrected,
                     self._view.show_problem)
            )  # fmt: skip
        else:
            self._asked.run(
                Task(tr("List hits"), lambda progress: self._questions.hits(spec, progress), self._view.show_hits,
                     self._view.show_problem)
            )  # fmt: skip

    def _write(self, title: str, work: Callable[[], None]) -> None:
        self._jobs.run(Task(title, lambda _: work(), nothing, self._view.show_problem, writes=True))

"""Decides what is shown while the steps of a funnel are chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.review.steps import Steps
from convdesk.model.problem import ProblemError
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.review.looks import Questions
    from convdesk.model.events import EventName
    from convdesk.model.funnel import FunnelSpec, Per
    from convdesk.model.problem import Problem


class BuilderView(Protocol):
    """The panel the steps are chosen in."""

    def show_names(self, names: tuple[EventName, ...]) -> None: ...
    def show_steps(self, steps: Steps, chosen: int) -> None: ...
    def show_busy(self) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class BuilderPresenter:
    """Keeps the steps that are being chosen."""

    def __init__(self, view: BuilderView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked = Latest(jobs)
        self._before: FunnelSpec | None = None
        self._steps = Steps()
        self.listener: Callable[[FunnelSpec], None] = nothing

    def open(self, spec: FunnelSpec | None) -> None:
        """Begin with the funnel looked at."""
        self._before = spec
        self._show(Steps.of(spec) if spec else Steps(), 0)
        self._view.show_busy()
        task = Task(tr("List events"), lambda _: self._questions.event_names(), self._view.show_names, self._fail)
        self._asked.run(task)

    def add_event(self, name: str) -> None:
        self._show(self._steps.with_event(name), len(self._steps.steps))

    def add_written(self, text: str) -> None:
        """One more step as it is written: a page, conditions, alternatives."""
        try:
            self._show(self._steps.with_written(text), len(self._steps.steps))
        except ProblemError as error:
            self._view.show_problem(error.problem)

    def remove(self, place: int) -> None:
        self._show(self._steps.without(place), min(place, len(self._steps.steps) - 2))

    def move(self, place: int, by: int) -> None:
        steps = self._steps.moved(place, by)
        self._show(steps, place if steps == self._steps else place + by)

    def choose_window(self, window_us: int | None) -> None:
        self._steps = replace(self._steps, window_us=window_us)

    def choose_per(self, per: Per) -> None:
        self._steps = replace(self._steps, per=per)

    def apply(self) -> None:
        """Count the funnel with these steps."""
        if self._steps.is_enough:
            self.listener(self._steps.as_spec(self._before))

    def _show(self, steps: Steps, chosen: int) -> None:
        self._steps = steps
        self._view.show_steps(steps, chosen)

    def _fail(self, problem: Problem) -> None:
        self._view.show_problem(problem)

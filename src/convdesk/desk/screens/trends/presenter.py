"""Decides what the trends screen shows: series over time, times of the week, or who came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from convdesk.desk.ports import Answer, Jobs, Latest, Task, nothing
from convdesk.desk.screens.trends.looks import Mode, Wanted
from convdesk.desk.screens.trends.sentences import cohort_people, hour_people, point_people
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone
from convdesk.model.step import parse_step
from convdesk.model.trend import RetentionResult, TimesOfDay
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.trends.looks import Questions, Series, Things
    from convdesk.model.change import Change
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment
    from convdesk.model.step import Step

MOST_SERIES = 8

Shown = tuple["Series", ...] | TimesOfDay | RetentionResult


class TrendsView(Protocol):
    """The chart with its table, the two grids, the question above them."""

    @property
    def is_looked_at(self) -> bool: ...
    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_things(self, things: Things) -> None: ...
    def show_wanted(self, wanted: Wanted) -> None: ...
    def show_series(self, series: tuple[Series, ...], wanted: Wanted) -> None: ...
    def show_hours(self, found: TimesOfDay, wanted: Wanted) -> None: ...
    def show_retention(self, found: RetentionResult) -> None: ...


class TrendsPresenter:
    """Keeps what is asked; a newer question cancels the older."""

    def __init__(self, view: TrendsView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked = Latest(jobs)
        self._wanted: Wanted | None = None
        self._shown: tuple[Wanted, Shown] | None = None
        self._among: Segment = Everyone()
        self._is_stale = True
        self.people_wanted: Callable[[Segment, str], object] = nothing

    @property
    def wanted(self) -> Wanted:
        return self._wanted or Wanted()

    def open(self) -> None:
        """Look again where the study has changed since."""
        if self._is_stale:
            self._ask(tr("Look for what can be counted"), self._questions.things, self._begin)

    def hear(self, change: Change) -> None:
        """Other people, events or goals: what is shown is out of date."""
        if change.is_of_people or change.touches("goals", "study"):
            self._is_stale = True
            if self._view.is_looked_at:
                self.open()

    def use_segment(self, segment: Segment) -> None:
        """Only these people from now on, whatever is asked."""
        self._among = segment
        if self._wanted is not None and not self._is_stale:
            self._count(self._wanted)

    def change(self, **parts: Any) -> None:
        """Another question: only these parts of it change."""
        self._count(replace(self.wanted, **parts))

    def add(self, step: Step | None) -> None:
        """One more line; a chart that is split by a property becomes one of this step."""
        kept = () if self.wanted.split else self.wanted.steps
        if step not in kept:
            self.change(steps=(*kept, step)[-MOST_SERIES:], split="")

    def put(self, step: Step | None) -> None:
        """Only this one."""
        self.change(steps=(step,))

    def remove(self, at: int) -> None:
        """One line less; the last one becomes any event."""
        kept = self.wanted.steps[:at] + self.wanted.steps[at + 1 :]
        self.change(steps=kept or (None,))

    def add_typed(self, words: str) -> None:
        """Events that fit what was typed, as `purchase[plan=pro]`."""
        self._read(words, self.add)

    def put_typed(self, words: str) -> None:
        self._read(words, self.put)

    def begin_typed(self, words: str) -> None:
        self._read(words, lambda step: self.change(first=step))

    def back_typed(self, words: str) -> None:
        self._read(words, lambda step: self.change(back=step))

    def list_people_at(self, series: Series, place: int) -> None:
        """The people of one period of one line."""
        point = series.trend.points[place]
        self.people_wanted(series.trend.people_at(point), point_people(series, point))

    def list_people_in_hour(self, weekday: int, hour: int) -> None:
        found = self._shown[1] if self._shown else None
        if isinstance(found, TimesOfDay):
            self.people_wanted(found.people_at(weekday, hour), hour_people(found, weekday, hour))

    def list_people_of_cohort(self, at: int, later: int) -> None:
        """The people of a cohort; with `later`, those who came back that many periods after."""
        found = self._shown[1] if self._shown else None
        if not isinstance(found, RetentionResult) or not 0 <= at < len(found.cohorts):
            return
        cohort = found.cohorts[at]
        if not later or cohort.cells[later - 1] is not None:
            self.people_wanted(found.people_of(cohort, later), cohort_people(found, cohort, later))

    def cancel(self) -> None:
        """Stop what is under way and show what was there before."""
        self._asked.cancel()
        if self._shown is None:
            self._view.show_empty()
            return
        self._wanted = self._shown[0]
        self._view.show_wanted(self._wanted)
        self._show(*self._shown)

    def _begin(self, things: Things) -> None:
        self._is_stale = False
        if things.is_empty:
            self._wanted = self._shown = None
            self._view.show_empty()
            return
        self._view.show_things(things)
        self._count(self._wanted or Wanted(unit=things.unit))

    def _count(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._view.show_wanted(wanted)
        asked = replace(wanted, segment=wanted.segment & self._among)

        def answer(progress: Progress) -> Shown:
            return self._answer(asked, progress)

        self._ask(tr("Counting"), answer, lambda found: self._show(wanted, found))

    def _answer(self, wanted: Wanted, progress: Progress) -> Shown:
        """What a question comes to; called off the UI thread."""
        if wanted.mode is Mode.HOURS:
            return self._questions.hours(wanted.trend, progress)
        if wanted.mode is Mode.RETENTION:
            return self._questions.retention(wanted.retention, progress)
        return self._questions.series(wanted, progress)

    def _show(self, wanted: Wanted, found: Shown) -> None:
        self._shown = (wanted, found)
        if isinstance(found, TimesOfDay):
            self._view.show_hours(found, wanted)
        elif isinstance(found, RetentionResult):
            self._view.show_retention(found)
        else:
            self._view.show_series(found, replace(wanted, segment=wanted.segment & self._among))

    def _read(self, words: str, done: Callable[[Step], None]) -> None:
        try:
            step = parse_step(words)
        except ProblemError as error:
            self._view.show_problem(error.problem)
        else:
            done(step)

    def _ask(self, text: str, work: Callable[[Progress], Answer], done: Callable[[Answer], None]) -> None:
        self._view.show_busy(text)
        self._asked.run(Task(text, work, done, self._view.show_problem, stepped=self._view.show_step))

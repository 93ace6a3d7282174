"""The questions of the trends screen, answered by the operations on one study."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from convdesk.desk.choice import Choice
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.trends.looks import Series, Things
from convdesk.model.step import event_step
from convdesk.model.trend import Unit
from convdesk.operations import goals, studies, trends
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.trends.looks import Wanted
    from convdesk.model.events import EventName
    from convdesk.model.progress import Progress
    from convdesk.model.step import Step
    from convdesk.model.trend import RetentionResult, RetentionSpec, TimesOfDay, TrendResult, TrendSpec, TrendSplit
    from convdesk.operations.study import Study

HOURS_UP_TO, DAYS_UP_TO, WEEKS_UP_TO = 3, 120, 900
"""Days of data up to which hours, days, weeks suit them."""


class StudyQuestions:
    """One study over time."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def things(self, progress: Progress) -> Things:
        events = studies.list_events(self._study)
        progress.raise_if_cancelled()
        kept = [goal for goal in goals.list_goals(self._study) if goal.step is not None]
        group = tr("Goals that are an event or a page")
        reached = [Choice(goal.name, goal.step, goal.in_words, group) for goal in kept]
        return Things((*reached, *_events(events)), trends.list_properties(self._study), _unit(events))

    def series(self, wanted: Wanted, progress: Progress) -> tuple[Series, ...]:
        if wanted.split:
            return _split(trends.split_trend(self._study, wanted.trend, wanted.split, progress=progress))
        found = []
        for number, step in enumerate(wanted.steps):
            progress.step(number, len(wanted.steps), tr("Counting"))
            counted = trends.count_trend(self._study, replace(wanted.trend, step=step), progress)
            found.append(Series(words_of(step), counted))
        return tuple(found)

    def hours(self, spec: TrendSpec, progress: Progress) -> TimesOfDay:
        return trends.count_times_of_day(self._study, spec, progress)

    def retention(self, spec: RetentionSpec, progress: Progress) -> RetentionResult:
        return trends.count_retention(self._study, spec, progress)


def words_of(step: Step | None) -> str:
    """How a series is called."""
    return step.label if step else tr("Any event")


def _split(found: TrendSplit) -> tuple[Series, ...]:
    others = tr("not said")
    if found.other_values:
        others = trn("{n} other, or not said", "{n} others, or not said", found.other_values)

    def named(value: str | None, trend: TrendResult) -> Series:
        return Series(others if value is None else value or tr("(empty)"), trend)

    return tuple(named(*pair) for pair in zip(found.values, found.trends, strict=True))


def _events(events: tuple[EventName, ...]) -> list[Choice]:
    group = tr("Events, with how often they happened")
    return [Choice(one.name, event_step(one.name), count_text(one.count), group) for one in events]


def _unit(events: tuple[EventName, ...]) -> Unit:
    """The period of which the data hold some, but not too many."""
    if not events:
        return Unit.DAY
    first = min(datetime.fromisoformat(one.first) for one in events)
    days = (max(datetime.fromisoformat(one.last) for one in events) - first).days
    limits = ((HOURS_UP_TO, Unit.HOUR), (DAYS_UP_TO, Unit.DAY), (WEEKS_UP_TO, Unit.WEEK))
    return next((unit for limit, unit in limits if days < limit), Unit.MONTH)

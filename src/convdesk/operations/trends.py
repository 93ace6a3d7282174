"""Trends, retention, times of day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.analyse import retention, trends
from convdesk.analyse.memory import told_apart
from convdesk.columns import PROPERTY
from convdesk.model.moment import zone_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.model.step import Matcher, PropertyTest, Step
from convdesk.model.trend import TrendSplit
from convdesk.operations.segments import people_mask
from convdesk.store import rows

if TYPE_CHECKING:
    from convdesk.model.trend import RetentionResult, RetentionSpec, TimesOfDay, TrendResult, TrendSpec
    from convdesk.operations.study import Study

MOST_PERIODS = 400


def count_trend(study: Study, spec: TrendSpec, progress: Progress | None = None) -> TrendResult:
    """How often, and by how many, something was done in each period of the study's zone. Raises ProblemError."""
    progress, table, zone = progress or Progress(), study.loaded().table, zone_of(study.zone)
    people = people_mask(study, spec.segment, progress)
    found: TrendResult = table.remembered(
        ("trend", spec, str(zone), told_apart(people)),
        lambda: trends.trend(table, spec, zone, (people, _covered(study)), progress),
    )
    return found


def list_properties(study: Study) -> tuple[str, ...]:
    """The properties that any event has, by name."""
    return tuple(
        sorted(name.removeprefix(PROPERTY) for name in study.loaded().table.names if name.startswith(PROPERTY))
    )


def split_trend(
    study: Study, spec: TrendSpec, name: str, most: int = 7, progress: Progress | None = None
) -> TrendSplit:
    """A trend by the values of a property: the `most` frequent apart, the others together. Raises ProblemError."""
    progress, table = progress or Progress(), study.loaded().table
    if PROPERTY + name not in table.names:
        known = ", ".join(list_properties(study)) or "none"
        raise ProblemError(f"property “{name}”", "No event has it.", f"There are: {known}.")
    values, others = trends.frequent_values(table, spec, name, most, progress)
    asked = [_passing(spec, (PropertyTest(name, "=", value),)) for value in values]
    rest = _passing(spec, tuple(PropertyTest(name, "!=", value) for value in values))
    found = []
    for number, one in enumerate([*asked, rest]):
        progress.step(number, len(asked) + 1, f"Counting by {name}")
        found.append(count_trend(study, one, progress))
    if not found[-1].count:
        found.pop()
    shown = [*values, None][: len(found)]
    return TrendSplit(name, tuple(shown), tuple(found), others)


def _passing(spec: TrendSpec, tests: tuple[PropertyTest, ...]) -> TrendSpec:
    """The same trend, only of events that pass."""
    any_of = spec.step.any_of if spec.step else (Matcher(),)
    return replace(spec, step=Step(tuple(replace(one, tests=(*one.tests, *tests)) for one in any_of)))


def count_retention(study: Study, spec: RetentionSpec, progress: Progress | None = None) -> RetentionResult:
    """Who came back in later periods, by the period of their first time. Raises ProblemError."""
    if not 1 <= spec.periods <= MOST_PERIODS:
        raise ProblemError("retention", f"{spec.periods} periods cannot be shown.", f"Choose 1 to {MOST_PERIODS}.")
    progress, table, zone = progress or Progress(), study.loaded().table, zone_of(study.zone)
    people = people_mask(study, spec.segment, progress)
    found: RetentionResult = table.remembered(
        ("retention", spec, str(zone), told_apart(people)),
        lambda: retention.retention(table, spec, zone, people, progress),
    )
    return found


def count_times_of_day(study: Study, spec: TrendSpec, progress: Progress | None = None) -> TimesOfDay:
    """Events and people by weekday and hour of the study's zone. Raises ProblemError."""
    progress, table, zone = progress or Progress(), study.loaded().table, zone_of(study.zone)
    people = people_mask(study, spec.segment, progress)
    found: TimesOfDay = table.remembered(
        ("times of day", spec, str(zone), told_apart(people)),
        lambda: trends.times_of_day(table, spec, zone, people, progress),
    )
    return found


def _covered(study: Study) -> list[trends.Covered]:
    """The event logs with their first and last moments."""
    names = {source.id: source.file for source in rows.load_sources(study.workspace)}
    return [
        (names.get(log.source, log.source), log.t0_us, log.t0_us + log.span_ticks * log.tick_us)
        for log in study.loaded().events
    ]

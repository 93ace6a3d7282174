"""Trends, retention and time of day: numbers over the calendar of the study's zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.segment import Everyone, Segment

if TYPE_CHECKING:
    from convdesk.model.step import Step


class Unit(StrEnum):
    """A period of the calendar; weeks begin on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class TrendSpec:
    """A question: how often, and by how many people, something was done in each period. No step: any event."""

    step: Step | None = None
    unit: Unit = Unit.DAY
    segment: Segment = field(default_factory=Everyone)


@dataclass(frozen=True)
class TrendPoint:
    """One period. `active`: people with any event in it; `share`: of them, with its 95 % Wilson interval.

    `is_gap`: no event of anybody lies in it. `missing`: sources that do not cover the whole of it, since they begin
    later or end before. In both cases less may be known than happened.
    """

    start: str
    end: str
    count: int
    people: int
    active: int
    share: float | None
    low: float | None
    high: float | None
    is_gap: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class TrendResult:
    """The periods from the first to the last event. `people`: of all periods together."""

    spec: TrendSpec
    zone: str
    points: tuple[TrendPoint, ...]
    count: int
    people: int
    definition: str


@dataclass(frozen=True)
class RetentionSpec:
    """A question: of those who did `first` (any event: who came at all), who did `back` in later periods."""

    first: Step | None = None
    back: Step | None = None
    unit: Unit = Unit.WEEK
    periods: int = 8
    segment: Segment = field(default_factory=Everyone)


@dataclass(frozen=True)
class Returned:
    """Of `people`, how many came back in one period, with the 95 % Wilson interval of the share."""

    people: int
    returned: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Cohort:
    """Those whose first time was in the period that begins at `start`; None: the period is not over in the data."""

    start: str
    people: int
    cells: tuple[Returned | None, ...]


@dataclass(frozen=True)
class RetentionResult:
    """Cohorts, oldest first; `overall`: all cohorts for which a period is over."""

    spec: RetentionSpec
    zone: str
    cohorts: tuple[Cohort, ...]
    overall: tuple[Returned | None, ...]
    definition: str


@dataclass(frozen=True)
class TimesOfDay:
    """Events and people by weekday (Monday first) and hour of the study's zone: `counts[weekday][hour]`."""

    spec: TrendSpec
    zone: str
    counts: tuple[tuple[int, ...], ...]
    people: tuple[tuple[int, ...], ...]
    count: int
    definition: str

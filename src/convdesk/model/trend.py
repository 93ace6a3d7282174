"""Trends, retention and time of day: numbers over the calendar of the study's zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.moment import iso
from convdesk.model.segment import Everyone, Segment

if TYPE_CHECKING:
    from convdesk.model.step import Step


class Unit(StrEnum):
    """A period of the calendar; weeks begin on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def _done_words(step: Step | None) -> str:
    return "had any event" if step is None else f"did {step.label}"


@dataclass(frozen=True)
class DidDuring(Segment):
    """Those with an event that fills the step (None: any event) from `start_us` to before `end_us` (UTC µs).

    None for one of both: from the beginning, or to the end.
    """

    step: Step | None
    start_us: int | None
    end_us: int | None

    def in_words(self) -> str:
        start = "" if self.start_us is None else f" from {iso(self.start_us)}"
        end = "" if self.end_us is None else f" before {iso(self.end_us)}"
        return f"those who {_done_words(self.step)}{start}{end}"


@dataclass(frozen=True)
class DidAtTime(Segment):
    """Those with an event that fills the step (None: any event) on a weekday (0: Monday) in an hour of a zone."""

    step: Step | None
    weekday: int
    hour: int
    zone: str

    def in_words(self) -> str:
        day = WEEKDAYS[self.weekday]
        return (
            f"those who {_done_words(self.step)} on a {day} from {self.hour:02}:00 to {self.hour:02}:59 ({self.zone})"
        )


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class TrendSpec:
    """A question: how often, and by how many people, something was done in each period. No step: any event."""

    step: Step | None = None
    unit: Unit = Unit.DAY
    segment: Segment = field(default_factory=Everyone)


@dataclass(frozen=True)
class TrendPoint:
    """One period, from `start_us` to before `end_us` (UTC µs).

    `active`: people with any event in it; `share`: of them, with its 95 % Wilson interval. `count_low` to
    `people_high`: 95 % intervals of the counts, None where nobody did it. `is_gap`: no event of
    anybody lies in it. `missing`: sources that do not cover the whole of it, since they begin later or end before. In
    both cases less may be known than happened.
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
    start_us: int = 0
    end_us: int = 0
    count_low: float | None = None
    count_high: float | None = None
    people_low: float | None = None
    people_high: float | None = None

    @property
    def is_marked(self) -> bool:
        """Whether less may be known than happened."""
        return self.is_gap or bool(self.missing)


@dataclass(frozen=True)
class TrendResult:
    """The periods from the first to the last event. `people`: of all periods together."""

    spec: TrendSpec
    zone: str
    points: tuple[TrendPoint, ...]
    count: int
    people: int
    definition: str

    def people_at(self, point: TrendPoint) -> Segment:
        """Those behind the number of a period."""
        return self.spec.segment & DidDuring(self.spec.step, point.start_us, point.end_us)


@dataclass(frozen=True)
class TrendSplit:
    """A trend by the values of a property: the most frequent ones, then all others and events without it together.

    `values`: what each of `trends` is of; None: the others. `other_values`: how many different ones those are.
    """

    name: str
    values: tuple[str | None, ...]
    trends: tuple[TrendResult, ...]
    other_values: int


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
    """Those whose first time was in the period that begins at `start`; None: the period is not over in the data.

    `bounds_us`: the beginnings (UTC µs) of that period and of those after it, as far as there are data.
    """

    start: str
    people: int
    cells: tuple[Returned | None, ...]
    bounds_us: tuple[int, ...] = ()


@dataclass(frozen=True)
class RetentionResult:
    """Cohorts, oldest first; `overall`: all cohorts for which a period is over."""

    spec: RetentionSpec
    zone: str
    cohorts: tuple[Cohort, ...]
    overall: tuple[Returned | None, ...]
    definition: str

    def people_of(self, cohort: Cohort, later: int = 0, *, came_back: bool = True) -> Segment:
        """Those of a cohort; with `later`, those of them who came back (or did not) that many periods after."""
        first, begin, end = self.spec.first, cohort.bounds_us[0], cohort.bounds_us[1]
        those = self.spec.segment & DidDuring(first, begin, end) & ~DidDuring(first, None, begin)
        if not later:
            return those
        back = DidDuring(self.spec.back, cohort.bounds_us[later], cohort.bounds_us[later + 1])
        return those & (back if came_back else ~back)


@dataclass(frozen=True)
class TimesOfDay:
    """Events and people by weekday (Monday first) and hour of the study's zone: `counts[weekday][hour]`."""

    spec: TrendSpec
    zone: str
    counts: tuple[tuple[int, ...], ...]
    people: tuple[tuple[int, ...], ...]
    count: int
    definition: str

    def people_at(self, weekday: int, hour: int) -> Segment:
        """Those behind the number of an hour of the week."""
        return self.spec.segment & DidAtTime(self.spec.step, weekday, hour, self.zone)

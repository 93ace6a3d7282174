"""What further questions about a funnel give: times, trend, comparison, and who flips between two tools' rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.difference import Difference
    from convdesk.model.funnel import FunnelResult, FunnelRules, FunnelSpec, Period
    from convdesk.model.segment import Segment


@dataclass(frozen=True)
class CurvePoint:
    """By `seconds`, this share had gone on, with its 95 % interval."""

    seconds: float
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Times:
    """How long it took. Quartiles: of the `converted`. `curve`: Kaplan–Meier over all `n`, the others censored.

    `curve_median_seconds`: when half had gone on by the curve; None when fewer than half ever do.
    """

    name: str
    n: int
    converted: int
    quartile_1_seconds: float | None
    median_seconds: float | None
    quartile_3_seconds: float | None
    curve: tuple[CurvePoint, ...]
    curve_median_seconds: float | None


@dataclass(frozen=True)
class FunnelTimes:
    """Time to convert: the whole funnel, and each step from the one before that is not optional."""

    spec: FunnelSpec
    whole: Times
    steps: tuple[Times, ...]
    definition: str


class Every(StrEnum):
    """The periods of a trend."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True)
class TrendPoint:
    """Those who entered in one period. `start`: its first day, in the study's zone (`2026-03-04`).

    `is_complete`: the data holds the whole period and everyone's window after it.
    """

    start: str
    entered: int
    converted: int
    open: int
    share: float | None
    low: float | None
    high: float | None
    is_complete: bool
    period: Period


@dataclass(frozen=True)
class FunnelTrend:
    """The conversion of a funnel by the time of entry."""

    spec: FunnelSpec
    every: Every
    zone: str
    points: tuple[TrendPoint, ...]
    definition: str


@dataclass(frozen=True)
class StepDifference:
    """One step of two funnels: of those who entered, and of those at the step before."""

    name: str
    from_first: Difference
    from_previous: Difference


@dataclass(frozen=True)
class Comparison:
    """Two groups or periods in the same funnel: the first minus the other."""

    one: FunnelResult
    other: FunnelResult
    steps: tuple[StepDifference, ...]
    definition: str


@dataclass(frozen=True)
class DecidingEvent:
    """One event in someone's timeline and its part: `as_one`, `as_other` say what it is under either rules."""

    at: str
    name: str
    as_one: str
    as_other: str


@dataclass(frozen=True)
class Flip:
    """Someone (or one of their sessions) whose outcome differs, the rules that decide it, and the events.

    `because`: the rules of which each alone already changes the outcome; empty: only several of them together do.
    """

    person: str
    one: str
    other: str
    because: tuple[str, ...]
    events: tuple[DecidingEvent, ...]


@dataclass(frozen=True)
class FlipCount:
    """How many have one outcome under the first rules and another under the second, and who they are."""

    one: str
    other: str
    count: int
    people: Segment


@dataclass(frozen=True)
class Flips:
    """The same funnel under two rules. `counts`: all who differ; `flips`: the first of them, one by one."""

    one: FunnelResult
    other: FunnelResult
    differences: tuple[str, ...]
    counts: tuple[FlipCount, ...]
    flips: tuple[Flip, ...]
    definition: str

    @property
    def count(self) -> int:
        return sum(each.count for each in self.counts)

    def rules(self) -> tuple[FunnelRules, FunnelRules]:
        return self.one.spec.rules, self.other.spec.rules

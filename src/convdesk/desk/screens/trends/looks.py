"""What the trends screen looks at: plain values that come back from work and are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from convdesk.model.segment import Everyone, Segment
from convdesk.model.trend import RetentionSpec, TrendSpec, Unit

if TYPE_CHECKING:
    from convdesk.desk.choice import Choice
    from convdesk.model.progress import Progress
    from convdesk.model.step import Step
    from convdesk.model.trend import RetentionResult, TimesOfDay, TrendPoint, TrendResult


class Mode(StrEnum):
    """What is looked at."""

    TIME = "time"
    HOURS = "hours"
    RETENTION = "retention"


class Measure(StrEnum):
    """What is counted in each period."""

    EVENTS = "events"
    PEOPLE = "people"
    SHARE = "share"

    def of(self, point: TrendPoint) -> float | None:
        """Its value in a period; None where nothing can be said."""
        if point.is_gap:
            return None
        return {Measure.EVENTS: point.count, Measure.PEOPLE: point.people, Measure.SHARE: point.share}[self]

    def interval(self, point: TrendPoint) -> tuple[float, float] | None:
        """Its 95 % interval in a period; None where nothing can be said."""
        low, high = {
            Measure.EVENTS: (point.count_low, point.count_high),
            Measure.PEOPLE: (point.people_low, point.people_high),
            Measure.SHARE: (point.low, point.high),
        }[self]
        return None if point.is_gap or low is None or high is None else (low, high)


@dataclass(frozen=True)
class Wanted:
    """What is asked: of which steps (None: any event), by which period, split by which property, of whom.

    `first`, `back`, `periods` belong to retention.
    """

    mode: Mode = Mode.TIME
    steps: tuple[Step | None, ...] = (None,)
    unit: Unit = Unit.DAY
    measure: Measure = Measure.PEOPLE
    split: str = ""
    segment: Segment = field(default_factory=Everyone)
    first: Step | None = None
    back: Step | None = None
    periods: int = 8

    @property
    def trend(self) -> TrendSpec:
        """The question about the first step."""
        return TrendSpec(self.steps[0] if self.steps else None, self.unit, self.segment)

    @property
    def retention(self) -> RetentionSpec:
        unit = Unit.DAY if self.unit is Unit.HOUR else self.unit
        return RetentionSpec(self.first, self.back, unit, self.periods, self.segment)


@dataclass(frozen=True)
class Series:
    """One line of the chart, with how it is called."""

    words: str
    trend: TrendResult


@dataclass(frozen=True)
class Things:
    """What can be looked at over time, with its n; the properties events have; the period that suits the data."""

    choices: tuple[Choice, ...]
    properties: tuple[str, ...]
    unit: Unit

    @property
    def is_empty(self) -> bool:
        return not self.choices


@dataclass(frozen=True)
class Cell:
    """One cell of a grid. `strength` (0 to 1): how dark; None: nothing can be said yet, drawn hatched."""

    text: str
    strength: float | None
    tip: str


@dataclass(frozen=True)
class Grid:
    """A table whose cells are shaded: heads of columns and rows, and the cells row by row."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


class Questions(Protocol):
    """What the screen asks of a study; called off the UI thread."""

    def things(self, progress: Progress) -> Things: ...
    def series(self, wanted: Wanted, progress: Progress) -> tuple[Series, ...]: ...
    def hours(self, spec: TrendSpec, progress: Progress) -> TimesOfDay: ...
    def retention(self, spec: RetentionSpec, progress: Progress) -> RetentionResult: ...

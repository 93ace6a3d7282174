"""Funnels: what is asked, by which rules, and what counting gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.funnel_rules import FunnelRules as FunnelRules
from convdesk.model.segment import Everyone, Segment

if TYPE_CHECKING:
    from convdesk.model.step import Step


class Per(StrEnum):
    """What is counted: people, or their sessions."""

    ACTOR = "actor"
    SESSION = "session"


class Bucket(StrEnum):
    """What became of someone at a step: reached it, or left, was still under way or was excluded after it."""

    REACHED = "reached"
    DROPPED = "dropped"
    OPEN = "open"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Exclusion:
    """An event that must not happen between steps `start` and `end` (from 1), both of which must be done."""

    step: Step
    start: int
    end: int


class Touch(StrEnum):
    """Which value of a property stands for someone in a breakdown."""

    FIRST = "first touch"
    """The first they have in the data."""
    FIRST_STEP = "first step"
    LAST_STEP = "last step"
    STEP = "step"
    ANY = "any"
    """Each value they have on any step: the funnel is counted over the events with that value alone."""


@dataclass(frozen=True)
class Breakdown:
    """Split by a property: the `groups` most frequent values, the others together. `step` belongs to `Touch.STEP`."""

    prop: str
    touch: Touch = Touch.FIRST
    step: int = 1
    groups: int = 10


@dataclass(frozen=True)
class Period:
    """From one moment (included) to another (not included), UTC microseconds."""

    start_us: int
    end_us: int


@dataclass(frozen=True)
class FunnelSpec:
    """A question: these steps, by these rules, for these people.

    `optional`: numbers of steps (from 1) that may be skipped. `entered`: only entries in that time.
    """

    steps: tuple[Step, ...]
    rules: FunnelRules = field(default_factory=FunnelRules)
    per: Per = Per.ACTOR
    segment: Segment = field(default_factory=Everyone)
    name: str = ""
    exclusions: tuple[Exclusion, ...] = ()
    optional: frozenset[int] = frozenset()
    breakdown: Breakdown | None = None
    entered: Period | None = None


@dataclass(frozen=True)
class InBucket(Segment):
    """Those in one bucket of a funnel; `step` counts from 1 (dropped at 2: reached step 2, not step 3).

    `group`: only those of the group of the funnel's breakdown that is labelled so.
    """

    funnel: FunnelSpec
    bucket: Bucket
    step: int
    group: str | None = None

    def in_words(self) -> str:
        name = self.funnel.steps[self.step - 1].label
        verb = {"reached": "reached", "dropped": "left after", "open": "are still under way after"}
        words = f"those who {verb.get(self.bucket.value, 'were excluded after')} {name}"
        if self.group is None or self.funnel.breakdown is None:
            return words
        return f"{words}, with {self.funnel.breakdown.prop} {self.group}"


@dataclass(frozen=True)
class StepCount:
    """One step's numbers. reached = went_on + dropped + open + excluded.

    `went_on`: those who reached the next step that is not optional. `rate_from_previous`: of those who reached the
    step before that is not optional. In any order, step n stands for having done n of the steps.
    `low`, `high`: 95 % Wilson interval of `rate_from_previous`; None where nobody came from the step before.
    `median_seconds`: from the step before to this one, over those who reached it.
    """

    name: str
    reached: int
    rate_from_first: float | None
    rate_from_previous: float | None
    low: float | None
    high: float | None
    dropped: int
    open: int
    excluded: int
    median_seconds: float | None
    went_on: int = 0
    is_optional: bool = False


@dataclass(frozen=True)
class Split:
    """The funnel of one group of a breakdown. `value`: None where it is not a single value; `label` says which."""

    label: str
    value: str | None
    steps: tuple[StepCount, ...]


@dataclass(frozen=True)
class FunnelResult:
    """The counts of a funnel with its n and its definition.

    `never_entered`: of those asked about. `removed`: cut off by an excluded event, where the rules leave them out.
    """

    spec: FunnelSpec
    steps: tuple[StepCount, ...]
    definition: str
    splits: tuple[Split, ...] = ()
    never_entered: int = 0
    removed: int = 0

    @property
    def entered(self) -> int:
        return self.steps[0].reached if self.steps else 0

    @property
    def converted(self) -> int:
        return self.steps[-1].reached if self.steps else 0


@dataclass(frozen=True)
class SavedFunnel:
    """A funnel the study keeps under a name."""

    id: str
    name: str
    spec: FunnelSpec

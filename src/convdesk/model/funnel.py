"""Funnels: what is asked, by which rules, and what counting gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.moment import DAY_US
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
class FunnelRules:
    """The visible choices of counting. Our default: ordered, latest usable entry, ties in the funnel's favour.

    `window_us` runs from entry (inclusive); None means no window, and then whoever has not gone on by the
    end of the data counts as left.
    """

    window_us: int | None = 7 * DAY_US
    name: str = "convdesk"


@dataclass(frozen=True)
class FunnelSpec:
    """A question: these steps, by these rules, for these people."""

    steps: tuple[Step, ...]
    rules: FunnelRules = field(default_factory=FunnelRules)
    per: Per = Per.ACTOR
    segment: Segment = field(default_factory=Everyone)
    name: str = ""


@dataclass(frozen=True)
class InBucket(Segment):
    """Those in one bucket of a funnel; `step` counts from 1 (dropped at 2: reached step 2, not step 3)."""

    funnel: FunnelSpec
    bucket: Bucket
    step: int

    def in_words(self) -> str:
        name = self.funnel.steps[self.step - 1].label
        verb = {"reached": "reached", "dropped": "left after", "open": "are still under way after"}
        return f"those who {verb.get(self.bucket.value, 'were excluded after')} {name}"


@dataclass(frozen=True)
class StepCount:
    """One step's numbers. reached = next step's reached + dropped + open + excluded.

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


@dataclass(frozen=True)
class FunnelResult:
    """The counts of a funnel with its n and its definition."""

    spec: FunnelSpec
    steps: tuple[StepCount, ...]
    definition: str

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

"""What the funnel screen looks at: plain values, and what it asks of a study."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from convdesk.model.funnel import Touch
from convdesk.model.funnel_results import Every

if TYPE_CHECKING:
    from datetime import date

    from convdesk.model.funnel import FunnelResult, FunnelSpec, SavedFunnel
    from convdesk.model.funnel_results import Comparison, Flips, FunnelTimes, FunnelTrend
    from convdesk.model.funnel_rules import FunnelRules
    from convdesk.model.progress import Progress
    from convdesk.model.step_choices import PropertyValue, StepChoices

OWN_RULES = ""
"""Stands for the funnel's own rules where a tool's name is asked for."""


class View(StrEnum):
    """The views of a funnel."""

    STEPS = "steps"
    SPLIT = "split"
    TIMES = "times"
    TREND = "trend"
    COMPARISON = "comparison"
    FLIPS = "flips"


class Adding(StrEnum):
    """What an event that is found becomes."""

    STEP = "step"
    OTHER = "other"
    EXCLUSION = "exclusion"


class CompareBy(StrEnum):
    """What two sides differ in."""

    PROPERTY = "property"
    TIME = "time"
    WORDS = "words"


@dataclass(frozen=True)
class Sides:
    """Two sides to compare. `other`: no text: everyone else. `days`: first and last day of each side."""

    by: CompareBy = CompareBy.PROPERTY
    prop: str = ""
    one: str = ""
    other: str = ""
    days: tuple[date, date, date, date] | None = None
    words: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Wanted:
    """Which view is looked at, and how. `step`: 0 for the whole funnel; `tools`: whose rules are put side by side."""

    view: View = View.STEPS
    prop: str = ""
    touch: Touch = Touch.FIRST
    groups: int = 8
    step: int = 0
    every: Every = Every.WEEK
    sides: Sides = field(default_factory=Sides)
    tools: tuple[str, str] = (OWN_RULES, "mixpanel")
    has_usual_windows: bool = False

    def with_sides(self, **changes: object) -> Wanted:
        return replace(self, sides=replace(self.sides, **changes))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Kept:
    """The funnels a study keeps, and one to begin with where it keeps none."""

    funnels: tuple[SavedFunnel, ...]
    proposed: FunnelSpec | None


@dataclass(frozen=True)
class Offer:
    """What the data offers: events, pages, ways, properties, and its first and last day."""

    choices: StepChoices
    days: tuple[date, date] | None


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def kept(self, progress: Progress) -> Kept: ...
    def offer(self, progress: Progress) -> Offer: ...
    def values(self, prop: str) -> tuple[PropertyValue, ...]: ...
    def count(self, spec: FunnelSpec, progress: Progress) -> FunnelResult: ...
    def times(self, spec: FunnelSpec, progress: Progress) -> FunnelTimes: ...
    def trend(self, spec: FunnelSpec, every: Every, progress: Progress) -> FunnelTrend: ...
    def compare(self, spec: FunnelSpec, sides: Sides, progress: Progress) -> Comparison: ...
    def flips(self, spec: FunnelSpec, rules: tuple[FunnelRules, FunnelRules], progress: Progress) -> Flips: ...
    def keep(self, spec: FunnelSpec, funnel_id: str | None, label: str) -> SavedFunnel: ...
    def remove(self, funnel_id: str) -> None: ...

"""A study that answers the funnel screen's questions at once; edits are remembered, as the study would keep them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from convdesk.desk.screens.funnel.looks import Kept, Offer
from convdesk.model.difference import difference_of
from convdesk.model.funnel import FunnelResult, FunnelSpec, Period, SavedFunnel, Split
from convdesk.model.funnel_checks import check_funnel
from convdesk.model.funnel_results import (
    Comparison,
    CurvePoint,
    DecidingEvent,
    Every,
    Flip,
    FlipCount,
    Flips,
    FunnelTimes,
    FunnelTrend,
    StepDifference,
    Times,
    TrendPoint,
)
from convdesk.model.funnel_rules import Order
from convdesk.model.moment import DAY_US
from convdesk.model.segment import Listed
from convdesk.model.step import parse_step
from convdesk.model.step_choices import PropertyValue, ReadyMade, StepChoice, StepChoices
from desk.fakes import NAMES, REACHED, SPEC, funnel

if TYPE_CHECKING:
    from convdesk.desk.screens.funnel.looks import Sides
    from convdesk.model.funnel_rules import FunnelRules
    from convdesk.model.progress import Progress

CHOICES = StepChoices(
    tuple(StepChoice(parse_step(name), people, 2 * people) for name, people in zip(NAMES, REACHED, strict=True)),
    (StepChoice(parse_step("page:/cart*"), 300, 900),),
    (ReadyMade(replace(SPEC, steps=SPEC.steps[:3], name="Landing page to Verify email"), 1200),),
    ("device", "plan"),
    5000,
)  # fmt: skip


@dataclass
class FakeFunnels:
    """Keeps funnels; counts any of up to six steps. `spec`: None for a study without events."""

    spec: FunnelSpec | None = SPEC
    kept_funnels: list[SavedFunnel] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    counted: list[FunnelSpec] = field(default_factory=list)
    compared: list[Sides] = field(default_factory=list)

    def kept(self, _progress) -> Kept:
        return Kept(tuple(self.kept_funnels), None if self.kept_funnels else self.spec)

    def offer(self, progress: Progress) -> Offer:
        progress.raise_if_cancelled()
        return Offer(CHOICES, (date(2026, 3, 1), date(2026, 3, 31)))

    def values(self, prop: str) -> tuple[PropertyValue, ...]:
        return (PropertyValue(f"{prop} a", 20), PropertyValue(f"{prop} b", 10))

    def count(self, spec: FunnelSpec, progress: Progress) -> FunnelResult:
        progress.raise_if_cancelled()
        check_funnel(spec)
        self.counted.append(spec)
        found = replace(funnel(replace(spec, steps=spec.steps[:6])), never_entered=188)
        if spec.rules.order is Order.STRICT:
            found = replace(found, steps=(*found.steps[:-1], replace(found.steps[-1], reached=400)))
        splits = (Split("phone", "phone", found.steps), Split("(no value)", None, found.steps))
        return replace(found, splits=splits if spec.breakdown else ())

    def times(self, spec: FunnelSpec, progress: Progress) -> FunnelTimes:
        progress.raise_if_cancelled()
        curve = tuple(CurvePoint(60.0 * n, n / 20, n / 22, n / 18) for n in range(1, 10))
        times = Times("Done", 4812, 871, 60.0, 120.0, 500.0, curve, None)
        return FunnelTimes(spec, times, (replace(times, curve=(), converted=0),) * (len(spec.steps) - 1), "Times.")

    def trend(self, spec: FunnelSpec, every: Every, progress: Progress) -> FunnelTrend:
        progress.raise_if_cancelled()
        points = tuple(
            TrendPoint(f"2026-03-{2 + 7 * n:02}", 10 * n, 4 * n, n, 0.4 if n else None, 0.3 if n else None,
                       0.5 if n else None, n < 3, Period(n * DAY_US, (n + 1) * DAY_US))
            for n in range(4)
        )  # fmt: skip
        return FunnelTrend(spec, every, "UTC", points, "Trend.")

    def compare(self, spec: FunnelSpec, sides: Sides, progress: Progress) -> Comparison:
        progress.raise_if_cancelled()
        self.compared.append(sides)
        found = self.count(spec, progress)
        steps = tuple(
            StepDifference(step.name, difference_of(step.reached, 4812, step.reached // 2, 4812),
                           difference_of(step.reached, 4812, step.reached, 4812))
            for step in found.steps
        )  # fmt: skip
        return Comparison(found, found, steps, "Compared.")

    def flips(self, spec: FunnelSpec, rules: tuple[FunnelRules, FunnelRules], progress: Progress) -> Flips:
        one, other = (self.count(replace(spec, rules=each), progress) for each in rules)
        people = Listed(frozenset({"user:u1"}))
        event = DecidingEvent("2026-03-04T10:00:00.250Z", "Sign up", "step 2", "")
        flip = Flip("user:u1", "converted", "left after Sign up", ("first entry only",), (event,))
        counts = (FlipCount("converted", "left after Sign up", 1, people),)
        return Flips(one, other, ("first entry only",), counts, (flip,), "Flips.")

    def keep(self, spec: FunnelSpec, funnel_id: str | None, label: str) -> SavedFunnel:
        self.labels.append(label)
        saved = SavedFunnel(funnel_id or f"f{len(self.kept_funnels) + 1}", spec.name, spec)
        places = [n for n, one in enumerate(self.kept_funnels) if one.id == saved.id]
        if places:
            self.kept_funnels[places[0]] = saved
        else:
            self.kept_funnels.append(saved)
        return saved

    def remove(self, funnel_id: str) -> None:
        self.kept_funnels = [one for one in self.kept_funnels if one.id != funnel_id]

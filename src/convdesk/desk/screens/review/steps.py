"""The steps of a funnel while they are chosen: a plain list that is never changed in place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convdesk.model.funnel import FunnelRules, FunnelSpec, Per
from convdesk.model.moment import DAY_US
from convdesk.model.step import Step, event_step, parse_step

WINDOWS: tuple[int | None, ...] = (DAY_US, 7 * DAY_US, 14 * DAY_US, 30 * DAY_US, None)


@dataclass(frozen=True)
class Steps:
    """Steps in order, the window from entry in µs (None: no limit), and what is counted."""

    steps: tuple[Step, ...] = ()
    window_us: int | None = 7 * DAY_US
    per: Per = Per.ACTOR

    @classmethod
    def of(cls, spec: FunnelSpec) -> Steps:
        return cls(spec.steps, spec.rules.window_us, spec.per)

    @property
    def is_enough(self) -> bool:
        return len(self.steps) >= 2

    def with_event(self, name: str) -> Steps:
        return replace(self, steps=(*self.steps, event_step(name)))

    def with_written(self, text: str) -> Steps:
        """One more step as the notation has it (`page:/cart*`). Raises ProblemError when it cannot be read."""
        return replace(self, steps=(*self.steps, parse_step(text)))

    def without(self, place: int) -> Steps:
        return replace(self, steps=self.steps[:place] + self.steps[place + 1 :])

    def moved(self, place: int, by: int) -> Steps:
        """The step at that place further down (or up); the same when there is no such place."""
        target = place + by
        if not (0 <= place < len(self.steps) and 0 <= target < len(self.steps)):
            return self
        steps = list(self.steps)
        steps.insert(target, steps.pop(place))
        return replace(self, steps=tuple(steps))

    def as_spec(self, before: FunnelSpec | None) -> FunnelSpec:
        """The funnel with these steps; whose people and which rules otherwise stay as before."""
        old = before or FunnelSpec(())
        rules = replace(old.rules, window_us=self.window_us) if before else FunnelRules(self.window_us)
        return replace(old, steps=self.steps, rules=rules, per=self.per)

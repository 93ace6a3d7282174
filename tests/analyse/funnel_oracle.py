"""What a funnel should count, by looking at every chain of events there is: slow, and plain enough to be believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convdesk.model.funnel import Bucket, FunnelSpec
from convdesk.model.funnel_rules import Entries, OneEvent, OnExclusion, Order, Ties, WindowFrom

if TYPE_CHECKING:
    from convdesk.model.step import Step

FOREVER = 10**12


@dataclass(frozen=True)
class Event:
    at: int
    name: str
    row: int


@dataclass
class Fate:
    """What became of one person: None for someone not in the funnel."""

    level: int
    bucket: Bucket
    optional: set[int] = field(default_factory=set)
    entry: int = 0
    complete: int = 0


class Oracle:
    """The rules, asked chain by chain."""

    def __init__(self, spec: FunnelSpec, end: int) -> None:
        self.spec, self.rules = spec, spec.rules
        self.cut = self.rules.grace_us if self.rules.ties is Ties.ROUNDED else 1
        self.grace = self.rules.grace_us if self.rules.ties is Ties.GRACE else 0
        self.window = FOREVER if self.rules.window_us is None else self.rules.window_us
        self.end = end // self.cut * self.cut

    def fate(self, events: list[tuple[int, str]]) -> Fate | None:
        """What becomes of the person with these events (time, name), in the order of their rows."""
        self.own = [Event(at // self.cut * self.cut, name, row) for row, (at, name) in enumerate(events)]
        self.excluded = [[e.at for e in self.own if fills(x.step, e)] for x in self.spec.exclusions]
        found = self.any_order() if self.rules.order is Order.ANY else self.ordered()
        if found is not None and found.bucket is Bucket.EXCLUDED:
            if self.rules.on_exclusion is OnExclusion.REMOVED:
                return None
            if self.rules.on_exclusion is not OnExclusion.APART:
                found.bucket = Bucket.DROPPED
        return found

    def ordered(self) -> Fate | None:
        size = len(self.spec.steps)
        chains = [(e, *[None] * (size - 1)) for e in self.entries([self.spec.steps[0]])]
        ends = [chains]
        for step in range(1, size):
            start = max(n for n in range(step) if n + 1 not in self.spec.optional)
            ends.append([
                (*chain[:step], event, *chain[step + 1 :])
                for before in range(start, step) for chain in ends[before]
                for event in self.own if self.may_follow(chain, before, event, step)
            ])  # fmt: skip
        if not chains:
            return None
        level = max(n for n in range(size) if n + 1 not in self.spec.optional and ends[n])
        until = next((n for n in range(level + 1, size) if n + 1 not in self.spec.optional), size)
        last = [(chain, n) for n in range(level, until) for chain in ends[n]]
        return self.judged(level + 1, [chain for chain in ends[level]], last,
                           {n + 1 for n in range(size) if n + 1 in self.spec.optional and ends[n]})  # fmt: skip

    def judged(self, level: int, complete: list, last: list, optional: set[int]) -> Fate:
        anchor = max(chain[0].at for chain, _ in last)
        latest = max(chain[n].at for chain, n in last)
        begin = latest if self.rules.window_from is WindowFrom.PREVIOUS else anchor
        is_struck = False
        for exclusion, ticks in zip(self.spec.exclusions, self.excluded, strict=True):
            if exclusion.start <= level < exclusion.end:
                since = max(chain[exclusion.start - 1].at for chain, _ in last)
                is_struck |= any(
                    x > since + self.grace and x >= latest - self.grace and x <= begin + self.window for x in ticks
                )
        done = min(self.moment(chain[level - 1]) for chain in complete)
        entry = max(chain[0].at for chain in complete if self.moment(chain[level - 1]) == done)
        return Fate(level, self.bucket(level, begin, is_struck), optional, entry, done[0])

    def moment(self, event: Event) -> tuple[int, int]:
        return event.at, event.row if self.rules.ties is Ties.ROWS else 0

    def bucket(self, level: int, begin: int, is_struck: bool) -> Bucket:
        if level == len(self.spec.steps):
            return Bucket.REACHED
        if is_struck:
            return Bucket.EXCLUDED
        is_open = self.rules.window_us is not None and begin + self.window > self.end
        return Bucket.OPEN if is_open else Bucket.DROPPED

    def entries(self, steps: list[Step]) -> list[Event]:
        found = [e for e in self.own if any(fills(step, e) for step in steps)]
        if self.rules.entries is Entries.LATEST:
            return found
        resets = self.excluded if self.rules.on_exclusion is OnExclusion.RESET else []
        return [
            e for e in found
            if e.at == min(f.at for f in found)
            or any(e.at == min(f.at for f in found if f.at > x) for ticks in resets for x in ticks if x < e.at)
        ]  # fmt: skip

    def may_follow(self, chain: tuple, before: int, event: Event, step: int) -> bool:
        previous = chain[before]
        if not fills(self.spec.steps[step], event):
            return False
        if self.rules.one_event is OneEvent.ONE and event in chain:
            return False
        begin = previous if self.rules.window_from is WindowFrom.PREVIOUS else chain[0]
        return (
            self.is_later(previous, event)
            and event.at - begin.at <= self.window
            and not (self.rules.order is Order.STRICT and self.lies_between(previous, event))
            and not self.is_cut_off(chain, before, event, step)
        )

    def is_later(self, previous: Event, event: Event) -> bool:
        match self.rules.ties:
            case Ties.INCREASE:
                return event.at > previous.at
            case Ties.ROWS:
                return event.row > previous.row
        return event.at >= previous.at - self.grace

    def lies_between(self, previous: Event, event: Event) -> bool:
        if self.rules.ties is Ties.ROWS:
            return event.row > previous.row + 1
        return any(previous.at + self.grace < e.at < event.at - self.grace for e in self.own)

    def is_cut_off(self, chain: tuple, before: int, event: Event, step: int) -> bool:
        for exclusion, ticks in zip(self.spec.exclusions, self.excluded, strict=True):
            start, end = exclusion.start - 1, exclusion.end - 1
            if before < end and step > start:
                since = chain[start].at
                if any(since + self.grace < x < event.at - self.grace for x in ticks):
                    return True
        return False

    def any_order(self) -> Fate | None:
        best: list[tuple[int, int, int]] = []
        for entry in {e.at for e in self.entries(list(self.spec.steps))}:
            cut = min([x for ticks in self.excluded for x in ticks if x > entry], default=FOREVER)
            inside = [e for e in self.own if entry <= e.at <= min(entry + self.window, cut)]
            level = self.most(inside)
            done = min(at for at in {e.at for e in inside} if self.most([e for e in inside if e.at <= at]) == level)
            best.append((level, entry, done))
        if not best:
            return None
        level = max(level for level, _, _ in best)
        anchor = max(entry for found, entry, _ in best if found == level)
        done = min(at for found, _, at in best if found == level)
        is_struck = any(anchor < x <= anchor + self.window for ticks in self.excluded for x in ticks)
        entry = max(entry for found, entry, at in best if found == level and at == done)
        return Fate(level, self.bucket(level, anchor, is_struck), set(), entry, done)

    def most(self, events: list[Event], step: int = 0) -> int:
        """The most steps from `step` on that these events fill."""
        if step == len(self.spec.steps):
            return 0
        found = self.most(events, step + 1)
        for event in events:
            if fills(self.spec.steps[step], event):
                rest = events if self.rules.one_event is OneEvent.SEVERAL else [e for e in events if e != event]
                found = max(found, 1 + self.most(rest, step + 1))
        return found


def fills(step: Step, event: Event) -> bool:
    return any(matcher.event == event.name for matcher in step.any_of)

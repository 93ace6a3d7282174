"""Counting a funnel: reached, left, still under way, cut off by an exclusion, and how long it took."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import Chains, Gathered
from convdesk.analyse.funnel_any import entries_of, follow_any, follow_any_shared, strike_any
from convdesk.analyse.funnel_events import (
    backs_of,
    clock_of,
    entrants_of,
    events_of,
    pace_of,
    session_actors,
    shares_events,
    watches_of,
    window_ticks,
)
from convdesk.analyse.funnel_levels import follow_ordered, strike
from convdesk.analyse.funnel_pace import Block, blocks_of
from convdesk.analyse.funnel_walk import follow_distinct
from convdesk.model.funnel import Bucket, FunnelSpec, Per
from convdesk.model.funnel_checks import check_funnel
from convdesk.model.funnel_rules import OneEvent, OnExclusion, Order, WindowFrom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.funnel_events import Entrants
    from convdesk.analyse.funnel_pace import Backs, Clock, Pace
    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]

BLOCK_EVENTS = 250_000
"""Step events that are followed at once: few enough for the processor's cache and a small footprint."""


@dataclass(frozen=True)
class Outcome:
    """What became of everyone who entered a funnel. `actors[n]`: the person of unit n (units may be sessions).

    `removed`: the people of the units that an excluded event removed. `end`: the tick the data ends with.
    """

    chains: Chains
    actors: Keys
    is_open: Mask
    is_excluded: Mask
    clock: Clock
    end: int
    removed: Keys

    def members(self, bucket: Bucket, step: int) -> Mask:
        """Which units are in a bucket of a step (from 1)."""
        reached = self.chains.reached(step)
        if bucket is Bucket.REACHED:
            return reached
        if step == self.chains.steps:
            return np.zeros(len(reached), bool)
        here: Mask = reached & (self.chains.level == self.stage(step))
        if bucket is Bucket.EXCLUDED:
            here &= self.is_excluded
        elif bucket is Bucket.OPEN:
            here &= self.is_open
        else:
            here &= ~(self.is_open | self.is_excluded)
        return here

    def stage(self, step: int) -> int:
        """The step (from 1) itself, or for an optional one the last before it that is not."""
        while step - 1 in self.chains.passed:
            step -= 1
        return step

    def ticks(self, keys: Keys, rows: NDArray[np.integer]) -> Keys:
        """Moments of these units (packed keys, one for each row) as ticks of the table."""
        return self.clock.table_ticks(keys - self.chains.unit[rows] * self.clock.stride)

    def took(self, step: int, among: Mask | None = None) -> Keys:
        """Ticks from the step before (that is not optional) to `step` (from 2), of those who reached it."""
        reached = self.chains.reached(step)
        who = np.flatnonzero(reached if among is None else reached & among)
        if step - 1 in self.chains.passed:
            ticks = self.chains.passed[step - 1][who]
        else:
            ticks = self.chains.at[step - 1].take(who) - self.chains.at[self.stage(step - 1) - 1].take(who)
        return np.maximum(ticks, 0, out=ticks)


def follow(
    table: EventTable, spec: FunnelSpec, people: Mask | None, progress: Progress, kept: Sequence[Mask] | None = None
) -> Outcome:
    """What became of everyone (of `people`, a mask over actors, where given) by the rules of the question.

    `kept`: for each step a mask over its events, where only some of them are to count.
    """
    progress.raise_if_cancelled()
    check_funnel(spec)
    chains = _chains(table, spec, people, progress, kept)
    clock, rules = clock_of(table, spec), spec.rules
    end = int(clock.tick(table.span_ticks))
    actors = _actors(table, spec, chains)
    removed = actors[:0]
    if rules.on_exclusion is OnExclusion.REMOVED and chains.is_struck.any():
        removed, actors = actors[chains.is_struck], actors[~chains.is_struck]
        chains = chains.among(~chains.is_struck)
    nobody = np.zeros(len(actors), bool)
    is_excluded = chains.is_struck if rules.on_exclusion is OnExclusion.APART else nobody
    window = window_ticks(table, spec)
    begin = chains.last if rules.window_from is WindowFrom.PREVIOUS else chains.anchor
    is_open = nobody if window is None else (begin - chains.unit * clock.stride > end - window) & ~chains.is_struck
    progress.raise_if_cancelled()
    return Outcome(chains, actors, is_open, is_excluded, clock, end, removed)


def _actors(table: EventTable, spec: FunnelSpec, chains: Chains) -> Keys:
    if spec.per is Per.ACTOR:
        return chains.unit
    found: Keys = session_actors(table)[chains.unit].astype(np.int64)
    return found


def _chains(
    table: EventTable, spec: FunnelSpec, people: Mask | None, progress: Progress, kept: Sequence[Mask] | None
) -> Chains:
    """The chains block by block: a block of people fits the processor's cache, and two are followed at a time."""
    pace, shares = pace_of(table, spec), shares_events(table, spec, progress)
    steps, watches = events_of(table, spec, progress, with_rows=shares), watches_of(table, spec, progress)
    if kept is not None:
        steps = [step.only(mask) for step, mask in zip(steps, kept, strict=True)]
    progress.raise_if_cancelled()
    entrants = entrants_of(table, spec, people)
    if spec.rules.order is Order.ANY:
        way = _any_way(spec, pace, shares)
    else:
        way = _ordered_way(pace, shares, backs_of(table, spec))
    size = BLOCK_EVENTS // (4 if spec.rules.order is Order.ANY else 1)
    blocks = blocks_of(steps, watches, pace.stride, size)

    if len(blocks) == 1:
        return way(blocks[0], entrants, progress.raise_if_cancelled)
    sizes = [block.most_units(pace.stride) for block in blocks]
    gathered = Gathered(sizes, len(steps), len(watches), pace.optional)

    def follow_one(number: int) -> None:
        progress.step(number, len(blocks))
        gathered.put(number, way(blocks[number], entrants, progress.raise_if_cancelled))

    _shared_out(range(len(blocks)), follow_one)
    return gathered.chains()


def _shared_out(numbers: Sequence[int], work: Callable[[int], None]) -> None:
    """Work on each number: this thread and another take them in turns, so that only one more needs room of its own."""
    left = SimpleQueue[int]()
    for number in numbers:
        left.put(number)

    def take() -> None:
        with suppress(Empty):
            while True:
                work(left.get_nowait())

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(take)
        take()
        other.result()


def _ordered_way(
    pace: Pace, shares: bool, backs: Backs | None
) -> Callable[[Block, Entrants | None, Callable[[], None]], Chains]:
    def follow_block(block: Block, entrants: Entrants | None, look_up: Callable[[], None]) -> Chains:
        allowed = None if entrants is None else entrants.allowed(block.steps[0].keys, block.watches)
        block = replace(block, entries=allowed, backs=backs)
        chains = follow_distinct(block, pace, look_up) if shares else follow_ordered(block, pace, look_up)
        strike(chains, block.watches, pace)
        return chains

    return follow_block


def _any_way(
    spec: FunnelSpec, pace: Pace, shares: bool
) -> Callable[[Block, Entrants | None, Callable[[], None]], Chains]:
    same = [spec.steps.index(step) for step in spec.steps]
    is_single = spec.rules.one_event is OneEvent.ONE
    places = [(at, same[:number].count(at) if is_single else 0) for number, at in enumerate(same)]

    def follow_block(block: Block, entrants: Entrants | None, look_up: Callable[[], None]) -> Chains:
        entries = entries_of(block, sorted(set(same)), look_up)
        if entrants is not None:
            entries = entries.only(entrants.allowed(entries.keys, block.watches))
        if shares:
            chains = follow_any_shared(block, pace, entries, look_up)
        else:
            chains = follow_any(block, pace, (entries, places), look_up)
        strike_any(chains, block, pace)
        return chains

    return follow_block


def units_in(outcome: Outcome, bucket: Bucket, step: int) -> list[int]:
    """The people of a bucket, as ascending actor codes, each once."""
    codes = outcome.actors[outcome.members(bucket, step)]
    found: list[int] = (codes if outcome.actors is outcome.chains.unit else np.unique(codes)).tolist()
    return found

"""Counting a funnel: reached, left, still under way, and how long it took."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import Chains, furthest_chains, furthest_distinct_chains
from convdesk.analyse.matching import positions, step_keys
from convdesk.model.funnel import Bucket, FunnelResult, FunnelSpec, Per, StepCount
from convdesk.model.moment import SECOND_US, duration_text, iso
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]

SPLIT_FROM = 400_000
"""From this many step events on, the work is split between two threads."""


@dataclass(frozen=True)
class Outcome:
    """What became of everyone who entered a funnel. `actors[n]`: the person of unit n (units may be sessions)."""

    chains: Chains
    actors: Keys
    is_open: NDArray[np.bool_]

    def members(self, bucket: Bucket, step: int) -> NDArray[np.bool_]:
        """Which units are in a bucket of a step (from 1)."""
        if bucket is Bucket.REACHED:
            return self.chains.reached(step)
        here: NDArray[np.bool_] = self.chains.level == step
        if step == len(self.chains.at) or bucket is Bucket.EXCLUDED:
            return np.zeros(len(here), bool)
        return here & (self.is_open if bucket is Bucket.OPEN else ~self.is_open)


def follow(table: EventTable, spec: FunnelSpec, people: NDArray[np.bool_] | None, progress: Progress) -> Outcome:
    """What became of everyone (of `people`, a mask over actors, where given) by the rules of the question."""
    steps = _unit_keys(table, spec)
    progress.raise_if_cancelled()
    if people is not None:
        steps[0] = _only(table, spec, steps[0], people)
    window = None if spec.rules.window_us is None else spec.rules.window_us // table.tick_us
    chains = _chains(table, spec, steps, window)
    progress.raise_if_cancelled()
    actors = chains.unit if spec.per is Per.ACTOR else _session_actors(table)[chains.unit]
    return Outcome(chains, actors, chains.is_open(window, table.span_ticks))


def count(table: EventTable, spec: FunnelSpec, people: NDArray[np.bool_] | None, progress: Progress) -> FunnelResult:
    """The numbers of a funnel."""
    outcome = follow(table, spec, people, progress)
    steps = tuple(_step_count(outcome, spec, number, table.tick_us) for number in range(1, len(spec.steps) + 1))
    return FunnelResult(spec, steps, definition(spec, table))


def definition(spec: FunnelSpec, table: EventTable) -> str:
    """What is counted, in one line for people."""
    what = "People" if spec.per is Per.ACTOR else "Sessions"
    rules = f"{what} with the steps in this order"
    if spec.rules.window_us is None:
        rules += ", no window: whoever has not gone on by the end of the data counts as left"
    else:
        rules += f", within {duration_text(spec.rules.window_us)} of entering (latest usable entry)"
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    end = f"; data until {iso(table.at_us(table.span_ticks))[:10]}" if len(table) else ""
    return f"{rules}{who}{end}."


def _unit_keys(table: EventTable, spec: FunnelSpec) -> list[Keys]:
    if spec.per is Per.ACTOR:
        return [step_keys(table, step) for step in spec.steps]
    return [np.sort(_session_keys(table, positions(table, step))) for step in spec.steps]


def _session_keys(table: EventTable, rows: Keys) -> Keys:
    return table.sessions[rows] * table.stride + table.ticks[rows]


def _session_actors(table: EventTable) -> Keys:
    def owners() -> Keys:
        owner = np.zeros(int(table.sessions.max()) + 1 if len(table) else 0, np.int64)
        owner[table.sessions] = table.actors
        return owner

    found: Keys = table.remembered("session actors", owners)
    return found


def _only(table: EventTable, spec: FunnelSpec, keys: Keys, people: NDArray[np.bool_]) -> Keys:
    units = keys // table.stride
    actors = units if spec.per is Per.ACTOR else _session_actors(table)[units]
    return keys[people[actors]]


def _chains(table: EventTable, spec: FunnelSpec, steps: list[Keys], window: int | None) -> Chains:
    if _share_events(table, spec):
        rows = [_rows_in_key_order(table, spec, number) for number in range(len(spec.steps))]
        rows[0] = rows[0][np.isin(rows[0], _rows_of(table, spec, rows[0], steps[0]))]
        return furthest_distinct_chains(steps, rows, table.stride, window)
    return _in_two_threads(steps, table.stride, window)


def _rows_in_key_order(table: EventTable, spec: FunnelSpec, number: int) -> Keys:
    rows = positions(table, spec.steps[number])
    if spec.per is Per.ACTOR:
        return rows
    return rows[np.argsort(_session_keys(table, rows), kind="stable")]


def _rows_of(table: EventTable, spec: FunnelSpec, rows: Keys, kept: Keys) -> Keys:
    """The rows whose key was kept: a segment keeps or drops whole units, so keys tell rows apart well enough."""
    keys = table.keys[rows] if spec.per is Per.ACTOR else _session_keys(table, rows)
    return rows[np.isin(keys, kept)]


def _share_events(table: EventTable, spec: FunnelSpec) -> bool:
    """Whether some event could fill two steps."""
    plain = [step for step in spec.steps if all(m.event is not None and not m.tests for m in step.any_of)]
    names = [matcher.event for step in plain for matcher in step.any_of]
    if len(plain) == len(spec.steps):
        return len(set(names)) < len(names)
    rows = [positions(table, step) for step in spec.steps]
    return any(len(np.intersect1d(one, other, assume_unique=True)) for one, other in combinations(rows, 2))


def _in_two_threads(steps: list[Keys], stride: int, window: int | None) -> Chains:
    if sum(map(len, steps)) < SPLIT_FROM or not len(steps[0]):
        return furthest_chains(steps, stride, window)
    middle = steps[0][len(steps[0]) // 2] // stride * stride
    cuts = [int(np.searchsorted(keys, middle)) for keys in steps]
    halves = [
        [keys[:cut] for keys, cut in zip(steps, cuts, strict=True)],
        [keys[cut:] for keys, cut in zip(steps, cuts, strict=True)],
    ]
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda half: furthest_chains(half, stride, window), halves))
    return reduce(_joined, parts)


def _joined(one: Chains, other: Chains) -> Chains:
    return Chains(
        np.concatenate([one.unit, other.unit]),
        np.concatenate([one.level, other.level]),
        np.concatenate([one.anchor, other.anchor]),
        np.concatenate([one.at, other.at], axis=1),
    )


def _step_count(outcome: Outcome, spec: FunnelSpec, number: int, tick_us: int) -> StepCount:
    reached, before = (_size(outcome, Bucket.REACHED, n) for n in (number, number - 1))
    interval = wilson(reached, before) if number > 1 else None
    entered = _size(outcome, Bucket.REACHED, 1)
    return StepCount(
        name=spec.steps[number - 1].name, reached=reached,
        rate_from_first=reached / entered if entered else None,
        rate_from_previous=reached / before if number > 1 and before else None,
        low=interval[0] if interval else None, high=interval[1] if interval else None,
        dropped=_size(outcome, Bucket.DROPPED, number), open=_size(outcome, Bucket.OPEN, number),
        excluded=0, median_seconds=_median_seconds(outcome, number, tick_us),
    )  # fmt: skip


def _size(outcome: Outcome, bucket: Bucket, step: int) -> int:
    return int(np.count_nonzero(outcome.members(bucket, step))) if step else 0


def _median_seconds(outcome: Outcome, number: int, tick_us: int) -> float | None:
    there = outcome.chains.reached(number)
    if number == 1 or not there.any():
        return None
    taken = outcome.chains.at[number - 1][there] - outcome.chains.at[number - 2][there]
    return float(np.median(taken)) * tick_us / SECOND_US


def units_in(outcome: Outcome, bucket: Bucket, step: int) -> list[int]:
    """The people of a bucket, as ascending actor codes, each once."""
    codes: list[int] = np.unique(outcome.actors[outcome.members(bucket, step)]).tolist()
    return codes

"""Counting a funnel: reached, left, still under way, and how long it took."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import Chains, furthest_chains, furthest_distinct_chains, joined
from convdesk.analyse.matching import positions, step_keys
from convdesk.model.funnel import Bucket, FunnelResult, FunnelSpec, Per, StepCount
from convdesk.model.moment import SECOND_US, duration_text, iso
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]

BLOCK_EVENTS = 200_000
"""Step events that are followed at once: few enough to stay in the processor's cache."""


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
        if step == self.chains.steps or bucket is Bucket.EXCLUDED:
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
    return FunnelResult(spec, _step_counts(outcome, spec, table.tick_us), definition(spec, table))


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
    """The chains block by block: a block of people fits the processor's cache, and two are followed at a time."""
    blocks = sum(map(len, steps)) // BLOCK_EVENTS
    if blocks < 2 or not len(steps[0]):
        return furthest_chains(steps, stride, window)
    marks = [steps[0][len(steps[0]) * n // blocks] // stride * stride for n in range(1, blocks)]
    cuts = [[0, *np.searchsorted(keys, marks).tolist(), len(keys)] for keys in steps]
    parts = [[keys[cut[n] : cut[n + 1]] for keys, cut in zip(steps, cuts, strict=True)] for n in range(blocks)]
    with ThreadPoolExecutor(2) as pool:
        return joined(list(pool.map(lambda part: furthest_chains(part, stride, window), parts)))


def _step_counts(outcome: Outcome, spec: FunnelSpec, tick_us: int) -> tuple[StepCount, ...]:
    size = len(spec.steps)
    ended = np.bincount(outcome.chains.level, minlength=size + 1)[1:]
    still = np.bincount(outcome.chains.level[outcome.is_open], minlength=size + 1)[1:]
    reached = np.cumsum(ended[::-1])[::-1].tolist()
    return tuple(
        _step_count(step.name, reached[: n + 1], (int(ended[n] - still[n]), int(still[n])), n + 1 == size,
                    _median_seconds(outcome, n + 1, tick_us))
        for n, step in enumerate(spec.steps)
    )  # fmt: skip


def _step_count(
    name: str, reached: list[int], ended: tuple[int, int], is_last: bool, median_seconds: float | None
) -> StepCount:
    """`reached`: people at each step so far; `ended`: of those here, who left and who is still under way."""
    here, before = reached[-1], reached[-2] if len(reached) > 1 else 0
    low, high = wilson(here, before) or (None, None)
    return StepCount(
        name=name, reached=here, rate_from_first=here / reached[0] if reached[0] else None,
        rate_from_previous=here / before if before else None, low=low, high=high,
        dropped=0 if is_last else ended[0], open=0 if is_last else ended[1], excluded=0, median_seconds=median_seconds,
    )  # fmt: skip


def _median_seconds(outcome: Outcome, number: int, tick_us: int) -> float | None:
    if number == 1 or not len(took := outcome.chains.took[number - 2]):
        return None
    return float(np.median(took)) * tick_us / SECOND_US


def units_in(outcome: Outcome, bucket: Bucket, step: int) -> list[int]:
    """The people of a bucket, as ascending actor codes, each once."""
    codes: list[int] = np.unique(outcome.actors[outcome.members(bucket, step)]).tolist()
    return codes

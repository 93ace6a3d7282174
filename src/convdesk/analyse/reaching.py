"""When each person reached a step of a funnel and went on from it, in the chain that is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import NOT
from convdesk.model.funnel import Bucket
from convdesk.model.funnel_rules import WindowFrom

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.funnel import Outcome
    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec

    Mask = NDArray[np.bool_]
    Ticks = NDArray[np.int64]

STILL_THERE = -1
"""Stands for the time of going on of those who left."""


@dataclass(frozen=True)
class Reaching:
    """Those who left after a step or went on: whose each unit is, when they reached it, when they went on (ticks).

    `entered`: the tick of their entry. `over`: the tick at which their window was over. `next_tick` is −1 for those
    who left.
    """

    actors: Ticks
    entered: Ticks
    tick: Ticks
    next_tick: Ticks
    over: Ticks

    @property
    def has_left(self) -> Mask:
        mask: Mask = self.next_tick == STILL_THERE
        return mask


def next_step(spec: FunnelSpec, at: int) -> int:
    """The step (from 1) that whoever is at step `at` must reach next: optional ones are passed over."""
    return next(step for step in range(at + 1, len(spec.steps) + 1) if step not in spec.optional)


def reaching(table: EventTable, spec: FunnelSpec, outcome: Outcome, at: int) -> Reaching:
    """Who left after step `at` (from 1) and who went on, with the moments; without those under way or excluded."""
    onwards, chains = next_step(spec, at), outcome.chains
    went_on, left = outcome.members(Bucket.REACHED, onwards), outcome.members(Bucket.DROPPED, at)
    rows = np.flatnonzero((went_on | left) & (chains.at[at - 1] != NOT))
    next_tick = np.where(went_on[rows], _ticks(outcome, chains.at[onwards - 1], rows), STILL_THERE)
    entered, tick = (_ticks(outcome, chains.at[step], rows) for step in (0, at - 1))
    return Reaching(outcome.actors[rows], entered, tick, next_tick, _over(table, spec, outcome, rows))


def _ticks(outcome: Outcome, moments: Ticks, rows: NDArray[np.intp]) -> Ticks:
    """Packed moments of some units as ticks of the table."""
    clock = outcome.clock
    return np.maximum(clock.table_ticks(moments[rows] - outcome.chains.unit[rows] * clock.stride), 0)


def _over(table: EventTable, spec: FunnelSpec, outcome: Outcome, rows: NDArray[np.intp]) -> Ticks:
    """When the window of the latest chain was over; the end of the data where there is no window."""
    if spec.rules.window_us is None:
        return np.full(len(rows), table.span_ticks)
    chains = outcome.chains
    start = chains.anchor if spec.rules.window_from is WindowFrom.ENTRY else chains.last
    return np.minimum(_ticks(outcome, start, rows) + spec.rules.window_us // table.tick_us, table.span_ticks)

"""The funnel's kernel: for everyone, the furthest chain of steps, over sorted packed keys.

A key is `unit * stride + tick`; adding a window to a key never reaches the next unit, so "the same person and
inside the window" is one comparison, and a funnel of K steps is K − 1 sorted look-ups over step events only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.ties import furthest_chain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Keys = NDArray[np.int64]


@dataclass(frozen=True)
class Chains:
    """Those who entered, ascending, with the furthest chain of each.

    `level[n]`: steps filled, from 1. `anchor[n]`: tick of the latest entry of any chain at that level.
    `took[k]`: ticks from step k to the next in the kept chain (earliest completion) of each unit that reached the
    next, in no order.
    """

    unit: Keys
    level: NDArray[np.int8]
    anchor: Keys
    took: tuple[Keys, ...]

    @property
    def steps(self) -> int:
        return len(self.took) + 1

    def reached(self, step: int) -> NDArray[np.bool_]:
        """Who filled step `step` (from 1)."""
        return self.level >= step

    def is_open(self, window_ticks: int | None, end_tick: int) -> NDArray[np.bool_]:
        """Who is still inside the window at the end of the data, whatever their level."""
        if window_ticks is None:
            return np.zeros(len(self.unit), bool)
        return self.anchor + window_ticks > end_tick


@dataclass(frozen=True)
class _Level:
    """Events that complete one level, ascending; their chain's entry; the event before, in the level before."""

    keys: Keys
    anchors: Keys
    before: NDArray[np.intp]


def furthest_chains(steps: Sequence[Keys], stride: int, window_ticks: int | None) -> Chains:
    """Chains over disjoint step events (no event fills two steps); equal times count in the funnel's favour."""
    return _followed(steps, stride, window_ticks, side="right")


def furthest_distinct_chains(
    steps: Sequence[Keys], rows: Sequence[Keys], stride: int, window_ticks: int | None
) -> Chains:
    """Chains where an event (its row) may be of use to several steps but fills only one of them.

    Without ties, distinct events are events at different times. Units with ties are walked one by one.
    """
    tied = _tied_units(steps, rows, stride)
    untied = [keys[~np.isin(keys // stride, tied)] for keys in steps]
    simple = _followed(untied, stride, window_ticks, side="left")
    if not len(tied):
        return simple
    return _merged(simple, _walked(steps, rows, stride, window_ticks, tied))


def _followed(steps: Sequence[Keys], stride: int, window_ticks: int | None, *, side: str) -> Chains:
    first = steps[0]
    levels = [_Level(first, first, np.empty(0, np.intp))]
    for keys in steps[1:]:
        levels.append(_next_level(levels[-1], keys, stride, window_ticks, side))
    return _kept(levels, stride)


def _next_level(level: _Level, keys: Keys, stride: int, window_ticks: int | None, side: str) -> _Level:
    """Of a step's events those with a usable event of the level before, which is the latest before each."""
    if not len(level.keys):
        return level
    start = np.searchsorted(keys, level.keys[0], side="left" if side == "right" else "right")
    keys = keys[start:]
    before = np.searchsorted(level.keys, keys, side=side)  # type: ignore[call-overload]
    before -= 1
    anchors = level.anchors[before]
    limit = stride // 2 if window_ticks is None else min(window_ticks, stride // 2)
    fits = np.flatnonzero(keys - anchors <= limit)
    return _Level(keys[fits], anchors[fits], before[fits])


def _kept(levels: Sequence[_Level], stride: int) -> Chains:
    """From the events of all levels to one chain a unit: earliest completion of the furthest level, traced back."""
    units, firsts, lasts = zip(*(_runs(level.keys // stride) for level in levels), strict=True)
    entered: Keys = units[0]
    rows = _places(entered, units)
    level_of, anchor = np.zeros(len(entered), np.int8), np.empty(len(entered), np.int64)
    for k, level in enumerate(levels):
        level_of[rows[k]] = k + 1
        anchor[rows[k]] = level.anchors[lasts[k]]
    return Chains(entered, level_of, anchor - entered * stride, _traced(levels, firsts, rows))


def _places(entered: Keys, units: Sequence[Keys]) -> list[NDArray[np.int32]]:
    """For each level, the row of each of its units among those who entered."""
    place = np.empty(int(entered[-1]) + 1 if len(entered) else 0, np.int32)
    place[entered] = np.arange(len(entered), dtype=np.int32)
    return [np.take(place, unit) for unit in units]


def _traced(
    levels: Sequence[_Level], firsts: Sequence[NDArray[np.intp]], rows: Sequence[NDArray[np.int32]]
) -> tuple[Keys, ...]:
    """How long each step of the kept chains took: each is followed back from its last event."""
    event = np.zeros(len(rows[0]), np.intp)
    passed, came_from = np.empty(0, np.int32), np.empty(0, np.intp)
    took: list[Keys] = []
    for k in range(len(levels) - 1, 0, -1):
        event[rows[k]] = firsts[k]
        event[passed] = came_from
        chosen = event[rows[k]]
        passed, came_from = rows[k], levels[k].before[chosen]
        took.append(levels[k].keys[chosen] - levels[k - 1].keys[came_from])
    return tuple(reversed(took))


def _runs(units: Keys) -> tuple[Keys, NDArray[np.intp], NDArray[np.intp]]:
    """Distinct values of an ascending array, and where each begins and ends."""
    if not len(units):
        return units, np.empty(0, np.intp), np.empty(0, np.intp)
    firsts = np.flatnonzero(np.r_[True, units[1:] != units[:-1]])
    return units[firsts], firsts, np.r_[firsts[1:], len(units)] - 1


def _tied_units(steps: Sequence[Keys], rows: Sequence[Keys], stride: int) -> Keys:
    """Units with two different step events at one time."""
    _, first = np.unique(np.concatenate(rows), return_index=True)
    keys = np.sort(np.concatenate(steps)[first])
    return np.unique(keys[1:][keys[1:] == keys[:-1]] // stride)


def _walked(steps: Sequence[Keys], rows: Sequence[Keys], stride: int, window_ticks: int | None, units: Keys) -> Chains:
    """The chains of some units, one unit after the other."""
    found = {
        unit: furthest_chain(groups, len(steps), window_ticks)
        for unit, groups in _moments(steps, rows, stride, units).items()
    }
    entered = {unit: chain for unit, chain in sorted(found.items()) if chain.level}
    took = [
        [chain.at[k + 1] - chain.at[k] for chain in entered.values() if chain.level > k + 1]
        for k in range(len(steps) - 1)
    ]
    return Chains(
        np.array(list(entered), np.int64),
        np.array([chain.level for chain in entered.values()], np.int8),
        np.array([chain.anchor for chain in entered.values()], np.int64),
        tuple(np.array(ticks, np.int64) for ticks in took),
    )


def _moments(
    steps: Sequence[Keys], rows: Sequence[Keys], stride: int, units: Keys
) -> dict[int, list[tuple[int, list[frozenset[int]]]]]:
    """For each unit its step events by tick, ascending; an event is the set of steps it may fill."""
    fills: dict[tuple[int, int], set[int]] = defaultdict(set)
    for number, (keys, own) in enumerate(zip(steps, rows, strict=True)):
        here = np.isin(keys // stride, units)
        for key, row in zip(keys[here].tolist(), own[here].tolist(), strict=True):
            fills[key, row].add(number)
    moments: dict[int, dict[int, list[frozenset[int]]]] = defaultdict(lambda: defaultdict(list))
    for (key, _), numbers in sorted(fills.items()):
        moments[key // stride][key % stride].append(frozenset(numbers))
    return {unit: list(by_tick.items()) for unit, by_tick in moments.items()}


def joined(parts: Sequence[Chains]) -> Chains:
    """Chains of different units, put one after the other."""
    return Chains(
        np.concatenate([part.unit for part in parts]),
        np.concatenate([part.level for part in parts]),
        np.concatenate([part.anchor for part in parts]),
        tuple(np.concatenate(ticks) for ticks in zip(*(part.took for part in parts), strict=True)),
    )


def _merged(one: Chains, other: Chains) -> Chains:
    """The same, in ascending order of units."""
    both = joined([one, other])
    order = np.argsort(both.unit, kind="stable")
    return Chains(both.unit[order], both.level[order], both.anchor[order], both.took)

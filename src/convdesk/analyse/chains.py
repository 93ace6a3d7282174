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
    `at[k][n]`: tick at which the kept chain (earliest completion) filled step k; −1 beyond the level.
    """

    unit: Keys
    level: NDArray[np.int8]
    anchor: Keys
    at: Keys

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
    fits = keys - anchors <= limit
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
    begins = entered * stride
    return Chains(entered, level_of, anchor - begins, _traced(levels, firsts, rows, begins))


def _places(entered: Keys, units: Sequence[Keys]) -> list[NDArray[np.int32]]:
    """For each level, the row of each of its units among those who entered."""
    place = np.empty(int(entered[-1]) + 1 if len(entered) else 0, np.int32)
    place[entered] = np.arange(len(entered), dtype=np.int32)
    return [np.take(place, unit) for unit in units]


def _traced(
    levels: Sequence[_Level], firsts: Sequence[NDArray[np.intp]], rows: Sequence[NDArray[np.int32]], begins: Keys
) -> Keys:
    """The tick at which each kept chain filled each step, followed back from its last event; −1 beyond its level."""
    at = np.full((len(levels), len(begins)), -1, np.int64)
    event = np.zeros(len(begins), np.intp)
    for k in range(len(levels) - 1, -1, -1):
        passed = np.empty(0, np.int32) if k + 1 == len(levels) else rows[k + 1]
        before = levels[k + 1].before[event[passed]] if len(passed) else np.empty(0, np.intp)
        event[rows[k]] = firsts[k]
        event[passed] = before
        at[k, rows[k]] = levels[k].keys[event[rows[k]]] - begins[rows[k]]
    return at


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
    at = np.full((len(steps), len(entered)), -1, np.int64)
    for column, chain in enumerate(entered.values()):
        at[: chain.level, column] = chain.at
    return Chains(
        np.array(list(entered), np.int64),
        np.array([chain.level for chain in entered.values()], np.int8),
        np.array([chain.anchor for chain in entered.values()], np.int64),
        at,
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


def _merged(one: Chains, other: Chains) -> Chains:
    unit = np.concatenate([one.unit, other.unit])
    order = np.argsort(unit, kind="stable")
    return Chains(
        unit[order],
        np.concatenate([one.level, other.level])[order],
        np.concatenate([one.anchor, other.anchor])[order],
        np.concatenate([one.at, other.at], axis=1)[:, order],
    )

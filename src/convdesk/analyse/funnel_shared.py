"""The furthest chains where one event could fill several steps but fills one: level by level, for everyone at once.

A moment is all step events of one person at one time. A chain may take several steps at one moment, where different
events of it can fill them. Of all ways to end at a step at some moment, the one that takes most steps there is as good
as any: what it follows began no earlier, and every exclusion watches it from the latest moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import Chains, empty_chains
from convdesk.analyse.funnel_levels import is_clean
from convdesk.analyse.shared_moments import Moments, moments_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.funnel_pace import Block, Pace

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class _Level:
    """Chains that end at one step: at which moments (keys, ascending), and what is known of each.

    `start`: the step before those taken at that moment (−1: none), `parent`: the chain it goes on from there.
    """

    keys: Keys
    anchors: Keys
    start: NDArray[np.int16]
    parent: Keys
    since: tuple[Keys, ...]


def follow_shared(block: Block, pace: Pace, units: Keys, look_up: Callable[[], None]) -> Chains:
    """The furthest chains of these people; each has an event that may begin one."""
    moments = moments_of(block, pace, units, look_up)
    levels: list[_Level] = []
    for step in range(len(block.steps)):
        levels.append(_level(levels, step, moments, (block, pace, look_up)))
    return _written(levels, block, pace, units)


def _level(
    levels: Sequence[_Level], step: int, moments: Moments, about: tuple[Block, Pace, Callable[[], None]]
) -> _Level:
    """The chains that end at a step: the way that takes most steps at a moment is tried first."""
    block, _, look_up = about
    at = moments.allowing(step - 1, step)
    keys, missing = moments.keys[at], np.ones(len(at), bool)
    found = _Level(keys, keys.copy(), np.full(len(at), -1, np.int16), np.full(len(at), -1),
                   tuple(keys.copy() for _ in block.watches))  # fmt: skip
    for start in range(max(-1, step - moments.most), step):
        look_up()
        which = np.flatnonzero(missing & moments.allows(start, step)[moments.kinds[at]])
        if start >= 0:
            before, fits = _before(levels[start], start + 1, keys[which], about)
            which, before = which[fits], before[fits]
            found.start[which], found.parent[which] = start, before
            found.anchors[which] = levels[start].anchors[before]
            for watch, since, earlier in zip(block.watches, found.since, levels[start].since, strict=True):
                if watch.start <= start:
                    since[which] = earlier[before]
        missing[which] = False
    there = ~missing
    return _Level(keys[there], found.anchors[there], found.start[there], found.parent[there],
                  tuple(since[there] for since in found.since))  # fmt: skip


def _before(level: _Level, step: int, keys: Keys, about: tuple[Block, Pace, Callable[[], None]]) -> tuple[Keys, Mask]:
    """The chain that ended latest before each of these keys, and whether it may go on there with `step`."""
    block, pace, _ = about
    if not len(level.keys):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
    before = np.searchsorted(level.keys, keys) - 1
    fits, before = before >= 0, np.maximum(before, 0)
    fits &= keys - (level.keys if pace.is_from_previous else level.anchors)[before] <= pace.limit
    for number, watch in enumerate(block.watches):
        if watch.start < step <= watch.end and len(watch.keys):
            fits &= is_clean(watch.keys, keys, level.since[number][before])
    if block.backs is not None:
        fits &= block.backs.before(keys) <= level.keys[before]
    return before, fits


def _written(levels: Sequence[_Level], block: Block, pace: Pace, units: Keys) -> Chains:
    """For everyone the latest chain at their furthest level, and the times of the one that was complete first."""
    chains = empty_chains(len(units), len(levels), len(block.watches), frozenset())
    chains.unit[:] = units
    first = np.zeros(len(units), np.int64)
    for number, level in enumerate(levels, 1):
        starts = np.searchsorted(level.keys, units * pace.stride)
        ends = np.searchsorted(level.keys, (units + 1) * pace.stride)
        those = np.flatnonzero(ends > starts)
        latest = ends[those] - 1
        chains.level[those], first[those] = number, starts[those]
        chains.anchor[those], chains.last[those] = level.anchors[latest], level.keys[latest]
        for since, own in zip(chains.since, level.since, strict=True):
            since[those] = own[latest]
    _trace(chains, levels, first)
    return chains


def _trace(chains: Chains, levels: Sequence[_Level], first: Keys) -> None:
    """Go back from the first chain at each one's furthest level: steps taken at one moment have its time."""
    ends_at, place = chains.level.astype(np.int64) - 1, first
    key, start = np.zeros(len(first), np.int64), np.zeros(len(first), np.int64)
    for step in range(len(levels) - 1, -1, -1):
        ending = np.flatnonzero(ends_at == step)
        level, own = levels[step], place[ending]
        key[ending], start[ending] = level.keys[own], level.start[own]
        ends_at[ending], place[ending] = level.start[own], level.parent[own]
        reached = chains.level > step
        chains.at[step][reached] = key[reached]

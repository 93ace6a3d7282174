"""People whose step events share times, where one event could fill several steps: walked one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import NOT, Chains, empty_chains
from convdesk.analyse.funnel_grace import furthest_with_grace
from convdesk.analyse.funnel_levels import follow_ordered
from convdesk.analyse.ties import Course, Moment, furthest_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from convdesk.analyse.funnel_pace import Block, Pace
    from convdesk.analyse.ties import Found

    Keys = NDArray[np.int64]


def follow_distinct(block: Block, pace: Pace, look_up: Callable[[], None]) -> Chains:
    """The furthest chains where an event may be of use to several steps but fills only one of them.

    Where all of somebody's events lie further apart than the grace, distinct events are events at different times.
    Where letting events fill several steps would change nothing, it changes nothing. The others are walked.
    """
    chains = follow_ordered(block, pace.apart(), look_up)
    near = _near_units(block, pace)
    if not len(near):
        return chains
    most = follow_ordered(block, pace, look_up)
    places = np.flatnonzero(chains.differs(most) & np.isin(chains.unit, near))
    if len(places):
        if block.entries is not None:
            block = replace(block, steps=(block.steps[0].only(block.entries), *block.steps[1:]))
        chains.put(places, _walked(block, pace, chains.unit[places], look_up))
    return chains


def _near_units(block: Block, pace: Pace) -> Keys:
    """Units with two different step events within the grace of each other (0: at one time)."""
    rows = np.concatenate([step.rows for step in block.steps if step.rows is not None])
    _, first = np.unique(rows, return_index=True)
    keys = np.sort(np.concatenate([step.keys for step in block.steps])[first])
    close = np.diff(keys) <= pace.early
    near: Keys = np.unique(keys[1:][close] // pace.stride)
    return near


def _walked(block: Block, pace: Pace, units: Keys, look_up: Callable[[], None]) -> Chains:
    found = empty_chains(len(units), len(block.steps), len(block.watches), pace.optional)
    found.unit[:] = units
    for place, (moments, course) in enumerate(_persons(block, pace, units, look_up)):
        look_up()
        walk = (furthest_with_grace if pace.early else furthest_chain)(moments, course, look_up)
        _write(found, place, walk, int(units[place]) * pace.stride)
    return found


def _write(chains: Chains, place: int, walk: Found, start: int) -> None:
    chains.level[place], chains.anchor[place], chains.last[place] = walk.level, start + walk.anchor, start + walk.last
    for keys, since in zip(chains.since, walk.since, strict=True):
        keys[place] = start + since
    for keys, at in zip(chains.at, walk.at, strict=True):
        keys[place] = NOT if at is None else start + at
    for step, taken in walk.passed.items():
        chains.passed[step][place] = taken


def _persons(
    block: Block, pace: Pace, units: Keys, look_up: Callable[[], None]
) -> Iterator[tuple[list[Moment], Course]]:
    starts = units * pace.stride
    spans = [_spans(step.keys, starts, pace.stride) for step in block.steps]
    watched = [_spans(watch.keys, starts, pace.stride) for watch in block.watches]
    for place, start in enumerate(starts.tolist()):
        watches = tuple(
            ((watch.keys[slice(*span[place])] - start).tolist(), watch.start, watch.end)
            for watch, span in zip(block.watches, watched, strict=True)
        )
        course = Course(
            len(block.steps), pace.limit, pace.is_from_previous, pace.is_strict, pace.optional, watches, pace.grace
        )
        yield _moments(block, [slice(*span[place]) for span in spans], start, look_up), course


def _spans(keys: Keys, starts: Keys, stride: int) -> list[tuple[int, int]]:
    ends = np.searchsorted(keys, starts + stride)
    return list(zip(np.searchsorted(keys, starts).tolist(), ends.tolist(), strict=True))


def _moments(block: Block, spans: list[slice], start: int, look_up: Callable[[], None]) -> list[Moment]:
    """One person's step events by tick, ascending; no more of one kind at one time than there are steps."""
    fills: dict[tuple[int, int], set[int]] = defaultdict(set)
    backs: dict[int, int] = {}
    for number, (step, span) in enumerate(zip(block.steps, spans, strict=True)):
        if step.rows is None:
            continue
        ticks = (step.keys[span] - start).tolist()
        for tick, row in zip(ticks, step.rows[span].tolist(), strict=True):
            look_up()
            fills[tick, row].add(number)
        if block.backs is not None:
            backs.update(zip(ticks, (block.backs.before(step.keys[span]) - start).tolist(), strict=True))
    kinds: dict[int, Counter[frozenset[int]]] = defaultdict(Counter)
    for (tick, _), numbers in fills.items():
        look_up()
        kinds[tick][frozenset(numbers)] += 1
    size = len(block.steps)
    moments = []
    for tick in sorted(kinds):
        look_up()
        own = [kind for kind, count in kinds[tick].items() for _ in range(min(count, size))]
        moments.append(Moment(tick, own, backs.get(tick, 0)))
    return moments

"""People whose step events share times, where one event could fill several steps."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import NOT, Chains
from convdesk.analyse.funnel_grace import furthest_with_grace
from convdesk.analyse.funnel_levels import follow_ordered
from convdesk.analyse.funnel_shared import follow_shared
from convdesk.analyse.rows import distinct
from convdesk.analyse.shared_moments import OFTEN, event_keys, moments_of
from convdesk.analyse.ties import Course, Moment, furthest_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from convdesk.analyse.funnel_pace import Block, Pace
    from convdesk.analyse.shared_moments import Moments
    from convdesk.analyse.ties import Found

    Keys = NDArray[np.int64]

MOST_TRIES = 300_000
"""Ways that are tried for one person, less than a second's worth."""


def follow_distinct(block: Block, pace: Pace, look_up: Callable[[], None]) -> Chains:
    """The furthest chains where an event may be of use to several steps but fills only one of them.

    Where all of somebody's events lie further apart than the grace, distinct events are events at different times.
    Where letting events fill several steps would change nothing, it changes nothing. The others are walked.
    """
    chains = follow_ordered(block, pace.apart(), look_up)
    near = _near_units(block, pace, look_up)
    if not len(near):
        return chains
    most = follow_ordered(block, pace, look_up)
    places = np.flatnonzero(chains.differs(most) & np.isin(chains.unit, near))
    if len(places):
        if block.entries is not None:
            block = replace(block, steps=(block.steps[0].only(block.entries), *block.steps[1:]))
        chains.put(places, _walked(block, pace, most.among(places), look_up))
    return chains


def _near_units(block: Block, pace: Pace, look_up: Callable[[], None]) -> Keys:
    """Units with two different step events within the grace of each other (0: at one time), ascending."""
    keys = event_keys(block, look_up)
    return distinct(keys[1:][np.diff(keys) <= pace.early] // pace.stride)


def _walked(block: Block, pace: Pace, most: Chains, look_up: Callable[[], None]) -> Chains:
    """At one time with all others at once; where steps come early or are optional, one by one.

    `most`: their chains where one event may fill several steps. They stay for whom there are too many ways to try.
    """
    if _is_level_by_level(pace):
        return follow_shared(block, pace, most.unit, look_up)
    for place, (moments, course) in enumerate(_persons(block, pace, most.unit, look_up)):
        try:
            walk = _with_grace(moments, course, look_up) if pace.early else furthest_chain(moments, course, look_up)
        except TooManyWays:
            most.is_rough[place] = True
            continue
        _write(most, place, walk, int(most.unit[place]) * pace.stride)
    return most


def _with_grace(moments: Iterable[Moment], course: Course, look_up: Callable[[], None]) -> Found:
    """Every chain looks at every moment at least: with too many of them there is no use in beginning."""
    few = list(islice(moments, MOST_TRIES // course.steps + 1))
    if len(few) * course.steps > MOST_TRIES:
        raise TooManyWays
    return furthest_with_grace(few, course, _Tries(look_up))


def _is_level_by_level(pace: Pace) -> bool:
    return not (pace.early or pace.optional)


class TooManyWays(Exception):
    """Of one person's events within a grace there are more ways to choose than can be tried."""


class _Tries:
    """Looks up whether to stop at every try, and gives up after too many."""

    def __init__(self, look_up: Callable[[], None]) -> None:
        self._look_up, self._left = look_up, MOST_TRIES

    def __call__(self) -> None:
        self._look_up()
        self._left -= 1
        if not self._left:
            raise TooManyWays


def _write(chains: Chains, place: int, walk: Found, start: int) -> None:
    chains.level[place], chains.anchor[place], chains.last[place] = walk.level, start + walk.anchor, start + walk.last
    for keys, since in zip(chains.since, walk.since, strict=True):
        keys[place] = start + since
    for keys, at in zip(chains.at, walk.at, strict=True):
        keys[place] = NOT if at is None else start + at
    for step, taken in chains.passed.items():
        taken[place] = walk.passed.get(step, NOT)


def _persons(
    block: Block, pace: Pace, units: Keys, look_up: Callable[[], None]
) -> Iterator[tuple[Iterator[Moment], Course]]:
    starts = units * pace.stride
    moments = moments_of(block, pace, units, look_up)
    backs = None if block.backs is None else block.backs.before(moments.keys)
    watched = [_spans(watch.keys, starts, pace.stride) for watch in block.watches]
    for place, start in enumerate(starts.tolist()):
        watches = tuple(
            ((watch.keys[slice(*span[place])] - start).tolist(), watch.start, watch.end)
            for watch, span in zip(block.watches, watched, strict=True)
        )
        course = Course(
            len(block.steps), pace.limit, pace.is_from_previous, pace.is_strict, pace.optional, watches, pace.grace
        )
        yield _moments(moments, (start // pace.stride, pace.stride), backs, look_up), course


def _moments(
    moments: Moments, whose: tuple[int, int], backs: Keys | None, look_up: Callable[[], None]
) -> Iterator[Moment]:
    """One unit's moments, ascending; `whose`: its number and the stride."""
    for at, tick, fills in moments.of(*whose):
        if at % OFTEN == 0:
            look_up()
        yield Moment(tick, fills, 0 if backs is None else int(backs[at]) - whose[0] * whose[1])


def _spans(keys: Keys, starts: Keys, stride: int) -> list[tuple[int, int]]:
    ends = np.searchsorted(keys, starts + stride)
    return list(zip(np.searchsorted(keys, starts).tolist(), ends.tolist(), strict=True))

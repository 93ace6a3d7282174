"""The furthest chain of one person where steps may come in either order within a grace and events fill several.

Only asked for people with two such events within the grace of each other: a search over which events are used up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.analyse.shared_moments import OFTEN
from convdesk.analyse.ties import Course, Found, Times, last_of, latest_key, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from convdesk.analyse.ties import Moment


@dataclass(frozen=True)
class _End:
    """Chains that end with one event, having used up others that later steps could still want."""

    event: int
    used: frozenset[int]


_Layer = dict[_End, Times]


def furthest_with_grace(moments: Sequence[Moment], course: Course, look_up: Callable[[], None]) -> Found:
    """The furthest chain of distinct events, each at most the grace before the one it follows."""
    events: list[tuple[Moment, frozenset[int]]] = []
    for number, moment in enumerate(moments):
        if number % OFTEN == 0:
            look_up()
        events += [(moment, fills) for fills in moment.fills]
    layers: list[_Layer] = []
    for step in range(course.steps):
        if step == 0:
            layers.append(_entries(events, course, look_up))
            continue
        layer: _Layer = {}
        for start in course.starts(step):
            for end, chain in layers[start].items():
                look_up()
                for event in _followers(events, (end, chain, step), course, look_up):
                    _keep(layer, _end(events, end, event, course.steps - step, course.grace), chain, step, events)
        layers.append(layer)
    first = [min(layer.values(), key=_earliest, default=None) for layer in layers]
    return summary([list(layer.values()) for layer in layers], first, course)


def _entries(events: Sequence[tuple[Moment, frozenset[int]]], course: Course, look_up: Callable[[], None]) -> _Layer:
    rest = (None,) * (course.steps - 1)
    found: _Layer = {}
    for number, (moment, fills) in enumerate(events):
        look_up()
        if 0 in fills:
            found[_End(number, frozenset([number]))] = (moment.tick, *rest)
    return found


def _followers(
    events: Sequence[tuple[Moment, frozenset[int]]],
    so_far: tuple[_End, Times, int],
    course: Course,
    look_up: Callable[[], None],
) -> Iterator[int]:
    """The events that may fill the next step (the third of `so_far`) of a chain with its end."""
    end, chain, step = so_far
    last = last_of_order(events, end)
    latest = (last if course.is_from_previous else chain[0] or 0) + course.limit
    start = bisect_left(events, last - course.grace, key=_tick_of)
    for number in range(start, bisect_right(events, latest, lo=start, key=_tick_of)):
        look_up()
        moment, fills = events[number]
        if step not in fills or number in end.used:
            continue
        if course.is_strict and moment.back > last + course.grace:
            return
        if course.may_go_on(chain, moment.tick, step):
            yield number


def _tick_of(event: tuple[Moment, frozenset[int]]) -> int:
    return event[0].tick


def last_of_order(events: Sequence[tuple[Moment, frozenset[int]]], end: _End) -> int:
    """The tick of the event a chain ends with."""
    return events[end.event][0].tick


def _end(events: Sequence[tuple[Moment, frozenset[int]]], end: _End, event: int, remaining: int, grace: int) -> _End:
    earliest = events[event][0].tick - remaining * grace
    return _End(event, frozenset(n for n in (*end.used, event) if events[n][0].tick >= earliest))


def _keep(layer: _Layer, end: _End, chain: Times, step: int, events: Sequence[tuple[Moment, frozenset[int]]]) -> None:
    longer = (*chain[:step], events[end.event][0].tick, *chain[step + 1 :])
    if end not in layer or latest_key(longer) > latest_key(layer[end]):
        layer[end] = longer


def _earliest(chain: Times) -> tuple[int, ...]:
    return (last_of(chain), *(-n for n in latest_key(chain)))

"""The furthest chain of one person where steps may come in either order within a grace and events fill several.

Only asked for people with two such events within the grace of each other: a search over which events are used up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from convdesk.analyse.shared_moments import OFTEN
from convdesk.analyse.ties import Course, Found, Times, last_of, latest_key, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from convdesk.analyse.ties import Moment

    Events = Sequence[tuple[Moment, frozenset[int]]]


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
    layers = [_entries(events, course, look_up)]
    for step in range(1, course.steps):
        earlier = [item for start in course.starts(step) for item in layers[start].items()]
        layers.append(_next_layer(events, earlier, (course, step), look_up))
    first = [min(layer.values(), key=_earliest, default=None) for layer in layers]
    return summary([list(layer.values()) for layer in layers], first, course)


def _entries(events: Events, course: Course, look_up: Callable[[], None]) -> _Layer:
    rest = (None,) * (course.steps - 1)
    found: _Layer = {}
    for number, (moment, fills) in enumerate(events):
        look_up()
        if 0 in fills:
            found[_End(number, frozenset([number]))] = (moment.tick, *rest)
    return found


def _next_layer(
    events: Events, earlier: Iterable[tuple[_End, Times]], about: tuple[Course, int], look_up: Callable[[], None]
) -> _Layer:
    """The chains that end with a step (the second of `about`), each going on from one of the earlier ones."""
    course, step = about
    before = _Before(earlier, course)
    found: _Layer = {}
    for number, (moment, fills) in enumerate(events):
        if step not in fills:
            continue
        for last, end, chain in before.until(moment.tick):
            look_up()
            if number in end.used or (course.is_strict and moment.back > last + course.grace):
                continue
            if course.may_go_on(chain, moment.tick, step):
                longer = (*chain[:step], moment.tick, *chain[step + 1 :])
                _keep(found, _end(events, end, number, course.steps - step, course.grace), longer)
    return found


def long_ago(course: Course) -> int:
    """Before how many ticks no event was used that could be used now: each step goes back by the grace at most."""
    return 2 * course.steps * course.grace


class _Before:
    """The chains that may come before an event, for events in the order of time.

    Of those that ended so long ago that the events they used do not matter any more, one that is no later than another
    in anything is of no use.
    """

    def __init__(self, chains: Iterable[tuple[_End, Times]], course: Course) -> None:
        self._course, self._long_ago = course, long_ago(course)
        self._chains = sorted(((last_of(chain), end, chain) for end, chain in chains), key=itemgetter(0))
        self._lasts = [last for last, _, _ in self._chains]
        self._near = 0
        self._old: dict[tuple[int, ...], tuple[int, _End, Times]] = {}

    def until(self, tick: int) -> list[tuple[int, _End, Times]]:
        """Those an event at a tick could follow, other rules apart, and when they ended; ticks must not fall."""
        near = bisect_left(self._lasts, tick - self._long_ago, lo=self._near)
        for item in self._chains[self._near : near]:
            self._grow_old(item)
        self._near = near
        end = bisect_right(self._lasts, tick + self._course.grace, lo=near)
        return [*self._old.values(), *self._chains[near:end]]

    def _grow_old(self, item: tuple[int, _End, Times]) -> None:
        last, _, chain = item
        late = (*latest_key(chain), last, *self._course.since(chain))
        if not any(_is_no_later(late, other) for other in self._old):
            self._old = {other: kept for other, kept in self._old.items() if not _is_no_later(other, late)}
            self._old[late] = item


def _is_no_later(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(mine <= its for mine, its in zip(one, other, strict=True))


def _end(events: Events, end: _End, event: int, remaining: int, grace: int) -> _End:
    earliest = events[event][0].tick - remaining * grace
    return _End(event, frozenset(n for n in (*end.used, event) if events[n][0].tick >= earliest))


def _keep(layer: _Layer, end: _End, chain: Times) -> None:
    if end not in layer or latest_key(chain) > latest_key(layer[end]):
        layer[end] = chain


def _earliest(chain: Times) -> tuple[int, ...]:
    return (last_of(chain), *(-n for n in latest_key(chain)))

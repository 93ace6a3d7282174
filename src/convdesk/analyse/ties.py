"""The furthest chain of one person whose step events share times: exact, moment by moment."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Times = tuple[int | None, ...]
"""The tick of each step of a chain; None for a step that is not in it."""

_Way = tuple[int, tuple[int, ...]]
"""The step a chain ended at before a moment (−1: it begins there), and the steps it needs to be filled at it."""


@dataclass(frozen=True)
class Moment:
    """The step events of one tick, each as the set of steps (from 0) it may fill.

    `back`: the tick of the latest event before, whatever it is.
    """

    tick: int
    fills: list[frozenset[int]]
    back: int = 0


@dataclass(frozen=True)
class Course:
    """What chains must keep to. `watches`: excluded ticks, ascending, between two steps (from 0)."""

    steps: int
    limit: int
    is_from_previous: bool = False
    is_strict: bool = False
    optional: frozenset[int] = frozenset()
    watches: tuple[tuple[Sequence[int], int, int], ...] = ()
    grace: int = 0

    def starts(self, step: int) -> range:
        """The steps that `step` may follow."""
        return range(max((n for n in range(step) if n not in self.optional), default=0), step)

    def may_go_on(self, chain: Times, tick: int, step: int) -> bool:
        """Whether an event at `tick` may fill `step` after a chain, other events apart."""
        last = last_of(chain)
        begin = last if self.is_from_previous else (chain[0] or 0)
        return tick - begin <= self.limit and not self._is_cut_off(chain, tick, step)

    def since(self, chain: Times) -> tuple[int, ...]:
        """For each exclusion, the tick from which it watches a chain."""
        return tuple(last_of(chain[: start + 1]) for _, start, _ in self.watches)

    def _is_cut_off(self, chain: Times, tick: int, step: int) -> bool:
        for (ticks, start, end), since in zip(self.watches, self.since(chain), strict=True):
            if start < step <= end:
                latest = bisect_left(ticks, tick - self.grace) - 1
                if latest >= 0 and ticks[latest] > since + self.grace:
                    return True
        return False


@dataclass(frozen=True)
class Found:
    """The chains of one person: of the furthest level, latest and earliest; of each optional step, the earliest."""

    level: int
    anchor: int
    last: int
    since: tuple[int, ...]
    at: Times
    passed: dict[int, int]


def furthest_chain(moments: Iterable[Moment], course: Course, look_up: Callable[[], None]) -> Found:
    """The furthest chain in which every event fills at most one step; equal times count in the funnel's favour."""
    latest: list[Times | None] = [None] * course.steps
    first: list[Times | None] = [None] * course.steps
    ways = [_ways(step, course) for step in range(course.steps)]
    for moment in moments:
        look_up()
        useful = frozenset().union(*moment.fills)
        here = [(step, _best(latest, moment, (ways[step], useful), course)) for step in sorted(useful)]
        for step, chain in here:
            if chain is not None:
                latest[step] = chain
                first[step] = first[step] or chain
    return summary([[chain] if chain else [] for chain in latest], first, course)


def summary(latest: Sequence[Sequence[Times]], first: Sequence[Times | None], course: Course) -> Found:
    """From the latest chains and the first one that end at each step to the furthest level."""
    done = [step for step in range(course.steps) if step not in course.optional and first[step] is not None]
    if not done:
        return Found(0, 0, 0, (), (None,) * course.steps, {})
    level = done[-1]
    until = next((n for n in range(level + 1, course.steps) if n not in course.optional), course.steps)
    ends = [chain for chains in latest[level:until] for chain in chains]
    sinces = [course.since(chain) for chain in ends]
    return Found(
        level + 1,
        max(chain[0] or 0 for chain in ends),
        max(last_of(chain) for chain in ends),
        tuple(max(column) for column in zip(*sinces, strict=True)),
        first[level] or (),
        {step: _taken(chain, step, course) for step in course.optional if (chain := first[step]) is not None},
    )


def last_of(chain: Times) -> int:
    """The tick of the last step in a chain."""
    return next(tick for tick in reversed(chain) if tick is not None)


def latest_key(chain: Times) -> tuple[int, ...]:
    """By what the latest of several chains is told."""
    return tuple(-(2**62) if tick is None else tick for tick in chain)


def _taken(chain: Times, step: int, course: Course) -> int:
    start = max(n for n in range(step) if n not in course.optional)
    return last_of(chain) - (chain[start] or 0)


def _ways(step: int, course: Course) -> list[_Way]:
    """How a chain may come to end at `step` in one moment; those that need the fewest events of it come first."""
    return [
        (start, (*(n for n in range(start + 1, step) if n not in course.optional), step))
        for start in range(step - 1, -2, -1)
    ]


def _best(
    latest: Sequence[Times | None], moment: Moment, asked: tuple[list[_Way], frozenset[int]], course: Course
) -> Times | None:
    """Of the chains that end at a step at this moment, in one of the ways, the one that began latest."""
    ways, useful = asked
    best: Times | None = None
    for start, steps in ways:
        if len(steps) > len(moment.fills):
            break
        if (start >= 0 and latest[start] is None) or not useful.issuperset(steps):
            continue
        chain = _extended(latest, moment, (start, steps), course)
        if chain is not None and (best is None or latest_key(chain) >= latest_key(best)):
            best = chain
    return best


def _extended(latest: Sequence[Times | None], moment: Moment, way: _Way, course: Course) -> Times | None:
    """A chain that ended before this moment, with all these steps at this moment."""
    start, steps = way
    chain = (None,) * course.steps if start < 0 else latest[start]
    fits = steps[0] == 0 if start < 0 else chain is not None and _may_follow(chain, moment, steps[0], course)
    if not fits or chain is None or not can_fill(steps, moment.fills):
        return None
    longer = list(chain)
    for step in steps:
        longer[step] = moment.tick
    return tuple(longer)


def _may_follow(chain: Times, moment: Moment, step: int, course: Course) -> bool:
    if course.is_strict and moment.back > last_of(chain):
        return False
    return course.may_go_on(chain, moment.tick, step)


def can_fill(steps: Sequence[int], fills: Sequence[frozenset[int]]) -> bool:
    """Whether different events of one moment can fill all these steps."""
    taken: dict[int, int] = {}
    return all(_assign(step, fills, taken, set()) for step in steps)


def _assign(step: int, fills: Sequence[frozenset[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give `step` an event, moving earlier steps to others where that helps (bipartite matching)."""
    for number, own in enumerate(fills):
        if step in own and number not in tried:
            tried.add(number)
            if number not in taken or _assign(taken[number], fills, taken, tried):
                taken[number] = step
                return True
    return False

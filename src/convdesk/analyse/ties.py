"""The furthest chain of one person whose step events share times: exact, event by event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Moment = tuple[int, list[frozenset[int]]]
"""A tick and its events, each as the set of steps (from 0) it may fill."""


@dataclass(frozen=True)
class Chain:
    """Steps filled, tick of the latest entry at that level, and the ticks of the chain completed first."""

    level: int
    anchor: int
    at: tuple[int, ...]


def furthest_chain(moments: Sequence[Moment], steps: int, window_ticks: int | None) -> Chain:
    """The furthest chain in which every event fills at most one step; equal times count in the funnel's favour."""
    latest: list[tuple[int, ...] | None] = [None] * (steps + 1)
    first: list[tuple[int, ...] | None] = [None] * (steps + 1)
    for tick, events in moments:
        before = list(latest)
        for start in range(steps):
            chain = _usable(before[start], tick, window_ticks) if start else ()
            if chain is None:
                continue
            for level in range(start + 1, start + _run_length(events, start, steps) + 1):
                _improve(latest, first, level, chain + (tick,) * (level - start))
    level = max((n for n in range(1, steps + 1) if latest[n]), default=0)
    reached, earliest = latest[level], first[level]
    return Chain(level, reached[0], earliest) if reached and earliest else Chain(0, 0, ())


def _usable(chain: tuple[int, ...] | None, tick: int, window_ticks: int | None) -> tuple[int, ...] | None:
    if chain is None or (window_ticks is not None and tick - chain[0] > window_ticks):
        return None
    return chain


def _improve(
    latest: list[tuple[int, ...] | None], first: list[tuple[int, ...] | None], level: int, chain: tuple[int, ...]
) -> None:
    kept, earliest = latest[level], first[level]
    if kept is None or chain[0] > kept[0]:
        latest[level] = chain
    if earliest is None or (chain[-1] == earliest[-1] and chain[0] > earliest[0]):
        first[level] = chain


def _run_length(events: Sequence[frozenset[int]], start: int, steps: int) -> int:
    """How many steps from `start` on can be filled by different events of one moment."""
    taken: dict[int, int] = {}
    for step in range(start, steps):
        if not _assign(step, events, taken, set()):
            return step - start
    return steps - start


def _assign(step: int, events: Sequence[frozenset[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give `step` an event, moving earlier steps to others where that helps (bipartite matching)."""
    for number, fills in enumerate(events):
        if step in fills and number not in tried:
            tried.add(number)
            if number not in taken or _assign(taken[number], events, taken, tried):
                taken[number] = step
                return True
    return False

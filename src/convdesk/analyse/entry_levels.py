"""How far each single entry got, for questions that count every entry and not only everyone's best one.

For a given entry, going on with the earliest event of each step is as good as any other way where the window is
measured from entry, nothing is excluded or optional, and no event could be wanted by two steps.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.funnel_events import entrants_of, pace_of, shares_events, unit_events
from convdesk.model.funnel_rules import Order, Ties, WindowFrom

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]

AT_ONCE = 100_000


@dataclass(frozen=True)
class EntryLevels:
    """For each event that began a chain, ascending: its packed key, and the furthest step it led to (from 1)."""

    keys: Keys
    level: NDArray[np.int8]


def are_enough(table: EventTable, spec: FunnelSpec, progress: Progress | None = None) -> bool:
    """Whether the rules of a question let each entry be followed on its own."""
    rules = spec.rules
    is_plain = rules.order is Order.ORDERED and rules.window_from is WindowFrom.ENTRY
    is_told = rules.ties in {Ties.FAVOUR, Ties.INCREASE} and not spec.exclusions and not spec.optional
    is_apart = rules.ties is Ties.INCREASE or len(set(spec.steps)) == len(spec.steps)
    return is_plain and is_told and is_apart and not shares_events(table, spec, progress) and len(spec.steps) < 128


def entry_levels(table: EventTable, spec: FunnelSpec, people: Mask | None, progress: Progress) -> EntryLevels:
    """Every entry with the furthest step it led to."""
    steps = [unit_events(table, spec.per, step, progress, with_rows=False)[0] for step in progress.heeding(spec.steps)]
    pace, entrants = pace_of(table, spec), entrants_of(table, spec, people)
    entries = steps[0] if entrants is None else steps[0][entrants.allowed(steps[0], ())]
    side = "right" if spec.rules.ties is Ties.INCREASE else "left"

    def followed(start: int) -> NDArray[np.int8]:
        progress.raise_if_cancelled()
        return _levels(entries[start : start + AT_ONCE], steps[1:], pace.limit, side)

    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(followed, range(0, len(entries), AT_ONCE)))
    return EntryLevels(entries, np.concatenate(parts) if parts else np.empty(0, np.int8))


def _levels(entries: Keys, steps: list[Keys], limit: int, side: str) -> NDArray[np.int8]:
    level = np.ones(len(entries), np.int8)
    who, at = np.arange(len(entries)), entries
    for keys in steps:
        start, end = np.searchsorted(keys, (at.min(), at.max() + limit + 1)) if len(at) else (0, 0)
        near = keys[start:end]
        if not len(near):
            break
        place = np.searchsorted(near, at, side=side)  # type: ignore[call-overload]
        found = near[np.minimum(place, len(near) - 1)]
        goes_on = (place < len(near)) & (found <= entries[who] + limit)
        who, at = who[goes_on], found[goes_on]
        level[who] += 1
    return level

"""How often people did something in some time, and what was first known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.matching import property_test, step_keys
from convdesk.columns import PROPERTY
from convdesk.model.within import FirstPart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress
    from convdesk.model.step import PropertyTest, Step
    from convdesk.model.within import AnyPart

    Rows = NDArray[np.int64]


def did_often(
    table: EventTable, step: Step, times: int, within: tuple[int, int] | FirstPart | AnyPart | None, progress: Progress
) -> NDArray[np.bool_]:
    """Who filled a step at least so often, as a mask over actors; a pair: from and to before (UTC µs)."""
    keys, count = step_keys(table, step, progress), table.people.count
    if isinstance(within, tuple):
        at_us = table.t0_us + keys % table.stride * table.tick_us
        keys = keys[(at_us >= within[0]) & (at_us < within[1])]
    elif isinstance(within, FirstPart):
        keys = keys[_since_first(table, keys) <= within.length_us // table.tick_us]
    elif within is not None:
        return _inside_any(table, keys, times, within.length_us)
    return np.bincount(keys // table.stride, minlength=count)[:count] >= times


def known_first(table: EventTable, test: PropertyTest, progress: Progress) -> Rows:
    """Whose property passes a test in the first of their events that has it, as actor codes."""
    rows = np.flatnonzero(table.column(PROPERTY + test.name) >= 0)
    actors, first = np.unique(table.keys[rows] // table.stride, return_index=True)
    found: Rows = actors[property_test(table, test, progress)(rows[first])]
    return found


def _since_first(table: EventTable, keys: Rows) -> Rows:
    """Ticks from the first event of each key's actor to the key."""
    starts = keys - keys % table.stride
    whose, where = np.unique(starts, return_inverse=True)
    since: Rows = keys - table.keys[np.searchsorted(table.keys, whose)][where]
    return since


def _inside_any(table: EventTable, keys: Rows, times: int, length_us: int) -> NDArray[np.bool_]:
    """The key `times` − 1 further on lies inside the time: as strides exceed every time, it is of the same actor."""
    ticks = min(length_us // table.tick_us, table.span_ticks)
    last = keys[times - 1 :]
    is_inside = last - keys[: len(last)] <= ticks
    found = np.zeros(table.people.count, bool)
    found[last[is_inside] // table.stride] = True
    return found

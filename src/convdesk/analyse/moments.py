"""When somebody filled a step: looked up among the step's events, which are in the order of people and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.matching import step_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.step import Step


def moments_of(table: EventTable, step: Step, actor: int) -> NDArray[np.int64]:
    """The UTC microseconds at which a person filled a step, ascending."""
    if not len(table):
        return np.empty(0, np.int64)
    keys = step_keys(table, step)
    first, last = np.searchsorted(keys, [actor * table.stride, (actor + 1) * table.stride])
    found: NDArray[np.int64] = table.t0_us + (keys[first:last] - actor * table.stride) * table.tick_us
    return found

"""A first funnel, proposed from the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.funnel import FunnelSpec
from convdesk.model.step import event_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable

STEPS = 5
CANDIDATES = 8
"""Only the names that most people meet are asked for their order; rare ones come late in any long log."""

RARE_SHARE = 0.1


def propose(table: EventTable) -> FunnelSpec | None:
    """Up to five event names in the order in which people usually first meet them, each met by fewer people.

    None without events. Names met by less than 10 % of the people are left out.
    """
    if not len(table):
        return None
    actors, order = _first_met(table)
    total = max(int(actors.max()), 1)
    most_met = np.argsort(-actors, kind="stable")[:CANDIDATES]
    often = [code for code in most_met.tolist() if actors[code] >= RARE_SHARE * total]
    usual = sorted(often, key=lambda code: order[code])
    steps: list[int] = []
    for code in usual:
        if not steps or actors[code] <= actors[steps[-1]]:
            steps.append(code)
    names = table.terms("event")
    chosen = steps if len(steps) <= STEPS else [steps[round(n * (len(steps) - 1) / (STEPS - 1))] for n in range(STEPS)]
    return FunnelSpec(tuple(event_step(names[code]) for code in chosen), name="Proposed funnel")


def _first_met(table: EventTable) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each event name: how many people have it, and the mean rank of its first occurrence in a person's log."""
    codes = table.column("event").astype(np.int64)
    names = len(table.terms("event"))
    pairs, first = np.unique(table.actors * names + codes, return_index=True)
    rank = first - np.searchsorted(table.actors, pairs // names)
    count = np.bincount(pairs % names, minlength=names)
    mean = np.bincount(pairs % names, weights=rank, minlength=names) / np.maximum(count, 1)
    return count, mean

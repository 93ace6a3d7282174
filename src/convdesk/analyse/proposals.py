"""A first funnel, proposed from the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.rows import blocks_of_people
from convdesk.columns import EVENT
from convdesk.model.funnel import FunnelSpec
from convdesk.model.progress import silent
from convdesk.model.step import event_step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress

STEPS = 5
CANDIDATES = 8
"""Only the names that most people meet are asked for their order; rare ones come late in any long log."""

RARE_SHARE = 0.1
MARKS = 4_000_000
"""Pairs of people and names that first moments are written down for at once."""


def propose(table: EventTable, progress: Progress | None = None) -> FunnelSpec | None:
    """Up to five event names in the order in which people usually first meet them, each met by fewer people.

    None without events. Names met by less than 10 % of the people are left out.
    """
    if not len(table):
        return None
    actors, order = _first_met(table, progress or silent())
    total = max(int(actors.max()), 1)
    most_met = np.argsort(-actors, kind="stable")[:CANDIDATES]
    often = [code for code in most_met.tolist() if actors[code] >= RARE_SHARE * total]
    usual = sorted(often, key=lambda code: order[code])
    steps: list[int] = []
    for code in usual:
        if not steps or actors[code] <= actors[steps[-1]]:
            steps.append(code)
    names = table.terms(EVENT)
    chosen = steps if len(steps) <= STEPS else [steps[round(n * (len(steps) - 1) / (STEPS - 1))] for n in range(STEPS)]
    return FunnelSpec(tuple(event_step(names[code]) for code in chosen), name="Proposed funnel")


def _first_met(table: EventTable, progress: Progress) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each event name: how many people have it, and the mean rank of its first occurrence in a person's log."""
    codes, names = table.column(EVENT), len(table.terms(EVENT))
    count, ranks = np.zeros(names, np.int64), np.zeros(names)
    for start, stop in blocks_of_people(table.keys, table.stride):
        progress.raise_if_cancelled()
        actors = table.keys[start:stop] // table.stride
        pairs = (actors - actors[0]) * names + codes[start:stop]
        first = np.full(int(pairs.max()) + 1, -1) if names * (actors[-1] - actors[0] + 1) <= MARKS else None
        if first is None:
            pairs, first = np.unique(pairs, return_index=True)
        else:
            first[pairs[::-1]] = np.arange(len(pairs) - 1, -1, -1)
            pairs = np.flatnonzero(first >= 0)
            first = first[pairs]
        rank = first - np.searchsorted(actors, actors[0] + pairs // names)
        count += np.bincount(pairs % names, minlength=names)
        ranks += np.bincount(pairs % names, weights=rank, minlength=names)
    return count, ranks / np.maximum(count, 1)

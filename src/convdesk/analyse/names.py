"""The event names of a study with their n."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import EVENT
from convdesk.model.events import EventName
from convdesk.model.moment import iso

if TYPE_CHECKING:
    from convdesk.analyse.table import EventTable


def event_names(table: EventTable) -> tuple[EventName, ...]:
    """The names with count, people, first and last moment, most frequent first.

    Sorted by name, events stay sorted by actor, so people are counted where the actor changes.
    """
    codes = table.column(EVENT)
    order = np.argsort(codes, kind="stable")
    ordered, actors, ticks = codes[order], table.actors[order], table.ticks[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    is_new = np.r_[True, (actors[1:] != actors[:-1]) | (ordered[1:] != ordered[:-1])]
    counts = np.diff(np.r_[starts, len(ordered)])
    people = np.add.reduceat(is_new.astype(np.int64), starts)
    first, last = np.minimum.reduceat(ticks, starts), np.maximum.reduceat(ticks, starts)
    names = [table.terms(EVENT)[code] for code in ordered[starts]]
    found = [
        EventName(name, int(counts[n]), int(people[n]), iso(table.at_us(first[n])), iso(table.at_us(last[n])))
        for n, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda event: (-event.count, event.name)))

"""Quick returns to the page before, told from an event log: some people after the other, so that any log fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import signals
from convdesk.analyse.rows import blocks_of_people
from convdesk.columns import PAGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.friction import FrictionRules
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]


def quick_backs(
    events: EventTable, lookup: NDArray[np.int32], rules: FrictionRules, progress: Progress
) -> tuple[Rows, Rows, Rows]:
    """Whose, at which tick and on which page each is; `lookup`: the page of each page code, last that of −1.

    Worked out once for a threshold, since logs are long.
    """
    keys, pages = events.remembered(
        ("log backs", rules.quick_back_ms), lambda: _of_everybody(events, lookup, rules, progress)
    )
    actors = keys // events.stride
    return actors, keys - actors * events.stride, pages


def with_pages(events: EventTable) -> Mask:
    """Of whom the event log tells a page."""
    is_known = events.column(PAGE) >= 0
    ends = np.searchsorted(events.keys, np.arange(events.people.count + 1) * events.stride)
    if is_known.all():
        some: Mask = ends[1:] > ends[:-1]
        return some
    known = np.concatenate([[0], np.cumsum(is_known)])[ends]
    those: Mask = known[1:] > known[:-1]
    return those


def _of_everybody(
    events: EventTable, lookup: NDArray[np.int32], rules: FrictionRules, progress: Progress
) -> tuple[Rows, Rows]:
    within = rules.quick_back_ms * 1000 // events.tick_us
    codes, parts = events.column(PAGE), [np.empty((2, 0), np.int64)]
    for start, stop in blocks_of_people(events.keys, events.stride):
        progress.step(stop, len(events), "Looking for quick backs")
        parts.append(_in_block(np.take(lookup, codes[start:stop]), events.keys[start:stop], events, within))
    keys, pages = np.concatenate(parts, axis=1)
    return keys, pages


def _in_block(pages: NDArray[np.int32], keys: Rows, events: EventTable, within: int) -> Rows:
    """Keys and pages of the quick backs of some people."""
    if len(pages) and pages.min() < 0:
        known = np.flatnonzero(pages >= 0)
        pages, keys = pages[known], keys[known]
    back = signals.quick_backs_packed(pages, keys, events.span_ticks, within)
    return np.stack([keys[back], pages[back].astype(np.int64)])

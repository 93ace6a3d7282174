"""The pages of a log in their groups, each with what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.log_pages import page_lookup
from convdesk.columns import PAGE
from convdesk.model.page import PageGroup

if TYPE_CHECKING:
    from convdesk.analyse.table import EventTable
    from convdesk.model.page import PagePattern
    from convdesk.model.progress import Progress

EXAMPLES = 5
MOST_GROUPS = 2_000
"""Groups that are told of, the most frequent ones."""


def groups(table: EventTable, own: tuple[PagePattern, ...], progress: Progress) -> tuple[PageGroup, ...]:
    """The groups with most events first, at most 2,000; of each a few addresses, the most frequent first."""
    patterns, lookup = page_lookup(table, progress, own)
    addresses = table.terms(PAGE)
    events = np.bincount(table.column(PAGE).astype(np.int64) + 1, minlength=len(addresses) + 1)[1:]
    sizes = np.bincount(lookup, minlength=len(patterns))
    totals = np.bincount(lookup, weights=events, minlength=len(patterns)).astype(np.int64)
    order = np.lexsort((-events, lookup))
    first = np.append(0, np.cumsum(sizes))
    by_pattern = {one.pattern: one for one in reversed(own) if not one.is_apart}
    found = [
        PageGroup(
            pattern, int(sizes[n]), tuple(addresses[at] for at in order[first[n] : first[n + 1]][:EXAMPLES].tolist()),
            int(totals[n]), by_pattern.get(pattern),
        )
        for n, pattern in ((n, patterns[n]) for n in np.argsort(-totals, kind="stable")[:MOST_GROUPS].tolist())
    ]  # fmt: skip
    return tuple(found)

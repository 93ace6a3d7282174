"""The pages of an event log: its paths, and which of them fit a pattern, each different one looked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.page_patterns import path_codes, paths_of
from convdesk.columns import PAGE
from convdesk.model.page import fits_pattern, is_whole_address
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.page import PagePattern
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]

AT_ONCE = 20_000
"""Paths that are tested between two looks at whether to stop."""


def log_paths(events: EventTable, progress: Progress | None = None) -> tuple[list[str], NDArray[np.int32]]:
    """The different paths of the pages of a log, and which is that of each page code. Raises Cancelled."""
    if PAGE not in events.names:
        return [], np.empty(0, np.int32)
    found: tuple[list[str], NDArray[np.int32]] = events.remembered(
        "log paths", lambda: paths_of(events.terms(PAGE), progress or silent())
    )
    return found


def path_patterns(
    events: EventTable, progress: Progress | None = None, own: tuple[PagePattern, ...] = ()
) -> tuple[list[str], NDArray[np.int32]]:
    """The page patterns of a log, and which is that of each of its different paths. Raises Cancelled."""

    def grouped() -> tuple[list[str], NDArray[np.int32]]:
        told = progress or silent()
        return path_codes(log_paths(events, told)[0], told, own)

    found: tuple[list[str], NDArray[np.int32]] = events.remembered(("path patterns", own), grouped)
    return found


def page_lookup(
    events: EventTable, progress: Progress | None = None, own: tuple[PagePattern, ...] = ()
) -> tuple[list[str], NDArray[np.int32]]:
    """The page patterns of a log, and the pattern's code of each page code. Raises Cancelled."""
    patterns, codes = path_patterns(events, progress, own)
    return patterns, codes[log_paths(events, progress)[1]]


def pages_fitting(events: EventTable, pattern: str, progress: Progress | None = None) -> Mask:
    """For each page code whether it fits a pattern, last (for no page) that it does not. Raises Cancelled."""
    found: Mask = events.remembered(("pages", pattern), lambda: _fitting(events, pattern, progress or silent()))
    return found


def _fitting(events: EventTable, pattern: str, progress: Progress) -> Mask:
    if is_whole_address(pattern):
        return np.append(_tested(events.terms(PAGE), pattern, progress), False)
    paths, lookup = log_paths(events, progress)
    return np.append(_tested(paths, pattern, progress)[lookup], False)


def _tested(texts: Sequence[str], pattern: str, progress: Progress) -> Mask:
    fits, found = fits_pattern(pattern), np.zeros(len(texts), bool)
    for start in progress.heeding(range(0, len(texts), AT_ONCE)):
        some = texts[start : start + AT_ONCE]
        found[start : start + len(some)] = [fits(text) is not None for text in some]
    return found

"""Single signs of trouble: those of one place, and where on their page they lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.friction import CODE
from convdesk.analyse.friction_counts import of_page

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.analyse.friction import Friction
    from convdesk.model.friction import Signal

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

_MS_BITS = 44
"""Enough for every UTC ms; recordings are numbered above."""
NOWHERE = -1


@dataclass(frozen=True)
class Places:
    """Where hits lie, hit by hit: the click's row in the table of clicks, or −1 where there is none with a place."""

    rows: Rows
    clicks: ClickTable

    def viewports(self) -> dict[int, int]:
        """How many hits were placed at each viewport width, most first."""
        return dict(Counter(self.clicks.clicks["width"][self.rows[self.rows >= 0]].tolist()).most_common())

    def points(self, width: int | None) -> tuple[tuple[float, float], ...]:
        """Page x and y of those placed at one width, in CSS pixels."""
        found = self.clicks.clicks[self.rows[self.rows >= 0]]
        there = found[found["width"] == (-1 if width is None else width)]
        return tuple(zip(there["x"].tolist(), there["y"].tolist(), strict=True))


def of_signals(found: NDArray[np.void], signals: Collection[Signal]) -> NDArray[np.void]:
    """Only the occurrences of some signals."""
    return found[np.isin(found["signal"], [CODE[signal] for signal in signals])]


def in_element(clicks: ClickTable, found: NDArray[np.void], selector: str) -> NDArray[np.void]:
    """Only the occurrences on one element."""
    is_it = np.array([*(one == selector for one in clicks.elements), False], bool)
    there: NDArray[np.void] = found[is_it[found["element"]]]
    return there


def on_page(friction: Friction, found: NDArray[np.void], page: str) -> NDArray[np.void]:
    """Only the occurrences on the page of that very path."""
    if page not in friction.pages:
        return found[:0]
    here: NDArray[np.void] = found[found["page"] == friction.pages.index(page)]
    return here


def on_pages(friction: Friction, found: NDArray[np.void], pattern: str) -> NDArray[np.void]:
    """Only the occurrences on pages that fit a pattern."""
    here: NDArray[np.void] = found[of_page(friction, found, pattern)]
    return here


def most_common_page(friction: Friction, found: NDArray[np.void]) -> str:
    """The page most of the hits that have an element lie on; else of all; empty where none is known."""
    for some in (found[found["element"] >= 0], found):
        known = some["page"][some["page"] >= 0]
        if len(known):
            return friction.pages[int(np.bincount(known).argmax())]
    return ""


def places(clicks: ClickTable, found: NDArray[np.void]) -> Places:
    """Where these hits lie: at the click of the same recording, moment and element."""
    keys = (clicks.recording_of << _MS_BITS) + clicks.clicks["at_ms"]
    order = np.arange(len(keys)) if bool(np.all(keys[1:] >= keys[:-1])) else np.argsort(keys, kind="stable")
    wanted = (found["recording"] << _MS_BITS) + found["at_ms"]
    at = np.minimum(np.searchsorted(keys[order], wanted), max(len(keys) - 1, 0))
    rows = np.full(len(found), NOWHERE)
    if len(keys):
        met = order[at]
        is_it = (keys[met] == wanted) & (found["element"] >= 0) & (found["recording"] >= 0) & clicks.is_placed[met]
        rows[is_it] = met[is_it]
    return Places(rows, clicks)

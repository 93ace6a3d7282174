"""The clicks of one page on one kind of screen, prepared once: where they lie, and whose they are on which element."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import heat
from convdesk.analyse.anchor import Anchored, Ground, anchor
from convdesk.model.page import bucket_of, page_matches
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.analyse.heat import Cells
    from convdesk.model.page import Bucket
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

AT_ONCE = 100_000
"""Clicks that are placed between two looks at whether to stop."""
MARKS_PER_CLICK = 8
"""People times elements are marked one by one where they are no more than so many for each click."""


@dataclass(frozen=True)
class Pairs:
    """Each person on each element once. `of_click`: the pair of each click; `element`, `actor`: of each pair.

    `selectors`: the elements; `labels`: what most clicks saw on them.
    """

    of_click: Rows
    element: Rows
    actor: Rows
    selectors: list[str]
    labels: list[str]


@dataclass(frozen=True)
class PageClicks:
    """Clicks on a ground, in the order of the click table; see `Anchored`."""

    table: ClickTable
    ground: Ground
    anchored: Anchored

    @property
    def rows(self) -> Rows:
        return self.anchored.rows

    @cached_property
    def actors(self) -> Rows:
        return self.table.actors[self.rows]

    @cached_property
    def cells(self) -> Cells:
        return heat.cells_of(self.anchored.x, self.anchored.y, self.ground.width, self.ground.height)

    @cached_property
    def knows_reactions(self) -> bool:
        """Whether the recordings of these clicks tell how a page reacted; mere click logs do not."""
        own = np.unique(self.table.recording_of[self.rows])
        reactions = self.table.clicks["reaction_ms"][np.isin(self.table.recording_of, own)]
        return bool(reactions.any())

    @cached_property
    def is_first(self) -> Mask:
        """The first click of each stay on the page."""
        stays, mask = stays_of(self.table, self.rows), np.zeros(len(self.rows), bool)
        if len(stays):
            first = np.full(int(stays.max() - stays.min()) + 1, -1)
            first[stays[::-1] - stays.min()] = np.arange(len(stays) - 1, -1, -1)
            mask[first[first >= 0]] = True
        return mask

    @cached_property
    def pairs(self) -> Pairs:
        codes = self.table.clicks["element"][self.rows]
        selectors: dict[str, int] = {}
        of_code = np.array([selectors.setdefault(one, len(selectors)) for one in self.table.elements], np.int64)
        element = of_code[codes]
        people = int(self.actors.max()) + 1 if len(self.actors) else 1
        found, of_click = _numbered(element * people + self.actors, people * len(selectors))
        return Pairs(of_click, found // people, found % people, list(selectors), self._labels(codes, of_code))

    def viewports(self, chosen: Mask) -> dict[int, int]:
        """The chosen clicks by width of window, most first."""
        widths, clicks = np.unique(self.table.clicks["width"][self.rows[chosen]], return_counts=True)
        often = np.argsort(-clicks, kind="stable")
        return dict(zip(widths[often].tolist(), clicks[often].tolist(), strict=True))

    def sessions(self, chosen: Mask) -> int:
        """How many sessions the chosen clicks are of."""
        recordings = np.unique(self.table.recording_of[self.rows[chosen]]).tolist()
        return len({self.table.session_of_recording[one] for one in recordings})

    def _labels(self, codes: Rows, of_code: Rows) -> list[str]:
        often = np.bincount(codes, minlength=len(of_code)) if len(codes) else np.zeros(len(of_code), int)
        labels = [""] * (int(of_code.max()) + 1 if len(of_code) else 0)
        for code in np.argsort(often, kind="stable").tolist():
            labels[of_code[code]] = self.table.labels[code]
        return labels


def page_codes(table: ClickTable, pattern: str) -> Mask:
    """Which of the table's pages fit."""
    return np.array([page_matches(pattern, page) for page in table.pages], bool)


def rows_on(table: ClickTable, pattern: str) -> Rows:
    """The clicks on pages that fit."""
    if not len(table.clicks):
        return np.zeros(0, np.int64)
    rows: Rows = np.flatnonzero(page_codes(table, pattern)[table.clicks["page"]])
    return rows


def buckets_of(table: ClickTable, rows: Rows) -> dict[Bucket, int]:
    """Clicks by kind of screen, most first."""
    counted: Counter[Bucket] = Counter()
    for width, clicks in zip(*np.unique(table.clicks["width"][rows], return_counts=True), strict=True):
        counted[bucket_of(int(width))] += int(clicks)
    return dict(counted.most_common())


def in_bucket(widths: NDArray[np.integer], bucket: Bucket) -> Mask:
    """Which windows are of a bucket, by their widths."""
    known, places = np.unique(widths, return_inverse=True)
    fits: Mask = np.array([bucket_of(int(width)) is bucket for width in known], bool)[places]
    return fits


def prepare(
    table: ClickTable,
    rows: Rows,
    ground: Ground,
    layouts: Mapping[int, Ground],
    progress: Progress | None = None,
) -> PageClicks:
    """Those clicks on a ground; `layouts`: the page by width of window. Raises Cancelled."""
    starts = range(0, max(len(rows), 1), AT_ONCE)
    parts = [
        anchor(table, rows[start : start + AT_ONCE], ground, layouts)
        for start in (progress or silent()).heeding(starts)
    ]
    columns = [np.concatenate([getattr(part, name) for part in parts]) for name in ("x", "y", "how")]
    return PageClicks(table, ground, Anchored(rows, columns[0], columns[1], columns[2]))


def _numbered(codes: Rows, size: int) -> tuple[Rows, Rows]:
    """The different codes (below `size`), ascending, and the place among them of each."""
    if size > MARKS_PER_CLICK * len(codes):
        found, place = np.unique(codes, return_inverse=True)
        return found, place
    is_met = np.zeros(size, bool)
    is_met[codes] = True
    number = np.cumsum(is_met) - 1
    return np.flatnonzero(is_met), number[codes]


def stays_of(table: ClickTable, rows: Rows) -> Rows:
    """The number of the stay on a page (a place in `table.visits`) during which each click fell; −1 − its recording
    where no stay had begun."""
    clicks, owner = table.clicks[rows], table.recording_of[rows]
    if not len(rows) or not len(table.visits):
        return -1 - owner
    start = min(int(clicks["at_ms"].min()), int(table.visits["at_ms"].min()))
    last = max(int(clicks["at_ms"].max()), int(table.visits["at_ms"].max()))
    span = last - start + 1
    began = table.visit_recording * span + (table.visits["at_ms"] - start)
    stay = np.searchsorted(began, owner * span + (clicks["at_ms"] - start), side="right") - 1
    is_own = (stay >= 0) & (table.visit_recording[stay] == owner)
    stays: Rows = np.where(is_own, stay, -1 - owner)
    return stays

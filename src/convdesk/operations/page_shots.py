"""Which moment of which recording shows a page best, and what is to be measured there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import page_clicks
from convdesk.analyse.clicks import FRAME
from convdesk.model.page import Layout, PagePicture, path_of
from convdesk.model.problem import ProblemError
from convdesk.operations import replays
from convdesk.operations.pictures import Shot, keep_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.model.page import Box, Bucket, Inner
    from convdesk.operations.study import Study

    Rows = NDArray[np.int64]

MOST_WIDTHS = 8
MOST_ELEMENTS = 3_000
BEFORE_MS = 1
"""Just before a click the page is as it was clicked."""


@dataclass(frozen=True)
class ShotPlan:
    """A picture worth taking: a recording's moment (UTC ms), the other windows to lay the page out for, the elements.

    `width`: of the window at that moment; `sizes`: (width, height).
    """

    page: str
    recording: str
    at_ms: int
    width: int
    sizes: tuple[tuple[int, int], ...]
    selectors: tuple[str, ...]
    state: str = ""


@dataclass(frozen=True)
class Measured:
    """What was measured with a picture: its size in CSS pixels, boxes by selector, (height, boxes) by width.

    `inner`: by width, what is known of the elements in something that scrolls by itself.
    """

    width: int
    height: int
    boxes: dict[str, Box]
    layouts: dict[int, tuple[int, dict[str, Box]]]
    inner: dict[int, dict[str, Inner]] = field(default_factory=dict)


def plan_shot(study: Study, page: str, bucket: Bucket | None) -> ShotPlan:
    """The most telling moment of a page: where most of its elements were clicked, just before the last of them.

    Raises ProblemError where no recording shows the page on such screens.
    """
    table = study.loaded().clicks
    rows = _on_screens(table, page, bucket)
    if not len(rows):
        return _plan_unclicked(table, page, bucket)
    width = _commonest(table.clicks["width"][rows])
    candidates = rows[table.clicks["width"][rows] == width]
    best = _richest(table, candidates)
    place = table.pages[table.clicks["page"][best]]
    return ShotPlan(
        place, table.recording_ids[table.recording_of[best]], int(table.clicks["at_ms"][best]) - BEFORE_MS, width,
        _sizes(table, rows), _selectors(table, rows),
    )  # fmt: skip


def plan_shot_at(study: Study, recording: str, at_ms: int, state: str = "") -> ShotPlan:
    """A picture of what a recording shows at a moment (UTC ms). Raises ProblemError where it shows no page then."""
    table = study.loaded().clicks
    number = table.recording_ids.index(recording) if recording in table.recording_ids else -1
    own = np.flatnonzero((table.visit_recording == number) & (table.visits["at_ms"] <= at_ms))
    if not len(own):
        raise ProblemError("page picture", "No page is known at that moment.", "Choose a later moment.")
    if np.count_nonzero(table.visits["left_ms"][own] >= at_ms) > 1:
        own = _in_front(study, own, recording, at_ms)
    return _plan_visit(table, int(own[np.argmax(table.visits["at_ms"][own])]), at_ms, state)


def plan_more(study: Study, plan: ShotPlan, missing: Sequence[str]) -> ShotPlan | None:
    """Where the first of these elements can be measured: just before it was last clicked. None where never."""
    table = study.loaded().clicks
    rows = page_clicks.rows_on(table, plan.page)
    for selector in missing:
        wanted = np.array([one == selector for one in table.elements], bool)
        own = rows[wanted[table.clicks["element"][rows]] & (table.clicks["width"][rows] == plan.width)]
        if len(own):
            last = int(own[np.argmax(table.clicks["at_ms"][own])])
            at_ms = int(table.clicks["at_ms"][last]) - BEFORE_MS
            recording = table.recording_ids[table.recording_of[last]]
            return replace(
                plan,
                recording=recording,
                at_ms=at_ms,
                selectors=(selector, *(one for one in missing if one != selector)),
            )
    return None


def keep_shot(study: Study, plan: ShotPlan, png: bytes, measured: Measured) -> PagePicture:
    """Keep what was taken: the picture with its boxes, and the boxes at other widths, as one edit."""
    page = path_of(plan.page)
    every = {**measured.layouts, measured.width: (measured.height, measured.boxes)}
    kept = tuple(
        Layout("", page, wide, tall, found, plan.state, measured.inner.get(wide, {}))
        for wide, (tall, found) in every.items()
        if found
    )
    return keep_picture(study, Shot(page, measured.width, plan.state, plan.recording, plan.at_ms, kept), png)


def _on_screens(table: ClickTable, page: str, bucket: Bucket | None) -> Rows:
    """The clicks on a page on such screens, whose recordings have a page to rebuild."""
    rows = page_clicks.rows_on(table, page)
    if bucket and len(rows):
        rows = rows[page_clicks.in_bucket(table.clicks["width"][rows], bucket)]
    return rows[table.clicks["width"][rows] > 0]


def _plan_unclicked(table: ClickTable, page: str, bucket: Bucket | None) -> ShotPlan:
    """Of a page nobody clicked on: the middle of the longest stay."""
    fits = page_clicks.page_codes(table, page)[table.visits["page"]] & (table.visits["width"] > 0)
    if bucket:
        fits &= page_clicks.in_bucket(table.visits["width"], bucket)
    stays = np.flatnonzero(fits)
    if not len(stays):
        what = "No recording shows this page on such screens."
        raise ProblemError(f"page {page}", what, "Choose another size of screen, or add a picture of your own.")
    visits = table.visits[stays]
    longest = int(np.argmax(visits["left_ms"] - visits["at_ms"]))
    middle = int(visits["at_ms"][longest] + visits["left_ms"][longest]) // 2
    return _plan_visit(table, int(stays[longest]), middle)


def _plan_visit(table: ClickTable, visit: int, at_ms: int, state: str = "") -> ShotPlan:
    """A moment (UTC ms) of a stay on a page."""
    page = table.pages[table.visits["page"][visit]]
    rows = page_clicks.rows_on(table, page)
    return ShotPlan(
        page, table.recording_ids[table.visit_recording[visit]], at_ms, int(table.visits["width"][visit]),
        _sizes(table, rows), _selectors(table, rows), state,
    )  # fmt: skip


def _in_front(study: Study, visits: Rows, recording: str, at_ms: int) -> Rows:
    """Of visits in several tabs those to the page that is shown at a moment; all where that is not known."""
    table, opened = study.loaded().clicks, replays.open_replay(study, recording)
    shown = opened.page_at(opened.replay.clock.offset(at_ms))
    own = visits[[table.pages[page] == shown for page in table.visits["page"][visits].tolist()]]
    return own if len(own) else visits


def _richest(table: ClickTable, rows: Rows) -> int:
    """The last click of the stay during which most different elements were clicked."""
    stays = page_clicks.stays_of(table, rows)
    pairs = np.unique(np.stack([stays, table.clicks["element"][rows]]), axis=1)
    known, elements = np.unique(pairs[0], return_counts=True)
    own = rows[stays == known[np.argmax(elements)]]
    return int(own[np.argmax(table.clicks["at_ms"][own])])


def _commonest(widths: NDArray[np.integer]) -> int:
    known, counts = np.unique(widths, return_counts=True)
    return int(known[np.argmax(counts)])


def _sizes(table: ClickTable, rows: Rows) -> tuple[tuple[int, int], ...]:
    """The widths of most windows that clicked there, each with its commonest height."""
    counted = Counter(table.clicks["width"][rows].tolist())
    found = []
    for width, _ in counted.most_common(MOST_WIDTHS):
        if width > 0:
            heights = table.clicks["height"][rows][table.clicks["width"][rows] == width]
            found.append((width, max(_commonest(heights), 1)))
    return tuple(found)


def _selectors(table: ClickTable, rows: Rows) -> tuple[str, ...]:
    """The elements that were clicked, most first, and the frames they are in."""
    often = Counter(table.elements[code] for code in table.clicks["element"][rows].tolist())
    chosen = [selector for selector, _ in often.most_common(MOST_ELEMENTS)]
    frames = {selector.rpartition(FRAME)[0] for selector in chosen if FRAME in selector}
    return (*chosen, *sorted(frames - set(chosen)))

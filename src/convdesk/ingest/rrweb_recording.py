"""From the events of one session to the recording as it goes into the study."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.columns import CLICK, VISIT, WINDOW, RecordingImport
from convdesk.ingest.rrweb_mending import written
from convdesk.ingest.rrweb_times import duration_ms
from convdesk.ingest.rrweb_walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from convdesk.ingest.rrweb_owner import Owner
    from convdesk.model.progress import Progress

EVENTS_A_STEP = 500
UNKNOWN_PAGE = "(unknown)"


@dataclass(frozen=True)
class Tape:
    """A recording, and what is said of it in the report."""

    recording: RecordingImport
    moves: int
    scrolls: int
    hidden: int
    has_snapshot: bool
    unknown_clicks: int
    """Clicks on nodes that the recording never showed."""
    unplaced: int = 0
    """Parts added to the page that hang on nothing the recording showed."""
    mended: int = 0
    """Events that had to be mended before they could be kept."""


def made(events: list[dict[str, Any]], owner: Owner, digest: str, walk: Walk, progress: Progress) -> Tape:
    """The recording of some events (at least one, in the order of time) after the walk over them."""
    tabs = list(walk.tabs.values())
    clicks = _rows((row for tab in tabs for row in tab.clicks), CLICK)
    moves, pages = walk.moves.rows(), list(walk.pages)
    if np.any(clicks["page"] < 0) or np.any(moves["page"] < 0):
        for rows in (clicks, moves):
            rows["page"][rows["page"] < 0] = len(pages)
        pages.append(UNKNOWN_PAGE)
    times = [event["timestamp"] for event in events]
    data, mended = _written(progress.heeding(events))
    recording = RecordingImport(
        keys=owner.keys, session=owner.session, started_ms=int(times[0]), duration_ms=duration_ms(times),
        events=len(events), pages=pages, elements=list(walk.elements), clicks=clicks,
        visits=_rows((row for tab in tabs for row in tab.visits), VISIT), moves=moves,
        windows=_rows((row for tab in tabs for row in tab.windows if row[1]), WINDOW),
        data=data, digest=digest,
    )  # fmt: skip
    return Tape(
        recording, walk.moves.count, walk.scrolls, walk.hidden, walk.has_snapshot, walk.unknown_clicks, walk.unplaced,
        mended,
    )  # fmt: skip


def walked(events: list[dict[str, Any]], progress: Progress, *, keeps_typed: bool) -> Walk:
    """What is in the events, which must be in the order of time; hides what was typed, in place."""
    walk = Walk(keeps_typed=keeps_typed)
    for position, event in enumerate(events):
        if position % EVENTS_A_STEP == 0:
            progress.step(position, len(events))
        walk.take(event)
    walk.let_go()
    return walk


def _written(events: Iterable[dict[str, Any]]) -> tuple[bytes, int]:
    """The events as a JSON list, and how many of them had to be mended for it."""
    out, mended = BytesIO(), 0
    for event in events:
        out.write(b",\n" if out.tell() else b"[")
        line, is_mended = written(event)
        out.write(line)
        mended += is_mended
    out.write(b"]")
    return out.getvalue(), mended


def _rows(rows: Iterable[list[Any]], kind: np.dtype[np.void]) -> NDArray[np.void]:
    in_order = sorted(rows, key=lambda row: row[0])
    return np.array([tuple(row) for row in in_order], dtype=kind)

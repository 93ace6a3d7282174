"""Recordings in the workspace: each whole and compressed, its clicks and page visits apart for quick counting."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import CLICK, MOVE, VISIT, WINDOW, RecordingColumns, no_moves, no_windows
from convdesk.store import blocks

if TYPE_CHECKING:
    import sqlite3

    from numpy.typing import NDArray

    from convdesk.columns import RecordingImport
    from convdesk.model.progress import Progress
    from convdesk.store.workspace import Workspace

PACKED = 5
"""As small as is quick: the strongest level saves a fifth more and takes thirty times as long."""
_SHIFT = ("shift_x", "shift_y")
_UNSHIFTED = np.dtype([(name, CLICK[name]) for name in CLICK.names or () if name not in _SHIFT])
"""Clicks as they lie in the file; shifts, which most recordings have none of, lie beside them."""
_COLUMNS = "id, source, keys, session, started_ms, duration_ms, events, terms, clicks, visits, data, digest, shifts"


def write_recording(
    connection: sqlite3.Connection, source: str, row_id: str, recording: RecordingImport, progress: Progress
) -> None:
    """Write one recording inside the caller's transaction; raises Cancelled."""
    packed = blocks.pack(recording.data, level=PACKED, heed=progress.raise_if_cancelled)
    terms = json.dumps({"pages": recording.pages, "elements": recording.elements}, ensure_ascii=False)
    row = (
        row_id, source, json.dumps(recording.keys), recording.session, recording.started_ms,
        recording.duration_ms, recording.events, terms, blocks.encode_records(_without_shifts(recording.clicks)),
        blocks.encode_records(recording.visits), packed, recording.digest, _shifts(recording.clicks),
    )  # fmt: skip
    connection.execute(f"insert into recordings ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for table, timed in (("recording_moves", recording.moves), ("recording_windows", recording.windows)):
        if timed.size:
            insert = f"insert into {table} (recording, data) values (?, ?)"
            connection.execute(insert, (row_id, blocks.encode_timed(timed)))


def load_recordings(workspace: Workspace) -> list[RecordingColumns]:
    """What is known of every recording that has not been taken out, without opening it."""
    rows = workspace.reading.execute(
        """select r.id, r.source, r.keys, r.session, r.started_ms, r.duration_ms, r.terms, r.clicks, r.visits, r.shifts
           from recordings r join sources s on s.id = r.source where s.is_removed = 0
           order by r.started_ms, r.id"""
    )
    return [
        RecordingColumns(
            row_id, source, tuple(json.loads(keys)), session, started_ms, duration_ms, **_terms(terms),
            clicks=_clicks(clicks, shifts), visits=blocks.decode_records(visits, VISIT),
            moves=partial(recording_moves, workspace, row_id), windows=partial(recording_windows, workspace, row_id),
        )
        for row_id, source, keys, session, started_ms, duration_ms, terms, clicks, visits, shifts in rows.fetchall()
    ]  # fmt: skip


def count_overlapping(connection: sqlite3.Connection, source: str) -> tuple[int, str]:
    """How many recordings of a source are of sessions that others hold at the same time, and one such source's file."""
    found = connection.execute(
        """select count(distinct r.id), coalesce(min(s.file), '') from recordings r
           join recordings o on o.session = r.session and o.source <> r.source
             and o.started_ms <= r.started_ms + r.duration_ms and r.started_ms <= o.started_ms + o.duration_ms
           join sources s on s.id = o.source and s.is_removed = 0 where r.source = ?""",
        (source,),
    ).fetchone()
    return int(found[0]), str(found[1])


def load_digests(workspace: Workspace) -> frozenset[str]:
    """The digests of the recordings that have not been taken out; older ones have none."""
    rows = workspace.reading.execute(
        """select r.digest from sources s join recordings r indexed by recordings_by_digest
           on r.source = s.id and r.digest > '' where s.is_removed = 0"""
    )
    return frozenset(digest for (digest,) in rows)


def recording_moves(workspace: Workspace, recording_id: str) -> NDArray[np.void]:
    """Where the pointer was in one recording: rows of MOVE, none where none were recorded."""
    query = "select data from recording_moves where recording = ?"
    found = workspace.reading.execute(query, (recording_id,)).fetchone()
    return blocks.decode_timed(found[0], MOVE) if found else no_moves()


def recording_windows(workspace: Workspace, recording_id: str) -> NDArray[np.void]:
    """Where the window stood in one recording: rows of WINDOW, none where that is not kept."""
    query = "select data from recording_windows where recording = ?"
    found = workspace.reading.execute(query, (recording_id,)).fetchone()
    return blocks.decode_timed(found[0], WINDOW) if found else no_windows()


def recording_data(workspace: Workspace, recording_id: str) -> bytes:
    """The whole recording as JSON; KeyError when there is none of that id."""
    found = workspace.reading.execute("select data from recordings where id = ?", (recording_id,)).fetchone()
    if not found:
        raise KeyError(recording_id)
    return blocks.unpack(found[0])


def _without_shifts(clicks: NDArray[np.void]) -> NDArray[np.void]:
    plain = np.empty(len(clicks), _UNSHIFTED)
    for name in _UNSHIFTED.names or ():
        plain[name] = clicks[name]
    return plain


def _shifts(clicks: NDArray[np.void]) -> bytes | None:
    """Blob of the clicks' inner shifts, all x and then all y; None where all are 0."""
    shifts = np.concatenate([clicks[name] for name in _SHIFT])
    return blocks.encode(shifts).data if shifts.any() else None


def _clicks(plain: bytes, shifts: bytes | None) -> NDArray[np.void]:
    """Rows of CLICK from both blobs; recordings of earlier versions have no shifts."""
    stored = blocks.decode_records(plain, _UNSHIFTED)
    clicks = np.zeros(len(stored), CLICK)
    for name in _UNSHIFTED.names or ():
        clicks[name] = stored[name]
    if shifts:
        clicks["shift_x"], clicks["shift_y"] = blocks.decode(
            blocks.Block(2 * len(clicks), "<f4", False, shifts)
        ).reshape(2, -1)
    return clicks


def _terms(text: str) -> dict[str, list]:  # type: ignore[type-arg]
    terms = json.loads(text)
    return {"pages": terms["pages"], "elements": [(selector, label) for selector, label in terms["elements"]]}

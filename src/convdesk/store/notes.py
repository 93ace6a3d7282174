"""Notes about moments of recordings, as the researcher wrote them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from convdesk.model.replay import Note

if TYPE_CHECKING:
    from convdesk.store.workspace import Workspace

_NOTE = "select n.id, n.recording, n.at_ms, n.to_ms, n.text, n.tags, n.made_at from notes n"


def load_notes(workspace: Workspace, recording: str | None = None) -> tuple[Note, ...]:
    """The notes of a recording, or of all that are in the study, by recording and time."""
    where, values = ("where n.recording = ?", (recording,)) if recording else (
        "join recordings r on r.id = n.recording join sources s on s.id = r.source and s.is_removed = 0", ()
    )  # fmt: skip
    rows = workspace.reading.execute(f"{_NOTE} {where} order by n.recording, n.at_ms, n.rowid", values)
    return tuple(_note(row) for row in rows)


def find_note(workspace: Workspace, note_id: str) -> Note:
    """One note; KeyError when it is gone."""
    row = workspace.reading.execute(f"{_NOTE} where n.id = ?", (note_id,)).fetchone()
    if row is None:
        raise KeyError(note_id)
    return _note(row)


def note_row(note: Note) -> dict[str, Any]:
    """A note as it is kept."""
    tags = json.dumps(note.tags, ensure_ascii=False)
    fields = {"recording": note.recording, "at_ms": note.at_ms, "to_ms": note.to_ms, "made_at": note.made_at}
    return {**fields, "text": note.text, "tags": tags}


def _note(row: tuple[Any, ...]) -> Note:
    note, recording, at_ms, to_ms, text, tags, made_at = row
    return Note(note, recording, at_ms, to_ms, text, tuple(json.loads(tags)), made_at)

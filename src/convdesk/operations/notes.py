"""Notes about moments and stretches of recordings: written, changed, removed, each in one undoable step."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.model.problem import ProblemError
from convdesk.model.replay import Note
from convdesk.store import notes as kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.operations.study import Study

_TAG = re.compile(r"(?<!\w)#(\w[\w-]*)")


def add_note(study: Study, recording: str, at_ms: int, text: str, to_ms: int | None = None) -> Note:
    """Write a note about a moment, or a stretch up to `to_ms` (UTC ms); #words are its tags. Raises ProblemError."""
    stamps = study.workspace.stamps
    said = _checked(text)
    ends = None if to_ms is None or to_ms == at_ms else max(at_ms, to_ms)
    begins = at_ms if to_ms is None else min(at_ms, to_ms)
    note = Note(stamps.new_id(), recording, begins, ends, said, tags_in(said), stamps.now_text())
    with study.workspace.known_problems(), study.workspace.history.edit(f"Add note “{_short(said)}”") as edit:
        edit.put("notes", note.id, **kept.note_row(note))
    return note


def change_note(study: Study, note_id: str, text: str) -> Note:
    """Write something else in a note. Raises ProblemError for one that is gone, or without words."""
    said, before = _checked(text), _note(study, note_id)
    note = replace(before, text=said, tags=tags_in(said))
    with study.workspace.known_problems(), study.workspace.history.edit(f"Change note “{_short(before.text)}”") as edit:
        edit.put("notes", note_id, **kept.note_row(note))
    return note


def remove_note(study: Study, note_id: str) -> None:
    """Take a note away. Raises ProblemError for one that is gone."""
    before = _note(study, note_id)
    with study.workspace.known_problems(), study.workspace.history.edit(f"Remove note “{_short(before.text)}”") as edit:
        edit.drop("notes", note_id)


def list_notes(study: Study, recording: str | None = None) -> tuple[Note, ...]:
    """The notes about one recording, or about all, in the order of time."""
    return kept.load_notes(study.workspace, recording)


def list_tags(study: Study) -> tuple[str, ...]:
    """All tags in use, the most frequent first."""
    used: Sequence[str] = [tag for note in list_notes(study) for tag in note.tags]
    return tuple(sorted(set(used), key=lambda tag: (-used.count(tag), tag)))


def tags_in(text: str) -> tuple[str, ...]:
    """The words after # in a text, each once, small."""
    return tuple(dict.fromkeys(tag.lower() for tag in _TAG.findall(text)))


def _checked(text: str) -> str:
    if not text.strip():
        raise ProblemError("note", "It says nothing.", "Write a few words; #words become tags.")
    return text.strip()


def _note(study: Study, note_id: str) -> Note:
    try:
        return kept.find_note(study.workspace, note_id)
    except KeyError:
        remedy = "Undo brings back what was removed."
        raise ProblemError("note", "It is not in the study any more.", remedy) from None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"

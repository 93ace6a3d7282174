"""Codes: a researcher's words about people; today the tags (#words) of notes on their recordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.store import notes

if TYPE_CHECKING:
    from convdesk.operations.study import Study


@dataclass(frozen=True)
class Codes:
    """`people`: whom each code was given, as actors; codes in the order of the notes. `noted`: who has any note."""

    people: dict[str, frozenset[int]]
    noted: frozenset[int]


def codes_given(study: Study) -> Codes:
    """The codes in use and whom they were given; recordings of nobody count nowhere, but their codes are known."""
    loaded = study.loaded()
    whose = {row.id: actor for row, actor in zip(loaded.recordings, loaded.recording_actors.tolist(), strict=True)}
    people: dict[str, set[int]] = {}
    noted: set[int] = set()
    for note in notes.load_notes(study.workspace):
        known = {actor} if (actor := whose.get(note.recording, -1)) >= 0 else set()
        noted |= known
        for tag in note.tags:
            people.setdefault(tag, set()).update(known)
    return Codes({code: frozenset(those) for code, those in people.items()}, frozenset(noted))

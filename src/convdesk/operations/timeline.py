"""Everything known of one person on one clock: events, pages, friction, answers, recordings, notes with their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.friction import SIGNALS
from convdesk.analyse.timelines import Merged
from convdesk.model.page import path_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.model.timeline import MOST_ENTRIES, Entry, EntryKind, Timeline, TimelineSpec
from convdesk.operations.people import actor_said
from convdesk.operations.troubles import friction_of
from convdesk.store import notes, surveys

if TYPE_CHECKING:
    from convdesk.columns import RecordingColumns
    from convdesk.model.replay import Note
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

LATEST = 2_000
DEFINITION = (
    "Events of the logs, pages and signs of trouble (by the study's friction rules), answers and recordings joined to "
    "this person, and notes on recordings, by their times in UTC; what has the same time is in the order of the log."
)


def look_along(study: Study, spec: TimelineSpec, progress: Progress | None = None) -> Timeline:
    """A stretch of one person's timeline. Raises ProblemError for somebody unknown, Cancelled."""
    progress, loaded = progress or Progress(), study.loaded()
    if not 1 <= spec.count <= MOST_ENTRIES or spec.first < 0:
        raise ProblemError("timeline", "That many entries cannot be shown at once.", f"Ask for 1 to {MOST_ENTRIES:,}.")
    actor = actor_said(study, spec.person)
    answers, hidden = answers_of(study, loaded, actor) if EntryKind.ANSWER in spec.kinds else ([], 0)
    progress.raise_if_cancelled()
    others = [*recorded_of(loaded, actor), *friction_entries(study, loaded, actor, progress), *answers]
    others += notes_on(study, loaded, actor)
    dated = [entry for entry in others if entry.at_us is not None and entry.kind in spec.kinds]
    merged = Merged(loaded.table, actor, dated, has_events=EntryKind.EVENT in spec.kinds)
    first = spec.first if spec.from_us is None else merged.number_at(spec.from_us)
    first = min(first, len(merged))
    return Timeline(
        spec, loaded.people.names[actor], len(merged), first, merged.entries(first, spec.count),
        tuple(entry for entry in answers if entry.at_us is None), hidden, DEFINITION,
    )  # fmt: skip


def look_at_latest(study: Study, person: str, progress: Progress | None = None, count: int = LATEST) -> Timeline:
    """The end of a person's timeline. Raises ProblemError for somebody unknown, Cancelled."""
    total = look_along(study, TimelineSpec(person, count=1), progress).total
    return look_along(study, TimelineSpec(person, max(0, total - count), count), progress)


def recorded_of(loaded: Loaded, actor: int) -> list[Entry]:
    """The person's recordings, and the pages visited in them."""
    numbers = np.flatnonzero(loaded.recording_actors == actor).tolist()
    return [entry for number in numbers for entry in _of_recording(loaded.recordings[number])]


def _of_recording(recording: RecordingColumns) -> list[Entry]:
    lasted = Entry(
        recording.started_ms * 1000, EntryKind.RECORDING, f"{recording.duration_ms / 1000:.0f} s recorded",
        session=recording.session, recording=recording.id, offset_ms=0,
    )  # fmt: skip
    pages = [
        Entry(
            at_ms * 1000, EntryKind.PAGE, path_of(recording.pages[page]), session=recording.session,
            recording=recording.id, offset_ms=at_ms - recording.started_ms,
        )
        for at_ms, page in zip(recording.visits["at_ms"].tolist(), recording.visits["page"].tolist(), strict=True)
    ]  # fmt: skip
    return [lasted, *pages]


def notes_on(study: Study, loaded: Loaded, actor: int) -> list[Entry]:
    """What was noted about moments and stretches of the person's recordings; the words after # are its codes."""
    own = {loaded.recordings[at].id: loaded.recordings[at] for at in np.flatnonzero(loaded.recording_actors == actor)}
    kept = [note for note in notes.load_notes(study.workspace) if note.recording in own]
    return [
        Entry(
            note.at_ms * 1000, EntryKind.NOTE, note.text, "", _about_note(note), own[note.recording].session,
            note.recording, note.at_ms - own[note.recording].started_ms,
        )
        for note in kept
    ]  # fmt: skip


def _about_note(note: Note) -> dict[str, str]:
    codes = {"codes": ", ".join(note.tags)} if note.tags else {}
    lasts = {} if note.to_ms is None else {"lasts": f"{(note.to_ms - note.at_ms) / 1000:.0f} s"}
    return {**codes, **lasts}


def friction_entries(study: Study, loaded: Loaded, actor: int, progress: Progress) -> list[Entry]:
    """The person's signs of trouble, by the study's rules."""
    found, clicks = friction_of(study, progress), loaded.clicks
    rows = found.found[found.found["actor"] == actor].tolist()
    entries = []
    for signal, _, number, at_ms, page, element in rows:
        recording = loaded.recordings[number] if number >= 0 else None
        label = clicks.labels[element] if element >= 0 else ""
        entries.append(Entry(
            at_ms * 1000, EntryKind.FRICTION, SIGNALS[signal].label, found.pages[page] if page >= 0 else "",
            {"element": label} if label else {}, recording.session if recording else "",
            recording.id if recording else "", at_ms - recording.started_ms if recording else None,
        ))  # fmt: skip
    return entries


def answers_of(study: Study, loaded: Loaded, actor: int) -> tuple[list[Entry], int]:
    """What the person answered, and how many answers they did not agree to be shown."""
    own = [respondent for respondent, code in loaded.respondent_actors.items() if code == actor]
    if not own:
        return [], 0
    given = [
        (question, answer)
        for question in surveys.load_questions(study.workspace)
        for answer in surveys.load_answers(study.workspace, question.id, own)
    ]
    shown = [
        Entry(answer.at_us, EntryKind.ANSWER, answer.text, f"{question.code} {question.text}")
        for question, answer in given
        if answer.consent.may_show
    ]
    return shown, len(given) - len(shown)

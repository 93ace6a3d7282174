"""What one person did, in order: events, recordings, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import EVENT, PAGE
from convdesk.model.moment import iso
from convdesk.model.page import path_of
from convdesk.model.people import Moment, MomentKind, Timeline
from convdesk.operations.people import actor_said
from convdesk.store import surveys

if TYPE_CHECKING:
    from convdesk.columns import RecordingColumns
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

MOMENTS = 2_000


def timeline_of(study: Study, who: str, most: int = MOMENTS) -> Timeline:
    """The latest moments of a person (a name or any key), oldest first. Raises ProblemError for somebody unknown."""
    actor, loaded = actor_said(study, who), study.loaded()
    events, left_out = _events(loaded, actor, most)
    moments = [*events, *_recordings(loaded, actor), *_answers(study, loaded, actor)]
    return Timeline(tuple(sorted(moments, key=lambda one: (one.at is None, one.at or ""))), left_out)


def _events(loaded: Loaded, actor: int, most: int) -> tuple[list[Moment], int]:
    table = loaded.table
    if not len(table):
        return [], 0
    start, end = np.searchsorted(table.keys, [actor * table.stride, (actor + 1) * table.stride]).tolist()
    left_out = max(0, end - start - most)
    rows = slice(start + left_out, end)
    names, pages = table.terms(EVENT), table.terms(PAGE) if PAGE in table.names else []
    where = table.column(PAGE)[rows].tolist() if pages else [-1] * (end - rows.start)
    codes, ticks = table.column(EVENT)[rows].tolist(), (table.keys[rows] - actor * table.stride).tolist()
    return [
        Moment(iso(table.at_us(tick)), MomentKind.EVENT, names[code], path_of(pages[page]) if page >= 0 else "")
        for tick, code, page in zip(ticks, codes, where, strict=True)
    ], left_out


def _recordings(loaded: Loaded, actor: int) -> list[Moment]:
    places = np.flatnonzero(loaded.recording_actors == actor).tolist()
    return [_recorded(loaded.recordings[place]) for place in places]


def _recorded(recording: RecordingColumns) -> Moment:
    pages = ", ".join(dict.fromkeys(path_of(page) for page in recording.pages))
    return Moment(iso(recording.started_ms * 1000), MomentKind.RECORDING, _lasted(recording.duration_ms), pages)


def _lasted(duration_ms: int) -> str:
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _answers(study: Study, loaded: Loaded, actor: int) -> list[Moment]:
    own = [respondent for respondent, code in loaded.respondent_actors.items() if code == actor]
    if not own:
        return []
    return [
        Moment(None if answer.at_us is None else iso(answer.at_us), MomentKind.ANSWER, answer.text, question.text)
        for question in surveys.load_questions(study.workspace)
        for answer in surveys.load_answers(study.workspace, question.id, own)
        if answer.consent.may_show
    ]

"""Replays: a recording made ready to be watched, with everything known of its person along it, and its pieces."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.moments import moments_of
from convdesk.analyse.tape import read_tape
from convdesk.analyse.tape_pieces import Pieces
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import Progress
from convdesk.model.replay import Mark, MarkKind, Replay
from convdesk.model.timeline import MOST_ENTRIES, EntryKind, TimelineSpec
from convdesk.operations import notes
from convdesk.operations.saved import saved_funnels
from convdesk.operations.timeline import look_along
from convdesk.store import recordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convdesk.analyse.tape import Tape
    from convdesk.columns import RecordingColumns
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.replay import Clock, Note, Piece
    from convdesk.operations.study import Study

SPOKEN_OF = frozenset({EntryKind.EVENT, EntryKind.PAGE, EntryKind.FRICTION, EntryKind.ANSWER})
_KINDS = {
    EntryKind.EVENT: MarkKind.EVENT, EntryKind.PAGE: MarkKind.PAGE, EntryKind.FRICTION: MarkKind.FRICTION,
    EntryKind.ANSWER: MarkKind.ANSWER,
}  # fmt: skip
_AT_ONCE = (
    MarkKind.PAGE,
    MarkKind.STEP,
    MarkKind.EVENT,
    MarkKind.CLICK,
    MarkKind.FRICTION,
    MarkKind.ANSWER,
    MarkKind.NOTE,
)
SLACK_MS = 2_000
"""Clocks of a page and of a log differ a little: so much before and after a recording belongs to it still."""


class OpenReplay:
    """A recording that is open for watching. Its pieces may be asked for on any thread."""

    def __init__(self, replay: Replay, tape: Tape) -> None:
        self.replay = replay
        self._pieces, self._lock = Pieces(tape), threading.Lock()

    def piece_at(self, at_ms: float, page: str = "") -> Piece:
        """What a player needs to show a moment (ms of the replay). Raises ProblemError where there is no page.

        Of several tabs the one in front is shown, or one that has a page of that path then.
        """
        with self._lock:
            piece = self._pieces.at(max(0.0, min(at_ms, self.replay.lasts_ms)), page)
        if piece is None:
            raise ProblemError("recording", *_NO_PAGE)
        return piece

    def prepare(self, progress: Progress | None = None) -> None:
        """Keep pages on the way through a long recording, so that seeks in it are short. Raises Cancelled.

        Pieces may be asked for meanwhile; they are as right without it, and take longer.
        """
        progress = progress or Progress()
        steps = self._pieces.prepare()
        while True:
            progress.raise_if_cancelled()
            with self._lock:
                if next(steps, None) is None:
                    return

    def page_at(self, at_ms: float) -> str:
        """The path of the page that is shown at a moment; empty where it is not known."""
        with self._lock:
            return self._pieces.page_at(at_ms)


_NO_PAGE = (
    "It has no full snapshot of the page, so the page cannot be rebuilt.",
    "Its events are listed. Export the recording from its beginning to see the page.",
)


def open_replay(
    study: Study, recording_id: str, funnel: FunnelSpec | None = None, progress: Progress | None = None
) -> OpenReplay:
    """Make a recording ready; marks steps of `funnel`, else of the study's first. Raises ProblemError, Cancelled."""
    progress = progress or Progress()
    number, known = _find(study, recording_id)
    try:
        data = recordings.recording_data(study.workspace, recording_id)
        tape = read_tape(data, progress)
    except ValueError as error:
        remedy = "Take its source out and import the file again."
        raise ProblemError(f"recording {known.session}", "It cannot be read any more.", remedy) from error
    actor = int(study.loaded().recording_actors[number])
    written = notes.list_notes(study, recording_id)
    marks = [
        *_clicks(known, tape.clock), *_noted(written, tape.clock),
        *_of_person(study, known, actor, tape, progress), *_steps(study, funnel, actor, tape),
    ]  # fmt: skip
    sizes = known.visits[["width", "height"]][known.visits["width"] > 0]
    width, height = sizes[0].tolist() if len(sizes) else (0, 0)
    replay = Replay(
        recording_id, study.loaded().people.names[actor] if actor >= 0 else "", known.session, tape.clock,
        tape.lasts_ms, width, height, _in_order(marks), written, tuple(_told(tape, bool(width))),
        bool(len(Pieces(tape).snapshots)),
    )  # fmt: skip
    return OpenReplay(replay, tape)


def marks_with(replay: Replay, written: Sequence[Note]) -> tuple[Mark, ...]:
    """The marks of a replay with these notes instead of those it had."""
    return _in_order([*(m for m in replay.marks if m.kind is not MarkKind.NOTE), *_noted(written, replay.clock)])


def _find(study: Study, recording_id: str) -> tuple[int, RecordingColumns]:
    for number, known in enumerate(study.loaded().recordings):
        if known.id == recording_id:
            return number, known
    raise ProblemError("recording", "It is not in the study any more.", "Undo brings back a source taken out.")


def _clicks(known: RecordingColumns, clock: Clock) -> Iterable[Mark]:
    for at_ms, page, element in known.clicks[["at_ms", "page", "element"]].tolist():
        label = known.elements[element][1] or known.elements[element][0] if element >= 0 else ""
        yield Mark(clock.offset(at_ms), MarkKind.CLICK, label, known.pages[page] if page >= 0 else "")


def _noted(written: Iterable[Note], clock: Clock) -> Iterable[Mark]:
    for note in written:
        ends = None if note.to_ms is None else clock.offset(note.to_ms)
        yield Mark(clock.offset(note.at_ms), MarkKind.NOTE, note.text, to_ms=ends, ref=note.id)


def _of_person(study: Study, known: RecordingColumns, actor: int, tape: Tape, progress: Progress) -> Iterable[Mark]:
    """Events, pages, signs of trouble and answers of the recording's person, as far as they fall into it."""
    if actor < 0:
        return
    clock, from_us = tape.clock, (known.started_ms - SLACK_MS) * 1000
    ends_us = (clock.moment(tape.lasts_ms) + SLACK_MS) * 1000
    person = study.loaded().people.names[actor]
    spec = TimelineSpec(person, count=MOST_ENTRIES, from_us=from_us, kinds=SPOKEN_OF)
    found = look_along(study, spec, progress)
    answers = look_along(study, TimelineSpec(person, count=MOST_ENTRIES, kinds=frozenset({EntryKind.ANSWER})), progress)
    for entry in found.entries:
        own = entry.kind in {EntryKind.EVENT, EntryKind.ANSWER} or entry.recording == known.id
        if entry.at_us is not None and entry.at_us <= ends_us and own:
            at_ms = max(0, min(clock.offset(entry.at_us // 1000), tape.lasts_ms))
            where = entry.where or entry.details.get("element", "")
            yield Mark(at_ms, _KINDS[entry.kind], entry.title, where)
    for entry in (*answers.entries, *answers.undated):
        if entry.at_us is None or not from_us <= entry.at_us <= ends_us:
            yield Mark(None, MarkKind.ANSWER, entry.title, entry.where)


def _steps(study: Study, funnel: FunnelSpec | None, actor: int, tape: Tape) -> Iterable[Mark]:
    """When the person filled steps of a funnel during the recording."""
    kept = saved_funnels(study)
    spec = funnel or (kept[0].spec if kept else None)
    if spec is None or actor < 0:
        return
    begins, ends = tape.clock.started_ms - SLACK_MS, tape.clock.moment(tape.lasts_ms) + SLACK_MS
    for place, step in enumerate(spec.steps, start=1):
        for at_ms in (moments_of(study.loaded().table, step, actor) // 1000).tolist():
            if begins <= at_ms <= ends:
                at = max(0, min(tape.clock.offset(at_ms), tape.lasts_ms))
                yield Mark(at, MarkKind.STEP, step.label, f"step {place} of {len(spec.steps)}")


def _in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """By time; at the same time the page before what was done on it; without a time last."""
    late = np.iinfo(np.int64).max
    return tuple(sorted(marks, key=lambda m: (late if m.at_ms is None else m.at_ms, _AT_ONCE.index(m.kind))))


def _told(tape: Tape, is_sized: bool) -> Iterable[Problem]:
    """What is to be said about a recording before it is believed."""
    shown = Pieces(tape)
    if tape.unread:
        what = f"Events that cannot be read any more, and are left out: {tape.unread:,} of {len(tape.rows):,}."
        yield Problem("recording", what, "Take its source out and import the file again.")
    if not len(shown.snapshots):
        yield Problem("recording", *_NO_PAGE)
        return
    first = int(tape.rows["at_ms"][shown.snapshots[0]])
    if first > SLACK_MS:
        what = f"Its first {first / 1000:.0f} s come without a page: what is shown there is the first one known."
        yield Problem("recording", what, "Export the recording from its beginning to see more.")
    if not is_sized:
        what = "It does not say how large the window was: it is shown in a window of 1,280 × 800."
        yield Problem("recording", what, "Nothing needs to be done; how the page was laid out may differ.")
    if tape.clock.cuts:
        hours = sum(length for _, length in tape.clock.cuts) / 3_600_000
        what = f"Stretches without any event are left out: {len(tape.clock.cuts)}, together {hours:,.1f} h."
        yield Problem("recording", what, "Nothing needs to be done; times of day are those of the device.")
    lost = tape.tabs - len({tab for *_, tab in shown.stretches})
    if tape.tabs > 1:
        rest = f" {lost} of them cannot be shown: no full snapshot." if lost else ""
        what = f"It was recorded in {tape.tabs} tabs; shown is the one in which somebody did something last.{rest}"
        yield Problem("recording", what, "Nothing needs to be done.")

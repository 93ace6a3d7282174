"""What the replay screen looks at: plain values, and what it asks of a study."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from convdesk.model.replay import Mark, MarkKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.desk.web.film_orders import Film, Seen
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress
    from convdesk.model.replay import Note, Piece, Queue, QueueSpec, Replay

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
TOGETHER_MS = 60
FRAME_MS = 100
USUAL_CLIP_MS, LONGEST_CLIP_MS = 10_000, 600_000


class Tape(Protocol):
    """A recording that is open."""

    replay: Replay

    def piece_at(self, at_ms: float) -> Piece: ...
    def prepare(self, progress: Progress) -> None: ...


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def open(self, recording: str, funnel: FunnelSpec | None, progress: Progress) -> Tape: ...
    def queue(self, spec: QueueSpec, progress: Progress) -> Queue: ...
    def notes(self, recording: str) -> tuple[Note, ...]: ...
    def marks(self, replay: Replay, notes: Sequence[Note]) -> tuple[Mark, ...]: ...
    def tags(self) -> tuple[str, ...]: ...
    def add_note(self, recording: str, at_ms: int, text: str, to_ms: int | None) -> Note: ...
    def change_note(self, note_id: str, text: str) -> Note: ...
    def remove_note(self, note_id: str) -> None: ...
    def write_picture(self, out: Path, png: bytes) -> Path: ...
    def write_clip(self, out: Path, film: Film, progress: Progress) -> Path: ...
    def add_moment(self, title: str, recording: str, span: tuple[int, int | None], seen: Seen) -> object: ...


@dataclass(frozen=True)
class Draft:
    """A note being written: from, and up to, a moment of the replay. `ref`: the note that is changed."""

    at_ms: float
    to_ms: float | None = None
    text: str = ""
    ref: str = ""

    def until(self, at_ms: float) -> Draft:
        """The same note about a stretch that goes from here to there, or there to here."""
        return replace(self, at_ms=min(self.at_ms, at_ms), to_ms=max(self.at_ms, at_ms))


@dataclass(frozen=True)
class Offer:
    """What would be kept of a stretch, in words, before it is; whether it can be a clip, and a note on what not."""

    clip: str
    finding: str
    can_be_clip: bool = True
    about: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the list of what happened: what is marked at one moment, told once."""

    at_ms: int | None
    kind: MarkKind
    title: str
    about: str
    ref: str = ""


_WEIGHT = (
    MarkKind.NOTE, MarkKind.STEP, MarkKind.PAGE, MarkKind.CLICK, MarkKind.EVENT, MarkKind.ANSWER, MarkKind.FRICTION,
)  # fmt: skip


def lines_of(marks: Sequence[Mark]) -> tuple[Line, ...]:
    """Marks as lines: a click with the event and the trouble it made is one; notes and pages stay apart."""
    lines: list[Line] = []
    dated = [mark for mark in marks if mark.at_ms is not None]
    for _, group in groupby(_moments(dated), key=lambda pair: pair[0]):
        together = [mark for _, mark in group]
        apart = [mark for mark in together if mark.kind in {MarkKind.NOTE, MarkKind.PAGE, MarkKind.ANSWER}]
        lines += [Line(mark.at_ms, mark.kind, mark.title, mark.where, mark.ref) for mark in apart]
        rest = [mark for mark in together if mark not in apart]
        if rest:
            lines.append(_joined(rest))
    return (*lines, *(Line(None, mark.kind, mark.title, mark.where) for mark in marks if mark.at_ms is None))


def _moments(marks: Sequence[Mark]) -> list[tuple[int, Mark]]:
    """Each mark with the number of the moment it belongs to: what comes within a blink is one moment."""
    numbered, number, begins = [], 0, None
    for mark in marks:
        at_ms = mark.at_ms or 0
        if begins is None or at_ms - begins > TOGETHER_MS:
            number, begins = number + 1, at_ms
        numbered.append((number, mark))
    return numbered


def _joined(marks: Sequence[Mark]) -> Line:
    first = min(marks, key=lambda mark: _WEIGHT.index(mark.kind))
    trouble = [mark.title for mark in marks if mark.kind is MarkKind.FRICTION]
    others = [
        mark.title for mark in marks if mark.kind in {MarkKind.EVENT, MarkKind.STEP} and mark.title != first.title
    ]
    where = first.where if first.kind is MarkKind.STEP else ""
    about = " · ".join(dict.fromkeys([*([where] if where else []), *others, *trouble]))
    kind = MarkKind.FRICTION if trouble and first.kind is not MarkKind.STEP else first.kind
    return Line(first.at_ms, kind, first.title, about)

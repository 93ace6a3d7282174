"""Replays: a recording on a clock of its own, what is marked along it, notes, and queues of recordings to watch."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.dropoff import DropOff
    from convdesk.model.problem import Problem
    from convdesk.model.segment import Segment


@dataclass(frozen=True)
class Clock:
    """From UTC ms to ms since the recording began and back; long stretches without any event are left out.

    `cuts`: (UTC ms at which a left-out stretch begins, its length in ms), ascending.
    """

    started_ms: int
    cuts: tuple[tuple[int, int], ...] = ()

    def offset(self, at_ms: int) -> int:
        """Ms from the beginning of the replay; inside a left-out stretch, where it begins."""
        gone = 0
        for begins, length in self.cuts:
            if at_ms <= begins:
                break
            gone += min(length, at_ms - begins)
        return at_ms - self.started_ms - gone

    def moment(self, offset_ms: int) -> int:
        """UTC ms of a moment of the replay."""
        at_ms = self.started_ms + offset_ms
        for begins, length in self.cuts:
            if at_ms < begins:
                break
            at_ms += length
        return at_ms


class MarkKind(StrEnum):
    """What is marked along a replay."""

    PAGE = "page"
    STEP = "step"
    EVENT = "event"
    CLICK = "click"
    FRICTION = "friction"
    ANSWER = "answer"
    NOTE = "note"


@dataclass(frozen=True)
class Mark:
    """One thing at a moment of the replay (ms from its beginning), or from then `to_ms`.

    `at_ms` is None for what was said at another time. `ref`: the note's id.
    """

    at_ms: int | None
    kind: MarkKind
    title: str
    where: str = ""
    to_ms: int | None = None
    ref: str = ""


@dataclass(frozen=True)
class Note:
    """What a researcher wrote about a moment, or about a stretch (UTC ms), of one recording."""

    id: str
    recording: str
    at_ms: int
    to_ms: int | None
    text: str
    tags: tuple[str, ...]
    made_at: str


@dataclass(frozen=True)
class Replay:
    """One recording to be watched. `lasts_ms` on its own clock; `width`, `height`: the window at its beginning.

    `marks` in the order of time, those without a time last. `told`: what is to be said of it, such as what is missing.
    """

    recording: str
    person: str
    session: str
    clock: Clock
    lasts_ms: int
    width: int
    height: int
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...] = ()
    told: tuple[Problem, ...] = ()
    can_be_shown: bool = True


@dataclass(frozen=True)
class Piece:
    """As much of a recording as a player needs around a moment: JSON of `{events, first_ms, lost, idle}`.

    It can show every moment from `from_ms` up to `to_ms` of the replay; another one follows unless `is_last`.
    """

    content: bytes = field(repr=False)
    from_ms: int
    to_ms: int
    is_last: bool

    def shows(self, at_ms: float) -> bool:
        return self.from_ms <= at_ms and (at_ms < self.to_ms or (self.is_last and at_ms <= self.to_ms))


@dataclass(frozen=True)
class Queued:
    """One recording of a queue. `from_ms`: the UTC ms to begin to watch at; `why`: what makes it telling."""

    recording: str
    person: str
    started_ms: int
    lasts_ms: int
    width: int
    why: str
    from_ms: int
    score: float = 0.0


@dataclass(frozen=True)
class QueueSpec:
    """Whose recordings: those of a segment's people; with a drop-off, those who left there, and where they did."""

    segment: Segment
    drop_off: DropOff | None = None


@dataclass(frozen=True)
class Queue:
    """Recordings to watch, the most telling first. `people`: all who are meant, `recorded` of them on a recording."""

    spec: QueueSpec
    title: str
    items: tuple[Queued, ...]
    people: int
    recorded: int
    definition: str

    def place_of(self, recording: str) -> int | None:
        """Where a recording is in the queue, from 0."""
        return next((n for n, item in enumerate(self.items) if item.recording == recording), None)


@dataclass(frozen=True)
class CutClock:
    """How a clock is found: stretches without events longer than `longest_ms` are cut down to `left_ms`."""

    longest_ms: int = 30 * 60_000
    left_ms: int = 1_000


def near(marks: tuple[Mark, ...], at_ms: float) -> int:
    """The number of the last mark at or before a moment; −1 before the first."""
    times = [mark.at_ms for mark in marks if mark.at_ms is not None]
    return bisect_right(times, at_ms) - 1

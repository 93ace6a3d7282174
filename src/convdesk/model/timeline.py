"""The timeline of one person: everything known of them on one clock, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MOST_ENTRIES = 5_000


class EntryKind(StrEnum):
    """What an entry of a timeline is."""

    EVENT = "event"
    PAGE = "page"
    FRICTION = "friction"
    ANSWER = "answer"
    RECORDING = "recording"
    NOTE = "note"


@dataclass(frozen=True)
class TimelineSpec:
    """A question: `count` entries of a person's timeline from entry `first` on (from 0), or from the moment `from_us`.

    `person`: a name or any key of theirs. Entries of the kinds left out count nowhere.
    """

    person: str
    first: int = 0
    count: int = 200
    from_us: int | None = None
    kinds: frozenset[EntryKind] = frozenset(EntryKind)


@dataclass(frozen=True)
class Entry:
    """One thing at one moment (UTC µs; None: not known when).

    `title`: the event, page, signal, answer, length of a recording, or note. `where`: the page, or the question
    answered. `details`: the properties of an event; the codes of a note, and how long its stretch is. `recording`,
    `offset_ms`: where in a recording it can be seen.
    """

    at_us: int | None
    kind: EntryKind
    title: str
    where: str = ""
    details: dict[str, str] = field(default_factory=dict)
    session: str = ""
    recording: str = ""
    offset_ms: int | None = None


@dataclass(frozen=True)
class Timeline:
    """A stretch of a person's timeline, oldest first. `total`: all entries; `first`: the number of the first shown.

    `undated`: what they said nobody knows when. `hidden`: answers they did not agree to be shown.
    """

    spec: TimelineSpec
    person: str
    total: int
    first: int
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    hidden: int
    definition: str


@dataclass(frozen=True)
class Visit:
    """A stretch of somebody's timeline: what lies close together, until a session begins or nothing happens for long.

    `number`: from 1; `entries`: how many; `since_us`: how long nothing had happened before it, None for the first.
    `start_us`, `end_us` are None for what nobody knows the time of.
    """

    number: int
    entries: int
    start_us: int | None
    end_us: int | None
    since_us: int | None
    session: str = ""


Line = Visit | Entry
"""One line of a timeline that is shown stretch by stretch."""

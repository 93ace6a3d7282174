"""What the people screen looks at: plain values, and lists that are looked up as they are scrolled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from convdesk.model.people import PersonOrder
from convdesk.model.segment import Everyone, Segment

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.people import MatchReport, MatchTable, PersonRow, PersonView, StitchReport
    from convdesk.model.progress import Progress
    from convdesk.model.timeline import EntryKind, Line


class PeopleRows(Protocol):
    """People in some order; each is looked up when it is asked for. `total`: how many, whatever is searched for."""

    @property
    def total(self) -> int: ...
    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> PersonRow: ...
    def place_of(self, name: str) -> int: ...


class TimelineRows(Protocol):
    """A timeline line by line: stretches with their entries. `counts`: entries by kind, also of those left out."""

    person: str
    counts: dict[EntryKind, int]
    hidden: int
    definition: str

    @property
    def visits(self) -> int: ...
    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> Line: ...
    def place_at(self, at_us: int) -> int: ...
    def heading_from(self, at: int, by: int) -> int: ...


@dataclass(frozen=True)
class Wanted:
    """Which people are listed, in which order. `words`: who those of the segment are; none for everyone."""

    search: str = ""
    order: PersonOrder = PersonOrder.EVENTS
    is_falling: bool = True
    segment: Segment = field(default_factory=Everyone)
    words: str = ""


@dataclass(frozen=True)
class Summary:
    """How keys became people, and the match tables that had a part in it."""

    report: StitchReport
    tables: tuple[MatchTable, ...]


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def summary(self) -> Summary: ...
    def people(self, wanted: Wanted, progress: Progress) -> PeopleRows: ...
    def person(self, who: str) -> PersonView: ...
    def timeline(self, who: str, kinds: frozenset[EntryKind], progress: Progress) -> TimelineRows: ...
    def preview(self, file: Path, progress: Progress) -> MatchReport: ...
    def match(self, file: Path, progress: Progress) -> MatchReport: ...
    def remove_table(self, table_id: str) -> str: ...
    def merge(self, one: str, other: str) -> str: ...
    def split(self, key: str) -> str: ...

"""What the review looks at: plain values that come back from work and are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.answers import Answer, AnswerList, Question
    from convdesk.model.driver import CoverageDetail, DriverSpec, DriverTable, Mark, MarkKind
    from convdesk.model.dropoff import DropOff, DropOffView
    from convdesk.model.finding import Severity
    from convdesk.model.funnel import FunnelResult, FunnelSpec
    from convdesk.model.heat import ClickResult, ClickSpec, HeatPicture
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

USUAL_HEIGHT = 900


@dataclass(frozen=True)
class PageLook:
    """One page with the clicks on it. `width`, `height`: CSS pixels; `image`: the decoded picture, None without."""

    clicks: ClickResult
    width: int
    height: int
    image: object | None
    heat: HeatPicture | None


@dataclass(frozen=True)
class Look:
    """One drop-off with the page its people were seen on; no page when none of them was."""

    view: DropOffView
    page: PageLook | None


@dataclass(frozen=True)
class ClickedElement:
    """An element chosen on the page: the question it answers, its selector, and how it is called there."""

    spec: ClickSpec
    selector: str
    words: str


@dataclass(frozen=True)
class MarkLook:
    """A driver table with the rows listed of it (of one kind; None: all) and how many of all are clearly apart."""

    table: DriverTable
    rows: tuple[Mark, ...]
    kind: MarkKind | None
    clear: int


@dataclass(frozen=True)
class Piece:
    """Something a finding can rest on, with the words it is shown in."""

    what: DropOff | ClickedElement | Answer | tuple[DriverSpec, Mark]
    words: str
    is_ticked: bool = True


@dataclass(frozen=True)
class FindingDraft:
    """A finding that is being written."""

    title: str
    text: str
    severity: Severity
    pieces: tuple[Piece, ...]


class Questions(Protocol):
    """What the review asks of a study, and the edits it makes; all of it is called off the UI thread."""

    def first_funnel(self, name: str, progress: Progress) -> FunnelSpec | None: ...
    def count(self, spec: FunnelSpec, progress: Progress) -> FunnelResult: ...
    def look_at(self, drop_off: DropOff, progress: Progress) -> Look: ...
    def page(self, spec: ClickSpec, progress: Progress) -> PageLook: ...
    def answers(self, question: Question, segment: Segment, search: str) -> AnswerList: ...
    def compare(self, spec: DriverSpec, progress: Progress) -> DriverTable: ...
    def coverage(self, drop_off: DropOff, progress: Progress) -> CoverageDetail: ...
    def add_finding(self, draft: FindingDraft) -> None: ...
    def add_picture(self, page: str, file: Path, width: int) -> None: ...
    def write_slides(self, out: Path, spec: FunnelSpec, progress: Progress) -> Path: ...

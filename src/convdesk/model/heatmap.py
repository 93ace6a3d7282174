"""Heatmaps: what is asked of a page, and what comes back to be drawn and listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.segment import Everyone, Segment
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from convdesk.model.difference import Difference
    from convdesk.model.heat import HeatPicture
    from convdesk.model.page import Box, Bucket, PagePicture


class HeatView(StrEnum):
    """What is drawn over a page."""

    CLICK = "click"
    RAGE = "rage"
    DEAD = "dead"
    ERROR = "error"
    FIRST = "first"
    MOVE = "move"
    SCROLL = "scroll"
    ATTENTION = "attention"

    @property
    def label(self) -> str:
        """Its name for people."""
        return _LABELS[self]

    @property
    def is_of_clicks(self) -> bool:
        return self in _OF_CLICKS

    @property
    def is_in_bands(self) -> bool:
        """Whether it colours the page from edge to edge, by how far down it is."""
        return self in {HeatView.SCROLL, HeatView.ATTENTION}


_OF_CLICKS = frozenset({HeatView.CLICK, HeatView.RAGE, HeatView.DEAD, HeatView.ERROR, HeatView.FIRST})
_LABELS = {
    HeatView.CLICK: "clicks", HeatView.RAGE: "rage clicks", HeatView.DEAD: "clicks without effect",
    HeatView.ERROR: "clicks before an error", HeatView.FIRST: "first clicks", HeatView.MOVE: "pointer moves",
    HeatView.SCROLL: "scroll reach", HeatView.ATTENTION: "attention",
}  # fmt: skip


@dataclass(frozen=True)
class HeatSpec:
    """A question: one view of the pages that fit `page`, on screens of one bucket (None: of all), of some people.

    `minus`: other people, whose share is taken away (a difference
    map). `is_by_people`: each person weighs the same, however often they clicked. `confetti`: the property whose
    values colour single clicks. `radius_px`: how far a click's heat spreads, in CSS pixels of the page.
    """

    page: str
    view: HeatView = HeatView.CLICK
    bucket: Bucket | None = None
    segment: Segment = field(default_factory=Everyone)
    minus: Segment | None = None
    state: str = ""
    is_by_people: bool = False
    confetti: str = ""
    radius_px: float = 22.0


@dataclass(frozen=True)
class Placement:
    """Where the clicks came to lie on the picture.

    `in_element`: their own place is within the box of their element; `moved`: it was not, and they lie at the near
    edge of that box; `scaled`: the picture knows no box of their element, their own x is scaled to its width;
    `nowhere`: neither place nor box is known, they are not drawn; `hidden`: their place is inside something that
    scrolls by itself, in a part that the picture does not show: they are counted on their element, not drawn.
    """

    in_element: int = 0
    moved: int = 0
    scaled: int = 0
    nowhere: int = 0
    hidden: int = 0

    @property
    def total(self) -> int:
        return self.in_element + self.moved + self.scaled + self.nowhere + self.hidden

    @property
    def match(self) -> float | None:
        """The “layout match”: the share of the clicks that lie within their own element, of those not hidden.

        None where the picture knows the box of none of them.
        """
        return self.in_element / (self.total - self.hidden) if self.in_element or self.moved else None


@dataclass(frozen=True)
class ElementHeat:
    """The clicks asked for on one element. `seen`: the people who saw the page. `box`: on the picture, where known;
    `at`: the middle of its clicks there, None where none has a place. `dead`: None where the source does not tell how
    the page reacted.

    `difference`: on a difference map, the share of people who clicked it, against the others' share.
    """

    selector: str
    label: str
    box: Box | None
    clicks: int
    people: int
    seen: int
    rage: int
    dead: int | None
    at: tuple[float, float] | None = None
    difference: Difference | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the share of people who clicked it; None where nobody saw the page."""
        return wilson(self.people, self.seen) if self.people <= self.seen else None


@dataclass(frozen=True)
class Band:
    """A strip of the page from edge to edge, CSS pixels. `people` of `seen` had it on screen, for `seconds` on average.

    The average is over all who saw the page; None where the recordings do not tell it.
    """

    top_px: float
    bottom_px: float
    people: int
    seen: int
    seconds: float | None = None


@dataclass(frozen=True)
class Dot:
    """One click on the picture, CSS pixels; `group` is a place in the result's `groups`."""

    x: float
    y: float
    group: int


@dataclass(frozen=True)
class Group:
    """A value of the property that colours dots, with the clicks and people of it."""

    value: str
    clicks: int
    people: int


@dataclass(frozen=True)
class HeatResult:
    """A heatmap with what it counts.

    `buckets`: clicks on these pages by kind of screen; `viewports`: those asked for by width of window. `seen`: people
    who saw the page on such screens (`minus_seen`: the others of a difference map). `page_width`, `page_height`: of
    what is drawn on, CSS pixels. `fold_px`: the median height of the screens. `dots`: at most some thousands of the
    clicks; `groups` counts all of them.
    """

    spec: HeatSpec
    bucket: Bucket | None
    buckets: dict[Bucket, int]
    clicks: int
    people: int
    seen: int
    page_width: int
    page_height: int
    definition: str
    sessions: int = 0
    viewports: dict[int, int] = field(default_factory=dict)
    minus_seen: int = 0
    picture: PagePicture | None = None
    placed: Placement | None = None
    heat: HeatPicture | None = None
    elements: tuple[ElementHeat, ...] = ()
    bands: tuple[Band, ...] = ()
    fold_px: float | None = None
    dots: tuple[Dot, ...] = ()
    groups: tuple[Group, ...] = ()
    cannot: str = ""
    """Why nothing can be told, in a sentence; empty where something is."""


@dataclass(frozen=True)
class Clicked(Segment):
    """Those who clicked an element of pages that fit a pattern; no selector: anything there."""

    page: str
    selector: str = ""

    def in_words(self) -> str:
        return f"those who clicked {self.selector or 'anything'} on {self.page}"

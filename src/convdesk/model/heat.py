"""Clicks on pages: what is asked and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from convdesk.model.segment import Everyone, Segment


class ClickKind(StrEnum):
    """Which clicks are meant."""

    CLICK = "click"
    RAGE = "rage"
    DEAD = "dead"


@dataclass(frozen=True)
class ClickSpec:
    """A question: the clicks on pages that fit `page`, of these people; `width`: one viewport width only."""

    page: str
    kind: ClickKind = ClickKind.CLICK
    segment: Segment = field(default_factory=Everyone)
    width: int | None = None


@dataclass(frozen=True)
class ElementClicks:
    """The clicks on one element. `x`, `y`: median click in page pixels, None where the place is unknown.

    `rage`: clicks that belong to a rage burst; `dead`: clicks without any reaction of the page.
    `share` is of all clicks asked for.
    """

    selector: str
    label: str
    clicks: int
    people: int
    rage: int
    dead: int
    share: float
    x: float | None
    y: float | None


@dataclass(frozen=True)
class ClickResult:
    """Clicks by element, most clicked first, with n and definition.

    `placed`: share of the clicks whose place on the page is known (clicks in frames are not).
    `points`: page x, y in CSS pixels of the clicks of the shown viewport width.
    """

    spec: ClickSpec
    page: str
    clicks: int
    people: int
    sessions: int
    viewports: dict[int, int]
    elements: tuple[ElementClicks, ...]
    placed: float | None
    shown_width: int | None
    points: tuple[tuple[float, float], ...]
    definition: str


@dataclass(frozen=True)
class Raster:
    """A picture in memory: 8-bit RGBA, rows from the top."""

    width: int
    height: int
    rgba: bytes


@dataclass(frozen=True)
class HeatPicture:
    """Heat over a page: `raster` is to be stretched over `page_width` × `page_height` CSS pixels."""

    raster: Raster
    page_width: int
    page_height: int
    peak_clicks: float
    """Clicks per 100 × 100 px at the hottest place."""

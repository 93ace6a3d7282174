"""A drawn picture as plain values: shapes, and the numbers in it that can be opened. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.segment import Segment

Box = tuple[float, float, float, float]
"""Left, top, width, height in pixels."""
Point = tuple[float, float]


class Ink(StrEnum):
    """A role of the theme's colours; `FIRST` … are its categories in order."""

    INK = "ink"
    MUTED = "ink_muted"
    LINE = "line"
    STRONG = "line_strong"
    ACCENT = "accent"
    SOFT = "accent_soft"
    BAR = "bar"
    TRACK = "bar_track"
    LEFT = "left"
    OPEN = "open"
    CAUTION = "caution"
    SURFACE = "surface"
    FIRST = "categories 0"
    SECOND = "categories 1"


class Fill(StrEnum):
    """How a bar is filled; what is not known is never solid."""

    SOLID = "solid"
    PALE = "pale"
    HATCHED = "hatched"
    CROSSED = "crossed"


class Side(StrEnum):
    """Where words stand in their box."""

    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


@dataclass(frozen=True)
class Words:
    """One line of text, cut short with … where the box is too narrow."""

    box: Box
    text: str
    ink: Ink = Ink.INK
    side: Side = Side.LEFT
    is_bold: bool = False


@dataclass(frozen=True)
class Bar:
    """A filled rectangle; `within`: it is clipped to that rounded box."""

    box: Box
    ink: Ink
    fill: Fill = Fill.SOLID
    is_round: bool = False


@dataclass(frozen=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    ink: Ink = Ink.INK
    width: float = 1.0
    is_dashed: bool = False


@dataclass(frozen=True)
class Area:
    """A pale surface inside points, such as an interval."""

    points: tuple[Point, ...]
    ink: Ink


@dataclass(frozen=True)
class Dot:
    """A mark at a point; hollow: what is not complete."""

    at: Point
    ink: Ink
    is_hollow: bool = False


Shape = Words | Bar | Line | Area | Dot


@dataclass(frozen=True)
class Opening:
    """A place that says more when pointed at, and opens its people (`people`) when it has some."""

    box: Box
    words: str
    people: Segment | None = None
    who: str = ""


@dataclass(frozen=True)
class Drawing:
    """Shapes from back to front, and the places that can be pointed at, in reading order."""

    height: float
    shapes: tuple[Shape, ...]
    openings: tuple[Opening, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Room:
    """What a picture is drawn in: pixels, the height of a line of text, and how wide a text is."""

    width: float
    height: float
    line: float
    wide: Callable[[str], float]


@dataclass
class Sheet:
    """Collects shapes while a picture is drawn."""

    shapes: list[Shape] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        self.shapes.extend(shapes)

    def open(self, box: Box, words: str, people: Segment | None = None, who: str = "") -> None:
        self.openings.append(Opening(box, words, people, who))

    def done(self, height: float, words: str = "") -> Drawing:
        return Drawing(height, tuple(self.shapes), tuple(self.openings), words)


Draw = Callable[[Room], Drawing]
"""What draws a result in any room there is."""

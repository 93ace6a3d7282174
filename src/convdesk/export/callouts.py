"""Where call-outs go on a picture: near what they mark, over nothing that is marked, in nobody's way.

All lengths are pixels of the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Point = tuple[float, float]


@dataclass(frozen=True)
class Area:
    """A rectangle on the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> Area:
        return Area(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: Area) -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)

    def nearest(self, point: Point) -> Point:
        """The point of this rectangle that lies nearest to another."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.top), self.bottom)

    def is_crossed(self, start: Point, end: Point) -> bool:
        """Whether a straight line runs through this rectangle (Liang and Barsky)."""
        first, last = 0.0, 1.0
        runs = ((start[0], end[0], self.left, self.right), (start[1], end[1], self.top, self.bottom))
        for begin, finish, low, high in runs:
            step = finish - begin
            if step == 0:
                if not low < begin < high:
                    return False
                continue
            near, far = sorted(((low - begin) / step, (high - begin) / step))
            first, last = max(first, near), min(last, far)
        return first < last


@dataclass(frozen=True)
class Callout:
    """A placed label with the line to its spot."""

    spot: Point
    area: Area

    @property
    def foot(self) -> Point:
        """Where the line meets the label."""
        return self.area.nearest(self.spot)


@dataclass(frozen=True)
class Room:
    """A picture's size, and how many pixels further a label goes rather than cover a part of it."""

    width: float
    height: float
    detour: Callable[[Area], float] = lambda _area: 0.0


def placed(
    labels: Sequence[tuple[Point, Point]], room: Room, reach: float, *, may_cross: bool = False
) -> list[Callout] | None:
    """A place for the label of each (spot, size), at least `reach` from every spot; None where some find none.

    Labels take their places in the given order, so the first has the best. `may_cross`: lines may run through
    other labels and spots, as they must where spots lie on one another.
    """
    spots = [spot for spot, _ in labels]
    marks = [Area(x - reach, y - reach, x + reach, y + reach) for x, y in spots]
    found: list[Callout] = []
    for spot, size in labels:
        free = (
            one
            for one in _candidates(spot, size, room, reach)
            if _is_free(one, marks, found, reach) and (may_cross or _is_clear(one, marks, found))
        )
        callout = next(free, None)
        if callout is None:
            return None
        found.append(callout)
    return found


def _candidates(spot: Point, size: Point, room: Room, reach: float) -> Iterator[Callout]:
    """Places on a grid inside the picture: the nearest first, but those that cover much of the page later."""

    def cost(one: Callout) -> tuple[float, float, float]:
        return math.dist(spot, one.foot) + room.detour(one.area), one.area.top, one.area.left

    margin = reach / 2
    lefts = _grid(margin, room.width - size[0] - margin, reach)
    tops = _grid(margin, room.height - size[1] - margin, reach)
    places = [Callout(spot, Area(left, top, left + size[0], top + size[1])) for left in lefts for top in tops]
    return iter(sorted(places, key=cost))


def _grid(start: float, end: float, step: float) -> list[float]:
    """Even positions from start to end, both included; none where there is no room."""
    if end < start:
        return []
    steps = max(1, math.ceil((end - start) / step))
    return [start + (end - start) * index / steps for index in range(steps + 1)]


def _is_free(one: Callout, marks: Sequence[Area], found: Sequence[Callout], reach: float) -> bool:
    """Whether the label covers no spot and no other label."""
    area = one.area.grown(reach / 3)
    return not (any(one.area.meets(mark) for mark in marks) or any(area.meets(other.area) for other in found))


def _is_clear(one: Callout, marks: Sequence[Area], found: Sequence[Callout]) -> bool:
    """Whether no line runs through a label or another spot."""
    own = Area(one.spot[0], one.spot[1], one.spot[0], one.spot[1])
    others = [mark for mark in marks if not mark.grown(1e-6).meets(own.grown(1e-6))]
    return not (
        any(one.area.is_crossed(other.spot, other.foot) for other in found)
        or any(other.area.is_crossed(one.spot, one.foot) for other in found)
        or any(mark.is_crossed(one.spot, one.foot) for mark in others)
    )

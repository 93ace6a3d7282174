"""Finds free room for call-outs beside what they speak of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
Covered = Callable[["Box"], float]
"""How much of what lies under a box is drawn on, 0 to 1."""

_REACHES = (36, 64, 100, 150, 220)
_SLIDES = (-0.9, -0.5, -0.1)
_DETOUR = 500
"""How many pixels further away a box goes rather than cover what is wholly drawn on; half as many for a quarter."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: Box) -> float:
        """The shared area in px²."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0.0, across) * max(0.0, down)

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def inside(self, bounds: Box) -> Box:
        """The same size, moved into the bounds as far as it fits."""
        x = max(bounds.x, min(self.x, bounds.x + bounds.width - self.width))
        y = max(bounds.y, min(self.y, bounds.y + bounds.height - self.height))
        return Box(x, y, self.width, self.height)


def nothing_covered(_: Box) -> float:
    """For a page of which no picture is known."""
    return 0.0


def place(
    anchors: Sequence[Point], widths: Sequence[float], height: float, bounds: Box, covered: Covered = nothing_covered
) -> list[Box]:
    """One box for each anchor, inside the bounds; clear of the anchors, of the boxes before it, and of what the
    page says, where it can be.
    """
    spots = [Box(x - 18, y - 14, 36, 28) for x, y in anchors]
    placed: list[Box] = []
    for anchor, width in zip(anchors, widths, strict=True):
        costs = {
            box: _cost(box, anchor, spots, placed) + _DETOUR * covered(box) ** 0.5
            for box in (one.inside(bounds) for one in _candidates(anchor, width, height))
        }
        placed.append(min(costs, key=lambda box: costs[box]))
    return placed


def _candidates(anchor: Point, width: float, height: float) -> list[Box]:
    """Boxes below, above and beside the anchor, nearest first."""
    x, y = anchor
    boxes = []
    for reach, slide in product(_REACHES, _SLIDES):
        boxes += [
            Box(x + slide * width, y + reach, width, height),
            Box(x + slide * width, y - reach - height, width, height),
            Box(x + reach, y + (slide + 0.4) * 60, width, height),
            Box(x - reach - width, y + (slide + 0.4) * 60, width, height),
        ]
    return boxes


def line_end(anchor: Point, box: Box) -> Point:
    """Where the line from an anchor meets its box."""
    x = min(max(anchor[0], box.x + 6), box.x + box.width - 6)
    return x, box.y if anchor[1] < box.y else min(anchor[1], box.y + box.height)


def _crossed(anchor: Point, box: Box, placed: list[Box]) -> int:
    """How many boxes the line to a box runs through."""
    end = line_end(anchor, box)
    points = [
        Box(anchor[0] + (end[0] - anchor[0]) * step / 12, anchor[1] + (end[1] - anchor[1]) * step / 12, 1, 1)
        for step in range(1, 12)
    ]
    return sum(any(point.overlap(other) for point in points) for other in placed)


def _cost(box: Box, anchor: Point, spots: list[Box], placed: list[Box]) -> float:
    away = abs(box.x + box.width / 2 - anchor[0]) / 2 + abs(box.y + box.height / 2 - anchor[1])
    hidden = sum(box.overlap(spot) for spot in spots)
    crowded = sum(box.grown(6).overlap(other) for other in placed)
    return away + 3 * hidden + 10 * crowded + 300 * _crossed(anchor, box, placed)

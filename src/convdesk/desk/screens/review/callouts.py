"""Finds free room for call-outs beside what they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_REACHES = (36, 64, 100, 150)
Point = tuple[float, float]
_SLIDES = (-0.9, -0.5, -0.1)


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


def place(anchors: Sequence[Point], widths: Sequence[float], height: float, bounds: Box) -> list[Box]:
    """One box for each anchor, inside the bounds, clear of the anchors and of the boxes before it where it can be."""
    spots = [Box(x - 18, y - 14, 36, 28) for x, y in anchors]
    placed: list[Box] = []
    for anchor, width in zip(anchors, widths, strict=True):
        candidates = [box.inside(bounds) for box in _candidates(anchor, width, height)]
        placed.append(_cheapest(candidates, anchor, spots, placed))
    return placed


def _cheapest(candidates: list[Box], anchor: Point, spots: list[Box], placed: list[Box]) -> Box:
    return min(candidates, key=lambda box: _cost(box, anchor, spots, placed))


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

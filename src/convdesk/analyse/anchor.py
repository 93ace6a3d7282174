"""Clicks find their place on a picture of the page: through their element's box, else by the width of the window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.clicks import FRAME
from convdesk.model.heatmap import Placement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.model.page import Box

    Rows = NDArray[np.int64]
    Boxes = NDArray[np.float32]
    Places = NDArray[np.float32]

TOLERANCE_PX = 1.5
"""Boxes and clicks are rounded to whole pixels by browsers, each in its own way."""


class How(IntEnum):
    """How a click came to its place; see `model.heatmap.Placement`."""

    IN_ELEMENT = 0
    MOVED = 1
    SCALED = 2
    NOWHERE = 3


@dataclass(frozen=True)
class Ground:
    """What clicks are drawn on: its size in CSS pixels, and the boxes of its elements by selector."""

    width: int
    height: int
    boxes: Mapping[str, Box]


@dataclass(frozen=True)
class Anchored:
    """Clicks on a ground: `x`, `y` in its pixels (NaN: nowhere), and by what way (`How`), in the order of `rows`."""

    rows: Rows
    x: Places
    y: Places
    how: NDArray[np.int8]

    def placement(self, chosen: NDArray[np.bool_]) -> Placement:
        """How many of the chosen clicks came to their place in which way."""
        return Placement(*np.bincount(self.how[chosen], minlength=4).tolist())


def anchor(table: ClickTable, rows: Rows, ground: Ground, layouts: Mapping[int, Mapping[str, Box]]) -> Anchored:
    """Places for these clicks; `layouts`: boxes of the same page by the width of the window they were measured in.

    A click whose window was as wide as one of the layouts has its position inside its element from there; another
    one is scaled to the ground's width first. Either way it ends within its element's box, where that is known.
    """
    found = Anchored(rows, *_empty(len(rows)))
    clicks, targets = table.clicks[rows], boxes_of(table.elements, ground.boxes)
    for width in np.unique(clicks["width"]).tolist():
        own = layouts.get(width, ground.boxes if width == ground.width else None)
        chosen = np.flatnonzero(clicks["width"] == width)
        codes = clicks["element"][chosen]
        x, y = _on_page(clicks[chosen], table.elements, own if own is not None else ground.boxes)
        if own is None:
            x = x * np.float32(ground.width / width) if width > 0 else x
        _place(found, chosen, (x, y), (boxes_of(table.elements, own)[codes] if own is not None else targets[codes]),
               targets[codes])  # fmt: skip
    return found


def boxes_of(selectors: Sequence[str], boxes: Mapping[str, Box]) -> Boxes:
    """Box (left, top, width, height) of each element, NaN where there is none."""
    nothing = (np.nan,) * 4
    return np.array([boxes.get(selector, nothing) for selector in selectors], np.float32).reshape(-1, 4)


def _empty(size: int) -> tuple[Places, Places, NDArray[np.int8]]:
    nan = np.full(size, np.nan, np.float32)
    return nan, nan.copy(), np.full(size, How.NOWHERE, np.int8)


def _on_page(clicks: NDArray[np.void], selectors: Sequence[str], boxes: Mapping[str, Box]) -> tuple[Places, Places]:
    """Page pixels of clicks; those in frames from where their frame lies, NaN where that is not known."""
    frames = {code: selectors[code].rpartition(FRAME)[0] for code in np.unique(clicks["element"]).tolist()}
    x, y = clicks["x"].copy(), clicks["y"].copy()
    for code, frame in frames.items():
        if frame:
            left, top, _, _ = boxes.get(frame, (np.nan,) * 4)
            inside = clicks["element"] == code
            x[inside] += left
            y[inside] += top
    return x, y


def _place(found: Anchored, at: Rows, place: tuple[Places, Places], own: Boxes, target: Boxes) -> None:
    """Write down where clicks come to lie: the position inside the own box, kept inside, on the target box."""
    fractions = [_inside(place[axis], own[:, axis], own[:, axis + 2]) for axis in (0, 1)]
    is_boxed = ~np.isnan(target[:, 0])
    is_own = is_boxed & ~np.isnan(own[:, 0])
    fits = is_own & fractions[0][1] & fractions[1][1]
    for axis, values in enumerate((found.x, found.y)):
        on_box = target[:, axis] + np.where(is_own, fractions[axis][0], 0.5) * target[:, axis + 2]
        values[at] = np.where(is_boxed, on_box, place[axis])
    is_somewhere = ~np.isnan(found.x[at]) & ~np.isnan(found.y[at])
    how = np.where(is_boxed, np.where(fits, How.IN_ELEMENT, How.MOVED), How.SCALED)
    found.how[at] = np.where(is_somewhere, how, How.NOWHERE)


def _inside(place: Places, start: Places, size: Places) -> tuple[Places, NDArray[np.bool_]]:
    """The position inside a box as 0 to 1 (the middle where it is not known), and whether it was inside."""
    with np.errstate(invalid="ignore", divide="ignore"):
        fraction = (place - start) / size
        fits = (place >= start - TOLERANCE_PX) & (place <= start + size + TOLERANCE_PX)
    fraction = np.where(np.isfinite(fraction), np.clip(fraction, 0, 1), np.float32(0.5))
    return fraction.astype(np.float32), fits

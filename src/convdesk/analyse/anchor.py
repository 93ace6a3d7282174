"""Clicks find their place on a picture of the page: through their element's box, else by the width of the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.clicks import FRAME
from convdesk.model.heatmap import Placement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.model.page import Box, Inner

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
    HIDDEN = 4


@dataclass(frozen=True)
class Ground:
    """A page laid out: its size in CSS pixels, the boxes of its elements by selector, and what scrolls around them."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    inner: Mapping[str, Inner] = field(default_factory=dict)


@dataclass(frozen=True)
class _Spots:
    """For each click, its element on a page laid out: box, and what scrolls around it (NaN where there is none)."""

    boxes: Boxes
    inner: Boxes

    def at(self, codes: Rows) -> _Spots:
        return _Spots(self.boxes[codes], self.inner[codes])

    @property
    def seen(self) -> Boxes:
        """The part of the page in which each can be seen."""
        return self.inner[:, 2:]


@dataclass(frozen=True)
class Anchored:
    """Clicks on a ground: `x`, `y` in its pixels (NaN: nowhere), and by what way (`How`), in the order of `rows`."""

    rows: Rows
    x: Places
    y: Places
    how: NDArray[np.int8]

    def placement(self, chosen: NDArray[np.bool_]) -> Placement:
        """How many of the chosen clicks came to their place in which way."""
        return Placement(*np.bincount(self.how[chosen], minlength=len(How)).tolist())


def anchor(table: ClickTable, rows: Rows, ground: Ground, layouts: Mapping[int, Ground]) -> Anchored:
    """Places for these clicks; `layouts`: the same page by the width of the window it was laid out in.

    A click whose window was as wide as one of the layouts has its position inside its element from there; another
    one is scaled to the ground's width first. Either way it ends within its element's box, where that is known;
    within what scrolls by itself it lies on the content, or is hidden where the ground does not show that part.
    """
    found = Anchored(rows, *_empty(len(rows)))
    clicks, targets = table.clicks[rows], _spots(table.elements, ground)
    for width in np.unique(clicks["width"]).tolist():
        own = layouts.get(width, ground if width == ground.width else None)
        chosen = np.flatnonzero(clicks["width"] == width)
        codes = clicks["element"][chosen]
        x, y = _on_page(clicks[chosen], table.elements, (own or ground).boxes)
        if own is None:
            x = x * np.float32(ground.width / width) if width > 0 else x
        spots = (_spots(table.elements, own) if own else targets).at(codes)
        clicked = _Clicked((x, y), np.zeros(len(chosen), bool))
        if (own or ground).inner:
            clicked = _on_content((x, y), (clicks["shift_x"][chosen], clicks["shift_y"][chosen]), spots)
        _place(found, chosen, clicked, (spots, targets.at(codes)))
    return found


def _spots(selectors: Sequence[str], ground: Ground) -> _Spots:
    return _Spots(_numbers(selectors, ground.boxes, 4), _numbers(selectors, ground.inner, 6))


def _numbers(selectors: Sequence[str], known: Mapping[str, tuple[float, ...]], count: int) -> Boxes:
    """What is known of each element, a row each; NaN where nothing is."""
    nothing = (np.nan,) * count
    return np.array([known.get(selector, nothing) for selector in selectors], np.float32).reshape(-1, count)


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


@dataclass(frozen=True)
class _Clicked:
    """Where clicks were, were what scrolls by itself as it was when their elements were measured."""

    place: tuple[Places, Places]
    is_hidden: NDArray[np.bool_]
    """On content of their element that was not to be seen then."""


def _on_content(place: tuple[Places, Places], shifts: tuple[Places, Places], spots: _Spots) -> _Clicked:
    """Follow what was scrolled; a head that stays while its list scrolls does not move with it."""
    moves = [np.nan_to_num(shifts[axis] - spots.inner[:, axis]) for axis in (0, 1)]
    followed = place[0] + moves[0], place[1] + moves[1]
    stays = ~_is_in(followed, spots.boxes) & _is_in(place, spots.boxes)
    scrolls_itself = stays & _covers(spots.boxes, spots.seen)
    stays &= ~scrolls_itself
    x, y = (np.where(stays, place[axis], followed[axis]).astype(np.float32) for axis in (0, 1))
    return _Clicked((x, y), scrolls_itself)


def _place(found: Anchored, at: Rows, clicked: _Clicked, spots: tuple[_Spots, _Spots]) -> None:
    """Write down where clicks come to lie: the position inside the own box, kept inside, on the target box."""
    own, target, place = spots[0].boxes, spots[1].boxes, clicked.place
    fractions = [_inside(place[axis], own[:, axis], own[:, axis + 2]) for axis in (0, 1)]
    is_boxed = ~np.isnan(target[:, 0])
    is_own = is_boxed & ~np.isnan(own[:, 0])
    fits = is_own & fractions[0][1] & fractions[1][1]
    x, y = (
        np.where(
            is_boxed,
            target[:, axis] + np.where(is_own, fractions[axis][0], 0.5) * target[:, axis + 2],
            place[axis],
        )
        for axis in (0, 1)
    )
    is_hidden = is_boxed & (clicked.is_hidden | _is_beyond((x, y), spots[1].seen))
    is_somewhere = ~np.isnan(x) & ~np.isnan(y)
    how = np.where(is_boxed, np.where(fits, How.IN_ELEMENT, How.MOVED), How.SCALED)
    found.how[at] = np.where(is_hidden, How.HIDDEN, np.where(is_somewhere, how, How.NOWHERE))
    found.x[at], found.y[at] = np.where(is_hidden, np.nan, x), np.where(is_hidden, np.nan, y)


def _is_in(place: tuple[Places, Places], boxes: Boxes) -> NDArray[np.bool_]:
    """Whether places lie within their boxes; not where one is unknown."""
    fits = [
        (place[axis] >= boxes[:, axis] - TOLERANCE_PX)
        & (place[axis] <= boxes[:, axis] + boxes[:, axis + 2] + TOLERANCE_PX)
        for axis in (0, 1)
    ]
    return fits[0] & fits[1]


def _is_beyond(place: tuple[Places, Places], seen: Boxes) -> NDArray[np.bool_]:
    """Whether places lie outside the part of the page in which they could be seen, where there is such a part."""
    return ~np.isnan(seen[:, 0]) & ~_is_in(place, seen)


def _covers(boxes: Boxes, seen: Boxes) -> NDArray[np.bool_]:
    """Whether all that can be seen in a scroller is the element: it is the scroller itself."""
    corner = seen[:, 0] + seen[:, 2], seen[:, 1] + seen[:, 3]
    return _is_in((seen[:, 0], seen[:, 1]), boxes) & _is_in(corner, boxes)


def _inside(place: Places, start: Places, size: Places) -> tuple[Places, NDArray[np.bool_]]:
    """The position inside a box as 0 to 1 (the middle where it is not known), and whether it was inside."""
    with np.errstate(invalid="ignore", divide="ignore"):
        fraction = (place - start) / size
        fits = (place >= start - TOLERANCE_PX) & (place <= start + size + TOLERANCE_PX)
    fraction = np.where(np.isfinite(fraction), np.clip(fraction, 0, 1), np.float32(0.5))
    return fraction.astype(np.float32), fits

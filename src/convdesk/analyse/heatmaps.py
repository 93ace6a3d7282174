"""Heatmaps answered from prepared clicks: the heat, the elements with their people, the difference of two groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import heat
from convdesk.model.difference import difference_of
from convdesk.model.heatmap import Dot, ElementHeat, Group

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.page_clicks import PageClicks
    from convdesk.model.heat import HeatPicture

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]
    Weights = NDArray[np.float32]

MOST_DOTS = 5_000
MOST_GROUPS = 6
NO_VALUE, OTHERS = "(none)", "(others)"


@dataclass(frozen=True)
class Side:
    """One group's clicks: which of the prepared clicks are asked for, and how many people of it saw the page."""

    chosen: Mask
    seen: int


def heat_of(page: PageClicks, side: Side, radius_px: float, *, is_by_people: bool) -> HeatPicture | None:
    """The heat of the chosen clicks; by people, all clicks of a person on an element weigh one together."""
    weights = _by_person(page, side.chosen) if is_by_people else None
    return heat.draw_cells(
        page.cells[side.chosen], weights, (page.ground.width, page.ground.height), radius_px
    )  # fmt: skip


def difference_heat(page: PageClicks, one: Side, other: Side, radius_px: float) -> HeatPicture | None:
    """Where people of the one side clicked more often than people of the other, as shares of those who saw the page."""
    if not one.seen or not other.seen:
        return None
    cells = np.concatenate([page.cells[one.chosen], page.cells[other.chosen]])
    weights = np.concatenate(
        [_by_person(page, one.chosen) / one.seen, -_by_person(page, other.chosen) / other.seen]
    ).astype(np.float32)
    return heat.draw_difference(cells, weights, (page.ground.width, page.ground.height), radius_px)


def elements_of(page: PageClicks, side: Side, other: Side | None = None) -> tuple[ElementHeat, ...]:
    """The elements that were clicked, most people first; with another side, the clearest differences first."""
    clicks, people = _counted(page, side.chosen)
    rage, dead = (_clicks(page, side.chosen & mask[page.rows]) for mask in (page.table.rage, page.table.dead))
    others = _counted(page, other.chosen)[1] if other else np.zeros(len(people), np.int64)
    pairs, middles = page.pairs, _middles(page, side.chosen | other.chosen if other else side.chosen)
    found = [
        ElementHeat(
            pairs.selectors[n], pairs.labels[n], page.ground.boxes.get(pairs.selectors[n]), int(clicks[n]),
            int(people[n]), side.seen, int(rage[n]), int(dead[n]) if page.knows_reactions else None, middles.get(n),
            difference_of(int(people[n]), side.seen, int(others[n]), other.seen) if other else None,
        )
        for n in np.flatnonzero((people > 0) | (others > 0)).tolist()
    ]  # fmt: skip
    return tuple(sorted(found, key=_telling if other else _often))


def areas_of(page: PageClicks, side: Side, other: Side | None = None) -> tuple[ElementHeat, ...]:
    """Boxes that are no element of any click, such as those drawn by hand: the clicks that lie within each."""
    known = set(page.table.elements)
    found = [_area(page, name, side, other) for name in page.ground.boxes if name not in known]
    return tuple(sorted((one for one in found if one.clicks or one.difference), key=_telling if other else _often))


def _area(page: PageClicks, name: str, side: Side, other: Side | None) -> ElementHeat:
    left, top, width, height = box = page.ground.boxes[name]
    x, y = page.anchored.x, page.anchored.y
    there = (x >= left) & (x <= left + width) & (y >= top) & (y <= top + height)
    own = there & side.chosen
    people = people_of(page, own)
    rage, dead = (int((own & mask[page.rows]).sum()) for mask in (page.table.rage, page.table.dead))
    others = people_of(page, there & other.chosen) if other else 0
    return ElementHeat(
        name, name, box, int(own.sum()), people, side.seen, rage, dead if page.knows_reactions else None,
        (left + width / 2, top + height / 2),
        difference_of(people, side.seen, others, other.seen) if other else None,
    )  # fmt: skip


def dots_of(page: PageClicks, chosen: Mask, values: list[str], value_of: Rows) -> tuple[list[Dot], list[Group]]:
    """Single clicks coloured by a value of their person; `value_of`: place in `values` of each actor, −1: none.

    The most frequent values are groups of their own. Above MOST_DOTS clicks, every n-th is drawn.
    """
    at = np.flatnonzero(chosen & (page.cells >= 0))
    value = value_of[page.actors[at]]
    often = np.bincount(value[value >= 0], minlength=len(values)) if len(values) else np.zeros(0, int)
    named = [n for n in np.argsort(-often, kind="stable")[:MOST_GROUPS].tolist() if often[n]]
    titles = [*(values[n] for n in named), OTHERS, NO_VALUE]
    group = np.full(len(values) + 1, len(named))
    group[named] = np.arange(len(named))
    group[-1] = len(titles) - 1
    met, groups = np.unique(group[value], return_inverse=True)
    told = [
        Group(titles[n], int((groups == place).sum()), len(np.unique(page.actors[at[groups == place]])))
        for place, n in enumerate(met.tolist())
    ]
    every = -(-len(at) // MOST_DOTS) or 1
    shown = at[::every]
    places = zip(
        page.anchored.x[shown].tolist(), page.anchored.y[shown].tolist(), groups[::every].tolist(), strict=True
    )
    return [Dot(*place) for place in places], told


def people_of(page: PageClicks, chosen: Mask) -> int:
    """How many people the chosen clicks are of."""
    return int(np.count_nonzero(np.bincount(page.actors[chosen]))) if chosen.any() else 0


def _by_person(page: PageClicks, chosen: Mask) -> Weights:
    """The weight of each chosen click: its share of its person's clicks on its element."""
    pair = page.pairs.of_click[chosen]
    return (1 / np.maximum(np.bincount(pair, minlength=len(page.pairs.actor)), 1))[pair].astype(np.float32)


def _counted(page: PageClicks, chosen: Mask) -> tuple[Rows, Rows]:
    """(clicks, people) of each element."""
    pairs = page.pairs
    per_pair = np.bincount(pairs.of_click[chosen], minlength=len(pairs.actor))
    met = per_pair > 0
    clicks = np.bincount(pairs.element, per_pair, minlength=len(pairs.selectors)).astype(np.int64)
    return clicks, np.bincount(pairs.element[met], minlength=len(pairs.selectors))


def _clicks(page: PageClicks, chosen: Mask) -> Rows:
    return np.bincount(page.pairs.element[page.pairs.of_click[chosen]], minlength=len(page.pairs.selectors))


def _middles(page: PageClicks, chosen: Mask) -> dict[int, tuple[float, float]]:
    """The middle of the placed clicks of each element that has any."""
    at = np.flatnonzero(chosen & (page.cells >= 0))
    element, size = page.pairs.element[page.pairs.of_click[at]], len(page.pairs.selectors)
    clicks = np.bincount(element, minlength=size)
    x, y = (np.bincount(element, axis[at], size) for axis in (page.anchored.x, page.anchored.y))
    return {n: (float(x[n] / clicks[n]), float(y[n] / clicks[n])) for n in np.flatnonzero(clicks).tolist()}


def _often(element: ElementHeat) -> tuple[int, int, str]:
    return -element.people, -element.clicks, element.selector


def _telling(element: ElementHeat) -> tuple[bool, float, str]:
    difference = element.difference
    size = abs(difference.difference) if difference and difference.difference is not None else 0.0
    return not (difference and difference.is_clear), -size, element.selector

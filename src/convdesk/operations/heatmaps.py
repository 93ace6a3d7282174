"""Heatmaps over the pictures of pages: what is drawn, what is listed, and how well it fits the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.analyse import bands, heat, heatmaps, page_clicks
from convdesk.analyse.heatmaps import Side
from convdesk.columns import PROPERTY
from convdesk.model.friction import Signal
from convdesk.model.heatmap import HeatResult, HeatView
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations import grounds
from convdesk.operations.heat_words import definition
from convdesk.operations.segments import people_mask
from convdesk.operations.tracks import moves_on, windows_on
from convdesk.operations.troubles import friction_of, ruled_clicks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.page_clicks import PageClicks
    from convdesk.model.heatmap import Dot, ElementHeat, Group, HeatSpec
    from convdesk.model.page import Bucket
    from convdesk.operations.study import Study
    from convdesk.operations.tracks import Tracks

    Mask = NDArray[np.bool_]

_MS_BITS = 44
"""More than a time in ms has."""
NO_CLICKS = "No click was recorded on this page."
NO_REACTIONS = "The source of these clicks does not tell how the page reacted to them."
NO_PLACES = "None of these clicks has a place on the page, so bursts at one place cannot be told."
NO_MOVES = "The recordings of this page hold no pointer moves."
NO_VISITS = "No stay on this page was recorded."
NO_WINDOWS = (
    "How the page was scrolled is not kept of these recordings. If they were imported by an earlier version, "
    "take them out and import them again."
)


def heatmap(study: Study, spec: HeatSpec, progress: Progress | None = None) -> HeatResult:
    """One view of a page, with n, definition and how well it fits its picture. Raises ProblemError for a segment or
    property that cannot be."""
    return _Question(study, spec, progress or Progress()).answer()


def usual_bucket(study: Study, page: str) -> Bucket | None:
    """The kind of screen of most clicks on a page; None where nobody was seen on it."""
    return grounds.usual_bucket(study.loaded().clicks, page)


def people_in_area(
    study: Study, spec: HeatSpec, area: tuple[float, float, float, float], progress: Progress | None = None
) -> tuple[str, ...]:
    """The people whose clicks lie within a rectangle (left, top, width, height) of what is drawn on, by name."""
    return _Question(study, spec, progress or Progress()).people_in(area)


class _Question:
    """One heatmap being worked out."""

    def __init__(self, study: Study, spec: HeatSpec, progress: Progress) -> None:
        self._study, self._spec, self._progress = study, spec, progress
        self._table = ruled_clicks(study)
        self._people = people_mask(study, spec.segment, progress)
        self._others = None if spec.minus is None else people_mask(study, spec.minus, progress)
        self._setting = grounds.setting_for(study, self._table, spec)
        self._ground, self._bucket = self._setting.ground, self._setting.bucket
        progress.raise_if_cancelled()

    def answer(self) -> HeatResult:
        """The view that was asked for."""
        if self._spec.view.is_in_bands:
            return self._in_bands()
        if self._spec.view is HeatView.MOVE:
            return self._moves()
        return self._of_clicks()

    def people_in(self, area: tuple[float, float, float, float]) -> tuple[str, ...]:
        """Those of the people asked for who clicked there."""
        page, (left, top, width, height) = self._prepared(), area
        x, y = page.anchored.x, page.anchored.y
        there = (x >= left) & (x <= left + width) & (y >= top) & (y <= top + height)
        chosen = there & self._side(page, self._view_mask(page), self._people).chosen
        names = self._study.loaded().people.names
        return tuple(names[actor] for actor in np.unique(page.actors[chosen]).tolist())

    def _of_clicks(self) -> HeatResult:
        page, spec = self._prepared(), self._spec
        view = self._view_mask(page)
        side = self._side(page, view, self._people)
        other = None if spec.minus is None else self._side(page, view, self._others)
        self._progress.raise_if_cancelled()
        dots, groups = self._confetti(page, side.chosen)
        self._progress.raise_if_cancelled()
        drawn = (
            heatmaps.difference_heat(page, side, other, spec.radius_px)
            if other
            else heatmaps.heat_of(page, side, spec.radius_px, is_by_people=spec.is_by_people)
        )
        self._progress.raise_if_cancelled()
        return replace(
            self._empty(side.seen), clicks=int(side.chosen.sum()), people=heatmaps.people_of(page, side.chosen),
            sessions=page.sessions(side.chosen), viewports=page.viewports(side.chosen),
            minus_seen=other.seen if other else 0, heat=drawn, dots=tuple(dots), groups=tuple(groups),
            placed=page.anchored.placement(side.chosen | other.chosen if other else side.chosen),
            elements=(*self._areas(page, side, other), *heatmaps.elements_of(page, side, other)),
            cannot=self._cannot(page),
        )  # fmt: skip

    def _areas(self, page: PageClicks, side: Side, other: Side | None) -> tuple[ElementHeat, ...]:
        """Boxes drawn by hand: only a researcher's own picture has them."""
        is_own = self._setting.picture is not None and not self._setting.picture.is_rebuilt
        return heatmaps.areas_of(page, side, other) if is_own else ()

    def _cannot(self, page: PageClicks) -> str:
        """Why a view of clicks cannot be told; empty where it can."""
        if not len(page.rows):
            return NO_CLICKS
        if self._spec.view is HeatView.DEAD and not page.knows_reactions:
            return NO_REACTIONS
        is_placed = bool((~np.isnan(self._table.clicks["x"][page.rows])).any())
        return NO_PLACES if self._spec.view is HeatView.RAGE and not is_placed else ""

    def _moves(self) -> HeatResult:
        cells, actors = self._tracks(moves_on)
        weights = None
        if self._spec.is_by_people and len(actors):
            weights = (1 / np.maximum(np.bincount(actors), 1))[actors].astype(np.float32)
        drawn = heat.draw_cells(cells, weights, (self._ground.width, self._ground.height), self._spec.radius_px)
        return replace(
            self._empty(self._seen(self._people)), clicks=len(cells), people=len(np.unique(actors)), heat=drawn,
            cannot="" if len(cells) else NO_MOVES,
        )  # fmt: skip

    def _in_bands(self) -> HeatResult:
        visits, actors = self._visits(self._people)
        people, reach = bands.furthest(actors, self._scaled(visits["width"], visits["reach_px"]))
        empty = self._empty(len(people))
        fold = float(np.median(visits["height"])) if len(visits) else None
        if not len(visits):
            return replace(empty, cannot=NO_VISITS)
        if self._spec.view is HeatView.SCROLL:
            told = bands.reached(reach, self._ground.height)
            drawn = heat.draw_bands([one.people / one.seen for one in told], (self._ground.width, self._ground.height))
            return replace(empty, people=len(people), bands=told, fold_px=fold, heat=drawn)
        windows, whose = self._tracks(windows_on)
        if not len(windows):
            return replace(empty, people=len(people), fold_px=fold, cannot=NO_WINDOWS)
        told = bands.watched(windows, whose, len(people), self._ground.height)
        most = max(one.seconds or 0 for one in told) or 1
        drawn = heat.draw_bands(
            [(one.seconds or 0) / most for one in told], (self._ground.width, self._ground.height)
        )  # fmt: skip
        return replace(empty, people=len(np.unique(whose)), bands=told, fold_px=fold, heat=drawn)

    def _empty(self, seen: int) -> HeatResult:
        return HeatResult(
            self._spec, self._bucket, self._setting.buckets, 0, 0, seen, self._ground.width, self._ground.height,
            definition(self._spec, self._bucket, self._table.rules), picture=self._setting.picture,
        )  # fmt: skip

    def _prepared(self) -> PageClicks:
        """The page's clicks on its ground: worked out once for every filter and view."""
        table, setting = self._table, self._setting
        question = ("page clicks", self._spec.page, setting.key, table.rules, table.dismissed)
        found: PageClicks = self._study.loaded().table.remembered(
            question, lambda: page_clicks.prepare(table, setting.rows, setting.ground, setting.grounds, self._progress)
        )
        return found

    def _view_mask(self, page: PageClicks) -> Mask:
        view, table = self._spec.view, self._table
        if view is HeatView.FIRST:
            return page.is_first
        if view is HeatView.ERROR:
            return self._errors()[page.rows]
        if view is HeatView.CLICK:
            return np.ones(len(page.rows), bool)
        return (table.rage if view is HeatView.RAGE else table.dead)[page.rows]

    def _errors(self) -> Mask:
        found = friction_of(self._study, self._progress)
        if Signal.ERROR in found.reasons:
            raise ProblemError("clicks before an error", found.reasons[Signal.ERROR], "Choose another view.")
        errors = found.of(Signal.ERROR)
        clicks = (self._table.recording_of << _MS_BITS) + self._table.clicks["at_ms"]
        return np.isin(clicks, (errors["recording"] << _MS_BITS) + errors["at_ms"])

    def _side(self, page: PageClicks, view: Mask, people: Mask | None) -> Side:
        chosen = view if people is None else view & people[page.actors]
        return Side(chosen, self._seen(people))

    def _seen(self, people: Mask | None) -> int:
        """How many of these people saw the page on such screens: by their stays, or by clicking there."""
        _, visitors = self._visits(people)
        clicks = self._prepared().actors
        clickers = clicks if people is None else clicks[people[clicks]]
        return len(np.unique(np.concatenate([visitors, clickers])))

    def _visits(self, people: Mask | None) -> tuple[NDArray[np.void], NDArray[np.int64]]:
        """The stays on the page on such screens of these people, and whose they are."""
        table = self._table
        fits = page_clicks.page_codes(table, self._spec.page)[table.visits["page"]]
        if self._bucket:
            fits = fits & page_clicks.in_bucket(table.visits["width"], self._bucket)
        actors = table.actor_of_recording[table.visit_recording]
        if people is not None:
            fits = fits & people[actors]
        return table.visits[fits], actors[fits]

    def _scaled(self, widths: NDArray[np.integer], pixels: NDArray[np.number]) -> NDArray[np.float64]:
        """Heights on pages of other widths, as heights on the ground: by the heights of both, where they are known."""
        return pixels.astype(np.float64) * self._setting.height_factors(widths)

    def _tracks(self, tracks: Tracks) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """What a reader of tracks finds of the people asked for, and whose it is."""
        loaded, setting = self._study.loaded(), self._setting
        question = (tracks.__name__, self._spec.page, setting.key)
        found, actors = loaded.table.remembered(
            question, lambda: tracks(loaded.recordings, self._table, self._spec.page, setting, self._progress)
        )
        chosen = slice(None) if self._people is None else self._people[actors]
        return found[chosen], actors[chosen]

    def _confetti(self, page: PageClicks, chosen: Mask) -> tuple[list[Dot], list[Group]]:
        """Single clicks coloured by the first value their person has of a property."""
        name = self._spec.confetti
        if not name:
            return [], []
        table = self._study.loaded().table
        if PROPERTY + name not in table.names:
            known = ", ".join(one.removeprefix(PROPERTY) for one in table.names if one.startswith(PROPERTY)) or "none"
            raise ProblemError(f"property “{name}”", "No event has it.", f"There are: {known}.")
        codes = table.column(PROPERTY + name)
        rows = np.flatnonzero(codes >= 0)[::-1]
        value_of = np.full(table.people.count, -1, np.int64)
        value_of[table.actors[rows]] = codes[rows]
        return heatmaps.dots_of(page, chosen, table.terms(PROPERTY + name), value_of)

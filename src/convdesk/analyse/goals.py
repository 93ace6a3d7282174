"""When goals were reached, and by whom: in the event logs, in sessions, in recordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.log_pages import log_paths
from convdesk.analyse.matching import TEXTS, positions
from convdesk.analyse.rows import actors_at, us_at
from convdesk.columns import PAGE, PROPERTY
from convdesk.model.goal import Goal, GoalCount, GoalKind
from convdesk.model.moment import SECOND_US
from convdesk.model.page import page_matches, path_of
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress
    from convdesk.model.step import Step

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Done:
    """Every time a goal was reached: whose, when (UTC µs), worth what (NaN: no number), by person, then time.

    `undated`: people known to have reached it, nobody knows when. `reason`: why it cannot be told.
    """

    actors: Rows
    at_us: Rows
    values: NDArray[np.float64]
    undated: Rows
    reason: str = ""

    def only(self, people: Mask | None) -> Done:
        if people is None:
            return self
        keep = people[self.actors]
        return Done(
            self.actors[keep], self.at_us[keep], self.values[keep], self.undated[people[self.undated]], self.reason
        )

    def firsts(self) -> tuple[Rows, Rows]:
        """Each person's first time: (people, µs)."""
        is_first = np.r_[True, self.actors[1:] != self.actors[:-1]][: len(self.actors)]
        return self.actors[is_first], self.at_us[is_first]


def done_of(goal: Goal, actors: Rows, at_us: Rows, values: NDArray[np.float64] | None = None) -> Done:
    """Times of reaching a goal, put in order."""
    worth = np.full(len(actors), np.nan if goal.value is None else goal.value) if values is None else values
    same, later = actors[1:] == actors[:-1], at_us[1:] >= at_us[:-1]
    if bool(((actors[1:] > actors[:-1]) | (same & later)).all()):
        return Done(actors, at_us, worth, np.empty(0, np.int64))
    order = np.lexsort((at_us, actors))
    return Done(actors[order], at_us[order], worth[order], np.empty(0, np.int64))


def not_told(reason: str) -> Done:
    empty = np.empty(0, np.int64)
    return Done(empty, empty, np.empty(0), empty, reason)


def find(table: EventTable, clicks: ClickTable, goal: Goal, progress: Progress) -> Done:
    """Every time a goal (other than an answer) was reached. Raises Cancelled."""
    if goal.kind is GoalKind.SCROLL:
        return _scrolled(clicks, goal)
    if goal.kind is GoalKind.PAGES and PAGE not in table.names:
        return not_told("The event logs tell no pages.")
    rows = _rows(table, goal, progress)
    progress.raise_if_cancelled()
    values = _property_values(table, goal.value_property, rows, progress) if goal.value_property else None
    progress.raise_if_cancelled()
    return done_of(goal, actors_at(table, rows), us_at(table, rows), values)


def count(goal: Goal, done: Done, of_people: int) -> GoalCount:
    """The numbers of one goal."""
    if done.reason:
        return GoalCount(goal, of_people=of_people, reason=done.reason)
    people = len(np.unique(np.r_[done.actors, done.undated]))
    low, high = wilson(people, of_people) or (None, None)
    is_valued = ~np.isnan(done.values)
    has_value = goal.value is not None or bool(goal.value_property)
    return GoalCount(
        goal, len(done.actors) + len(done.undated), people, of_people, people / of_people if of_people else None,
        low, high, float(done.values[is_valued].sum()) if has_value else None,
        int(np.count_nonzero(~is_valued)) if has_value else 0, len(done.undated),
    )  # fmt: skip


def usual_page(table: EventTable, step: Step) -> str:
    """The page on which a step happens most often; empty where none is told."""
    if PAGE not in table.names:
        return ""
    codes = table.column(PAGE)[positions(table, step)]
    times = np.bincount(codes[codes >= 0], minlength=1)
    return path_of(table.terms(PAGE)[int(times.argmax())]) if times.any() else ""


def _rows(table: EventTable, goal: Goal, progress: Progress) -> Rows:
    """The events with which a goal was reached."""
    progress.raise_if_cancelled()
    if goal.kind is GoalKind.DURATION:
        return _lasting(table, round((goal.at_least or 0) * SECOND_US / table.tick_us))
    if goal.kind is GoalKind.PAGES:
        return _viewing(table, max(1, round(goal.at_least or 1)), progress)
    return positions(table, goal.step, progress) if goal.step else np.empty(0, np.int64)


def _session_begins(table: EventTable) -> Mask:
    sessions = table.sessions
    begins: Mask = np.r_[True, sessions[1:] != sessions[:-1]][: len(sessions)]
    return begins


def _lasting(table: EventTable, ticks: int) -> Rows:
    """The event of each session with which it had lasted so long."""
    begins = _session_begins(table)
    start = np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))
    lasted = table.keys - table.keys[start]
    before = np.r_[-1, lasted[:-1]][: len(lasted)]
    return np.flatnonzero((lasted >= ticks) & (begins | (before < ticks)))


def _viewing(table: EventTable, pages: int, progress: Progress) -> Rows:
    """The event of each session that shows its n-th page; a page seen twice in a row is one."""
    codes = table.column(PAGE)
    rows = np.flatnonzero(codes >= 0)
    page, session = log_paths(table, progress)[1][codes[rows]], table.sessions[rows]
    progress.raise_if_cancelled()
    begins = np.r_[True, session[1:] != session[:-1]][: len(rows)]
    is_new = begins | np.r_[True, page[1:] != page[:-1]][: len(rows)]
    seen = np.cumsum(is_new)
    before = np.maximum.accumulate(np.where(begins, seen - 1, 0))
    found: Rows = rows[is_new & (seen - before == pages)]
    return found


def _scrolled(clicks: ClickTable, goal: Goal) -> Done:
    if not len(clicks.visits):
        return not_told("There are no recordings with page visits in the study.")
    pattern = goal.step.any_of[0].page if goal.step else None
    fits = np.array([pattern is None or page_matches(pattern, page) for page in clicks.pages], bool)
    visits = clicks.visits
    rows = np.flatnonzero(fits[visits["page"]] & (visits["reach_px"] >= (goal.at_least or 0)))
    actors = clicks.actor_of_recording[clicks.visit_recording[rows]]
    return done_of(goal, actors, visits["at_ms"][rows].astype(np.int64) * 1000)


def _property_values(table: EventTable, name: str, rows: Rows, progress: Progress) -> NDArray[np.float64]:
    if PROPERTY + name not in table.names:
        return np.full(len(rows), np.nan)
    terms, texts = [], table.terms(PROPERTY + name)
    for start in progress.heeding(range(0, len(texts), TEXTS)):
        terms += [_number(text) for text in texts[start : start + TEXTS]]
    return np.take(np.array([*terms, np.nan]), table.column(PROPERTY + name)[rows])


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return np.nan
    return number if np.isfinite(number) else np.nan

"""From a question about paths to the walks that answer it: which rows of the log each path goes over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.log_pages import page_lookup
from convdesk.analyse.matching import positions
from convdesk.analyse.rows import actors_at
from convdesk.analyse.walks import Walks, backwards, forwards
from convdesk.columns import EVENT, PAGE
from convdesk.model.path import CountedBy, Nodes, Side
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.reaching import Reaching
    from convdesk.analyse.table import EventTable
    from convdesk.model.page import PagePattern
    from convdesk.model.path import PathSpec
    from convdesk.model.progress import Progress
    from convdesk.model.step import Step

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Log:
    """The events that are nodes. `rows`: where they are in the table; None: all of them are."""

    table: EventTable
    nodes: Nodes
    names: list[str]
    codes: NDArray[np.integer]
    rows: Rows | None

    @property
    def keys(self) -> Rows:
        return self.table.keys if self.rows is None else self.table.keys[self.rows]

    def place(self, rows: Rows, *, side: str) -> Rows:
        """How many of the log's events come before (`left`) these rows of the table, or up to them (`right`)."""
        if self.rows is None:
            after: Rows = rows + (1 if side == "right" else 0)
            return after
        found: Rows = np.searchsorted(self.rows, rows, side=side)  # type: ignore[call-overload]
        return found

    def starts(self) -> Rows:
        """The log's events that begin a session."""

        def begun() -> Rows:
            sessions = self.table.sessions if self.rows is None else self.table.sessions[self.rows]
            changes = np.flatnonzero(sessions[1:] != sessions[:-1]) + 1
            return np.append(np.zeros(min(len(sessions), 1), np.int64), changes)

        found: Rows = self.table.remembered(("session starts", self.nodes), begun)
        return found


@dataclass(frozen=True)
class Stretches:
    """The stretch of the log each path goes over: rows `first` to `stop` (not included), and whose it is."""

    actors: Rows
    first: Rows
    stop: Rows

    def only(self, keep: Mask) -> Stretches:
        return Stretches(self.actors[keep], self.first[keep], self.stop[keep])


def log_of(table: EventTable, nodes: Nodes, progress: Progress, own: tuple[PagePattern, ...] = ()) -> Log:
    """The events of a table as nodes, pages in groups; raises ProblemError where there are no pages."""
    if nodes is Nodes.EVENTS:
        names, codes = table.terms(EVENT), table.column(EVENT)
    elif PAGE not in table.names:
        raise ProblemError("paths", "The event logs tell no pages.", "Look at paths of events instead.")
    else:
        names, lookup = page_lookup(table, progress, own)
        codes = np.take(np.r_[lookup, -1].astype(np.int32), table.column(PAGE))
    if len(codes) and codes.min() < 0:
        rows = np.flatnonzero(codes >= 0)
        return Log(table, nodes, names, codes[rows], rows)
    return Log(table, nodes, names, codes, None)


def walk(log: Log, spec: PathSpec, stretches: Stretches) -> Walks:
    """What each path has at each place, away from the anchor."""
    if spec.side is Side.BEFORE:
        return backwards(log.codes, stretches.stop - 1, stretches.first, spec.length)
    return forwards(log.codes, stretches.first, stretches.stop, spec.length)


def of_sessions(log: Log, spec: PathSpec, people: Mask | None) -> Stretches:
    """The sessions, or each person's first (looking back: last) one."""
    starts = log.starts()
    actors = log.keys[starts] // log.table.stride if log.rows is None else actors_at(log.table, log.rows[starts])
    found = _of(Stretches(actors, starts, np.r_[starts[1:], len(log.codes)]), people)
    if spec.by is CountedBy.TRANSITIONS or not len(found.actors):
        return found
    changes = found.actors[1:] != found.actors[:-1]
    return found.only(np.r_[changes, True] if spec.side is Side.BEFORE else np.r_[True, changes])


def of_step(log: Log, spec: PathSpec, step: Step, asked: tuple[Mask | None, Progress]) -> Stretches:
    """Before or after each person's first event that fills a step (or every such event), or up to another step.

    `asked`: of whom (None: everybody), and who is told of the progress.
    """
    people, progress = asked
    table, rows = log.table, positions(log.table, step, progress)
    rows = rows if people is None else rows[people[actors_at(table, rows)]]
    if spec.by is CountedBy.PEOPLE and len(rows):
        actors = actors_at(table, rows)
        rows = rows[np.r_[True, actors[1:] != actors[:-1]]]
    if spec.side is Side.BETWEEN and spec.until is not None:
        return _until(log, rows, positions(table, spec.until, progress), in_session=spec.in_session)
    actors = actors_at(table, rows)
    if spec.side is Side.BEFORE:
        found = Stretches(actors, _key_place(log, actors), log.place(rows, side="left"))
    else:
        found = Stretches(actors, log.place(rows, side="right"), _key_place(log, actors + 1))
    return _within_session(log, spec.side, found, rows) if spec.in_session else found


def of_leavers(log: Log, spec: PathSpec, reached: Reaching) -> Stretches:
    """Those who left: from reaching the step to the end of their window; looking back, all until then."""
    actors, stride = reached.actors[reached.has_left], log.table.stride
    moments = reached.over if spec.side is Side.BEFORE else reached.tick
    keys = actors * stride + moments[reached.has_left]
    stop = np.searchsorted(log.keys, actors * stride + reached.over[reached.has_left], side="right")
    if spec.side is Side.BEFORE:
        found = Stretches(actors, _key_place(log, actors), stop)
    else:
        first = np.searchsorted(log.keys, keys, side="right")
        found = Stretches(actors, first, np.maximum(first, stop))
    if not spec.in_session:
        return found
    return _within_session(log, spec.side, found, np.searchsorted(log.table.keys, keys, side="right") - 1)


def _within_session(log: Log, side: Side, found: Stretches, anchors: Rows) -> Stretches:
    """Only what lies in the session of the event (a row of the table) that a path begins or ends with."""
    near = found.stop - 1 if side is Side.BEFORE else found.first
    near = np.clip(near, 0, max(len(log.codes) - 1, 0))
    rows = near if log.rows is None else log.rows[near]
    sessions, starts = log.table.sessions, log.starts()
    is_same = (found.first < found.stop) & (sessions[rows] == sessions[anchors])
    number = np.searchsorted(starts, near, side="right")
    if side is Side.BEFORE:
        first = np.where(is_same, np.maximum(found.first, starts[number - 1]), found.stop)
        return Stretches(found.actors, first, found.stop)
    end = np.append(starts, len(log.codes))[number]
    return Stretches(found.actors, found.first, np.where(is_same, np.minimum(found.stop, end), found.first))


def _until(log: Log, rows: Rows, ends: Rows, *, in_session: bool) -> Stretches:
    """From each row to the next one that ends a path, of the same person; without those who have none."""
    after = np.searchsorted(ends, rows, side="right")
    is_there = after < len(ends)
    rows, end = rows[is_there], ends[after[is_there]]
    own = actors_at(log.table, rows) == actors_at(log.table, end)
    if in_session:
        own &= log.table.sessions[rows] == log.table.sessions[end]
    first, stop = log.place(rows[own], side="right"), log.place(end[own], side="left")
    return Stretches(actors_at(log.table, rows[own]), first, np.maximum(first, stop))


def _key_place(log: Log, actors: Rows) -> Rows:
    found: Rows = np.searchsorted(log.keys, actors * log.table.stride)
    return found


def _of(found: Stretches, people: Mask | None) -> Stretches:
    return found if people is None else found.only(people[found.actors])

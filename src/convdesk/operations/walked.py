"""The walks behind a question about paths, worked out once for the result and for the people of its nodes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import funnel, paths
from convdesk.analyse.memory import told_apart
from convdesk.analyse.path_walks import Log, Stretches, log_of, of_leavers, of_sessions, of_step, walk
from convdesk.analyse.reaching import reaching
from convdesk.analyse.walks import Walks
from convdesk.model.dropoff import DropOff
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.path import OnPath, PathSpec
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

    Masked = Callable[[Segment], NDArray[np.bool_] | None]

LONGEST = 50


def walked(table: EventTable, spec: PathSpec, masked: Masked, progress: Progress) -> tuple[Log, Walks, Stretches]:
    """The log, what each path has at each place, and whose the paths are; `masked` evaluates segments."""
    if not 1 <= spec.length <= LONGEST:
        raise ProblemError(f"length {spec.length}", "A path has 1 to 50 places.", "Choose a number in between.")

    log = log_of(table, spec.nodes, progress, spec.patterns)

    def answer() -> tuple[NDArray[np.integer], ...]:
        progress.raise_if_cancelled()
        stretches = _stretches(log, spec, masked, progress)
        progress.raise_if_cancelled()
        walks = walk(log, spec, stretches)
        return walks.codes, walks.times, stretches.actors, stretches.first, stretches.stop

    bare = replace(spec, least_share=0.0, most_branches=0, opened=frozenset())
    question = ("walks", bare, *asked_about(spec, masked))
    codes, times, actors, first, stop = table.remembered(question, answer)
    return log, Walks(codes, times), Stretches(actors, first, stop)


def asked_about(spec: PathSpec, masked: Masked) -> tuple[bytes | None, ...]:
    """Who the question is about now, to keep its answer by: a segment may name what changes, as goals and tags do."""
    segments = [spec.segment, *([spec.anchor.funnel.segment] if isinstance(spec.anchor, DropOff) else [])]
    return tuple(told_apart(masked(segment)) for segment in segments)


def people_on_path(table: EventTable, condition: OnPath, masked: Masked, progress: Progress) -> NDArray[np.int64]:
    """The people of a node or an edge, as ascending actor codes."""
    log, walks, stretches = walked(table, condition.spec, masked, progress)
    return np.unique(stretches.actors[paths.on_path(walks, log.names, condition)])


def _stretches(log: Log, spec: PathSpec, masked: Masked, progress: Progress) -> Stretches:
    people = masked(spec.segment)
    if spec.anchor is None:
        return of_sessions(log, spec, people)
    if not isinstance(spec.anchor, DropOff):
        return of_step(log, spec, spec.anchor, (people, progress))
    drop_off = spec.anchor
    steps = len(drop_off.funnel.steps)
    if not 1 <= drop_off.at < steps:
        raise ProblemError(f"step {drop_off.at}", "Nobody can leave after it.", f"Choose one of 1 to {steps - 1}.")
    outcome = funnel.follow(log.table, drop_off.funnel, masked(drop_off.funnel.segment), progress)
    left = of_leavers(log, spec, reaching(log.table, drop_off.funnel, outcome, drop_off.at))
    return left if people is None else left.only(people[left.actors])

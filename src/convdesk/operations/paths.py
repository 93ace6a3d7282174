"""Paths and transitions: what people do before, between and after something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse import paths
from convdesk.analyse.memory import told_apart
from convdesk.analyse.path_walks import log_of
from convdesk.model.path import PathResult, PathSpec, Side, Transitions, TransitionSpec
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations.segments import people_mask
from convdesk.operations.walked import asked_about, walked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convdesk.model.segment import Segment
    from convdesk.operations.study import Study


def follow_paths(study: Study, spec: PathSpec, progress: Progress | None = None) -> PathResult:
    """Paths in layers, each node and edge with the segment of its people. Raises ProblemError, Cancelled."""
    progress, table = progress or Progress(), study.loaded().table
    if spec.side is Side.BETWEEN and (spec.until is None or spec.anchor is None):
        raise ProblemError(
            "paths", "Between what is not said.", "Name the step it begins with and the one it ends with."
        )

    def masked(segment: Segment) -> NDArray[np.bool_] | None:
        return people_mask(study, segment, progress)

    log, walks, stretches = walked(table, spec, masked, progress)
    question = ("paths", spec, *asked_about(spec, masked))
    found: PathResult = table.remembered(question, lambda: paths.count(log, walks, stretches, spec))
    return found


def count_transitions(study: Study, spec: TransitionSpec, progress: Progress | None = None) -> Transitions:
    """What directly follows on what, loops included. Raises ProblemError, Cancelled."""
    progress, table = progress or Progress(), study.loaded().table
    people = people_mask(study, spec.segment, progress)

    def answer() -> Transitions:
        log = log_of(table, spec.nodes, progress, spec.patterns)
        progress.raise_if_cancelled()
        return paths.transitions(log, spec, people)

    found: Transitions = table.remembered(("transitions", spec, told_apart(people)), answer)
    return found

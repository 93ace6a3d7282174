"""The people of one group of a funnel's breakdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.funnel import follow
from convdesk.analyse.funnel_split import groups_of, values_on_steps
from convdesk.model.funnel import Touch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.funnel import Outcome
    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]


def follow_group(
    table: EventTable, spec: FunnelSpec, people: Mask | None, label: str, progress: Progress
) -> tuple[Outcome, Mask]:
    """What became of the units, and which of them are in the group of that label; nobody is in one there is not."""
    if spec.breakdown is not None and spec.breakdown.touch is Touch.ANY:
        kept = next((masks for group, masks in values_on_steps(table, spec, progress) if group.label == label), None)
        outcome = follow(table, spec, people, progress, kept)
        return outcome, np.full(len(outcome.actors), kept is not None)
    outcome = follow(table, spec, people, progress)
    groups, of_unit = groups_of(table, spec, outcome, progress)
    place = next((place for place, group in enumerate(groups) if group.label == label), -1)
    return outcome, of_unit == place

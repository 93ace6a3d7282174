"""The people behind the numbers of a drop-off: with a mark, heard or silent, with a value last known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import drivers, marked_units
from convdesk.columns import PROPERTY
from convdesk.model.driver import MarkKind
from convdesk.model.marked import Channel, Heard, LastKnown, Marked
from convdesk.model.problem import ProblemError
from convdesk.operations.troubles import friction_of
from convdesk.operations.watched import codes, reached_step, sayings, watch_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment
    from convdesk.operations.loaded import Loaded
    from convdesk.operations.study import Study

    Mask = NDArray[np.bool_]
    Masked = Callable[[Segment], Mask | None]


def people_marked(study: Study, condition: Marked | Heard | LastKnown, masked: Masked, progress: Progress) -> Mask:
    """Whom one of these conditions means, as a mask over all actors; `masked` evaluates segments."""
    loaded = study.loaded()
    if isinstance(condition, Heard):
        return heard(loaded, condition.channel)
    if isinstance(condition, LastKnown):
        return _last_known(loaded, condition)
    return _with_mark(study, condition, masked, progress)


def heard(loaded: Loaded, channel: Channel) -> Mask:
    """Who answered any survey, or was recorded."""
    if channel is Channel.RECORDED:
        return loaded.mask(loaded.recording_actors)
    return loaded.mask(list(loaded.respondent_actors.values()))


def _last_known(loaded: Loaded, condition: LastKnown) -> Mask:
    table, name = loaded.table, f"{PROPERTY}{condition.prop}"
    if name not in table.names or condition.value not in table.terms(name):
        return loaded.mask([])
    codes = drivers.known_values(table, name, np.arange(loaded.people.count))
    found: Mask = codes == table.terms(name).index(condition.value)
    return found


def _with_mark(study: Study, condition: Marked, masked: Masked, progress: Progress) -> Mask:
    loaded, spec = study.loaded(), condition.spec
    reached = reached_step(study, spec, masked, progress)
    watch, _ = watch_for(study, spec, reached)
    if condition.kind is MarkKind.FRICTION:
        has_it = marked_units.with_friction(watch, friction_of(study, progress), condition.name, progress)
    elif condition.kind is MarkKind.ANSWER:
        has_it = marked_units.with_saying(watch, sayings(study, reached, progress), condition.name)
    elif condition.kind is MarkKind.CODE:
        has_it = marked_units.with_saying(watch, codes(study), condition.name)
    else:
        has_it = marked_units.with_mark(watch, spec, condition.kind, condition.name)
    if has_it is None:
        where = f"{condition.kind.value} “{condition.name}”"
        raise ProblemError(where, "Nothing of that name marks anybody here.", "Choose another row of the table.")
    return loaded.mask(reached.actors[has_it & (reached.has_left == condition.has_left)])

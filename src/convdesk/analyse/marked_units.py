"""Who has one mark of a driver table: the same rules by which the table counts, for a single candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.drivers import event_codes, friction_patterns, known_values
from convdesk.analyse.log_pages import page_lookup
from convdesk.columns import EVENT, PAGE, PROPERTY
from convdesk.model.driver import MarkKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.drivers import Saying, Watch
    from convdesk.analyse.friction import Friction
    from convdesk.model.driver import DriverSpec
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]


def with_mark(watch: Watch, spec: DriverSpec, kind: MarkKind, name: str) -> Mask | None:
    """Which units met an event or a page, or have a property's value; None where there is no such thing."""
    if kind is MarkKind.EVENT:
        return _met_event(watch, spec, name)
    return _met_page(watch, name) if kind is MarkKind.PAGE else _with_property(watch, name)


def with_friction(watch: Watch, friction: Friction, name: str, progress: Progress) -> Mask | None:
    """Which units showed a sign of trouble, named as in the table: `rage click`, `rage click on /cart`."""
    patterns = friction_patterns(watch.table, friction, progress)
    for signal, seen in friction.watched.items():
        signal_name, _, page = name.partition(" on ")
        if signal_name == signal.label:
            rows = friction.of(signal)
            rows = rows[patterns[rows["page"]] == page] if page else rows
            return watch.happened(rows["actor"], rows["at_ms"]) & seen[watch.reached.actors]
    return None


def with_saying(watch: Watch, sayings: Sequence[Saying], name: str) -> Mask | None:
    """Which units gave an answer, named as in the table: `Q1=2`."""
    actors = watch.reached.actors
    return next((saying.fits[actors] for saying in sayings if saying.name == name), None)


def _met_event(watch: Watch, spec: DriverSpec, name: str) -> Mask | None:
    terms = watch.table.terms(EVENT)
    if name not in terms:
        return None
    return watch.met(np.flatnonzero(event_codes(watch.table, spec) == terms.index(name)))


def _met_page(watch: Watch, name: str) -> Mask | None:
    table = watch.table
    patterns, lookup = page_lookup(table) if PAGE in table.names else ([], np.empty(0, np.int32))
    if name not in patterns:
        return None
    is_there = np.append(lookup == patterns.index(name), False)
    return watch.met(np.flatnonzero(np.take(is_there, table.column(PAGE))))


def _with_property(watch: Watch, name: str) -> Mask | None:
    """A property's name may itself hold “=”, so every split is tried."""
    table, reached = watch.table, watch.reached
    for place in (n for n, letter in enumerate(name) if letter == "="):
        prop, value = PROPERTY + name[:place], name[place + 1 :]
        if prop in table.names and value in table.terms(prop):
            codes = known_values(table, prop, reached.actors, reached.tick)
            found: Mask = codes == table.terms(prop).index(value)
            return found
    return None

"""Which events fill a step: conditions are tested on dictionaries of texts, never on rows."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import EVENT, PAGE, PROPERTY
from convdesk.model.page import page_matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.step import Matcher, PropertyTest, Step


def positions(table: EventTable, step: Step) -> NDArray[np.int64]:
    """The rows of a table that fill a step, ascending."""
    found: NDArray[np.int64] = table.remembered(("rows", step), lambda: np.flatnonzero(_step_mask(table, step)))
    return found


def positions_once(table: EventTable, step: Step) -> NDArray[np.int64]:
    """The same for a single use: they are not kept."""
    return np.flatnonzero(_step_mask(table, step))


def step_keys(table: EventTable, step: Step) -> NDArray[np.int64]:
    """The packed keys (actor, time) of the events that fill a step, ascending."""
    found: NDArray[np.int64] = table.remembered(
        ("keys", step), lambda: table.keys[np.flatnonzero(_step_mask(table, step))]
    )
    return found


def property_mask(table: EventTable, test: PropertyTest) -> NDArray[np.bool_]:
    """The rows whose property passes a test; a property nobody has is missing everywhere."""
    if test.operator in {"=", "!="}:
        is_equal = _equals(table, PROPERTY + test.name, test.value)
        return is_equal if test.operator == "=" else ~is_equal
    return _passes(table, PROPERTY + test.name, test.holds)


def _step_mask(table: EventTable, step: Step) -> NDArray[np.bool_]:
    return reduce(np.logical_or, (_matcher_mask(table, matcher) for matcher in step.any_of))


def _matcher_mask(table: EventTable, matcher: Matcher) -> NDArray[np.bool_]:
    if matcher.page is not None:
        pattern = matcher.page
        mask = _passes(table, PAGE, lambda address: address is not None and page_matches(pattern, address))
    elif matcher.event is not None:
        mask = _equals(table, EVENT, matcher.event)
    else:
        mask = np.ones(len(table), bool)
    return reduce(np.logical_and, (property_mask(table, test) for test in matcher.tests), mask)


def _equals(table: EventTable, name: str, value: str) -> NDArray[np.bool_]:
    """The rows with just this text in a column, looked up once however many texts there are."""
    if name not in table.names or value not in (terms := table.terms(name)):
        return np.zeros(len(table), bool)
    codes = table.column(name)
    found: NDArray[np.bool_] = codes == codes.dtype.type(terms.index(value))
    return found


def _passes(table: EventTable, name: str, holds: Callable[[str | None], bool]) -> NDArray[np.bool_]:
    """Rows whose text in a column passes; the last place of the lookup is for missing values (code −1)."""
    if name not in table.names:
        return np.full(len(table), holds(None))
    passing = [holds(term) for term in table.terms(name)]
    codes = table.column(name)
    if sum(passing) == 1 and not holds(None):
        only: NDArray[np.bool_] = codes == codes.dtype.type(passing.index(True))
        return only
    return np.take(np.array([*passing, holds(None)]), codes)

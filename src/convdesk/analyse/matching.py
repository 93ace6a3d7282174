"""Which events fill a step: conditions are tested on dictionaries of texts, never on rows."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.log_pages import pages_fitting
from convdesk.analyse.rows import PIECE
from convdesk.columns import EVENT, PAGE, PROPERTY
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress
    from convdesk.model.step import Matcher, PropertyTest, Step

    Rows = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Test = Callable[[Rows | slice], Mask]
    """Tells of some rows which of them pass."""

TEXTS = 20_000
"""Texts of a dictionary that are tested between two looks at whether to stop."""


def positions(table: EventTable, step: Step, progress: Progress | None = None) -> Rows:
    """The rows of a table that fill a step, ascending. Raises Cancelled."""
    found: Rows = table.remembered(("rows", step), lambda: positions_once(table, step, progress))
    return found


def positions_once(table: EventTable, step: Step, progress: Progress | None = None) -> Rows:
    """The same for a single use: they are not kept."""
    progress = progress or silent()
    return _passing_rows(table, _step_test(table, step, progress), progress)


def step_keys(table: EventTable, step: Step, progress: Progress | None = None) -> Rows:
    """The packed keys (actor, time) of the events that fill a step, ascending. Raises Cancelled."""
    found: Rows = table.remembered(("keys", step), lambda: _step_keys(table, step, progress or silent()))
    return found


def _step_keys(table: EventTable, step: Step, progress: Progress) -> Rows:
    """Written into room for all events, of which what is left over is given back: no second copy is ever held."""
    test, keys, count = _step_test(table, step, progress), np.empty(len(table), np.int64), 0
    for start in progress.heeding(range(0, len(table), PIECE)):
        piece = slice(start, start + PIECE)
        passing = test(piece)
        more = count + int(np.count_nonzero(passing))
        table.keys[piece].compress(passing, out=keys[count:more])
        count = more
    keys.resize(count, refcheck=False)
    return keys


def property_rows(table: EventTable, test: PropertyTest, progress: Progress | None = None) -> Rows:
    """The rows whose property passes a test, ascending; a property nobody has is missing everywhere."""
    progress = progress or silent()
    return _passing_rows(table, property_test(table, test, progress), progress)


def property_test(table: EventTable, test: PropertyTest, progress: Progress | None = None) -> Test:
    """Tells of some rows whether their property passes a test. Raises Cancelled."""
    name = PROPERTY + test.name
    if test.operator in {"=", "!="}:
        equals = _equals(table, name, test.value)
        return equals if test.operator == "=" else lambda rows: ~equals(rows)
    if name not in table.names:
        return _always(table, is_so=test.holds(None))
    found: NDArray[np.bool_] = table.remembered(("passes", test), lambda: _texts(table, test, progress or silent()))
    return _looked_up(table, name, found)


def _passing_rows(table: EventTable, test: Test, progress: Progress) -> Rows:
    """Piece by piece, so that it is soon heard when the work should stop."""
    found = [np.empty(0, np.int64)]
    for start in progress.heeding(range(0, len(table), PIECE)):
        found.append(np.flatnonzero(test(slice(start, start + PIECE))) + start)
    return np.concatenate(found)


def _step_test(table: EventTable, step: Step, progress: Progress) -> Test:
    tests = [_matcher_test(table, matcher, progress) for matcher in step.any_of]
    return tests[0] if len(tests) == 1 else lambda rows: reduce(np.logical_or, (test(rows) for test in tests))


def _matcher_test(table: EventTable, matcher: Matcher, progress: Progress) -> Test:
    tests = [property_test(table, test, progress) for test in matcher.tests]
    if matcher.page is not None:
        tests.insert(0, _page_test(table, matcher.page, progress))
    elif matcher.event is not None:
        tests.insert(0, _equals(table, EVENT, matcher.event))
    if not tests:
        return _always(table, is_so=True)
    return tests[0] if len(tests) == 1 else lambda rows: reduce(np.logical_and, (test(rows) for test in tests))


def _page_test(table: EventTable, pattern: str, progress: Progress) -> Test:
    if PAGE not in table.names:
        return _always(table, is_so=False)
    return _looked_up(table, PAGE, pages_fitting(table, pattern, progress))


def _equals(table: EventTable, name: str, value: str) -> Test:
    """The rows with just this text in a column, looked up once however many texts there are."""
    if name not in table.names or value not in (terms := table.terms(name)):
        return _always(table, is_so=False)
    codes = table.column(name)
    wanted = codes.dtype.type(terms.index(value))
    return lambda rows: codes[rows] == wanted


def _looked_up(table: EventTable, name: str, passing: Mask) -> Test:
    """`passing`: for each code of a column whether its text passes, last whether a missing value (code −1) does."""
    codes, those = table.column(name), np.flatnonzero(passing)
    if len(those) == 1 and not passing[-1]:
        only = codes.dtype.type(those[0])
        return lambda rows: codes[rows] == only
    return lambda rows: np.take(passing, codes[rows])


def _always(table: EventTable, *, is_so: bool) -> Test:
    return lambda rows: np.full(len(table.keys[rows]), is_so)


def _texts(table: EventTable, test: PropertyTest, progress: Progress) -> Mask:
    """Which texts of a property pass; the last place stands for missing values."""
    terms, passing = table.terms(PROPERTY + test.name), []
    for start in progress.heeding(range(0, len(terms), TEXTS)):
        passing += [test.holds(term) for term in terms[start : start + TEXTS]]
    return np.array([*passing, test.holds(None)])

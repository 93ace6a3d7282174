"""Whose some events of a table are, and when they were, without unpacking all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable

    Rows = NDArray[np.int64]


PIECE = 1 << 18
"""Events that are looked at once: few enough to stay in the processor's cache."""


def pieces(table: EventTable, rows: Rows | None) -> Iterator[Rows | slice]:
    """Some rows of a table (None: all), piece by piece."""
    size = len(table) if rows is None else len(rows)
    for start in range(0, size, PIECE):
        yield slice(start, min(start + PIECE, size)) if rows is None else rows[start : start + PIECE]


def blocks_of_people(keys: Rows, stride: int) -> Iterator[tuple[int, int]]:
    """Rows of some people after another: each block begins with a person and ends with one."""
    begin = 0
    while begin < len(keys):
        last = min(begin + PIECE, len(keys)) - 1
        end = int(np.searchsorted(keys, (keys[last] // stride + 1) * stride))
        yield begin, end
        begin = end


def distinct(numbers: Rows) -> Rows:
    """The different numbers, ascending; for many of them quicker than `np.unique`."""
    ordered = np.sort(numbers)
    found: Rows = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found


def actors_at(table: EventTable, rows: Rows | slice) -> Rows:
    """Actor codes of some rows."""
    return table.keys[rows] // table.stride


def ticks_at(table: EventTable, rows: Rows | slice) -> Rows:
    """Ticks of some rows."""
    keys = table.keys[rows]
    return keys - keys // table.stride * table.stride


def us_at(table: EventTable, rows: Rows | slice) -> Rows:
    """UTC microseconds of some rows."""
    return table.t0_us + ticks_at(table, rows) * table.tick_us

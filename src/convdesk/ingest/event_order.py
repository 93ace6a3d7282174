"""The kept rows in their final order: by person, then time, then place in the file; a few people at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.columns import ACTOR, TICK
from convdesk.ingest.event_rows import ID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.ingest.event_rows import FileRows, Room
    from convdesk.model.progress import Progress

    Rows = NDArray[np.intp]

LOT_ROWS = 1 << 17
"""People are sorted in lots of about so many rows, which fit into the processor's cache."""
SLICE_ROWS = 1 << 20
THREADS = 2


@dataclass
class Ordered:
    """The kept rows, sorted. `actors`: the codes of people who have rows, ascending; `twins`: rows like another one."""

    columns: dict[str, NDArray[Any]]
    rows: int
    actors: NDArray[np.intp]
    twins: int = 0


def in_order(found: FileRows, people: int, room: Room, progress: Progress) -> Ordered:
    """Sort the rows that are kept; `room` has a place for each."""
    actors = found.columns[ACTOR]
    ends = np.cumsum(_counts(actors, people))
    columns = {name: room.column(column.dtype) for name, column in found.columns.items() if name != ID}
    ordered = Ordered(columns, room.rows, np.flatnonzero(np.diff(ends, prepend=0)))
    if not room.rows:
        return ordered
    lots = _lots(ends)
    dealt = _dealt(actors, lots, progress)

    def sort(lot: int) -> int:
        progress.raise_if_cancelled()
        rows = np.concatenate([part[bounds[lot] : bounds[lot + 1]] for part, bounds in dealt])
        return _sort_lot(found.columns, rows, columns, int(ends[lots[lot] - 1]) if lots[lot] else 0)

    with ThreadPoolExecutor(THREADS) as pool:
        for done, twins in enumerate(pool.map(sort, range(len(lots) - 1)), 1):
            progress.step(done, len(lots), "Sorting the rows")
            ordered.twins += twins
    return ordered


def _counts(actors: NDArray[np.int32], people: int) -> NDArray[np.int64]:
    """How many rows each person has."""
    counts = np.zeros(people + 1, np.int64)
    for start in range(0, len(actors), SLICE_ROWS):
        counts += np.bincount(actors[start : start + SLICE_ROWS] + np.int32(1), minlength=people + 1)
    return counts[1:]


def _lots(ends: NDArray[np.int64]) -> list[int]:
    """Where to cut the people so that each lot has about as many rows as fit; ends with their number."""
    marks = np.arange(LOT_ROWS, int(ends[-1]), LOT_ROWS)
    cuts = np.concatenate(([0], np.searchsorted(ends, marks, "right"), [len(ends)]))
    return [int(cut) for cut in np.unique(cuts)]


def _dealt(actors: NDArray[np.int32], lots: list[int], progress: Progress) -> list[tuple[Rows, list[int]]]:
    """For each slice of the file: its rows grouped by lot, and where each lot begins and ends there."""
    lot_of = np.repeat(np.arange(len(lots) - 1, dtype=np.int16), np.diff(lots))
    lot_of = np.append(lot_of, np.int16(len(lots) - 1))  # for those left out

    def deal(start: int) -> tuple[Rows, list[int]]:
        progress.raise_if_cancelled()
        lot = lot_of[actors[start : start + SLICE_ROWS]]
        rows = np.argsort(lot, kind="stable") + start
        return rows, [0, *np.cumsum(np.bincount(lot, minlength=len(lots))).tolist()]

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(deal, range(0, len(actors), SLICE_ROWS)))


def _sort_lot(found: dict[str, NDArray[Any]], rows: Rows, columns: dict[str, NDArray[Any]], start: int) -> int:
    """Write the rows of a lot of people to their place from `start`; returns how many are like another one."""
    ticks = found[TICK].take(rows)
    if rows.size and np.any(ticks[1:] < ticks[:-1]):
        rows = rows[_stable_order(ticks - ticks.min())]
    rows = rows[_stable_order(found[ACTOR].take(rows).astype(np.int64))]
    here = slice(start, start + len(rows))
    for name, target in columns.items():
        np.take(found[name], rows, out=target[here], mode="clip")
    return _twins({name: column[here] for name, column in columns.items()}, found.get(ID), rows)


def _stable_order(values: NDArray[np.int64]) -> Rows:
    """The places of values that are not negative, in ascending order of the values, equal ones as they stand."""
    bits = len(values).bit_length()
    if int(values.max(initial=0)) >> (63 - bits):
        return np.argsort(values, kind="stable")
    packed = (values << bits) | np.arange(len(values))
    packed.sort()
    return packed & ((1 << bits) - 1)


def _twins(columns: dict[str, NDArray[Any]], ids: NDArray[np.uint64] | None, rows: Rows) -> int:
    """How many of the rows are like an earlier one in every column; rows with ids are not alike."""
    actor, tick = columns[ACTOR], columns[TICK]
    same = (actor[1:] == actor[:-1]) & (tick[1:] == tick[:-1])
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    if ids is not None:
        tied = tied[ids[rows[tied]] == 0]
    mixed = np.zeros(len(tied), np.uint64)
    for column in columns.values():
        mixed = (mixed ^ column[tied].astype(np.uint64)) * _ODD
        mixed ^= mixed >> np.uint64(29)
    return len(tied) - len(np.unique(mixed))


_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Spreads numbers over 64 bits; texts are not compared, for their codes are."""

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

LOT_ROWS, MOST_LOTS = 1 << 17, 128
"""People are sorted in lots of about so many rows, which fit into the processor's cache; in a long log, of more."""
SLICE_ROWS = 1 << 17
COUNTED_ROWS = 1 << 20
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
    ends = np.cumsum(_counts(found.columns[ACTOR], people))
    actors = np.flatnonzero(np.diff(ends, prepend=0))
    columns = {name: room.column(column.dtype) for name, column in found.columns.items()}
    ordered = Ordered({name: column for name, column in columns.items() if name != ID}, room.rows, actors)
    if not room.rows:
        return ordered
    lots = _lots(ends)
    begins = [0, *ends[np.array(lots[1:]) - 1].tolist()]

    def sort(lot: int) -> int:
        progress.raise_if_cancelled()
        here = slice(begins[lot], begins[lot + 1])
        return _sort_lot({name: column[here] for name, column in columns.items()})

    with ThreadPoolExecutor(THREADS) as pool:
        _Deal(found.columns, lots, begins, progress).into(columns, pool)
        for done, twins in enumerate(pool.map(sort, range(len(lots) - 1)), 1):
            progress.step(done, len(lots), "Sorting the rows")
            ordered.twins += twins
    return ordered


def _counts(actors: NDArray[np.int32], people: int) -> NDArray[np.int64]:
    """How many rows each person has."""
    counts = np.zeros(people + 1, np.int64)
    for start in range(0, len(actors), COUNTED_ROWS):
        counts += np.bincount(actors[start : start + COUNTED_ROWS] + np.int32(1), minlength=people + 1)
    return counts[1:]


def _lots(ends: NDArray[np.int64]) -> list[int]:
    """Where to cut the people so that each lot has about as many rows as fit; ends with their number."""
    rows = int(ends[-1])
    marks = np.arange(0, rows, max(LOT_ROWS, rows // MOST_LOTS))[1:]
    cuts = np.concatenate(([0], np.searchsorted(ends, marks, "right"), [len(ends)]))
    return [int(cut) for cut in np.unique(cuts)]


class _Deal:
    """Rows in the order of the file, dealt to lots of people: slice by slice, for a slice fits into the cache."""

    def __init__(self, found: dict[str, NDArray[Any]], lots: list[int], begins: list[int], progress: Progress) -> None:
        self._found = found
        self._begins = np.array(begins[:-1], np.int64)
        self._progress = progress
        lot_of = np.repeat(np.arange(len(lots) - 1, dtype=np.int16), np.diff(lots))
        self._lot_of = np.append(lot_of, np.int16(len(lots) - 1))  # for those left out

    def into(self, columns: dict[str, NDArray[Any]], pool: ThreadPoolExecutor) -> None:
        """Write each column's rows lot after lot, those of a lot in the order of the file."""
        starts = range(0, len(self._found[ACTOR]), SLICE_ROWS)
        grouped = list(pool.map(self._grouped, starts))
        sizes = np.array([counts for _, counts in grouped])
        targets = self._begins + np.cumsum(sizes, axis=0) - sizes

        def move(start: int, rows: NDArray[np.int32], counts: NDArray[np.intp], target: NDArray[np.int64]) -> None:
            self._progress.raise_if_cancelled()
            places, ends = rows.astype(np.intp), np.cumsum(counts)
            pieces = [
                (slice(to, to + size), slice(end - size, end))
                for to, size, end in zip(target.tolist(), counts.tolist(), ends.tolist(), strict=True)
            ]
            for name, column in columns.items():
                moved = self._found[name][start : start + SLICE_ROWS].take(places)
                for there, here in pieces:
                    column[there] = moved[here]

        groups, counts = zip(*grouped, strict=True)
        for _ in pool.map(move, starts, groups, counts, targets):
            pass

    def _grouped(self, start: int) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The rows of a slice grouped by lot, and how many each lot has; without those left out."""
        self._progress.raise_if_cancelled()
        lot = self._lot_of.take(self._found[ACTOR][start : start + SLICE_ROWS], mode="wrap")
        counts = np.bincount(lot, minlength=len(self._begins) + 1)[:-1]
        return np.argsort(lot, kind="stable")[: counts.sum()].astype(np.int32), counts


def _sort_lot(columns: dict[str, NDArray[Any]]) -> int:
    """Sort the rows of a lot of people in their place; returns how many are like another one."""
    ticks = columns[TICK]
    rows: Rows | None = None
    if np.any(ticks[1:] < ticks[:-1]):
        rows = _stable_order(ticks - ticks.min())
    actors = columns[ACTOR].astype(np.int64)
    by_actor = _stable_order(actors if rows is None else actors.take(rows))
    rows = by_actor if rows is None else rows.take(by_actor)
    for column in columns.values():
        column[:] = column.take(rows)
    return _twins(columns)


def _stable_order(values: NDArray[np.int64]) -> Rows:
    """The places of values that are not negative, in ascending order of the values, equal ones as they stand."""
    bits = len(values).bit_length()
    if int(values.max(initial=0)) >> (63 - bits):
        return np.argsort(values, kind="stable")
    packed = (values << bits) | np.arange(len(values))
    packed.sort()
    return packed & ((1 << bits) - 1)


def _twins(columns: dict[str, NDArray[Any]]) -> int:
    """How many of the rows are like an earlier one in every column; rows with ids are not alike."""
    actor, tick = columns[ACTOR], columns[TICK]
    same = (actor[1:] == actor[:-1]) & (tick[1:] == tick[:-1])
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    if ID in columns:
        tied = tied[columns[ID][tied] == 0]
    mixed = np.zeros(len(tied), np.uint64)
    for name, column in columns.items():
        if name != ID:
            mixed = (mixed ^ column[tied].astype(np.uint64)) * _ODD
            mixed ^= mixed >> np.uint64(29)
    return len(tied) - len(np.unique(mixed))


_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Spreads numbers over 64 bits; texts are not compared, for their codes are."""

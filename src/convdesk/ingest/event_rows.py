"""The rows of a log as arrays, in the order of the file: who, when, which codes; and which of them are kept."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from convdesk.columns import ACTOR, SESSION, TICK
from convdesk.ingest.hash_places import HashPlaces
from convdesk.model.imports import PROBLEMS_KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import DTypeLike, NDArray

    from convdesk.columns import Codes
    from convdesk.ingest.event_codes import Coding, Log
    from convdesk.ingest.event_database import Database

    Slice = dict[str, NDArray[Any]]

Found = TypeVar("Found")

SLICE_ROWS, PIECE_ROWS = 1 << 19, 1 << 16
"""Fetched at once, and worked on at once: what is worked out on the way then fits into the processor's cache."""
THREADS = 2
MOST_ROWS_IN_MEMORY = 1 << 24
"""The columns of longer logs are kept in files."""

ID = "id"
NO_TIME = -(1 << 62)


class Room:
    """Where columns of that many rows are kept: in memory, or in a new folder where there are very many."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder, self.rows = folder, rows
        self._made = 0

    def column(self, dtype: DTypeLike) -> NDArray[Any]:
        """A new column, its values undefined."""
        if self.rows <= MOST_ROWS_IN_MEMORY:
            return np.empty(self.rows, dtype)
        self._folder.mkdir(exist_ok=True)
        self._made += 1
        return np.memmap(self._folder / f"column{self._made}", dtype, "w+", shape=(self.rows,))


@dataclass(frozen=True)
class Fill:
    """Codes that come from elsewhere: of some rows (ascending), or of all (−1: none) where `rows` is None."""

    rows: NDArray[np.intp] | None
    codes: NDArray[np.int32]

    def put(self, column: Codes, start: int) -> None:
        """Write them into a slice of a column, which begins at the row `start`."""
        if self.rows is None:
            here = self.codes[start : start + len(column)]
            np.copyto(column, here, where=here >= 0, casting="same_kind")
            return
        first, last = np.searchsorted(self.rows, [start, start + len(column)])
        column[self.rows[first:last] - start] = self.codes[first:last]


class Whose:
    """The codes of person and visit by what a row's `who` is: its place in the table `ids`, or a hash."""

    def __init__(self, log: Log) -> None:
        people = log.people
        both = np.stack((people.actor, people.session), axis=1)
        self._places = None
        if log.loaded.knows_who:
            self._places = HashPlaces(log.database.arrays("select who from ids")["who"])
            both = both[self._places.order]
        nobody = np.full((1, 2), -1, np.int32)
        self._both = np.concatenate((both, nobody)).view(np.int64)[:, 0]  # side by side: looked up once

    def of(self, who: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The codes of the persons, and of the visits; −1: none."""
        places = who if self._places is None else self._places.ranks(who)
        both = self._both.take(places, mode="wrap").view(np.int32)
        return both[::2], both[1::2]


@dataclass(frozen=True)
class LeftOut:
    """How many rows are left out, and the first of them: (row, has a time, has a person)."""

    count: int
    first: list[tuple[int, bool, bool]]


@dataclass
class FileRows:
    """All rows of a file. `columns` has `actor` (−1: the row is left out), `tick`, maybe `session` and `id`, and the
    codes of each place that is coded. `unread`: (row, has a time, has a person) of the first rows left out.
    """

    columns: dict[str, NDArray[Any]]
    kept: int
    unread: list[tuple[int, bool, bool]] = field(default_factory=list)

    def leave_out(self, rows: NDArray[np.intp]) -> None:
        """Leave out rows that were kept so far."""
        self.columns[ACTOR][rows] = -1
        self.kept -= len(rows)


def gather(log: Log, room: Room) -> FileRows:
    """All rows of the table `log`; those without a time, a person or an event are left out."""
    columns = _room_for(log, room)
    sources = {f"k{place}": coding for place, coding in log.codings.items()}
    if log.who is not None:
        sources["who"] = log.who
    fills = {name: _fill(log.database, coding.fill, room.rows) for name, coding in sources.items() if coding.fill}
    whose = Whose(log)

    def slices() -> Iterator[tuple[int, Slice]]:
        for start in range(0, room.rows, SLICE_ROWS):
            log.database.progress.step(start, room.rows, "Sorting the rows")
            yield start, log.database.arrays(_slice_sql(log, sources, start))

    def take(start: int, rows: Slice) -> list[LeftOut]:
        rows = _in_file_order(rows)
        for name, fill in fills.items():
            fill.put(rows[name], start)
        pieces = range(0, len(rows["who"]), PIECE_ROWS)
        return [
            _take(
                log, whose, {name: column[at : at + PIECE_ROWS] for name, column in rows.items()}, columns, start + at
            )
            for at in pieces
        ]

    left_out = [some for found in _ahead(take, slices()) for some in found]
    unread = [row for some in left_out for row in some.first]
    return FileRows(columns, room.rows - sum(some.count for some in left_out), unread[:PROBLEMS_KEPT])


def _ahead(work: Callable[[int, Slice], Found], items: Iterator[tuple[int, Slice]]) -> Iterator[Found]:
    """What work finds in each of the items, in order; while it looks the next one is fetched."""
    waiting: deque[Future[Found]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for item in items:
            waiting.append(pool.submit(work, *item))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _room_for(log: Log, room: Room) -> dict[str, NDArray[Any]]:
    columns = {ACTOR: room.column(np.int32), TICK: room.column(np.int64)}
    if log.parts.session is not None:
        columns[SESSION] = room.column(np.int32)
    if log.parts.id is not None:
        columns[ID] = room.column(np.uint64)
    widths = {place: np.int16 if coding.size < 1 << 15 else np.int32 for place, coding in log.codings.items()}
    return {**columns, **{f"k{place}": room.column(width) for place, width in widths.items()}}


def _slice_sql(log: Log, sources: dict[str, Coding], start: int) -> str:
    codes = [f"coalesce({coding.code}, -1)::{_width(coding)} as {name}" for name, coding in sources.items()]
    hashes = [*(["who"] if log.loaded.knows_who else []), *([ID] if log.parts.id is not None else [])]
    chosen = ["l.row::integer as row", f"coalesce(at_us, {NO_TIME}) as at_us", *codes, *hashes]
    return f"select {', '.join(chosen)} from timed l where l.row >= {start} and l.row < {start + SLICE_ROWS}"


def _width(coding: Coding) -> str:
    return "smallint" if coding.size < 1 << 15 else "integer"


def _in_file_order(rows: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The same rows in ascending order, which the join that moves times to their zone may have lost."""
    if not np.any(rows["row"][1:] < rows["row"][:-1]):
        return rows
    order = np.argsort(rows["row"])
    return {name: column[order] for name, column in rows.items()}


def _fill(database: Database, sql: str, total: int) -> Fill:
    found = database.arrays(sql)
    codes = np.full(total, -1, np.int32)
    codes[found["row"]] = found["code"]
    if 2 * len(found["row"]) > total:
        return Fill(None, codes)
    rows = np.flatnonzero(codes >= 0)
    return Fill(rows, codes[rows])


def _take(log: Log, whose: Whose, rows: Slice, columns: dict[str, NDArray[Any]], start: int) -> LeftOut:
    """Write a slice into the columns."""
    here = slice(start, start + len(rows["who"]))
    actor, session = whose.of(rows["who"])
    has_time, has_person = rows["at_us"] != NO_TIME, actor >= 0
    left_out = np.flatnonzero(~(has_time & has_person & (rows[f"k{log.event}"] >= 0)))
    actor[left_out] = -1
    columns[ACTOR][here] = actor
    columns[TICK][here] = (rows["at_us"] - log.clock.first_us) // log.clock.tick_us
    if SESSION in columns:
        columns[SESSION][here] = session
    for name in columns.keys() & rows.keys():
        columns[name][here] = rows[name]
    first = left_out[:PROBLEMS_KEPT].tolist()
    return LeftOut(len(left_out), [(start + at, bool(has_time[at]), bool(has_person[at])) for at in first])

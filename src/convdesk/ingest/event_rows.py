"""The rows of a log as arrays, in the order of the file: who, when, which codes; and which of them are kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.columns import ACTOR, SESSION, TICK
from convdesk.model.imports import PROBLEMS_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import DTypeLike, NDArray

    from convdesk.columns import Codes
    from convdesk.ingest.event_codes import Coding, Log
    from convdesk.ingest.event_database import Database

SLICE_ROWS = 1 << 20
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
    found = FileRows(columns, room.rows)
    sources = {"who": log.who, **{f"k{place}": coding for place, coding in log.codings.items()}}
    fills = {name: _fill(log.database, coding.fill, room.rows) for name, coding in sources.items() if coding.fill}
    starts = range(0, room.rows, SLICE_ROWS)
    queries = (_slice_sql(log, sources, start) for start in starts)
    for start, rows in zip(starts, _ahead(log.database, queries), strict=True):
        log.database.progress.step(start, room.rows, "Sorting the rows")
        rows = _in_file_order(rows)
        for name, fill in fills.items():
            fill.put(rows[name], start)
        _take(log, rows, found, start)
    return found


def _ahead(database: Database, queries: Iterator[str]) -> Iterator[dict[str, NDArray[Any]]]:
    """The columns of one query after the other; the next one is fetched while one is used."""
    with ThreadPoolExecutor(1) as pool:
        coming = [pool.submit(database.arrays, query) for query in islice(queries, 1)]
        while coming:
            ready = coming.pop().result()
            coming += [pool.submit(database.arrays, query) for query in islice(queries, 1)]
            yield ready


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
    chosen = [
        "l.row::integer as row",
        f"coalesce(at_us, {NO_TIME}) as at_us",
        *codes,
        *([ID] if log.parts.id is not None else []),
    ]
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


def _take(log: Log, rows: dict[str, NDArray[Any]], found: FileRows, start: int) -> None:
    """Write a slice into the columns."""
    here = slice(start, start + len(rows["who"]))
    actor = _through(log.people.actor, rows["who"])
    has_time, has_person = rows["at_us"] != NO_TIME, actor >= 0
    is_kept = has_time & has_person & (rows[f"k{log.event}"] >= 0)
    if not is_kept.all():
        actor[~is_kept] = -1
        left_out = np.flatnonzero(~is_kept)
        found.kept -= len(left_out)
        for at in left_out[: max(PROBLEMS_KEPT - len(found.unread), 0)].tolist():
            found.unread.append((start + at, bool(has_time[at]), bool(has_person[at])))
    found.columns[ACTOR][here] = actor
    found.columns[TICK][here] = (rows["at_us"] - log.clock.first_us) // log.clock.tick_us
    if SESSION in found.columns:
        found.columns[SESSION][here] = _through(log.people.session, rows["who"])
    for name in found.columns.keys() & rows.keys():
        found.columns[name][here] = rows[name]


def _through(codes: NDArray[np.int32], who: Codes) -> NDArray[np.int32]:
    return np.append(codes, np.int32(-1))[who]

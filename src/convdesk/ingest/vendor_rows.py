"""The vendor stage of an import: raw records become flat events in a file the bulk reader reads at full speed."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import orjson

from convdesk.ingest.delimited import MOST_COLUMNS
from convdesk.ingest.event_database import literal
from convdesk.ingest.event_source import Rejects
from convdesk.ingest.json_records import NOT_JSON
from convdesk.ingest.record_forms import Unreadable
from convdesk.ingest.vendor import RowProblem
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.record_stream import RecordStream
    from convdesk.ingest.vendor import Event, Vendor, Work

MOST_NAMES = 1_000
"""Columns of one import; names that come later are left out, and counted in a warning."""

DEEPEST = 100
"""How deep a value may be nested: the bulk reader gives up soon after."""

ROWS_AT_ONCE = 2_000
_LEFT_OUT = "x"
_ORDER = "o"
_TOO_DEEP = ("The record is nested too deeply.", f"Leave out what lies more than {DEEPEST} deep.")
_NOT_KEPT = ("The record holds numbers or texts that cannot be kept.", "Look at the record in the file; leave it out.")


class Codes(dict[str, str]):
    """Short names of columns, c0, c1 …, given in the order of their first appearance."""

    def __init__(self, order: str) -> None:
        super().__init__({order: _ORDER} if order else {})
        self._order = order
        self.names: list[str] = []
        self.left_out = 0

    def __missing__(self, name: str) -> str:
        if len(self.names) < MOST_NAMES:
            code = f"c{len(self.names)}"
            self.names.append(name)
        else:
            code, self.left_out = _LEFT_OUT, self.left_out + 1
        if self.left_out < MOST_COLUMNS:
            self[name] = code
        return code


@dataclass
class Places:
    """Which place of the file each row came from; noted only where they do not go on one by one."""

    rows: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    next_place: int = -1
    count: int = 0

    def add(self, place: int) -> None:
        """The next row is from this place."""
        if place != self.next_place:
            self.rows.append(self.count)
            self.places.append(place)
        self.next_place = place + 1
        self.count += 1

    def of(self, row: int) -> int:
        at = bisect_right(self.rows, row) - 1
        return self.places[at] + row - self.rows[at]


@dataclass
class VendorRows:
    """The events of one import as a source of the bulk reader; filled by `write_events`."""

    path: Path
    stream: RecordStream
    codes: Codes
    is_ordered: bool
    places: Places = field(default_factory=Places)
    refused: int = 0
    first: list[tuple[int, Problem]] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    tally: str = ""
    is_quick: bool = False
    seen: tuple[tuple[str, ...], ...] = ()

    @property
    def where(self) -> str:
        return self.stream.path.name

    @property
    def line_word(self) -> str:
        return self.stream.line_word

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.codes.names)

    def relation(self, places: Sequence[int], *, is_final: bool) -> str:  # noqa: ARG002 - what is refused is known
        wanted = ", ".join(f"c{place}" for place in sorted(set(places)))
        return f"(select {wanted} from {self._file(places)}{' order by o, n' if self.is_ordered else ''})"

    def rejects(self, database: Database, loaded: int) -> Rejects:  # noqa: ARG002 - what is refused is known
        return Rejects(self.refused, tuple(self.first), tuple(self.warnings))

    def lines_of(self, database: Database, rows: Sequence[int]) -> dict[int, int]:
        numbers = {row: row for row in rows}
        if self.is_ordered:
            ordered = f"select n, row_number() over (order by o, n) - 1 as row from {self._file(())}"
            chosen = ", ".join(map(str, rows)) or "null"
            numbers = dict(database.rows(f"select row, n from ({ordered}) where row in ({chosen})"))
        return {row: self.stream.place(self.places.of(number)) for row, number in numbers.items()}

    def refuse(self, place: int, what: str, remedy: str) -> None:
        """Count a record as rejected, and keep the first of them to show."""
        self.refused += 1
        if len(self.first) < PROBLEMS_KEPT:
            at = self.stream.place(place)
            self.first.append((at, Problem(f"{self.line_word} {at}", what, remedy)))

    def _file(self, places: Iterable[int]) -> str:
        columns = [f"c{place}: 'varchar'" for place in sorted(set(places))]
        if self.is_ordered:
            columns += [f"{_ORDER}: 'varchar'", "n: 'bigint'"]
        return (
            f"read_json({literal(str(self.path))}, format = 'newline_delimited', auto_detect = false, "
            f"columns = {{{', '.join(columns)}}})"
        )


def write_events(vendor: Vendor, work: Work, stream: RecordStream, folder: Path) -> VendorRows:
    """Send all records through the vendor; raises ProblemError or Cancelled. What cannot be used is refused."""
    rows = VendorRows(folder / "events.ndjson", stream, Codes(vendor.order), bool(vendor.order))
    kind, events, refuse = vendor.record_kind, work.events, rows.refuse
    with rows.path.open("wb") as file:
        writer = _Writer(rows, file)
        for place, record in work.gather(iter(stream)):
            if record.__class__ is not kind:
                bad = record if isinstance(record, Unreadable) else NOT_JSON
                refuse(place, bad.what, bad.remedy)
                continue
            try:
                for event in events(record):
                    writer.write(place, event)
            except RowProblem as problem:
                refuse(place, problem.what, problem.remedy)
        writer.flush()
    rows.warnings += [*stream.warnings, *_too_many_names(rows)]
    return rows


class _Writer:
    """Writes events as lines, many at a time."""

    def __init__(self, rows: VendorRows, file: IO[bytes]) -> None:
        self._rows, self._file = rows, file
        self._codes, self._places, self._is_ordered = rows.codes, rows.places, rows.is_ordered
        self._lines: list[bytes] = []

    def write(self, place: int, event: Any) -> None:
        """Write one event as a line, or refuse it; raises RowProblem for one that cannot be written."""
        if event.__class__ is Unreadable:
            self._rows.refuse(place, event.what, event.remedy)
            return
        codes = self._codes
        coded: dict[str, Any] = {codes[name]: value for name, value in event.items() if value is not None}
        if self._is_ordered:
            coded["n"] = self._places.count
        try:
            line = orjson.dumps(coded)
        except TypeError:
            line = _slowly(coded)
        if line.count(b"[") + line.count(b"{") > DEEPEST and _is_too_deep(coded):
            raise RowProblem(*_TOO_DEEP)
        self._places.add(place)
        self._lines.append(line)
        if len(self._lines) >= ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is held back; raises ProblemError when there is no room for it."""
        if not self._lines:
            return
        try:
            self._file.write(b"\n".join(self._lines) + b"\n")
        except OSError as error:
            what = "There is no room for the events in the temporary folder."
            raise ProblemError(str(self._rows.path.parent), what, "Free some space on that disk.") from error
        self._lines.clear()


def _slowly(event: Event) -> bytes:
    """An event the fast library does not write: half an emoji becomes a question mark; raises RowProblem."""
    try:
        return json.dumps(event, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    except (ValueError, TypeError) as error:
        raise RowProblem(*_NOT_KEPT) from error
    except RecursionError as error:
        raise RowProblem(*_TOO_DEEP) from error


def _is_too_deep(value: Any) -> bool:
    level, depth = [value], 0
    while level:
        depth += 1
        lists = (inner for inner in level if isinstance(inner, (dict, list)))
        level = [one for inner in lists for one in (inner.values() if isinstance(inner, dict) else inner)]
    return depth > DEEPEST


def _too_many_names(rows: VendorRows) -> list[Problem]:
    if not rows.codes.left_out:
        return []
    what = f"The events have more than {MOST_NAMES:,} different properties; those that came later were left out."
    return [Problem(rows.where, what, "Look whether ids are used as names of properties.")]

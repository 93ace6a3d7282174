"""Delimited text as a relation; every physical line is accounted for, or the file is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.ingest.event_database import literal
from convdesk.ingest.event_source import Rejects, RereadError
from convdesk.ingest.record_scan import NO_QUOTING, lines_at, records, scan_records
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.delimited import Dialect
    from convdesk.ingest.event_database import Database
    from convdesk.ingest.plain_text import PlainText
    from convdesk.model.progress import Progress

LONGEST_LINE_BYTES = 2_000_000
_REASONS = {
    "MISSING COLUMNS": ("The row has too few columns.", "Add what is missing, or leave the row out."),
    "TOO MANY COLUMNS": ("The row has too many columns.", "Put quotation marks around values with delimiters."),
    "UNQUOTED VALUE": ("A quotation mark is not closed, or text follows it.", "Double quotation marks inside values."),
    "INVALID ENCODING": ("The row is not UTF-8.", "Export the file as UTF-8."),
}
_TOO_LONG = ("The row is longer than 2 MB.", "Leave out columns that hold whole documents.")


@dataclass(frozen=True)
class CsvSource:
    """One delimited file. `quote` is empty when quotation marks are ordinary characters."""

    text: PlainText
    dialect: Dialect
    progress: Progress
    quote: str = '"'
    line_word: str = "line"
    tally: str = ""
    is_quick: bool = True

    @property
    def where(self) -> str:
        return self.text.where

    @property
    def names(self) -> tuple[str, ...]:
        return self.dialect.names

    @property
    def seen(self) -> Sequence[tuple[str, ...]]:
        return self.dialect.rows

    def relation(self, places: Sequence[int], *, is_final: bool) -> str:  # noqa: ARG002 - DuckDB reads what is asked
        columns = ", ".join(f"c{place}: 'varchar'" for place in range(len(self.names)))
        rejects = "store_rejects = true, rejects_limit = 0" if is_final else "ignore_errors = true"
        path, quote = literal(str(self.text.path)), literal(self.quote)
        return (
            f"read_csv({path}, auto_detect = false, header = false, skip = {self.dialect.skip}, "
            f"columns = {{{columns}}}, delim = {literal(self.dialect.delimiter)}, quote = {quote}, escape = {quote}, "
            f"new_line = '{self.text.newline}', max_line_size = {LONGEST_LINE_BYTES}, {rejects})"
        )

    def rejects(self, database: Database, loaded: int) -> Rejects:
        count = database.row(f"select count(distinct line) from {_LATEST}")[0]
        self._account(loaded, count)
        first = database.rows(
            f"select min(line_byte_position), any_value(error_type::varchar) from {_LATEST} group by line "
            f"order by 1 limit {PROBLEMS_KEPT}"
        )
        at = lines_at(self.text.path, [max(position - 1, 0) for position, _ in first])
        lines = list(zip(at, (kind for _, kind in first), strict=True))
        return Rejects(count, tuple((line, _problem(line, kind)) for line, kind in lines), self._warnings())

    def lines_of(self, database: Database, rows: Sequence[int]) -> dict[int, int]:
        refused = {at for (at,) in database.rows(f"select distinct line_byte_position from {_LATEST}")}
        wanted, lines, row = set(rows), dict[int, int](), 0
        for line, offset in records(self.text.path, self._cut, self.dialect.lines_before, self.progress):
            # With CRLF, DuckDB's place of a record is now and then one byte before it.
            if offset in refused or offset + 1 in refused:
                continue
            if row in wanted:
                lines[row] = line
            row += 1
            if len(lines) == len(wanted):
                break
        return lines

    @property
    def _cut(self) -> str:
        return self.dialect.delimiter if self.quote else NO_QUOTING

    def _warnings(self) -> tuple[Problem, ...]:
        if self.quote:
            return self.text.warnings
        what = "Quotation marks do not pair up; they were read as ordinary characters."
        return (*self.text.warnings, Problem(self.where, what, "Look whether any text has lost its end."))

    def _account(self, loaded: int, rejected: int) -> None:
        """Raise unless every physical line is a row, a reject, blank, or inside quotes."""
        expected = self.text.lines - self.dialect.lines_before - loaded - rejected
        if expected == 0:
            return
        scan = scan_records(self.text.path, self._cut, self.dialect.lines_before, self.progress)
        if expected == scan.blanks + scan.inner_breaks:
            return
        if self.quote and not scan.quoted_fields:
            raise RereadError(lambda _: replace(self, quote=""))
        place = f"{self.where}, line {scan.open_line}" if scan.open_line else self.where
        what = "A quotation mark opens here and does not close: the rows after it would be lost."
        raise ProblemError(place, what, "Remove the quotation mark or double it, then import the file again.")


_LATEST = "(from reject_errors where scan_id = (select max(scan_id) from reject_errors))"


def _problem(line: int, kind: str) -> Problem:
    what, remedy = _REASONS.get(kind, _TOO_LONG)
    return Problem(f"line {line}", what, remedy)

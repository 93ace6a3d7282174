"""Records in tables: delimited text with any dialect, tab-separated lines without a header, spreadsheets."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convdesk.ingest.delimited import unique_names
from convdesk.ingest.record_forms import RECORDS_A_STEP, TextLines, Unreadable
from convdesk.ingest.record_scan import LONGEST_QUOTE_LINES
from convdesk.ingest.spreadsheet import read_sheet
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convdesk.ingest.record_forms import Opened, Placed

_HEADER_ROWS = 30
_END = "\0"
"""The last line handed to the table reader; no text that comes this far has it."""
_NOT_WIDE = Unreadable("The row has too few or too many columns.", "Put quotation marks around values with delimiters.")
_NOT_TABBED = Unreadable(_NOT_WIDE.what, "Look whether a text in it holds a tab or a line break; leave the row out.")
_LONG_CELL = Unreadable("A cell of the row is longer than 128 KB.", "Leave out columns that hold whole documents.")


@dataclass(frozen=True)
class Table:
    """Delimited text under names; blank cells are left out of a record. `lines_before`: those above the first row."""

    delimiter: str
    names: tuple[str, ...]
    lines_before: int
    line_word: str = "line"

    def records(self, opened: Opened) -> Iterator[Placed]:
        text = opened.text()
        with text.path.open(encoding="utf-8", errors="replace", newline="") as file:
            for _ in range(self.lines_before):
                file.readline()
            rows = _rows(file, self.delimiter, self.lines_before, opened.where)
            for count, (line, cells) in enumerate(rows):
                if count % RECORDS_A_STEP == 0:
                    opened.step(line, text.lines)
                if (record := _record(self.names, cells)) is not None:
                    yield line, record


@dataclass(frozen=True)
class TabLines(TextLines):
    """Tab-separated lines without a header, in which quotation marks mean nothing, under given names."""

    names: tuple[str, ...] = ()

    def record(self, line: str) -> Any:
        found = _record(self.names, line.split("\t"))
        return _NOT_TABBED if found is _NOT_WIDE else found


@dataclass(frozen=True)
class SheetRows:
    """The rows of a spreadsheet's fullest sheet below its header."""

    line_word: str = "row"

    def records(self, opened: Opened) -> Iterator[Placed]:
        rows = read_sheet(opened.path, opened.progress).rows
        names, before = sheet_header(rows)
        for number, cells in enumerate(rows[before:], before + 1):
            if number % RECORDS_A_STEP == 0:
                opened.step(number, len(rows))
            if (record := _record(names, cells)) is not None:
                yield number, record


def sheet_header(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], int]:
    """The names of a sheet's columns, and how many rows stand above the first of data."""
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[:_HEADER_ROWS]]
    widest = max(widths, default=0)
    if not widest:
        return (), len(rows)
    place = next(place for place, width in enumerate(widths) if 2 * width > widest)
    return unique_names(list(rows[place])), place + 1


def _record(names: tuple[str, ...], cells: Any) -> Any:
    """The filled cells of a row by name; None for a blank row, an `Unreadable` for one of another width."""
    if cells.__class__ is Unreadable:
        return cells
    if len(cells) == len(names) or (len(cells) > len(names) and not any(cells[len(names) :])):
        return {name: cell for name, cell in zip(names, cells, strict=False) if cell} or None
    return _NOT_WIDE if any(cells) else None


def _rows(file: Iterable[str], delimiter: str, before: int, where: str) -> Iterator[tuple[int, Any]]:
    """Each row's cells with the physical line it begins on; raises ProblemError where a quotation mark stays open."""
    reader = csv.reader(_ended(file), delimiter=delimiter)
    begins = before + 1
    while True:
        try:
            cells: Any = next(reader)
        except csv.Error:
            cells = _LONG_CELL
        if cells == [_END]:
            return
        ends = before + reader.line_num
        is_swallowing = ends - begins > LONGEST_QUOTE_LINES or (cells is _LONG_CELL and ends > begins)
        if is_swallowing or (cells.__class__ is list and cells and cells[-1].endswith(_END)):
            what = "A quotation mark opens here and does not close: the rows after it would be lost."
            remedy = "Remove the quotation mark or double it, then import the file again."
            raise ProblemError(f"{where}, line {begins}", what, remedy)
        yield begins, cells
        begins = ends + 1


def _ended(file: Iterable[str]) -> Iterator[str]:
    yield from file
    yield _END

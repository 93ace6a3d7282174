"""Delimited text: which delimiter, where the header is, and what the columns are called."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from convdesk.ingest.guards import unguarded
from convdesk.model.problem import ProblemError

DELIMITERS = (",", "\t", ";", "|")
MOST_COLUMNS = 5_000
RECORDS_TRIED = 60
RECORDS_LOOKED_AT = 1_000
_LIKE_A_VALUE = re.compile(
    r"[+-]?\d+(?:[.,]\d+)?|\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{4}.*|.*://.*|[^@\s]+@[^@\s]+"
)


@dataclass(frozen=True)
class Dialect:
    """How a file is written. `names` are unique; `lines_before` physical lines stand before the first row of data.

    `skip` is the same in records: a header may hold line breaks in quotes.
    """

    delimiter: str
    names: tuple[str, ...]
    has_header: bool
    skip: int
    lines_before: int
    rows: tuple[tuple[str, ...], ...]
    """The first rows of data, all as wide as the header."""


@lru_cache(maxsize=2)
def dialect_of(text: str, where: str, *, is_whole: bool) -> Dialect:
    """The dialect of a text from its beginning; raises ProblemError when it is no table."""
    lines = _lines(text)
    preamble = _preamble_lines(lines)
    lines = lines[preamble:]
    if not any(line.strip() for line in lines):
        raise ProblemError(where, "The file is empty.", "Export it again, or choose another file.")
    _refuse_too_wide(lines, where, is_whole=is_whole)
    whole = lines if is_whole else lines[:-1] or lines
    delimiter = _delimiter_of(whole)
    if delimiter is None:
        what = "Only one column was found: nothing in it looks like a delimiter."
        raise ProblemError(where, what, "Separate the columns with comma, semicolon, tab or |.")
    records, ends = _records(whole, delimiter)
    header = records[0]
    has_header = not any(_LIKE_A_VALUE.fullmatch(cell.strip()) for cell in header if cell)
    if has_header and len(records) < 2 and is_whole and not _goes_on(lines, ends[0]):
        raise ProblemError(where, "The file has a header and no rows.", "Export it again with its rows.")
    names = unique_names(header if has_header else [""] * len(header))
    rows = tuple(tuple(row) for row in records[int(has_header) :] if len(row) == len(names))
    before = preamble + (ends[0] if has_header else 0)
    return Dialect(delimiter, names, has_header, preamble + int(has_header), before, rows)


def unique_names(header: list[str]) -> tuple[str, ...]:
    """The header's names without blanks; a second `x` is called `x·2`, a nameless one by its place."""
    taken: set[str] = set()
    names = []
    for place, raw in enumerate(header, 1):
        plain = unguarded(raw.replace("\ufeff", "").strip()) or f"column {place}"
        name, number = plain, 2
        while name in taken:
            name, number = f"{plain}·{number}", number + 1
        taken.add(name)
        names.append(name)
    return tuple(names)


def _preamble_lines(lines: list[str]) -> int:
    """How many lines stand before the table: comments, blank lines, Excel's `sep=;`."""
    count = 0
    for line in lines[:50]:
        if line.strip() and not line.startswith("#") and not re.fullmatch(r"sep=.", line.strip(), re.IGNORECASE):
            break
        count += 1
    return count


def _refuse_too_wide(lines: list[str], where: str, *, is_whole: bool) -> None:
    first = lines[0].rstrip("\r\n")
    columns = 1 + max(first.count(delimiter) for delimiter in DELIMITERS)
    if columns > MOST_COLUMNS:
        what = f"The first line has {columns:,} columns; at most {MOST_COLUMNS:,} can be read."
        raise ProblemError(where, what, "Export fewer columns: who, what, when and what you compare by.")
    if len(lines) == 1 and len(first) == len(lines[0]) and not is_whole:
        raise ProblemError(where, "The first line does not end.", "Export the events as a table with one row each.")


def _delimiter_of(lines: list[str]) -> str | None:
    """The delimiter that cuts most records to one width, the widest among equals."""
    best, choice = (0.0, 0), None
    for delimiter in DELIMITERS:
        records, _ = _records(lines, delimiter)
        width, count = Counter(len(record) for record in records).most_common(1)[0] if records else (0, 0)
        score = (round(count / len(records), 1) if records else 0.0, width)
        if width > 1 and score > best:
            best, choice = score, delimiter
    return choice


def _records(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The first records and the physical line each ends on."""
    reader = csv.reader(lines, delimiter=delimiter)
    records: list[list[str]] = []
    ends: list[int] = []
    for _ in range(RECORDS_LOOKED_AT):
        try:
            record = next(reader, None)
        except csv.Error:  # a cell longer than the module's limit: others show the form as well
            continue
        if record is None or len(records) >= RECORDS_TRIED:
            break
        if record:
            records.append(record)
            ends.append(reader.line_num)
    return records, ends


def _goes_on(lines: list[str], line: int) -> bool:
    """Whether anything stands below a line."""
    return any(below.strip() for below in lines[line:])


def _lines(text: str) -> list[str]:
    """Physical lines with their ends; only CR, LF and CRLF end one."""
    return list(io.StringIO(text, newline=""))

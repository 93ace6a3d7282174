"""The rows of a survey's CSV: decoded, cut into cells, and counted with the lines that do not fit."""

from __future__ import annotations

import csv
import io
import zlib
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from convdesk.ingest.delimited import DELIMITERS, dialect_of, unique_names
from convdesk.ingest.questions import MISSING
from convdesk.ingest.sniff import GZIP, corrupt_gzip, encoding_of
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from convdesk.model.progress import Progress

HEAD_CHARACTERS = 1 << 20
MOST_BYTES = 1 << 29
ROWS_A_STEP = 1000

_GUARDED = ("'=", "'+", "'-", "'@")
_SECOND_HEADER = frozenset({"response", "open-ended response", "other (please specify)"})


@dataclass(frozen=True)
class Row:
    """One response: where it begins, its number as a spreadsheet counts, its cells (empty: not answered)."""

    line: int
    number: int
    cells: tuple[str, ...]


@dataclass
class Rows:
    """All rows of a survey that are as wide as its header."""

    names: tuple[str, ...]
    kept: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0

    def reject(self, where: str, cells: int) -> None:
        self.rejected += 1
        if len(self.problems) < PROBLEMS_KEPT:
            what = f"This row has {cells:,} cells; the header has {len(self.names):,}."
            self.problems.append(Problem(where, what, "It was left out; look for a stray delimiter or quotation mark."))


def survey_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The file as text, with a warning where characters may be wrong; raises ProblemError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProblemError(path.name, "The file cannot be read.", "Check that it is there and may be read.") from error
    if data.startswith(GZIP):
        data = _unzipped(data, path.name)
    encoding = encoding_of(data)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    if encoding != "cp1252":
        return text, ()
    what = "The file is not UTF-8; it was read as Windows-1252, and some characters may be wrong."
    return text, (Problem(path.name, what, "Look at names with accents; export it as UTF-8 if they are wrong."),)


def survey_rows(text: str, where: str, progress: Progress) -> Rows:
    """Header and rows of a survey; raises ProblemError for what is no table or has more than one header row."""
    text = with_quoted_number_sign(text)
    beginning = text[:HEAD_CHARACTERS]
    dialect = dialect_of(beginning, where, is_whole=len(beginning) == len(text))
    lines = io.StringIO(text, newline="")
    skipped = sum(1 for _ in islice(lines, dialect.skip))
    reader = csv.reader(lines, delimiter=dialect.delimiter)
    try:
        names = dialect.names if dialect.has_header else unique_names(next(reader, []))
        rows = Rows(tuple(" ".join(name.split()) for name in names))
        for number, (line, cells) in enumerate(_records(reader, skipped), start=2):
            _take(rows, where, line, number, cells)
            if number % ROWS_A_STEP == 0:
                progress.step(lines.tell(), len(text))
    except csv.Error as error:
        what = f"A cell that is open on line {reader.line_num + skipped} never ends."
        raise ProblemError(where, what, "Look for a quotation mark without its partner before that line.") from error
    refuse_more_headers(rows, where)
    return rows


def refuse_more_headers(rows: Rows, where: str) -> None:
    """Raise ProblemError for exports whose second or third row is part of the header."""
    first = [row.cells for row in rows.kept[:2]]
    is_qualtrics = any("ImportId" in cell for cells in first for cell in cells) or rows.names[:2] == ("V1", "V2")
    second = {cell.casefold() for cell in first[0]} if first and not first[0][0] else set()
    if is_qualtrics or second & _SECOND_HEADER:
        what = "This export has more than one header row."
        raise ProblemError(where, what, "Keep the row with the questions, delete the other header rows, import again.")


def with_quoted_number_sign(text: str) -> str:
    """The text with a first header `#` in quotation marks, so that the header is not taken for a comment."""
    return '"#"' + text[1:] if text[:1] == "#" and text[1:2] in DELIMITERS else text


def clean_cell(cell: str) -> str:
    """What was answered; empty for blanks, `N/A` and `-`. A spreadsheet's guard before `=` is taken off."""
    plain = cell.replace("\ufeff", "").strip()
    if plain.startswith(_GUARDED):
        plain = plain[1:]
    return "" if plain.casefold() in MISSING else plain


def _records(reader: Iterator[list[str]], skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line it begins on."""
    begins = skipped + reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        yield begins, cells
        begins = skipped + reader.line_num + 1  # type: ignore[attr-defined]


def _take(rows: Rows, where: str, line: int, number: int, cells: list[str]) -> None:
    if not any(cell.strip("\ufeff \t\r\n\xa0") for cell in cells):
        return
    width = len(rows.names)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        rows.reject(f"{where}, line {line}", len(cells))
        return
    rows.kept.append(Row(line, number, tuple(map(clean_cell, cells[:width]))))


def _unzipped(data: bytes, where: str) -> bytes:
    unpack = zlib.decompressobj(31)
    try:
        plain = unpack.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise corrupt_gzip(where) from error
    if not unpack.eof:
        raise corrupt_gzip(where)
    return plain

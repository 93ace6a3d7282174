"""The rows of a survey's table, from CSV or a spreadsheet: decoded, cut into cells, with the rows that do not fit."""

from __future__ import annotations

import csv
import io
import re
import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from convdesk.ingest.delimited import dialect_of
from convdesk.ingest.sniff import GZIP, corrupt_gzip, encoding_of, is_javascript, text_of
from convdesk.ingest.spreadsheet import is_xlsx, read_sheet
from convdesk.ingest.survey_table import Rejects
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.ingest.delimited import Dialect
    from convdesk.ingest.reader import Head
    from convdesk.model.progress import Progress

HEAD_CHARACTERS = 1 << 20
LOOKED_AT_CHARACTERS = 1 << 19
MOST_BYTES = 1 << 29
SMALL_BYTES = 4 << 20
"""A file up to this size is looked at as a whole for a proposal; of a larger one only the beginning is."""
ROWS_A_STEP = 500
MOST_TITLE_ROWS, LEAST_WIDE = 4, 3
"""So many rows with one cell may stand above a header; it has so many filled cells at least."""

SAMPLE_BYTES = 1 << 16
MOSTLY_BEYOND = 0.1
"""With so many bytes beyond ASCII a text is hardly in a Latin script."""

ENCODINGS = ("cp1251", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1253", "cp1255", "cp1256", "cp1252")
_NUMBER_SIGN = re.compile(r"\A((?:sep=.\r?\n)?)#(?=[,;\t|])", re.IGNORECASE)
_LIMIT_LOCK = threading.Lock()
_END = "\0end\0"
"""A row of its own behind the last one, unless a quotation mark is open there."""


@dataclass
class Records:
    """All rows of a table that are not blank, the header's among them, each with the line it begins on."""

    where: str
    rows: list[list[str]]
    lines: list[int]
    unit: str = "line"
    warnings: tuple[Problem, ...] = ()
    rejects: Rejects = field(default_factory=Rejects)

    @property
    def first(self) -> list[str]:
        return self.rows[0] if self.rows else []

    @property
    def second(self) -> list[str]:
        return self.rows[1] if len(self.rows) > 1 else []

    @property
    def third(self) -> list[str]:
        return self.rows[2] if len(self.rows) > 2 else []

    def below(self, header_rows: int) -> Records:
        """The rows under the header that are as wide as it; the others are rejected with their line."""
        width = len(self.first)
        rows, lines = [], []
        rejects = Rejects(self.rejects.count, list(self.rejects.problems))
        header = self.rows[:header_rows]
        for cells, line in zip(
            islice(self.rows, header_rows, None), islice(self.lines, header_rows, None), strict=True
        ):
            if cells in header:
                what = "This row repeats the header: files seem to have been put one behind the other."
                rejects.add(f"{self.where}, {self.unit} {line}", what, "Nothing needs to be done; it was left out.")
            elif len(cells) == width or (len(cells) > width and not any(map(str.strip, cells[width:]))):
                rows.append(cells if len(cells) == width else cells[:width])
                lines.append(line)
            else:
                what = f"This row has {len(cells):,} cells; the header has {width:,}."
                remedy = "It was left out; look for a stray delimiter or quotation mark."
                rejects.add(f"{self.where}, {self.unit} {line}", what, remedy)
        return replace(self, rows=rows, lines=lines, rejects=rejects)

    def beginning(self, rows: int) -> Records:
        """The first rows alone."""
        return replace(self, rows=self.rows[:rows], lines=self.lines[:rows])

    def columns(self) -> list[tuple[str, ...]]:
        return list(zip(*self.rows, strict=True))


def read_records(path: Path, progress: Progress, sheet: str = "") -> Records:
    """All rows of a file; raises ProblemError for what is no table."""
    if is_xlsx(path):
        return _sheet_records(path, progress, sheet) if sheet else _remembered_sheet(path, progress)
    text, warnings = survey_text(path)
    return replace(_records(text, path.name, progress), warnings=warnings)


def read_first_records(head: Head) -> Records:
    """The rows of a file's beginning, or all of a small one; raises ProblemError."""
    if not head.data.startswith(b"PK"):
        return _first_records(head)
    if not is_xlsx(head.path):
        raise ProblemError(head.path.name, "This is an archive, not a table.", "Unpack it.")
    return _first_of_sheet(head.path, *_version(head.path))


@lru_cache(maxsize=2)
def _first_records(head: Head) -> Records:
    if head.is_whole or head.size_bytes <= SMALL_BYTES:
        return read_records(head.path, silent())
    text = head.data.decode(_encoding_of(head.data), "replace").replace("\ufeff", "")[:LOOKED_AT_CHARACTERS]
    return _records(text[: text.rfind("\n") + 1] or text, head.path.name, silent(), is_whole=False)


@lru_cache(maxsize=1)
def _first_of_sheet(path: Path, size_bytes: int, changed_ns: int) -> Records:  # noqa: ARG001 - the key of the memory
    return _sheet_records(path, silent(), "")


def _remembered_sheet(path: Path, progress: Progress) -> Records:
    """A sheet that was read for its proposal is not read again; then it is forgotten, for it may be large."""
    if _first_of_sheet.cache_info().currsize:
        records = _first_of_sheet(path, *_version(path))
        _first_of_sheet.cache_clear()
        return records
    return _sheet_records(path, progress, "")


def _version(path: Path) -> tuple[int, int]:
    about = path.stat()
    return about.st_size, about.st_mtime_ns


def may_be_table(head: Head) -> bool:
    """Whether a file can be a table of texts at all; cheap."""
    if head.data.startswith(b"PK"):
        return is_xlsx(head.path)
    text = text_of(head)
    return not (text.lstrip()[:1] in {"[", "{", ""} or "\0" in text[:4096] or is_javascript(text))


def survey_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The file as text, with a warning where characters may be wrong; raises ProblemError."""
    data = survey_bytes(path)
    encoding = _encoding_of(data)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    if encoding.startswith("utf"):
        return text, ()
    named = "Windows-1252" if encoding == "cp1252" else encoding.replace("cp125", "Windows-125")
    what = f"The file is not UTF-8; it was read as {named}, and some characters may be wrong."
    return text, (Problem(path.name, what, "Look at names with accents; export it as UTF-8 if they are wrong."),)


def _encoding_of(data: bytes) -> str:
    """The encoding of a text; of one that is not UTF-8, and mostly no Latin letters, as its letters tell."""
    encoding, sample = encoding_of(data), data[:SAMPLE_BYTES]
    beyond = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    if encoding != "cp1252" or beyond < MOSTLY_BEYOND * len(sample):
        return encoding
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(ENCODINGS)).best()
    return found.encoding if found is not None else encoding


def survey_bytes(path: Path) -> bytes:
    """The file, or what gzip hides in it; raises ProblemError for a damaged, a missing or a boundless one."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProblemError(path.name, "The file cannot be read.", "Check that it is there and may be read.") from error
    return _unzipped(data, path.name) if data.startswith(GZIP) else data


def with_quoted_number_sign(text: str) -> str:
    """The text with a first header `#` in quotation marks, so that the header is not taken for a comment."""
    return _NUMBER_SIGN.sub(r'\1"#"', text, count=1)


def _records(text: str, where: str, progress: Progress, *, is_whole: bool = True) -> Records:
    text = with_quoted_number_sign(text)
    beginning = text[:HEAD_CHARACTERS]
    is_all = is_whole and len(beginning) == len(text)
    try:
        dialect = dialect_of(beginning, where, is_whole=is_all)
        return _cut(text, Records(where, [], []), dialect, progress, is_whole=is_whole)
    except (csv.Error, ProblemError):
        if len(text) < csv.field_size_limit():
            raise
    with _cells_of_any_length():
        dialect = dialect_of(beginning, where, is_whole=is_all)
        return _cut(text, Records(where, [], []), dialect, progress, is_whole=is_whole)


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Lets cells be longer than the module's limit, which is there for all threads."""
    with _LIMIT_LOCK:
        usual = csv.field_size_limit(MOST_BYTES)
        try:
            yield
        finally:
            csv.field_size_limit(usual)


def _cut(text: str, found: Records, dialect: Dialect, progress: Progress, *, is_whole: bool) -> Records:
    """Cut a text into rows of cells; raises ProblemError where a quotation mark has no partner."""
    skipped = dialect.skip - int(dialect.has_header)
    lines = io.StringIO(text, newline="")
    for _ in islice(lines, skipped):
        pass
    reader = csv.reader(chain(lines, (_END,)), delimiter=dialect.delimiter)
    begins, number, met = skipped + 1, 0, _Met()
    for number, cells in enumerate(reader):
        if cells == [_END]:
            return found
        if any(map(_has_text, cells)):
            found.rows.append(met.shared(cells))
            found.lines.append(begins)
        begins = skipped + reader.line_num + 1
        if number % ROWS_A_STEP == 0:
            progress.step(lines.tell(), len(text), "Reading the answers")
    open_on = found.lines.pop()
    found.rows.pop()
    if not is_whole:
        return found
    what = f"A cell that is open on line {open_on} never ends."
    raise ProblemError(found.where, what, "Look for a quotation mark without its partner on or before that line.")


class _Met:
    """The texts of the last rows, so that one that comes again is the same object.

    Cells lie scattered in memory when a column is gone through later; where few texts come again and again, these stay
    at hand, and counting a column takes a third of the time.
    """

    MOST = 1 << 14

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def shared(self, cells: list[str]) -> list[str]:
        if len(self._texts) > self.MOST:
            self._texts.clear()
        return [*map(self._texts.setdefault, cells, cells)]


def _has_text(cell: str) -> bool:
    return bool(cell.strip("\ufeff \t\r\n\xa0"))


def _sheet_records(path: Path, progress: Progress, sheet: str) -> Records:
    found = read_sheet(path, progress, sheet)
    records = Records(path.name, [], [], "row")
    for number, cells in enumerate(found.rows, start=1):
        if any(map(_has_text, cells)):
            records.rows.append(cells)
            records.lines.append(number)
    if not records.rows:
        raise ProblemError(path.name, f"The sheet “{found.name}” is empty.", "Choose another sheet, or export again.")
    if found.others:
        what = f"The sheet “{found.name}” was read; there are others: {', '.join(found.others[:5])}."
        remedy = 'Say which one with the option sheet = "Name" if it is the wrong one.'
        records.warnings = (Problem(path.name, what, remedy),)
    return _without_empty_columns(_without_title(records))


def _without_title(records: Records) -> Records:
    """The rows from the header on, where a line or two above it say what the table is."""
    filled = [sum(map(_has_text, cells)) for cells in records.rows[: MOST_TITLE_ROWS + 1]]
    begin = next((place for place, count in enumerate(filled) if count > 1), 0)
    if not begin or filled[begin] < LEAST_WIDE or not all(_has_text(cells[0]) for cells in records.rows[:begin]):
        return records
    what = f"What stands above the header was taken for a title: “{records.first[0].strip()[:60]}”."
    remedy = "Delete those rows in the file if they are more than that."
    warnings = (*records.warnings, Problem(records.where, what, remedy))
    return replace(records, rows=records.rows[begin:], lines=records.lines[begin:], warnings=warnings)


def _without_empty_columns(records: Records) -> Records:
    """A sheet's columns up to the last one that has something in it."""
    width = max((place + 1 for row in records.rows for place, cell in enumerate(row) if cell), default=0)
    if width and width < len(records.first):
        records.rows = [row[:width] for row in records.rows]
    return records


def _unzipped(data: bytes, where: str) -> bytes:
    unpack = zlib.decompressobj(31)
    try:
        plain = unpack.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise corrupt_gzip(where) from error
    if not unpack.eof:
        raise corrupt_gzip(where)
    return plain


def names_of(cells: Sequence[str]) -> list[str]:
    """A header's cells without marks and outer blanks."""
    return [cell.replace("\ufeff", "").strip() for cell in cells]

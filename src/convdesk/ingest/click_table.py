"""Click logs as rows of texts, whatever they are written in: delimited, separated by spaces, JSON of any nesting."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from convdesk.ingest.click_json import json_rows
from convdesk.ingest.delimited import dialect_of, unique_names
from convdesk.ingest.plain_text import FREE_EXPANSION_BYTES, MOST_EXPANSION
from convdesk.ingest.roles import plain_name
from convdesk.ingest.sniff import GZIP, corrupt_gzip, encoding_of, text_of
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from convdesk.ingest.reader import Head
    from convdesk.model.progress import Progress

LOOKED_AT = 200
PEEKED_AT = 1 << 17
"""Characters of JSON looked at for a first guess: points stand near its beginning, and parsing stops other threads."""
LARGEST_BYTES, LARGEST_JSON_BYTES = 1 << 30, 1 << 28
_READ_BYTES = 1 << 18
_SPACED_NAMES = {"x", "xpos", "x_pos", "pos_x", "client_x", "page_x", "x_coord"}

Row = tuple[int, list[str]]
"""The line (or the number of the point) and its cells."""


@dataclass(frozen=True)
class ClickTable:
    """The columns of a click log and its rows, read once; rows may be shorter or longer than the header."""

    names: tuple[str, ...]
    rows: Iterable[Row]
    line_word: str = "line"


def peek(head: Head) -> ClickTable:
    """The columns and the first rows; raises ProblemError when it is no table."""
    text = text_of(head)
    if text.lstrip()[:1] in ("{", "["):
        is_whole = head.is_whole and len(text) <= PEEKED_AT
        return _json_table(text[:PEEKED_AT].encode("utf-8", "surrogatepass"), head.path.name, is_whole=is_whole)
    names, delimiter, _, preamble = _form(text, head)
    lines = io.StringIO(text, newline="")
    rows = [row for row, _ in zip(_cells(lines, delimiter, len(names), preamble), range(LOOKED_AT + 1), strict=False)]
    whole = rows if head.is_whole else rows[:-1] or rows
    return ClickTable(names, [row for row in whole[:LOOKED_AT] if len(row[1]) == len(names)])


def open_table(path: Path, head: Head, progress: Progress) -> ClickTable:
    """The whole file; raises ProblemError, also while the rows are read."""
    text = text_of(head)
    if text.lstrip()[:1] in ("{", "["):
        with _plain_bytes(path, progress) as source:
            data = source.read(LARGEST_JSON_BYTES + 1)
        if len(data) > LARGEST_JSON_BYTES:
            what = f"The points are JSON of more than {LARGEST_JSON_BYTES >> 20} MB."
            raise ProblemError(path.name, what, "Export fewer sessions at once, or as CSV.")
        return _json_table(data, path.name, is_whole=True)
    names, delimiter, encoding, preamble = _form(text, head)

    def rows() -> Iterator[Row]:
        try:
            with io.TextIOWrapper(_plain_bytes(path, progress), encoding, "replace", newline="") as lines:
                yield from _cells(lines, delimiter, len(names), preamble)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise corrupt_gzip(path.name) from error

    return ClickTable(names, rows())


def _json_table(data: bytes, where: str, *, is_whole: bool) -> ClickTable:
    names, rows = json_rows(data, where, is_whole=is_whole)
    return ClickTable(names, enumerate(rows, start=1), "point")


def _form(text: str, head: Head) -> tuple[tuple[str, ...], str, str, int]:
    """Names, delimiter (a space: any blanks), encoding and lines before the first row."""
    encoding = encoding_of(head.data)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    spaced = first.split()
    if not re.search(r"[,;\t|]", first) and len(spaced) > 2 and _SPACED_NAMES & set(map(plain_name, spaced)):
        return unique_names(spaced), " ", encoding, 1 + len(text) - len(text.lstrip("\r\n"))
    dialect = dialect_of(text, head.path.name, is_whole=head.is_whole)
    return dialect.names, dialect.delimiter, encoding, dialect.lines_before


def _cells(lines: Iterable[str], delimiter: str, width: int, preamble: int) -> Iterator[Row]:
    """The cells of every line that has some."""
    if delimiter == " ":
        for number, line in enumerate(lines, start=1):
            if number > preamble and line.strip():
                yield number, line.split(None, width - 1)
        return
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
        if reader.line_num > preamble and (cells or reader.line_num == 0):
            yield reader.line_num, cells


class _Limited(io.RawIOBase):
    """A file read up to a limit, hearing when it shall stop."""

    def __init__(self, raw: IO[bytes], most: int, where: str, progress: Progress) -> None:
        self._raw, self._left, self._where, self._progress = raw, most, where, progress
        is_gzip = raw.read(2) == GZIP
        raw.seek(0)
        self._source = cast("IO[bytes]", gzip.GzipFile(fileobj=raw) if is_gzip else raw)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._progress.raise_if_cancelled()
        data = self._source.read(min(len(buffer), _READ_BYTES))
        self._left -= len(data)
        if self._left < 0:
            what = "The click log is larger than 1 GB, or grows without bounds when it is unpacked."
            raise ProblemError(self._where, what, "Export fewer sessions at once.")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        self._raw.close()
        super().close()


def _plain_bytes(path: Path, progress: Progress) -> io.BufferedReader:
    """The file's bytes, unzipped, never more than may be."""
    try:
        most = min(max(FREE_EXPANSION_BYTES, MOST_EXPANSION * path.stat().st_size), LARGEST_BYTES)
        return io.BufferedReader(_Limited(path.open("rb"), most, path.name, progress), _READ_BYTES)
    except OSError as error:
        raise ProblemError(path.name, "The file cannot be read.", "Check that it is there and may be read.") from error

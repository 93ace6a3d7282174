"""The rows an import could not keep, written as a file of their own: to be corrected and imported again."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from convdesk.ingest.delimited import dialect_of
from convdesk.ingest.plain_text import plain_text
from convdesk.ingest.record_scan import records
from convdesk.ingest.sniff import PARQUET, head_of, text_of
from convdesk.ingest.spreadsheet import is_xlsx, read_sheet
from convdesk.ingest.temporary_folder import temporary_folder
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set
    from pathlib import Path
    from typing import BinaryIO

    from convdesk.ingest.plain_text import PlainText
    from convdesk.ingest.reader import Head
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress

_LINE = re.compile(r"(?:^|, )(?:line|row) ([\d,]+)$")


def lines_of(problems: Iterable[Problem]) -> set[int]:
    """The lines (or rows of a sheet) that problems are about."""
    found = (_LINE.search(problem.where) for problem in problems)
    return {int(match[1].replace(",", "")) for match in found if match}


def write_rejected(path: Path, problems: Iterable[Problem], out: Path, progress: Progress) -> int:
    """Write the rows that some problems are about, under the file's own header; returns how many.

    Raises ProblemError for files that are not made of lines or rows of text.
    """
    wanted = lines_of(problems)
    if path.is_dir() or not wanted or _begins_with(path, PARQUET):
        what = "Which rows were rejected cannot be told apart in this kind of file."
        raise ProblemError(path.name, what, "Correct them where they were exported, and import the file again.")
    if is_xlsx(path):
        return _sheet_rows(path, wanted, out, progress)
    with temporary_folder() as folder:
        head, text = head_of(path), plain_text(path, folder, progress)
        pieces = _json_lines(text, head, wanted) if _is_json(head) else _records(text, head, wanted, progress)
        with out.open("wb") as file:
            return sum(_written(file, piece) for piece in pieces)


def _is_json(head: Head) -> bool:
    first = text_of(head).lstrip()[:1]
    if first == "[":
        what = "This is one JSON list: its items cannot be cut out as lines."
        raise ProblemError(head.path.name, what, "Export one object a line, or correct the items in the file itself.")
    return first == "{"


def _json_lines(text: PlainText, _head: Head, wanted: Set[int]) -> Iterator[bytes]:
    with text.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if number in wanted:
                yield line


def _records(text: PlainText, head: Head, wanted: Set[int], progress: Progress) -> Iterator[bytes]:
    """The header without being counted, then each wanted record from its first byte to the next record's."""
    dialect = dialect_of(text_of(head), head.path.name, is_whole=head.is_whole)
    starts = records(text.path, dialect.delimiter, dialect.lines_before, progress)
    with text.path.open("rb") as file:
        yield b"".join(file.readline() for _ in range(dialect.lines_before))
        line, start = next(starts, (0, 0))
        while line:
            next_line, end = next(starts, (0, text.path.stat().st_size))
            if line in wanted:
                file.seek(start)
                yield file.read(end - start)
            line, start = next_line, end


def _written(file: BinaryIO, piece: bytes) -> int:
    """Write a piece with a line's end; counts one, or nothing for a header."""
    is_header = file.tell() == 0
    file.write(piece if piece.endswith(b"\n") or not piece else piece + b"\n")
    return 0 if is_header and not piece.lstrip().startswith(b"{") else 1


def _sheet_rows(path: Path, wanted: Set[int], out: Path, progress: Progress) -> int:
    rows = read_sheet(path, progress).rows
    chosen = [row for number, row in enumerate(rows, start=1) if number in wanted]
    with out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*rows[:1], *chosen])
    return len(chosen)


def _begins_with(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic

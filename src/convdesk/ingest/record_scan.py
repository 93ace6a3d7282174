"""A slow, careful walk over delimited text: which physical line each record starts on, and where quotes go astray."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.model.progress import Progress

LONGEST_QUOTE_LINES = 1_000
"""A quotation mark still open after so many lines opens a long cell only where the next one ends a field."""

NO_QUOTING = ""
"""In place of a delimiter: quotation marks are ordinary characters."""


@dataclass
class RecordScan:
    """What the walk found. `inner_breaks`: line breaks inside quotes that close again."""

    blanks: int = 0
    inner_breaks: int = 0
    quoted_fields: int = 0
    open_line: int | None = None
    """The first line on which a quotation mark opens that never closes, or not before many lines."""


def scan_records(path: Path, delimiter: str, lines_before: int, progress: Progress) -> RecordScan:
    """Walk over the whole file below its first lines."""
    found = RecordScan()
    for _ in records(path, delimiter, lines_before, progress, found):
        pass
    return found


def records(
    path: Path, delimiter: str, lines_before: int, progress: Progress, found: RecordScan | None = None
) -> Iterator[tuple[int, int]]:
    """The line (from 1) and the byte every record below the first lines starts on; blank lines are no records."""
    found = found or RecordScan()
    cut = delimiter.encode()
    start, is_open = (0, 0), False
    with path.open("rb") as file:
        offset = sum(len(file.readline()) for _ in range(lines_before))
        for number, line in enumerate(file, lines_before + 1):
            if number % 100_000 == 0:
                progress.step(0, 0, "Looking for the lines")
            if not is_open:
                start = (number, offset)
            offset += len(line)
            if is_open and number - start[0] >= LONGEST_QUOTE_LINES and _is_stray_after(line, cut):
                found.open_line, is_open = found.open_line or start[0], False
                yield start
                start = (number, offset - len(line))
            if not is_open and not line.strip(b"\r\n"):
                found.blanks += 1
                continue
            if cut and (is_open or b'"' in line):
                is_open = _is_open_after(line, is_open, cut, found)
            if is_open:
                continue
            found.inner_breaks += number - start[0]
            yield start
    if is_open:
        found.open_line = found.open_line or start[0]
        yield start


def lines_at(path: Path, offsets: Sequence[int]) -> list[int]:
    """The lines (from 1) on which the bytes at ascending offsets lie."""
    lines: list[int] = []
    before, start = 0, 0
    with path.open("rb") as file:
        for offset in offsets:
            while start < offset and (chunk := file.read(min(1 << 20, offset - start))):
                before += chunk.count(b"\n")
                start += len(chunk)
            at = file.read(1)
            file.seek(start)
            lines.append(before + 1 + int(at == b"\n"))
    return lines


def _is_open_after(line: bytes, is_open: bool, cut: bytes, found: RecordScan) -> bool:
    """Whether a quotation mark is open at the end of a line; marks count where a field begins."""
    at = 0
    body = line.rstrip(b"\r\n")
    while True:
        if is_open:
            at = _closing(body, at)
            if at < 0:
                return True
            is_open = False
            found.quoted_fields += 1
        elif body[at : at + 1] == b'"':
            is_open, at = True, at + 1
            continue
        following = body.find(cut, at)
        if following < 0:
            return False
        at = following + 1


def _is_stray_after(line: bytes, cut: bytes) -> bool:
    """Whether the first quotation mark of a line, with one open since long before, does not end a field."""
    end = _closing(line, 0)
    return end >= 0 and line[end : end + 1] not in (cut, b"\r", b"\n", b"")


def _closing(body: bytes, at: int) -> int:
    """Where the field's closing quotation mark ends, or −1; doubled ones do not close."""
    while True:
        at = body.find(b'"', at)
        if at < 0:
            return -1
        if body[at + 1 : at + 2] != b'"':
            return at + 1
        at += 2

"""What reading the raw records of a file is made of: the file while it is read, its lines, and what is no record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from convdesk.ingest.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from convdesk.ingest.plain_text import PlainText
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress

Placed = tuple[int, Any]
"""A record (or an `Unreadable`) with its place in the file: the number of its line, item or row, from 1."""

CHUNK_BYTES = 1 << 18
LONGEST_LINE_BYTES = 8 << 20
RECORDS_A_STEP = 500
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Unreadable:
    """What stands in place of a record that cannot be read: why, and what to do."""

    what: str
    remedy: str


TOO_LONG = Unreadable(
    f"The line is longer than {LONGEST_LINE_BYTES >> 20} MB.", "Leave out columns that hold whole documents."
)


@dataclass
class Opened:
    """One file while it is read: a folder for copies of it, who listens, and what there is to warn of."""

    path: Path
    folder: Path
    progress: Progress
    warnings: list[Problem] = field(default_factory=list)

    @property
    def where(self) -> str:
        return self.path.name

    def text(self) -> PlainText:
        """The file as plain UTF-8; raises ProblemError."""
        text = plain_text(self.path, self.folder, self.progress)
        self.warnings += text.warnings
        return text

    def step(self, done: int, total: int) -> None:
        self.progress.step(done, total, "Reading the file")


class RecordForm(Protocol):
    """One way of holding records. `line_word`: what a place in such a file is called."""

    @property
    def line_word(self) -> str: ...

    def records(self, opened: Opened) -> Iterator[Placed]:
        """All records with their places; raises ProblemError, Cancelled."""
        ...


@dataclass(frozen=True)
class TextLines:
    """Lines of text as they are; blank ones are none."""

    line_word: str = "line"

    def records(self, opened: Opened) -> Iterator[Placed]:
        for number, line in byte_lines(opened):
            if line is TOO_LONG:
                yield number, line
            elif (record := self.record(line.decode("utf-8", "replace").rstrip("\r"))) is not None:
                yield number, record

    def record(self, line: str) -> Any:
        """What a line stands for; None for a blank one."""
        return line or None


def byte_lines(opened: Opened) -> Iterator[tuple[int, Any]]:
    """The lines of a text as bytes without their ends; one that is too long is `TOO_LONG`."""
    text = opened.text()
    total, before, rest, is_passing_over = text.path.stat().st_size, 0, b"", False
    with text.path.open("rb") as file:
        if file.read(len(BOM)) != BOM:
            file.seek(0)
        while chunk := file.read(CHUNK_BYTES):
            opened.step(file.tell(), total)
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            for number, line in enumerate(lines, before + 1):
                yield number, TOO_LONG if is_passing_over else line
                is_passing_over = False
            before += len(lines)
            if len(rest) > LONGEST_LINE_BYTES:
                rest, is_passing_over = b"", True
    if rest or is_passing_over:
        yield before + 1, TOO_LONG if is_passing_over else rest

"""The researcher's own match table: a CSV whose rows name ids of one person; its header says which sort of ids."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest.delimited import dialect_of
from convdesk.ingest.identity import USER, email_key, hidden_key, session_key, user_key
from convdesk.ingest.lenient_json import as_utf8
from convdesk.model.imports import PROBLEMS_KEPT, PROBLEMS_SHOWN
from convdesk.model.people import KeyKind, MatchColumn
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.ingest.delimited import Dialect

MOST_BYTES = 512 << 20
ROWS_A_STEP = 4_096
_NAMES = {
    KeyKind.DEVICE: r"device.*|anon.*|.*distinctid|cookie.*|.*pseudoid|clientid|visitorid|fullvisitorid|installid",
    KeyKind.EMAIL: r".*e?mail.*",
    KeyKind.SESSION: r".*session.*|visit.*",
    KeyKind.RESPONDENT: r"respon.*|participant.*|survey.*",
    KeyKind.USER: r".*user.*|.*customer.*|.*account.*|.*member.*|person.*|contact.*|crm.*",
}
_KEYS: dict[KeyKind | None, Callable[[str], str | None]] = {KeyKind.EMAIL: email_key, KeyKind.SESSION: session_key}


@dataclass(frozen=True)
class Matches:
    """A match table read: `rows` of keys for each usable row, `shown` the first rows as the file has them."""

    columns: tuple[MatchColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    shown: tuple[tuple[str, ...], ...]
    read: int
    duplicates: int
    rejected: int
    problems: tuple[Problem, ...]


def read_matches(path: Path, salt: bytes, progress: Progress | None = None) -> Matches:
    """Read a match table; addresses become salted hashes at once. Raises ProblemError when it is no such table."""
    text = _text(path)
    dialect = dialect_of(text, path.name, is_whole=True)
    columns = tuple(MatchColumn(name, _kind(name) if dialect.has_header else None) for name in dialect.names)
    return _Reading(columns, salt).read(text, dialect, path.name, progress or Progress())


class _Reading:
    """Rows become keys; what is wrong with a row is kept with its line."""

    def __init__(self, columns: tuple[MatchColumn, ...], salt: bytes) -> None:
        self._columns, self._salt = columns, salt
        self._rows: dict[tuple[str, ...], None] = {}
        self._problems: list[Problem] = []
        self._count = self._duplicates = self._rejected = 0

    def read(self, text: str, dialect: Dialect, where: str, progress: Progress) -> Matches:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
        shown: list[tuple[str, ...]] = []
        try:
            for cells in lines:
                if lines.line_num <= dialect.lines_before or not any(map(str.strip, cells)):
                    continue
                if len(shown) < PROBLEMS_SHOWN:
                    shown.append(tuple(cells))
                self._take(cells, f"{where}, line {lines.line_num}")
                if self._count % ROWS_A_STEP == 0:
                    progress.step(self._count, 0, "Reading matches")
        except csv.Error as error:
            what = "The file cannot be read from here on."
            raise ProblemError(f"{where}, line {lines.line_num}", what, "Save it as CSV again.") from error
        return Matches(
            self._columns, tuple(self._rows), tuple(shown), self._count, self._duplicates, self._rejected,
            tuple(self._problems),
        )  # fmt: skip

    def _take(self, cells: list[str], where: str) -> None:
        self._count += 1
        if len(cells) != len(self._columns):
            cells_text = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            what = f"The row has {cells_text}, the table {len(self._columns)} columns."
            self._reject(where, what, "Give every row as many cells as the header.")
            return
        keys = tuple(dict.fromkeys(filter(None, map(self._key, self._columns, cells))))
        if len(keys) < 2:
            what = "The row names fewer than two ids, so there is nothing to join."
            self._reject(where, what, "Write two ids of one person, or delete the row.")
        elif keys in self._rows:
            self._duplicates += 1
        else:
            self._rows[keys] = None

    def _reject(self, where: str, what: str, remedy: str) -> None:
        self._rejected += 1
        if len(self._problems) < PROBLEMS_KEPT:
            self._problems.append(Problem(where, what, remedy))

    def _key(self, column: MatchColumn, cell: str) -> str | None:
        """The key of a cell as the study keeps it; None where it names nobody. An id that is an address is hashed."""
        key = _KEYS.get(column.kind, user_key)(cell)
        if key is None:
            return None
        hidden = hidden_key(key, self._salt)
        prefix = column.kind.value if column.kind else "any"
        return f"{prefix}:{hidden.removeprefix(USER)}" if hidden.startswith(USER) else hidden


def _kind(name: str) -> KeyKind | None:
    plain = re.sub(r"[^a-z]", "", name.lower())
    return next((kind for kind, names in _NAMES.items() if re.fullmatch(names, plain)), None)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            what = "The file is larger than any match table can be."
            raise ProblemError(path.name, what, "Keep only the columns with ids, and one row a person.")
        data = as_utf8(path.read_bytes())
    except OSError as error:
        what = f"The file cannot be read ({error.strerror})."
        raise ProblemError(path.name, what, "See whether it is there.") from error
    if b"\0" in data:
        raise ProblemError(path.name, "This is no text.", "Save the match table as CSV.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

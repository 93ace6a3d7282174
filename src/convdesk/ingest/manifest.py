"""A list that says whose each recording is: a CSV with one row a file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Protocol

from convdesk.ingest.lenient_json import as_utf8
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Owners = dict[str, tuple[str | None, str | None]]

_HEAD_BYTES = 1 << 16


class Rows(Protocol):
    """What the csv module reads with: rows, and the line it is at."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


_NAMES = {
    "file": ("file", "filename", "recording", "recordingfile", "path"),
    "user": ("user", "userid", "distinctid", "customerid", "clientid", "participant", "participantid", "person"),
    "session": ("session", "sessionid", "visitid", "recordingid"),
}
_RECORDING = re.compile(r".+\.(?:json|jsonl|ndjson|rec|rrweb)(?:\.gz)?", re.IGNORECASE)


def is_manifest(path: Path) -> bool:
    """Whether a file lists recordings: it has the columns, and its first row names a file that may be one."""
    try:
        with path.open("rb") as file:
            text = as_utf8(file.read(_HEAD_BYTES)).decode("utf-8", "replace")
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        columns = _columns(next(rows, []), path.name)
        return bool(_RECORDING.fullmatch(_cell(next(rows, []), columns["file"])))
    except (OSError, csv.Error, ProblemError):
        return False


def read_manifest(path: Path) -> Owners:
    """File name (without folders) → user and session, None where not said; raises ProblemError with the line."""
    text = as_utf8(path.read_bytes()).decode("utf-8", "replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _owners(rows, path.name)
    except csv.Error as error:
        where = f"{path.name}, line {rows.line_num}"
        raise ProblemError(where, "This list cannot be read from here on.", "Save it as CSV again.") from error


def _owners(rows: Rows, name: str) -> Owners:
    columns = _columns(next(rows, []), name)
    owners: Owners = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{name}, line {rows.line_num}"
        file, user, session = (_cell(row, columns.get(role)) for role in ("file", "user", "session"))
        if not file:
            raise ProblemError(where, "This row names no file.", "Write the recording's file name, or delete the row.")
        if not user and not session:
            raise ProblemError(where, f"Nothing says whose {file} is.", "Write a user or a session, or delete the row.")
        plain = PureWindowsPath(file).name
        owner = (user or None, session or None)
        if owners.setdefault(plain, owner) != owner:
            raise ProblemError(where, f"{plain} is listed twice, for different people.", "Keep one of the rows.")
    return owners


def _columns(header: list[str], name: str) -> dict[str, int]:
    plain = [re.sub(r"[^a-z]", "", cell.lower()) for cell in header]
    columns = {role: next((plain.index(n) for n in names if n in plain), -1) for role, names in _NAMES.items()}
    found = {role: at for role, at in columns.items() if at >= 0}
    if "file" not in found or len(found) < 2:
        raise ProblemError(
            f"{name}, line 1",
            "A list of recordings needs a column for the file and one for the user or the session.",
            "Name the columns file, user and session.",
        )
    return found


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t|", key=header.count)

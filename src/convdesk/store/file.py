"""The workspace file itself: making, opening, refusing, closing."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from convdesk.model.problem import ProblemError
from convdesk.store import schema

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".convdesk"
PAGE_BYTES = 8192
"""Of a new file: a million answers are written a sixth faster than in pages half as large."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection that commits only when told to, with foreign keys on; it may be handed between threads."""
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=30
    )
    connection.execute("pragma foreign_keys = on")
    return connection


def create(path: Path) -> None:
    """A new, empty workspace file; raises ProblemError when the name is taken or the folder cannot be written."""
    if path.exists():
        raise ProblemError(
            path.name, "A file of that name is there already.", "Choose another name, or open that study."
        )
    if not path.parent.is_dir():
        raise ProblemError(str(path.parent), "There is no such folder.", "Make the folder first, or choose another.")
    try:
        connection = sqlite3.connect(path, isolation_level=None)
    except sqlite3.Error as error:
        raise ProblemError(
            path.name, f"The file cannot be made here ({error}).", "Choose a folder you can write in."
        ) from error
    try:
        connection.execute(f"pragma page_size = {PAGE_BYTES}")
        connection.execute(f"pragma application_id = {schema.APPLICATION_ID}")
        schema.lay_out(connection)
    except sqlite3.Error as error:
        connection.close()
        path.unlink(missing_ok=True)
        raise known_problem(path, error) from error
    connection.close()


def is_study(path: Path) -> bool:
    """Whether a file bears a study's mark in its header, however damaged the rest may be."""
    try:
        with path.open("rb") as opened:
            header = opened.read(100)
    except OSError:
        return False
    return header.startswith(b"SQLite format 3\0") and header[68:72] == schema.APPLICATION_ID.to_bytes(4, "big")


def inspect(path: Path) -> tuple[str, ...]:
    """The migrations of a study; raises ProblemError for what is missing, foreign, damaged or newer."""
    if path.is_dir() or not path.exists():
        what = "This is a folder." if path.is_dir() else "There is no such file."
        raise ProblemError(str(path.name), what, "Choose a study, a file that ends in .convdesk, or make a new one.")
    try:
        connection = connect(path, read_only=True)
        try:
            application = connection.execute("pragma application_id").fetchone()[0]
            names = schema.applied_names(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise known_problem(path, error) from error
    if application != schema.APPLICATION_ID:
        raise _foreign(path)
    unknown = [name for name in names if name not in schema.NAMES]
    if unknown:
        raise ProblemError(
            path.name,
            f"The study was written by a newer convdesk (it knows “{unknown[0]}”, this one does not).",
            "Install the newest convdesk to open it; the file has not been touched.",
        )
    return names


def known_problem(path: Path, error: sqlite3.Error) -> ProblemError:
    """An SQLite failure in words for the person who can mend it."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return _foreign(path)
    words = {
        sqlite3.SQLITE_FULL: ("The disk is full.", "Make room and try again; the study is as it was."),
        sqlite3.SQLITE_BUSY: ("Another program is writing to the study.", "Wait a moment and try again."),
        sqlite3.SQLITE_LOCKED: ("Another program is writing to the study.", "Wait a moment and try again."),
        sqlite3.SQLITE_READONLY: ("The file cannot be written.", "Copy the study to a folder you own."),
        sqlite3.SQLITE_CANTOPEN: ("The file cannot be opened.", "See whether you may read it and its folder."),
        sqlite3.SQLITE_CORRUPT: ("The file is damaged.", "Run convdesk check on it, or restore a backup."),
        sqlite3.SQLITE_IOERR: ("The disk gave an error.", "See whether the disk or network drive is all right."),
    }
    what, remedy = words.get(code, (f"The file cannot be used ({error}).", "Run convdesk check on it."))
    return ProblemError(path.name, what, remedy)


def _foreign(path: Path) -> ProblemError:
    return ProblemError(
        path.name,
        "This is not a convdesk study.",
        "Choose a file that ends in .convdesk; import other files into a study.",
    )

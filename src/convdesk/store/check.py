"""Looking through a study file: is it whole, and what of it can be read."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from convdesk.columns import MOVE, WINDOW
from convdesk.model.check import CheckReport
from convdesk.model.problem import Problem, ProblemError
from convdesk.store import blocks, file, schema
from convdesk.store.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RESTORE = "Restore a backup (convdesk restore), or take this source out and import its file again."


def check(path: Path) -> CheckReport:
    """Read everything once. Raises ProblemError only when the file is no study at all."""
    try:
        names = file.inspect(path)
    except ProblemError as error:
        if not file.is_study(path):
            raise
        return CheckReport(False, (error.problem,), (), {})
    problems: list[Problem] = []
    checked: dict[str, int] = {}
    connection = file.connect(path, read_only=True)
    try:
        problems += _whole_file(connection, path.name)
        for title, table, look in _LOOKS:
            if not _has(connection, table):
                continue
            seen, found = _look_through(connection, table, look)
            checked[title] = seen
            problems += found
    finally:
        connection.close()
    if names != schema.NAMES:
        problems.append(
            Problem(
                path.name,
                "The study is of an older convdesk.",
                "Open it once; it is backed up and brought up to date.",
            )
        )
    readable = tuple(f"{count:,} {title}" for title, count in checked.items() if count)
    return CheckReport(not problems, tuple(problems), readable if problems else (), checked)


def _whole_file(connection: sqlite3.Connection, where: str) -> Iterator[Problem]:
    try:
        found = [text for (text,) in connection.execute("pragma integrity_check(20)") if text != "ok"]
        broken = connection.execute("pragma foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        found, broken = [str(error)], []
    for text in found:
        yield Problem(where, f"The file is damaged: {text}.", "Restore a backup (convdesk restore).")
    for table, row, parent, _ in broken:
        yield Problem(f"{table}, row {row}", f"It belongs to a missing row of {parent}.", RESTORE)


def _has(connection: sqlite3.Connection, table: str) -> bool:
    """Whether there is such a table: a study of an older convdesk may have none."""
    return connection.execute("select 1 from sqlite_master where name = ?", (table,)).fetchone() is not None


def _look_through(
    connection: sqlite3.Connection, table: str, look: Callable[[sqlite3.Row], None]
) -> tuple[int, list[Problem]]:
    """How many rows of a table can be read, and a problem for each that cannot."""
    problems, seen = [], 0
    connection.row_factory = sqlite3.Row
    try:
        for row in connection.execute(f"select * from {table}"):
            try:
                look(row)
                seen += 1
            except (ValueError, RuntimeError, KeyError, TypeError) as error:
                problems.append(Problem(_place(table, row), f"It cannot be read ({error}).", RESTORE))
    except sqlite3.DatabaseError as error:
        problems.append(Problem(table, f"Not all of it can be read ({error}).", RESTORE))
    return seen, problems


def _place(table: str, row: sqlite3.Row) -> str:
    keys = [str(row[name]) for name in ("source", "name", "chunk", "id") if name in row.keys()]  # noqa: SIM118
    return f"{table} {' / '.join(keys)}"


def _event_block(row: sqlite3.Row) -> None:
    blocks.decode(Block(row["rows"], row["dtype"], bool(row["is_delta"]), row["data"]))


def _term_block(row: sqlite3.Row) -> None:
    if len(blocks.decode_terms(row["data"])) != row["terms"]:
        raise ValueError("texts are missing")


def _recording(row: sqlite3.Row) -> None:
    json.loads(blocks.unpack(row["data"]))
    json.loads(row["terms"])


def _moves(row: sqlite3.Row) -> None:
    blocks.decode_timed(row["data"], MOVE)


def _windows(row: sqlite3.Row) -> None:
    blocks.decode_timed(row["data"], WINDOW)


def _edit_row(row: sqlite3.Row) -> None:
    for text in (row["before"], row["after"]):
        json.loads(text or "null")


def _match_row(row: sqlite3.Row) -> None:
    json.loads(row["keys"])


def _plain(row: sqlite3.Row) -> None:
    tuple(row)


_LOOKS: tuple[tuple[str, str, Callable[[sqlite3.Row], None]], ...] = (
    ("sources", "sources", _plain),
    ("blocks of events", "event_blocks", _event_block),
    ("blocks of texts", "term_blocks", _term_block),
    ("recordings", "recordings", _recording),
    ("pointer moves", "recording_moves", _moves),
    ("places of windows", "recording_windows", _windows),
    ("answers", "answers", _plain),
    ("page pictures", "pictures", _plain),
    ("findings", "findings", _plain),
    ("rows of match tables", "match_rows", _match_row),
    ("pieces of evidence", "evidence", _plain),
    ("steps of history", "edit_rows", _edit_row),
)

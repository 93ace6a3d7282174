"""Edits to curated rows: one transaction each, kept as before and after in the file, so that any can be undone."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convdesk.model.change import Change, HistoryEntry
from convdesk.model.problem import ProblemError
from convdesk.store.schema import CURATED
from convdesk.store.transaction import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from convdesk.model.stamps import Stamps

Row = dict[str, Any]
DEPTH = 200
"""How many edits are kept to be undone."""


@dataclass(frozen=True)
class RowChange:
    """One row as it was and as it became; None where there was, or is, no such row."""

    table: str
    row_id: str
    before: Row | None
    after: Row | None

    @property
    def reversed(self) -> RowChange:
        return RowChange(self.table, self.row_id, self.after, self.before)


@dataclass
class Edit:
    """One undoable step under way. `connection` is for observed blocks that belong to the same transaction."""

    connection: sqlite3.Connection
    changes: list[RowChange] = field(default_factory=list)

    def put(self, table: str, row_id: str, **values: Any) -> None:
        """Insert or change a curated row."""
        before = _row(self.connection, table, row_id)
        after = {**(before or {"id": row_id}), **values}
        if before != after:
            _write(self.connection, table, row_id, after)
            self.changes.append(RowChange(table, row_id, before, after))

    def drop(self, table: str, row_id: str) -> None:
        """Delete a curated row; one that is not there is no news."""
        before = _row(self.connection, table, row_id)
        if before is not None:
            _write(self.connection, table, row_id, None)
            self.changes.append(RowChange(table, row_id, before, None))


class History:
    """What has been done to a study, done again or undone; it lives in the file, so it outlives the window."""

    def __init__(
        self, connection: sqlite3.Connection, stamps: Stamps, reading: Callable[[], sqlite3.Connection]
    ) -> None:
        self._connection, self._stamps, self._reading = connection, stamps, reading
        self._listeners: list[Callable[[Change], None]] = []
        self._lock = threading.RLock()

    def listen(self, heard: Callable[[Change], None]) -> None:
        """Be told of every committed change, on the thread that committed it."""
        self._listeners.append(heard)

    @contextmanager
    def edit(self, label: str) -> Iterator[Edit]:
        """One transaction: everything inside is kept, announced and undoable together, or nothing is."""
        with self._lock:
            with transaction(self._connection):
                edit = Edit(self._connection)
                yield edit
                if edit.changes:
                    self._record(label, edit.changes)
            if edit.changes:
                self._announce(label, edit.changes)

    @contextmanager
    def for_good(self, change: Change, committed: Callable[[], None]) -> Iterator[sqlite3.Connection]:
        """One transaction that cannot be undone; what it deletes is overwritten. `committed()` is before the news."""
        with self._lock:
            self._connection.execute("pragma secure_delete = on")
            with transaction(self._connection):
                yield self._connection
                self._connection.execute("update revision set number = number + 1")
            committed()
            for heard in self._listeners:
                heard(change)

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The connection that writes, outside any transaction, with nobody else writing."""
        with self._lock:
            yield self._connection

    def undo(self) -> str:
        """Take the latest edit back and return its label; raises ProblemError when there is none."""
        return self._move("undo", is_undone=0, order="desc")

    def redo(self) -> str:
        """Do the latest undone edit again and return its label; raises ProblemError when there is none."""
        return self._move("redo", is_undone=1, order="asc")

    def next_label(self, *, undone: bool) -> str | None:
        """The label undo (or, with `undone`, redo) would use now."""
        order = "asc" if undone else "desc"
        found = (
            self._reading()
            .execute(f"select label from edits where is_undone = ? order by number {order} limit 1", (int(undone),))
            .fetchone()
        )
        return found[0] if found else None

    def entries(self) -> tuple[HistoryEntry, ...]:
        rows = self._reading().execute("select id, label, made_at, is_undone from edits order by number desc")
        return tuple(HistoryEntry(edit_id, label, made_at, bool(undone)) for edit_id, label, made_at, undone in rows)

    def _record(self, label: str, changes: list[RowChange]) -> None:
        execute = self._connection.execute
        execute("delete from edits where is_undone = 1")
        number = execute("select coalesce(max(number), 0) + 1 from edits").fetchone()[0]
        edit_id = self._stamps.new_id()
        execute("insert into edits values (?, ?, ?, ?, 0)", (edit_id, number, label, self._stamps.now_text()))
        self._connection.executemany(
            "insert into edit_rows values (?, ?, ?, ?, ?, ?)",
            [(edit_id, n, c.table, c.row_id, _text(c.before), _text(c.after)) for n, c in enumerate(changes)],
        )
        execute("delete from edits where number <= ?", (number - DEPTH,))
        execute("update revision set number = number + 1")

    def _move(self, verb: str, *, is_undone: int, order: str) -> str:
        with self._lock:
            with transaction(self._connection):
                self._connection.execute("pragma defer_foreign_keys = on")
                edit_id, label = self._latest(verb, is_undone, order)
                changes = self._changes_of(edit_id)
                for change in changes if is_undone else [change.reversed for change in reversed(changes)]:
                    _write(self._connection, change.table, change.row_id, change.after)
                self._connection.execute("update edits set is_undone = ? where id = ?", (1 - is_undone, edit_id))
                self._connection.execute("update revision set number = number + 1")
            self._announce(label, changes)
            return label

    def _latest(self, verb: str, is_undone: int, order: str) -> tuple[str, str]:
        found = self._connection.execute(
            f"select id, label from edits where is_undone = ? order by number {order} limit 1", (is_undone,)
        ).fetchone()
        if not found:
            raise ProblemError("history", f"There is nothing to {verb}.", "Nothing needs to be done.")
        return found[0], found[1]

    def _changes_of(self, edit_id: str) -> list[RowChange]:
        rows = self._connection.execute(
            "select table_name, row_id, before, after from edit_rows where edit = ? order by number", (edit_id,)
        )
        return [RowChange(table, row_id, _json(before), _json(after)) for table, row_id, before, after in rows]

    def _announce(self, label: str, changes: list[RowChange]) -> None:
        change = Change(label, frozenset(change.table for change in changes))
        for heard in self._listeners:
            heard(change)


def _row(connection: sqlite3.Connection, table: str, row_id: str) -> Row | None:
    if table not in CURATED:
        raise ValueError(f"{table} is not a table an edit may write")
    found = connection.execute(f"select * from {table} where id = ?", (row_id,))
    row = found.fetchone()
    return None if row is None else dict(zip((name for name, *_ in found.description), row, strict=True))


def _write(connection: sqlite3.Connection, table: str, row_id: str, row: Row | None) -> None:
    if row is None:
        connection.execute(f"delete from {table} where id = ?", (row_id,))
        return
    names = [f'"{name}"' for name in row]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    connection.execute(
        f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))}) "
        f"on conflict (id) do update set {changes}",
        tuple(row.values()),
    )


def _text(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False)


def _json(text: str | None) -> Row | None:
    if text is None:
        return None
    row: Row = json.loads(text)
    return row

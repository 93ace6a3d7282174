"""An open study file: connections for readers, one writer, and its history."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from convdesk.model.stamps import Stamps
from convdesk.store import backup, file, schema
from convdesk.store.edits import History
from convdesk.store.lock import StudyLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Workspace:
    """One study file, open. Any thread may read; edits go one at a time through `history`."""

    def __init__(self, path: Path, *, read_only: bool, stamps: Stamps) -> None:
        self.path = path
        self.is_read_only = read_only
        self.stamps = stamps
        self._connections: list[sqlite3.Connection] = []
        self._local = threading.local()
        self._opening = threading.Lock()
        self._lock = None if read_only else StudyLock(path)
        if self._lock:
            self._lock.acquire(stamps.now_text())
        try:
            self.history = History(self._writer(), stamps, lambda: self.reading)
        except BaseException:
            self.close()
            raise

    @staticmethod
    def open(path: Path, *, read_only: bool = False, stamps: Stamps | None = None) -> Workspace:
        """Open a study, migrating an older one after a backup; raises ProblemError."""
        stamps = stamps or Stamps()
        names = file.inspect(path)
        if names != schema.NAMES:
            backup.back_up(path, stamps)
            _migrate(path, stamps)
        return Workspace(path, read_only=read_only, stamps=stamps)

    @property
    def reading(self) -> sqlite3.Connection:
        """This thread's connection for reading."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect(read_only=True)
            self._local.connection = connection
        return connection

    @property
    def revision(self) -> int:
        """A number that rises with every edit, undo and redo: what was computed before may be stale."""
        return int(self.reading.execute("select number from revision").fetchone()[0])

    @contextmanager
    def known_problems(self) -> Iterator[None]:
        """Turns SQLite's own failures (disk full, locked, damaged) into ProblemError."""
        try:
            yield
        except sqlite3.Error as error:
            raise file.known_problem(self.path, error) from error

    def close(self) -> None:
        """Close all connections and leave a single file behind."""
        with self._opening:
            connections, self._connections = self._connections, []
        for connection in reversed(connections):
            if connection is connections[0] and not self.is_read_only:
                _fold_journal(connection)
            connection.close()
        if self._lock:
            self._lock.release()
            self._lock = None

    def _writer(self) -> sqlite3.Connection:
        connection = self._connect(read_only=self.is_read_only)
        if not self.is_read_only:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
        return connection

    def _connect(self, *, read_only: bool) -> sqlite3.Connection:
        with self.known_problems():
            connection = file.connect(self.path, read_only=read_only)
        with self._opening:
            self._connections.append(connection)
        return connection


def _migrate(path: Path, stamps: Stamps) -> None:
    lock = StudyLock(path)
    lock.acquire(stamps.now_text())
    try:
        connection = file.connect(path)
        try:
            schema.migrate(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise file.known_problem(path, error) from error
    finally:
        lock.release()


def _fold_journal(connection: sqlite3.Connection) -> None:
    """Back to one file that can be copied and mailed; another reader may prevent it, which does no harm."""
    try:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("pragma journal_mode = delete")
    except sqlite3.OperationalError:
        return

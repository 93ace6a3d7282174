"""What tells two imports of the same content apart from two that only look alike: a digest of what they stored."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_STORED = (
    "select layout from sources where id = ?",
    "select name || chunk || dtype, data from event_blocks where source = ? order by name, chunk",
    "select name || chunk, data from term_blocks where source = ? order by name, chunk",
)


def digest_of(connection: sqlite3.Connection, source: str) -> str:
    """The digest of a source's events, the same whatever the file was called and however it was packed."""
    found = hashlib.blake2b(digest_size=32)
    for query in _STORED:
        for row in connection.execute(query, (source,)):
            for value in row:
                found.update(value if isinstance(value, bytes) else str(value).encode())
    return found.hexdigest()


def keep_digest(connection: sqlite3.Connection, source: str) -> str | None:
    """Note a source's digest; returns the file name of a live source that stored just the same, if there is one."""
    digest = digest_of(connection, source)
    connection.execute("update sources set digest = ? where id = ?", (digest, source))
    row = connection.execute(
        "select file from sources where digest = ? and is_removed = 0 and id <> ? limit 1", (digest, source)
    ).fetchone()
    return None if row is None else str(row[0])

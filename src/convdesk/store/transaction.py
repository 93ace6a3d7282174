"""One transaction over a connection that commits only when told to: all of it is kept, or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_WHOLE = ("begin", "commit", "rollback")
_PART = ("savepoint part", "release part", "rollback to part")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside is kept together or not at all; inside another one it is a part that can fail alone."""
    begin, keep, forget = _PART if connection.in_transaction else _WHOLE
    connection.execute(begin)
    try:
        yield
        connection.execute(keep)
    except BaseException:
        # SQLite itself ends the transaction when the disk is full, say; the error is what counts then.
        if connection.in_transaction:
            connection.execute(forget)
        raise

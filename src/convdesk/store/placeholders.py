"""Which placeholder stands for which hidden value: by salted hash, never the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from convdesk.store.workspace import Workspace

Key = tuple[str, str]
"""Kind and salted hash."""


def load_placeholders(workspace: Workspace) -> dict[Key, int]:
    """The number of each hidden value of the study."""
    rows = workspace.reading.execute("select kind, hash, number from placeholders")
    return {(kind, hash_): number for kind, hash_, number in rows}


def keep(connection: sqlite3.Connection, new: Mapping[Key, int]) -> None:
    """Remember new numbers, inside the caller's transaction."""
    connection.executemany(
        "insert into placeholders (kind, hash, number) values (?, ?, ?)",
        [(kind, hash_, number) for (kind, hash_), number in new.items()],
    )

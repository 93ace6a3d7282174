"""Reference tables: totals of other tools, kept with their source as they came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from convdesk.model.reference import KeptTable, ReferenceTable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from convdesk.store.workspace import Workspace


def write_references(connection: sqlite3.Connection, source: str, tables: Iterable[ReferenceTable]) -> None:
    """Write the tables of one source inside the caller's transaction."""
    connection.executemany(
        "insert into reference_tables (source, number, title, header, rows) values (?, ?, ?, ?, ?)",
        [
            (source, number, table.title, _as_text(table.header), _as_text(table.rows))
            for number, table in enumerate(tables, 1)
        ],
    )


def load_references(workspace: Workspace) -> tuple[KeptTable, ...]:
    """The tables of all sources that have not been taken out, in the order of their import."""
    found = workspace.reading.execute(
        """select r.source, s.file, r.title, r.header, r.rows from reference_tables r
           join sources s on s.id = r.source and s.is_removed = 0 order by s.imported_at, s.rowid, r.number"""
    )
    return tuple(
        KeptTable(source, file, ReferenceTable(title, tuple(json.loads(header)), tuple(map(tuple, json.loads(rows)))))
        for source, file, title, header, rows in found
    )


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

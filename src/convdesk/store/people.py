"""What joins and splits keys beside the data: edges made by hand, and the rows of match tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import orjson

from convdesk.model.people import EdgeKind, HandEdge, Identity, MatchTable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from convdesk.model.people import MatchReport
    from convdesk.model.progress import Progress
    from convdesk.store.workspace import Workspace

ROWS_A_STEP = 20_000


def identity_stamp(workspace: Workspace) -> tuple[tuple[str, ...], ...]:
    """What tells one state of hand edges and match tables from another; few rows, read whenever people are needed."""
    edges = workspace.reading.execute("select id, kind, one, other from identity_edges order by rowid").fetchall()
    tables = workspace.reading.execute("select id from match_tables where is_removed = 0 order by rowid").fetchall()
    return (*edges, *tables)


def load_identity(workspace: Workspace) -> Identity:
    """All that counts now."""
    rows = workspace.reading.execute(
        """select r.keys from match_rows r join match_tables t on t.id = r.match_table and t.is_removed = 0
           order by t.rowid, r.number"""
    )
    return Identity(load_edges(workspace), tuple(tuple(orjson.loads(keys)) for (keys,) in rows))


def load_edges(workspace: Workspace) -> tuple[HandEdge, ...]:
    """What was said by hand, oldest first."""
    rows = workspace.reading.execute("select id, kind, one, other from identity_edges order by made_at, rowid")
    return tuple(HandEdge(row_id, EdgeKind(kind), one, other) for row_id, kind, one, other in rows)


def load_match_tables(workspace: Workspace) -> tuple[MatchTable, ...]:
    """The match tables that have not been taken out, oldest first."""
    rows = workspace.reading.execute(
        "select id, file, rows, imported_at from match_tables where is_removed = 0 order by imported_at, rowid"
    )
    return tuple(MatchTable(*row) for row in rows)


def write_matches(
    connection: sqlite3.Connection,
    table: MatchTable,
    rows: Sequence[tuple[str, ...]],
    report: MatchReport,
    progress: Progress,
) -> None:
    """A match table under way: marked as removed until it is whole, so that undo and redo are one mark."""
    said = json.dumps(report.as_dict(), ensure_ascii=False)
    connection.execute(
        "insert into match_tables (id, file, rows, imported_at, is_removed, report) values (?, ?, ?, ?, 1, ?)",
        (table.id, table.file, table.rows, table.imported_at, said),
    )
    for start in range(0, len(rows), ROWS_A_STEP):
        progress.step(start, len(rows), "Writing matches")
        piece = rows[start : start + ROWS_A_STEP]
        connection.executemany(
            "insert into match_rows (match_table, number, keys) values (?, ?, ?)",
            [(table.id, start + n, orjson.dumps(keys).decode()) for n, keys in enumerate(piece)],
        )


def count_answers(workspace: Workspace) -> dict[str, int]:
    """How many questions each respondent answered, by respondent."""
    return dict(
        workspace.reading.execute(
            "select r.id, count(*) from replies p join respondents r on r.number = p.respondent group by r.id"
        ).fetchall()
    )


def respondent_files(workspace: Workspace) -> dict[str, str]:
    """The file each respondent came in, by respondent."""
    return dict(
        workspace.reading.execute(
            """select r.id, s.file from respondents r join surveys v on v.id = r.survey
               join sources s on s.id = v.source and s.is_removed = 0"""
        ).fetchall()
    )

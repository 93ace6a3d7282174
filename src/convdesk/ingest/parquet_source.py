"""Parquet as a relation of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest.delimited import MOST_COLUMNS, unique_names
from convdesk.ingest.event_database import literal
from convdesk.ingest.event_source import Rejects
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.ingest.event_database import Database

_NESTED = ("STRUCT", "MAP", "UNION")


@dataclass(frozen=True)
class ParquetSource:
    """One Parquet file; `casts` are SQL for its columns as text."""

    path: Path
    where: str
    names: tuple[str, ...]
    casts: tuple[str, ...]
    line_word: str = "row"
    tally: str = ""
    is_quick: bool = True
    seen: tuple[tuple[str, ...], ...] = ()

    def relation(self, places: Sequence[int], *, is_final: bool) -> str:  # noqa: ARG002 - Parquet has no bad rows
        columns = ", ".join(f"{self.casts[place]} as c{place}" for place in sorted(set(places)))
        return f"(select {columns} from read_parquet({literal(str(self.path))}))"

    def rejects(self, database: Database, loaded: int) -> Rejects:  # noqa: ARG002 - Parquet has no bad rows
        return Rejects()

    def lines_of(self, database: Database, rows: Sequence[int]) -> dict[int, int]:  # noqa: ARG002 - rows are counted
        return {row: row + 1 for row in rows}


def parquet_source(database: Database, path: Path, where: str) -> ParquetSource:
    """The columns of a Parquet file; raises ProblemError when it is damaged or empty."""
    import duckdb

    try:
        found = database.rows(f"describe select * from read_parquet({literal(str(path))})")
        rows = database.row(f"select count(*) from read_parquet({literal(str(path))})")[0]
    except duckdb.Error as error:
        what = "The Parquet file is damaged or cut off."
        raise ProblemError(where, what, "Copy it again from where it came.") from error
    if not rows:
        raise ProblemError(where, "The file has no rows.", "Export it again with its rows.")
    if len(found) > MOST_COLUMNS:
        what = f"The file has {len(found):,} columns; at most {MOST_COLUMNS:,} can be read."
        raise ProblemError(where, what, "Export fewer columns.")
    casts = tuple(_as_text(column[0], column[1]) for column in found)
    return ParquetSource(path, where, unique_names([column[0] for column in found]), casts)


def _as_text(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if kind.endswith("]") or kind.startswith(_NESTED):
        return f"to_json({quoted})::varchar"
    if kind == "BLOB":
        return f"coalesce(try(decode({quoted})), hex({quoted}))"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime({quoted} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')"
    return f"{quoted}::varchar"

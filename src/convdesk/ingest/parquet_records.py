"""Records in Parquet: rows with their lists and structures, as JSON would have them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from convdesk.ingest.event_database import literal
from convdesk.ingest.json_records import as_record, second_try
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from convdesk.ingest.record_forms import Opened, Placed
    from convdesk.model.progress import Progress

ROWS_AT_ONCE = 2_048
MEMORY_MB = 600
_ROW = '"the whole row"'


@dataclass(frozen=True)
class ParquetRows:
    """The rows of a Parquet file."""

    line_word: str = "row"

    def records(self, opened: Opened) -> Iterator[Placed]:
        before = 0
        for total, rows in row_texts(opened.path, opened.progress):
            opened.step(before, total)
            for number, row in enumerate(rows, before + 1):
                try:
                    yield number, orjson.loads(row)
                except orjson.JSONDecodeError:
                    yield number, as_record(second_try(row.encode()))
            before += len(rows)


def row_texts(path: Path, progress: Progress) -> Iterator[tuple[int, list[str]]]:
    """The number of all rows, with some of them as JSON objects; raises ProblemError for a damaged file."""
    import duckdb

    source = f"read_parquet({literal(str(path))})"
    with duckdb.connect() as connection:
        with _guarded(connection, path.name, progress):
            connection.execute(f"set memory_limit = '{MEMORY_MB}MB'; set TimeZone = 'UTC'")
            counted = connection.execute(f"select count(*) from {source}").fetchone()
            connection.execute(f"select to_json({_ROW})::varchar from {source} as {_ROW}")
        while True:
            with _guarded(connection, path.name, progress):
                rows = connection.fetchmany(ROWS_AT_ONCE)
            if not rows:
                return
            yield (counted or (0,))[0], [text for (text,) in rows]


@contextmanager
def _guarded(connection: duckdb.DuckDBPyConnection, where: str, progress: Progress) -> Iterator[None]:
    import duckdb

    try:
        with progress.interruptible(connection.interrupt):
            yield
    except duckdb.Error as error:
        what = "The Parquet file is damaged or cut off."
        raise ProblemError(where, what, "Copy it again from where it came.") from error

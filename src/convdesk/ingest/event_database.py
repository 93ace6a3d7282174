"""The temporary DuckDB database an event log passes through: bounded in memory, interruptible, gone afterwards."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from convdesk.ingest.temporary_folder import temporary_folder
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb
    from numpy.typing import NDArray

    from convdesk.model.progress import Progress

MEMORY_MB = 700
LEAST_MEMORY_MB = 100
ROW_GROUP = 30_720
"""Smaller than DuckDB's own: the pieces a CSV is read in then need not be put together again."""


BLOCK_BYTES, SMALL_BLOCK_BYTES = 262_144, 16_384
MANY_COLUMNS = 200
INTERRUPTED_EVERY_SECONDS = 0.02

SEARCH_BOTH = "set search_path = 'disk.main,memory.main'"
AS_WRITTEN = "join_order,build_side_probe_side"
"""Joins run as they are written here, the long table first: estimates after filters would turn them round."""


class Database:
    """One connection for several threads in turn; SQL can be interrupted, and its failures become problems."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, where: str, progress: Progress, folder: Path) -> None:
        self.folder = folder
        self._connection = connection
        self._where = where
        self._lock = threading.Lock()
        self.progress = progress

    def rows(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query (or of a statement that gives none)."""
        with self._guarded():
            return self._connection.execute(sql, values).fetchall()

    def run_in_order(self, sql: str) -> None:
        """Run a statement without joins whose rows must keep their order; `in` does not become a join either."""
        self.rows(f"set disabled_optimizers = '{AS_WRITTEN},in_clause'")
        self.rows(sql)
        self.rows(f"set disabled_optimizers = '{AS_WRITTEN}'")

    def row(self, sql: str) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.rows(sql)[0]

    def arrays(self, sql: str) -> dict[str, NDArray[Any]]:
        """The columns of a query; none of them may hold NULL."""
        with self._guarded():
            return self._connection.execute(sql).fetchnumpy()

    def lend(self, name: str, columns: dict[str, NDArray[Any]]) -> None:
        """Let queries read arrays as a table of that name."""
        self._connection.register(name, columns)

    def make_store(self, columns: int) -> None:
        """Keep tables in a file of the folder from now on, but for those made in `memory.main`.

        Many columns take small blocks, one for each at least; and DuckDB reserves (not uses) memory for each.
        """
        file = literal(str(self.folder / f"events-{columns}.duckdb"))
        size = SMALL_BLOCK_BYTES if columns > MANY_COLUMNS else BLOCK_BYTES
        if columns > MANY_COLUMNS:
            self.rows(f"set memory_limit = '{MEMORY_MB + columns}MB'")
        self.rows(f"attach if not exists {file} as disk (row_group_size {ROW_GROUP}, block_size {size})")
        self.rows(SEARCH_BOTH)

    @contextmanager
    def beside(self) -> Iterator[Database]:
        """Another connection to the same tables, for work at the same time."""
        connection = self._connection.cursor()
        try:
            other = Database(connection, self._where, self.progress, self.folder)
            other.rows(SEARCH_BOTH)
            yield other
        finally:
            connection.close()

    def free_memory(self) -> None:
        """Give back what dropped tables took: DuckDB keeps it until its limit is lowered."""
        self.rows(f"set memory_limit = '{LEAST_MEMORY_MB}MB'")
        self.rows(f"set memory_limit = '{MEMORY_MB}MB'")

    def forget(self) -> None:
        """Drop every table, view and type, and the store, so that the file can be read in another way."""
        drops = self.rows(
            "select concat_ws(' ', 'drop', 'view', view_name) from duckdb_views() where not internal union all "
            "select concat_ws(' ', 'drop', 'table', table_name) from duckdb_tables() union all "
            "select concat_ws(' ', 'drop', 'type', type_name) from duckdb_types() where not internal"
        )
        for (drop,) in drops:
            self.rows(drop)
        self.rows("set search_path = 'memory.main'")
        self.rows("detach disk")

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        import duckdb

        try:
            with (
                self._lock,
                _Interrupter(self._connection) as interrupter,
                self.progress.interruptible(interrupter.stop),
            ):
                yield
        except duckdb.OutOfMemoryException as error:
            what = "There is not enough memory or room in the temporary folder to read this file."
            raise ProblemError(self._where, what, "Close other programs, or free some space.") from error
        except duckdb.IOException as error:
            what = f"The file could not be read to its end: {_first_line(error)}"
            raise ProblemError(self._where, what, "Check that it is still there and that the disk has room.") from error


class _Interrupter:
    """Interrupts a call again and again until it is over: an interruption just before a query begins is lost."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._is_over = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        thread = threading.Thread(target=self._interrupt)
        self._threads.append(thread)
        thread.start()

    def _interrupt(self) -> None:
        while not self._is_over.is_set():
            self._connection.interrupt()
            self._is_over.wait(INTERRUPTED_EVERY_SECONDS)


@contextmanager
def temporary_database(where: str, progress: Progress) -> Iterator[tuple[Database, Path]]:
    """A database in a folder of its own; both are removed whatever happens."""
    import duckdb

    with temporary_folder() as folder:
        connection = duckdb.connect()
        try:
            connection.execute(f"set memory_limit = '{MEMORY_MB}MB'")
            connection.execute("set temp_directory = ?", [str(folder / "spill")])
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("set enable_progress_bar = false")
            connection.execute("set checkpoint_threshold = '1TB'")
            connection.execute("pragma disable_checkpoint_on_shutdown")
            connection.execute(f"set disabled_optimizers = '{AS_WRITTEN}'")
            yield Database(connection, where, progress, folder), folder
        finally:
            connection.close()


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200]

"""Event logs: delimited text, JSON lines, Parquet, spreadsheets; text plain or gzipped."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest import roles
from convdesk.ingest.event_database import temporary_database
from convdesk.ingest.event_forms import Delimited, JsonLines, Parquet
from convdesk.ingest.event_import import import_events
from convdesk.ingest.event_source import RereadError
from convdesk.ingest.json_even import EvenJson
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS, Claim
from convdesk.ingest.record_log_forms import JsonList, Spreadsheet
from convdesk.ingest.record_shape import shape_of
from convdesk.ingest.relative_times import CHANGED
from convdesk.ingest.sniff import head_of, refuse_foreign
from convdesk.ingest.totals import refuse_totals
from convdesk.ingest.unchanged import unchanged
from convdesk.model.imports import Proposal, SourceKind
from convdesk.model.mapping import Mapping, Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_forms import Form
    from convdesk.ingest.event_source import Source
    from convdesk.ingest.reader import Head, Reading, Terms
    from convdesk.model.mapping import Column
    from convdesk.model.progress import Progress

PREVIEW_ROWS = 12
UNREADABLE = 0.12
"""How sure a reader is of a file that is of its form but that it cannot read: enough to say why."""


class EventLogReader:
    """What the forms of event logs share: roles are proposed, then DuckDB reads, codes and sorts."""

    kind = SourceKind.EVENTS
    joins_parts = False

    def __init__(self, form: Form) -> None:
        self._form = form
        self.name, self.title, self.needs = form.name, form.title, form.needs

    def claims(self, head: Head) -> Claim:
        """As sure as the columns look like who, what and when."""
        if not self._form.may_be(head):
            return NO_CLAIM
        try:
            self._refuse_foreign(head)
            columns = roles.propose_columns(*self._form.look(head))
        except ProblemError as error:
            return Claim(UNREADABLE, error.problem.what)
        return Claim(roles.confidence_of(columns), _reason(columns))

    def propose(self, head: Head) -> Proposal:
        """Roles from names and values, with the first rows; raises ProblemError."""
        self._refuse_foreign(head)
        refuse_totals(shape_of(head), head.path.name)
        names, rows = self._form.look(head)
        columns = roles.propose_columns(names, rows)
        return Proposal(
            head.path.name, self.name, self.kind, roles.confidence_of(columns), _reason(columns),
            Mapping(self.name, columns), tuple(names), tuple(tuple(row) for row in rows[:PREVIEW_ROWS]),
            roles.missing(columns), tuple(tuple(row) for row in rows),
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """The whole file, coded and sorted in a temporary database; raises ProblemError or Cancelled."""
        head = head_of(path)
        self._refuse_foreign(head)
        changed = {CHANGED: str(path.stat().st_mtime_ns // 1000)}
        mapping = replace(mapping, options={**changed, **mapping.options})
        with temporary_database(path.name, progress) as (database, folder):
            with unchanged(path):
                source = self._form.open(database, head, folder)
                try:
                    reading = self._import(database, source, mapping, terms)
                except RereadError as error:
                    database.forget()
                    reading = self._import(database, error.again(database), mapping, terms)
            yield reading

    def _import(self, database: Database, source: Source, mapping: Mapping, terms: Terms) -> Reading:
        import duckdb

        database.make_store(len(source.names))
        try:
            return import_events(database, source, mapping, self.name, terms=terms)
        except duckdb.InvalidInputException as error:
            if isinstance(source, EvenJson):
                raise RereadError(source.line_by_line) from error
            raise

    def _refuse_foreign(self, head: Head) -> None:
        """Raise ProblemError for what holds no events; a spreadsheet is packed, and may."""
        if not isinstance(self._form, Spreadsheet):
            refuse_foreign(head)


def _reason(columns: Sequence[Column]) -> str:
    """What was recognised, in a sentence."""
    found = {column.role: column.name for column in columns}
    leading = [Role.USER, Role.SESSION, Role.EVENT, Role.PAGE, Role.TIME]
    parts = [f"{role.value} in “{found[role]}”" for role in leading if role in found]
    return ", ".join(parts) if parts else "a table, but no column is known"


DELIMITED = EventLogReader(Delimited())
JSON_LINES = EventLogReader(JsonLines())
PARQUET = EventLogReader(Parquet())
SPREADSHEET = EventLogReader(Spreadsheet())
JSON_LIST = EventLogReader(JsonList())

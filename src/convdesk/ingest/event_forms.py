"""The forms event logs come in: how each is recognised, looked at and opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.ingest import lenient_json
from convdesk.ingest.csv_source import CsvSource
from convdesk.ingest.delimited import dialect_of
from convdesk.ingest.event_database import temporary_database
from convdesk.ingest.event_import import first_rows
from convdesk.ingest.json_array import first_objects, unwrapped, write_lines, write_unwrapped
from convdesk.ingest.json_even import COUNTED, even_json
from convdesk.ingest.json_items import OF_A_RECORD, WRAPPERS
from convdesk.ingest.json_source import flat_row, json_source, named
from convdesk.ingest.parquet_source import parquet_source
from convdesk.ingest.plain_text import nul_bytes, plain_text
from convdesk.ingest.sniff import PARQUET, encoding_of, text_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_source import Source
    from convdesk.ingest.plain_text import PlainText
    from convdesk.ingest.reader import Head

LOOKED_AT = 200
TABLE_ENDINGS = {".csv", ".tsv", ".tab", ".txt", ".psv"}

Look = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""Names of columns, and the first rows."""


class Form(Protocol):
    """One way of writing an event log down."""

    name: str
    title: str
    needs: str

    def may_be(self, head: Head) -> bool:
        """Whether the first bytes are of this form."""
        ...

    def look(self, head: Head) -> Look:
        """The columns and first rows; raises ProblemError."""
        ...

    def open(self, database: Database, head: Head, folder: Path) -> Source:
        """The whole file as a relation; raises ProblemError."""
        ...


class Delimited:
    """CSV, TSV and their like."""

    name = "events-csv"
    title = "Event log (CSV, TSV)"
    needs = "A row an event: who (person or session), what (event or page) and when; comma, semicolon, tab or |."

    def may_be(self, head: Head) -> bool:
        if head.data.startswith(PARQUET) or (_has_nul(head) and _ending(head) not in TABLE_ENDINGS):
            return False
        text = text_of(head).lstrip()
        if text.startswith(("{", "[", "<")) or _is_wrapped(text):
            return False
        return _ending(head) in TABLE_ENDINGS or any(cut in text[:4096] for cut in ",;\t|")

    def look(self, head: Head) -> Look:
        if _has_nul(head):
            raise nul_bytes(head.path.name, head.data.count(b"\n", 0, head.data.index(b"\0")) + 1)
        found = dialect_of(text_of(head), head.path.name, is_whole=head.is_whole)
        return found.names, list(found.rows)

    def open(self, database: Database, head: Head, folder: Path) -> Source:
        dialect = dialect_of(text_of(head), head.path.name, is_whole=head.is_whole)
        text = plain_text(head.path, folder, database.progress)
        return CsvSource(text, dialect, database.progress)


class JsonLines:
    """One JSON object a line; a JSON array of objects is accepted too."""

    name = "events-json"
    title = "Event log (JSON lines)"
    needs = "One JSON object a line (or an array of objects) with who, what and when; inner objects are flattened."

    def may_be(self, head: Head) -> bool:
        text = text_of(head)
        return text.lstrip().startswith(("{", "[")) or _is_wrapped(text)

    def look(self, head: Head) -> Look:
        text = text_of(head)
        objects = _objects(text)
        if _is_empty_list(text, objects, is_whole=head.is_whole):
            raise ProblemError(head.path.name, "The list of events is empty.", "Export it again with its events.")
        if not objects:
            what = "This is no list of JSON objects: it breaks off, or holds something else."
            raise ProblemError(head.path.name, what, "Export one whole object a line.")
        rows = [flat_row(value) for value in objects]
        paths = list(dict.fromkeys(path for row in rows for path in row))
        return named(paths), [tuple(row.get(path, "") for path in paths) for row in rows]

    def open(self, database: Database, head: Head, folder: Path) -> Source:
        text = plain_text(head.path, folder, database.progress, COUNTED)
        where = head.path.name
        if text_of(head).lstrip().startswith("["):
            lines = write_lines(text.path, folder / "lines", where, database.progress)
            written = plain_text(lines, folder, database.progress, COUNTED)
            return _json_lines(database, replace(written, where=where, warnings=text.warnings), "item")
        if _is_wrapped(text_of(head)):
            lines = write_unwrapped(text.path, folder / "lines", database.progress)
            return json_source(database, lines, where, text.warnings)
        return _json_lines(database, text, "line")


def _json_lines(database: Database, text: PlainText, line_word: str) -> Source:
    """JSON lines, read at once where the first of them let hope that this will do."""
    return even_json(text, line_word) or json_source(
        database, text.path, text.where, text.warnings, line_word=line_word
    )


class Parquet:
    """Parquet files."""

    name = "events-parquet"
    title = "Event log (Parquet)"
    needs = "A row an event: who (person or session), what (event or page) and when."

    def may_be(self, head: Head) -> bool:
        return head.data.startswith(PARQUET)

    def look(self, head: Head) -> Look:
        with temporary_database(head.path.name, silent()) as (database, folder):
            source = self.open(database, head, folder)
            return source.names, first_rows(database, source, LOOKED_AT)

    def open(self, database: Database, head: Head, folder: Path) -> Source:  # noqa: ARG002 - read in place
        return parquet_source(database, head.path, head.path.name)


def _objects(text: str) -> list[dict[str, object]]:
    """The first objects of JSON lines or of an array."""
    if text.lstrip().startswith("["):
        return first_objects(text, LOOKED_AT)
    found = []
    for line in text.split("\n")[:LOOKED_AT]:
        try:
            value = unwrapped(lenient_json.parse(line))
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _is_empty_list(text: str, objects: list[dict[str, object]], *, is_whole: bool) -> bool:
    """Whether a JSON text is a list without items, or one object around such a list."""
    if len(objects) == 1 and is_whole:
        return not OF_A_RECORD & objects[0].keys() and any(objects[0].get(name) == [] for name in WRAPPERS)
    return not objects and is_whole and "".join(text.split()) == "[]"


def _is_wrapped(text: str) -> bool:
    """Whether the first line of a text is an object written as a text."""
    return text.lstrip()[:16].replace(" ", "").startswith('"{\\"')


def _has_nul(head: Head) -> bool:
    """Whether a text that is not UTF-16 has NUL bytes."""
    return b"\0" in head.data and not encoding_of(head.data).startswith("utf-16")


def _ending(head: Head) -> str:
    path = head.path
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()

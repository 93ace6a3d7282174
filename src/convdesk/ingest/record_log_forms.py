"""Forms of event logs that are read record by record: spreadsheets, and lists of events inside one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.flat_events import as_kept
from convdesk.ingest.json_records import JsonItems, JsonLines
from convdesk.ingest.json_source import OPENED
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS
from convdesk.ingest.record_shape import shape_of
from convdesk.ingest.record_stream import RecordStream
from convdesk.ingest.sniff import text_of
from convdesk.ingest.spreadsheet import is_xlsx
from convdesk.ingest.vendor import Task, Vendor, plainly
from convdesk.ingest.vendor_rows import write_events
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_forms import Look
    from convdesk.ingest.event_source import Source
    from convdesk.ingest.reader import Head
    from convdesk.ingest.record_shape import Record
    from convdesk.ingest.vendor import Event

_SHEETS = Vendor("events-xlsx", "", "", {}, lambda _shape: NO_CLAIM, plainly(lambda record: (record,)))
_LISTS = Vendor("events-json-list", "", "", {}, lambda _shape: NO_CLAIM, plainly(lambda record: (_flat(record),)))


class Spreadsheet:
    """Excel workbooks."""

    name = _SHEETS.name
    title = "Event log (XLSX)"
    needs = "A row an event in the fullest sheet: who (person or session), what (event or page) and when."

    def may_be(self, head: Head) -> bool:
        return is_xlsx(head.path)

    def look(self, head: Head) -> Look:
        shape = shape_of(head)
        return _looked(shape.names, shape.records, head)

    def open(self, database: Database, head: Head, folder: Path) -> Source:
        return _opened(_SHEETS, database, head, folder)


class JsonList:
    """A list of events inside one object, in a file or on each of its lines, as services hand them out."""

    name = _LISTS.name
    title = "Event log (JSON object with a list)"
    needs = "An object with a list of events (results, events, batch, data or records) with who, what and when."

    def may_be(self, head: Head) -> bool:
        if not text_of(head).lstrip().startswith("{"):
            return False
        shape = shape_of(head)
        is_wrapped = isinstance(shape.form, JsonItems) or (isinstance(shape.form, JsonLines) and shape.form.is_wrapped)
        return is_wrapped and len(shape.records) > 1

    def look(self, head: Head) -> Look:
        records = [_flat(record) for record in shape_of(head).records]
        return _looked(tuple(dict.fromkeys(name for record in records for name in record)), records, head)

    def open(self, database: Database, head: Head, folder: Path) -> Source:
        return _opened(_LISTS, database, head, folder)


def _flat(record: Record) -> Event:
    """An object's members, and those of the objects in it: dotted, or by their own name where that is free."""
    event: Event = {}
    for name, value in record.items():
        if value.__class__ is dict and value:
            is_opened = name in OPENED
            event.update(
                {key if is_opened and key not in record else f"{name}.{key}": one for key, one in value.items()}
            )
        else:
            event[name] = value
    return event


def _looked(names: Sequence[str], records: Sequence[Record], head: Head) -> Look:
    if not records:
        what = "There are no events below the header, or in the list."
        raise ProblemError(head.path.name, what, "Open the file, see whether the events are in it, and save it again.")
    return tuple(names), [tuple(as_kept(record.get(name)) for name in names) for record in records]


def _opened(vendor: Vendor, database: Database, head: Head, folder: Path) -> Source:
    shape = shape_of(head)
    stream = RecordStream(head.path, folder, database.progress, lambda _shape: shape.form)
    rows = write_events(vendor, vendor.start(Task(shape, PLAIN_TERMS)), stream, folder)
    if not rows.places.count:
        raise ProblemError(head.path.name, "The file has no rows.", "Export it again with its rows.")
    return rows

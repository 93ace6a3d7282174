"""GoatCounter: the CSV of page views; the version of the export stands in the name of its first column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.ingest.flat_events import in_utc, needed, plain, with_free_names
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.table_records import Table
from convdesk.ingest.vendor import SURE, RowProblem, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_forms import RecordForm
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {"session": Role.SESSION, "event": Role.EVENT, "time": Role.TIME, "page": Role.PAGE}
PAGE_VIEW = "page view"

_HEADER = re.compile(r"\d,?(Path,Title,Event,[^\r\n]*\bSession,Bot,[^\r\n]*\bDate)\r?\n")
_NOT_KEPT = frozenset({"Path", "Event", "Session", "Bot", "Date", "UserAgent"})
_PEOPLE = ("", "0", "1")
"""What stands in `Bot` where no machine was seen: 1 says that it is none for certain."""


def claims(shape: Shape) -> Claim:
    """Its columns, the first of them with the version before its name."""
    if _names(shape):
        return Claim(SURE, "Path, Session, Bot and Date below a version, as GoatCounter exports page views")
    return NO_CLAIM


def form_of(shape: Shape) -> RecordForm:
    """The table below the header without its version."""
    names = _names(shape)
    return Table(",", names, 1) if names else shape.form


def _names(shape: Shape) -> tuple[str, ...]:
    """The columns under the header's own names, the version taken off: before a name, or as a cell that no row has."""
    match = _HEADER.match(shape.text)
    return tuple(match[1].split(",")) if match else ()


def events(record: Record) -> tuple[Event]:
    """One page view, or an event by the name it was given; machines are refused."""
    if record.get("Bot", "") not in _PEOPLE:
        raise RowProblem("A machine asked for the page, as GoatCounter found.", "Nothing needs to be done.")
    own = {name: value for name, value in record.items() if name not in _NOT_KEPT and value != ""}
    event = with_free_names(own, frozenset(ROLES), "goatcounter")
    path = needed(record.get("Path"), "Path")
    is_event = str(record.get("Event", "")).casefold() in {"true", "1"}
    event["event"], event["page"] = (path, None) if is_event else (PAGE_VIEW, path)
    event["session"], event["time"] = plain(record.get("Session"), "Session"), in_utc(record.get("Date"))
    return (event,)


READER = VendorReader(
    Vendor(
        name="goatcounter",
        title="GoatCounter (page views)",
        needs="The CSV export of page views, with Path, Title, Event, Session, Bot and Date.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
        form_of=form_of,
    )
)

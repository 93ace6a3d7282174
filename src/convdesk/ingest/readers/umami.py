"""Umami: the website's events as CSV, from its export or its table `website_event`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.flat_events import in_utc, plain, with_free_names
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, RowProblem, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "session": Role.SESSION, "event": Role.EVENT, "time": Role.TIME, "page": Role.PAGE, "event_id": Role.ID,
}  # fmt: skip
PAGE_VIEW = "page view"

_TAKEN = frozenset(ROLES)
_NOT_KEPT = frozenset({"session_id", "event_name", "event_type", "created_at", "url_path", "event_id"})


def claims(shape: Shape) -> Claim:
    """A website's sessions with paths of addresses, and a name only where an event is no page view."""
    if shape.has("website_id", "session_id", "url_path", "event_name", "created_at"):
        return Claim(SURE, "website_id, session_id, url_path and event_name, as in Umami's events")
    return NO_CLAIM


def events(record: Record) -> tuple[Event]:
    """One event; without a name it is a page view. A session stands for somebody: there are no ids of people."""
    own = {name: value for name, value in record.items() if name not in _NOT_KEPT and value not in (None, "")}
    event = with_free_names(own, _TAKEN, "umami")
    name, page = plain(record.get("event_name"), "event_name"), plain(record.get("url_path"), "url_path")
    if name is None and page is None:
        raise RowProblem("The event has neither a name nor a path.", "Fill in what happened, or leave it out.")
    event["session"], event["event"] = plain(record.get("session_id"), "session_id"), name or PAGE_VIEW
    event["time"], event["page"] = in_utc(record.get("created_at")), page
    event["event_id"] = plain(record.get("event_id"), "event_id")
    return (event,)


READER = VendorReader(
    Vendor(
        name="umami",
        title="Umami (events of a website)",
        needs="A CSV of events with website_id, session_id, url_path, event_name and created_at.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
    )
)

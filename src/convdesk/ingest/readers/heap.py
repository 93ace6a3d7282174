"""Heap: dumps of events as JSON lines, CSV or Parquet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import in_utc, members, plain, text, with_free_names
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, RowProblem, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "user_id": Role.USER, "identity": Role.DEVICE, "session_id": Role.SESSION, "event": Role.EVENT,
    "time": Role.TIME, "path": Role.PAGE, "event_id": Role.ID, "email": Role.EMAIL,
}  # fmt: skip

_TAKEN = frozenset(ROLES) | {"id"}
_PAIR = re.compile(r"\(\s*\d+\s*,\s*(\d+)\s*\)")
_MARKS = (
    "object", "target_text", "heap_previous_page", "pageview_id", "landing_page", "landing_page_query", "identity",
)  # fmt: skip
_OTHERS = ("event", "action", "name")
_NOT_KEPT = frozenset({"properties", "ip", "hash", "cell", "project_id", "type", "object", "event_name"})


def claims(shape: Shape) -> Claim:
    """Its own ids of event, user and session beside `time`; or the pair that some dumps have as `id`."""
    is_own = shape.has_any(*_MARKS) or (shape.has("type", "path") and not shape.has_any(*_OTHERS))
    if shape.has("event_id", "user_id", "session_id", "time") and is_own:
        return Claim(SURE - 0.04, "event_id, user_id, session_id and time, as in Heap's dumps")
    pairs = [record for record in shape.records if _PAIR.fullmatch(text(record.get("id")))]
    if pairs and shape.has("time") and shape.has_any("type", "object", "session_id"):
        return Claim(SURE - 0.04, "ids in pairs of project and user, as in Heap's dumps")
    return NO_CLAIM


def events(record: Record) -> tuple[Event]:
    """One event; ids are whole numbers of 64 bits and stay as they are written."""
    event = with_free_names(members(record.get("properties"), "properties"), _TAKEN, "properties")
    own = {name: value for name, value in record.items() if name not in _TAKEN and name not in _NOT_KEPT}
    event.update({name: value for name, value in own.items() if value not in (None, "")})
    event["user_id"] = _user(record)
    event["identity"], event["email"] = plain(record.get("identity"), "identity"), record.get("email")
    event["session_id"] = plain(record.get("session_id"), "session_id")
    event["event"], event["time"] = _name(record), in_utc(record.get("time"))
    event["path"], event["event_id"] = plain(record.get("path"), "path"), plain(record.get("event_id"), "event_id")
    return (event,)


def _user(record: Record) -> Any:
    user = plain(record.get("user_id"), "user_id")
    pair = _PAIR.fullmatch(text(record.get("id"))) if user is None else None
    return pair[1] if pair else user


def _name(record: Record) -> Any:
    """What an event is called; rows of the table of page views carry no name."""
    names = (plain(record.get(name), name) for name in ("event_name", "type", "object", "event"))
    found = next((name for name in names if name is not None), None)
    if found is None and not record.get("path"):
        raise RowProblem("The event has neither a type nor a path.", "Fill in what happened, or leave it out.")
    return "pageview" if found is None else found


READER = VendorReader(
    Vendor(
        name="heap",
        title="Heap (dump of events)",
        needs="A dump of events with event_id, user_id, session_id and time: JSON lines, CSV or Parquet.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
    )
)

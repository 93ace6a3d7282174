"""FullStory: the old data export and segment exports, and the events of the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import Prefixed, in_utc, members, needed, plain, text, with_free_names
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "user": Role.USER, "other id": Role.DEVICE, "session": Role.SESSION, "event": Role.EVENT,
    "time": Role.TIME, "page": Role.PAGE, "event_id": Role.ID, "email": Role.EMAIL,
}  # fmt: skip

_TAKEN = frozenset(ROLES)
_OLD_NOT_KEPT = frozenset({
    "UserId", "SessionId", "IndvId", "UserAppKey", "UserEmail", "UserDisplayName", "EventStart", "EventType", "PageUrl",
    "EventCustomName", "PageIp", "PageLatLong", "PageUserAgent", "SessionStart", "UserCreated",
})  # fmt: skip
_SOURCE = Prefixed("source.")
_SOURCE_KEPT = ("browser", "device", "operating_system", "platform", "language", "entrypoint", "title")


def claims(shape: Shape) -> Claim:
    """The names of the old export, or of the new one."""
    if shape.has("EventType", "EventStart", "SessionId", "UserId"):
        return Claim(SURE, "EventType, EventStart, SessionId and UserId, as in FullStory's data export")
    is_new = shape.has("event_time", "device_id", "event_properties") and shape.has_any("event_type", "type")
    if is_new and shape.has_any("source_type", "source_properties", "view_id"):
        return Claim(SURE + 0.01, "event_type, device_id and source_type, as in FullStory's events")
    return NO_CLAIM


def events(record: Record) -> tuple[Event]:
    """One event of either kind of export."""
    return (_old(record) if "EventStart" in record else _new(record),)


def _old(record: Record) -> Event:
    event = {name: value for name, value in record.items() if name not in _OLD_NOT_KEPT and value not in (None, "")}
    event = with_free_names(event, _TAKEN, "event")
    user, session = plain(record.get("UserId"), "UserId"), plain(record.get("SessionId"), "SessionId")
    key, person = plain(record.get("UserAppKey"), "UserAppKey"), plain(record.get("IndvId"), "IndvId")
    kind = needed(record.get("EventType"), "EventType")
    own = plain(record.get("EventCustomName"), "EventCustomName") if kind == "custom" else None
    event["user"], event["other id"] = user if user is not None else key, person if key is None else key
    event["session"] = f"{text(user)}:{text(session)}" if session is not None and user is not None else None
    event["event"], event["time"] = kind if own is None else own, in_utc(record.get("EventStart"))
    event["page"], event["email"] = plain(record.get("PageUrl"), "PageUrl"), record.get("UserEmail")
    return event


def _new(record: Record) -> Event:
    properties = members(record.get("event_properties"), "event_properties")
    source = members(record.get("source_properties"), "source_properties")
    event = with_free_names(properties, _TAKEN, "event_properties")
    event.update({_SOURCE[name]: source[name] for name in _SOURCE_KEPT if source.get(name) not in (None, "")})
    device, session = plain(record.get("device_id"), "device_id"), plain(record.get("session_id"), "session_id")
    kind = needed(record.get("event_type") or record.get("type"), "event_type")
    own = plain(properties.get("event_name") or properties.get("name"), "event_name") if kind == "custom" else None
    known = [properties.get(name) for name in ("uid", "user_id")] if kind == "identify" else [record.get("uid")]
    event["user"], event["other id"] = device, next((plain(one, "uid") for one in known if one is not None), None)
    event["session"] = f"{text(device)}:{text(session)}" if session is not None and device is not None else session
    event["event"], event["time"] = kind if own is None else own, in_utc(record.get("event_time"))
    event["page"], event["email"] = _page(source), properties.get("email") if kind == "identify" else None
    event["event_id"] = plain(record.get("event_id"), "event_id")
    return event


def _page(source: Event) -> Any:
    url = source.get("url")
    if url.__class__ is dict:
        return plain(url.get("full_url") or url.get("path"), "url")
    return url if url.__class__ is str else None


READER = VendorReader(
    Vendor(
        name="fullstory",
        title="FullStory (events)",
        needs="The data export (EventType, EventStart …) or newer events (event_type, device_id …), as JSON or CSV.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
    )
)

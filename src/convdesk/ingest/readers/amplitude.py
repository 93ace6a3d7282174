"""Amplitude: the export of raw events, JSON lines cut by the hour of upload, and warehouse tables of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.flat_events import (
    Prefixed,
    first_of,
    in_utc,
    joined,
    members,
    needed,
    plain,
    text,
    with_free_names,
)
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "user": Role.USER, "amplitude_id": Role.DEVICE, "session": Role.SESSION, "event_type": Role.EVENT,
    "event_time": Role.TIME, "page": Role.PAGE, "event key": Role.ID, "email": Role.EMAIL,
}  # fmt: skip

_ORDER = "event_id"
_TAKEN = frozenset({*ROLES, _ORDER})
_KEPT = (
    "platform", "country", "region", "language", "os_name", "os_version", "device_type", "device_family",
    "version_name", "device_carrier", "library", "app",
)  # fmt: skip
_PAGES = ("[Amplitude] Page URL", "[Amplitude] Page Location", "[Amplitude] Page Path", "page_url", "url", "path")
_USER_PROPERTY, _GROUP = Prefixed("user_properties."), Prefixed("groups.")
_NO_SESSION = ("", "-1", "0")


def claims(shape: Shape) -> Claim:
    """Its own names of the event, its time and its ids."""
    if shape.has("event_type") and (shape.has("amplitude_id") or shape.has("$insert_id", "event_time")):
        return Claim(SURE, "event_type and amplitude_id, as Amplitude exports raw events")
    return NO_CLAIM


def events(record: Record) -> tuple[Event]:
    """One event; its person is the user id, else Amplitude's own, else the device."""
    event = with_free_names(members(record.get("event_properties"), "event_properties"), _TAKEN, "event_properties")
    own, device = plain(record.get("amplitude_id"), "amplitude_id"), plain(record.get("device_id"), "device_id")
    user = next((one for one in (plain(record.get("user_id"), "user_id"), own, device) if one is not None), None)
    for name in _KEPT:
        if record.get(name) not in (None, "") and name not in event:
            event[name] = record[name]
    about = members(record.get("user_properties"), "user_properties")
    event.update({_USER_PROPERTY[name]: value for name, value in about.items()})
    event.update({_GROUP[name]: value for name, value in members(record.get("groups"), "groups").items()})
    session = text(record.get("session_id"))
    event["session"] = f"{user if device is None else device}/{session}" if session not in _NO_SESSION else None
    event["event_type"] = needed(record.get("event_type"), "event_type")
    event["event_time"] = in_utc(record.get("event_time") or record.get("client_event_time"))
    event["user"], event["amplitude_id"] = user, device if own is None else own
    event["page"] = first_of(event, _PAGES)
    event["email"] = about.get("email") or about.get("$email")
    event["event key"] = _key(record, device)
    event[_ORDER] = f"{text(record.get('event_id')):>20}"
    return (event,)


def _key(record: Record, device: object) -> str | None:
    """What tells this event from all others: its uuid, else the id it was sent with."""
    uuid, sent = plain(record.get("uuid"), "uuid"), plain(record.get("$insert_id"), "$insert_id")
    if uuid is not None:
        return text(uuid)
    return joined(device, sent) if sent is not None else None


READER = VendorReader(
    Vendor(
        name="amplitude",
        title="Amplitude (export of raw events)",
        needs="The export of raw events: JSON lines with event_type, event_time and amplitude_id, in one file or many.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
        order=_ORDER,
    )
)

"""Mixpanel: the raw export as JSON lines or an array, the event list saved as CSV, and warehouse tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import in_utc, joined, members, needed, plain, text, with_free_names
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "distinct_id": Role.USER, "other id": Role.DEVICE, "$session_id": Role.SESSION, "event": Role.EVENT,
    "time": Role.TIME, "$current_url": Role.PAGE, "event key": Role.ID, "$email": Role.EMAIL,
}  # fmt: skip

_TAKEN = frozenset({"event", "other id", "event key"})
_SPELLINGS = {
    "event": ("event", "name", "event_name", "Event Name", "Event"),
    "time": ("time", "Time", "mp_event_time"),
    "distinct_id": ("distinct_id", "Distinct ID", "$distinct_id"),
    "$insert_id": ("$insert_id", "insert_id", "Insert ID"),
    "$device_id": ("$device_id", "device_id", "Device ID"),
    "$current_url": ("$current_url", "current_url", "Current URL"),
}
_PLAIN = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
_NOT_KEPT = frozenset({
    "$insert_id", "$device_id", "$user_id", "$distinct_id_before_identity", "mp_processing_time_ms", "properties",
    "mp_sent_by_lib_version", "$mp_api_endpoint", "$mp_api_timestamp_ms", "$import", "mp_lib", "$lib_version",
    "event_id", "_file", "_line", "_fivetran_id", "_fivetran_synced",
})  # fmt: skip


def claims(shape: Shape) -> Claim:
    """`event` with `properties` that hold distinct_id and time; or the columns of its tables."""
    inner = [record["properties"] for record in shape.records if isinstance(record.get("properties"), dict)]
    if shape.is_json and shape.has("event") and any("distinct_id" in one and "time" in one for one in inner):
        return Claim(SURE, "event, and properties with distinct_id and time, as Mixpanel exports them")
    if shape.has("name", "time", "distinct_id", "properties") and shape.has_any("insert_id", "event_id"):
        return Claim(SURE, "name, time, distinct_id and properties, as in Mixpanel's table in a warehouse")
    if shape.is_table and shape.has("Event Name", "Time", "Distinct ID"):
        return Claim(SURE, "Event Name, Time and Distinct ID, as in Mixpanel's list of events")
    return NO_CLAIM


def events(record: Record) -> tuple[Event]:
    """One event of the raw export, or one row of a table."""
    found = members(record.get("properties"), "properties")
    if "event" not in record or "distinct_id" not in found:
        columns = {_PLAIN.get(name, name): value for name, value in record.items() if value not in (None, "")}
        found = {**columns, **{name: value for name, value in found.items() if name not in ROLES}}
        name = found.pop("event", None)
    else:
        name = record["event"]
    event = with_free_names(found, _TAKEN, "properties")
    user, at = _bare(plain(found.get("distinct_id"), "distinct_id")), in_utc(found.get("time"))
    insert_id = plain(found.get("$insert_id"), "$insert_id")
    event.update({"event": needed(name, "event"), "time": at, "distinct_id": user})
    event["other id"] = _other_id(name, found, text(user))
    if insert_id is not None:
        event["event key"] = joined(name, user, at, insert_id)
    for unwanted in _NOT_KEPT & event.keys():
        del event[unwanted]
    return (event,)


def _bare(user: Any) -> Any:
    """An id without the mark of a device, so that it is the same as `$device_id`."""
    return user.removeprefix("$device:") if user.__class__ is str else user


def _other_id(name: Any, found: Event, user: str) -> Any:
    """Another id of the same person: what an identify call joins, or else the device's."""
    others: list[Any] = [found.get("$device_id"), found.get("$distinct_id_before_identity")]
    if name in ("$identify", "$create_alias"):
        others = [found.get(key) for key in ("$anon_distinct_id", "$anon_id", "alias")] + others
    if name == "$merge" and found.get("$distinct_ids").__class__ is list:
        others = [*found["$distinct_ids"], *others]
    bare = (_bare(one) for one in others if one.__class__ is str and one)
    return next((one for one in bare if one != user), None)


READER = VendorReader(
    Vendor(
        name="mixpanel",
        title="Mixpanel (raw export)",
        needs="The raw export: JSON lines with event and properties; or tables with distinct_id, time and properties.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
    )
)

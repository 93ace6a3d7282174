"""GA4 and Firebase: the BigQuery export as JSON lines, Parquet or CSV, and tables flattened from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import Prefixed, first_of, in_utc, joined, needed, plain, text, with_free_names
from convdesk.ingest.ga4_parameters import KEYS, Unnested, params_of
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, RowProblem, Task, Vendor, Work
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "user_pseudo_id": Role.USER, "user_id": Role.DEVICE, "session": Role.SESSION, "event_name": Role.EVENT,
    "event_timestamp": Role.TIME, "page_location": Role.PAGE, "event key": Role.ID,
}  # fmt: skip

_TAKEN = frozenset(ROLES) - {"page_location"}
_NAMES, _TIMES = ("event_name", "name"), ("event_timestamp", "timestamp")
_BUNDLES = ("event_bundle_sequence_id", "bundle_sequence_id")
_LEADING = ("page_location", "session")
_PAGES = ("page_location", "firebase_screen", "firebase_screen_class", "screen_name")
_OBJECTS = {
    name: Prefixed(f"{name}.")
    for name in (
        "device", "geo", "traffic_source", "app_info", "ecommerce", "collected_traffic_source", "privacy_info",
        "device.web_info", "user_properties",
    )
}  # fmt: skip
_NOT_KEPT = frozenset({
    "event_date", "date", "event_previous_timestamp", "event_server_timestamp_offset", "event_dimensions", "publisher",
    "event_params", "batch_page_id", "batch_ordering_id", "batch_event_index", "user_first_touch_timestamp", "user_ltv",
    "session_traffic_source_last_click", *_NAMES, *_TIMES, *_BUNDLES, *_OBJECTS, *ROLES,
})  # fmt: skip


def claims(shape: Shape) -> Claim:
    """The export's own columns, or those of a table flattened from it."""
    if shape.has("event_name", "event_timestamp") and shape.has_any("event_params", *KEYS):
        return Claim(SURE, "event_name, event_timestamp and event_params, as GA4 writes them to BigQuery")
    is_flat = shape.has_any(*_NAMES) and shape.has_any(*_TIMES) and shape.has("user_pseudo_id")
    if is_flat and shape.has_any(*_BUNDLES, "ga_session_id", "param_ga_session_id"):
        return Claim(SURE, "user_pseudo_id and ga_session_id, as in tables made from GA4's BigQuery export")
    return NO_CLAIM


def events(record: Record) -> tuple[Event]:
    """One row of the export as one event."""
    name, at = record.get("event_name") or record.get("name"), record.get("event_timestamp") or record.get("timestamp")
    visitor, user = plain(record.get("user_pseudo_id"), "user_pseudo_id"), plain(record.get("user_id"), "user_id")
    if visitor is None and user is None:
        what = "The row names no visitor: whoever it was refused consent."
        raise RowProblem(what, "Nothing can be done: such rows cannot be followed from page to page.")
    event = with_free_names(params_of(record.get("event_params")), _TAKEN, "event_params")
    _add_columns(event, record)
    session = event.get("ga_session_id")
    if session and visitor is not None:
        event["session"] = f"{visitor}.{text(session)}"
    if not event.get("page_location"):
        event["page_location"] = first_of(event, _PAGES)
    event["event_name"], event["event_timestamp"] = needed(name, "event_name"), in_utc(at)
    event["user_pseudo_id"], event["user_id"] = user if visitor is None else visitor, user
    bundle = first_of(record, _BUNDLES)
    if bundle is not None:
        batch = text(record.get("batch_event_index")), text(record.get("batch_page_id"))
        event["event key"] = joined(name, visitor, at, bundle, *batch)
    return (event,)


class _Places(dict[str, str | None]):
    """Under which name a column beside the parameters is kept; None: not as it is."""

    def __missing__(self, name: str) -> str | None:
        found = self[name] = None if name in _NOT_KEPT else name.removeprefix("param_")
        return found


_PLACES = _Places()


def _add_columns(event: Event, record: Record) -> None:
    """Put what stands beside the parameters where they leave its name free."""
    for name, value in record.items():
        if value is None:
            continue
        kept = _PLACES[name]
        if kept is not None:
            if value != []:
                event.setdefault(kept, value)
        elif name in _OBJECTS:
            _add_members(event, name, value)
    for name in _LEADING:
        if record.get(name):
            event[name if name not in event else f"column.{name}"] = record[name]


def _add_members(event: Event, name: str, value: Any) -> None:
    """Put what an object says under its name and a dot."""
    prefixed = _OBJECTS[name]
    inner = params_of(value) if name == "user_properties" else value
    if inner.__class__ is dict:
        for key, one in inner.items():
            if one is not None:
                event[prefixed[key]] = one


def start(task: Task) -> Work:
    """Rows that a query repeated for every parameter are joined first."""
    unnested = Unnested(task.shape)
    return Work(events, unnested.gather, unnested.outcome) if unnested.is_needed else Work(events)


READER = VendorReader(
    Vendor(
        name="ga4",
        title="GA4 or Firebase (BigQuery export)",
        needs="The table events_… of the BigQuery export: JSON lines, Parquet or CSV with event_params, or flattened.",
        roles=ROLES,
        claims=claims,
        start=start,
    )
)

"""PostHog: events as JSON, JSON lines, CSV or Parquet, and the survey answers that are among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.flat_events import Prefixed, in_utc, members, needed, plain, with_free_names
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, Task, Vendor, Work
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "distinct_id": Role.USER, "person_id": Role.DEVICE, "$session_id": Role.SESSION, "event": Role.EVENT,
    "timestamp": Role.TIME, "$current_url": Role.PAGE, "uuid": Role.ID, "email": Role.EMAIL,
}  # fmt: skip

_TAKEN = frozenset(ROLES) - {"$session_id", "$current_url"}
_MARKS = ("uuid", "elements_chain", "elements", "elements_hash", "person", "person_id", "person.id", "properties")
_NOT_KEPT = frozenset({
    "$ip", "ip", "$raw_user_agent", "$user_agent", "token", "$token", "$sent_at", "$time", "$insert_id", "$set",
    "$set_once", "$unset", "$elements", "$active_feature_flags", "$heatmap_data", "$group_set", "$survey_questions",
    "$configured_session_timeout_ms", "$lib_rate_limit_remaining_tokens", "$transformations_skipped",
    "$transformations_succeeded", "$geoip_latitude", "$geoip_longitude", "$geoip_accuracy_radius",
    "$process_person_profile",
})  # fmt: skip
_OWN = frozenset({
    "uuid", "id", "event", "distinct_id", "timestamp", "person", "person_id", "person.id", "person_properties",
    "elements_chain", "elements", "elements_hash", "created_at", "team_id", "site_url", "person.created_at",
})  # fmt: skip
_COLUMN, _PROPERTY, _RESPONSE = "*.", "properties.", "$survey_response"
_PERSON = Prefixed("person.")


def claims(shape: Shape) -> Claim:
    """`event`, `distinct_id`, `timestamp` and something only PostHog has beside them."""
    starred = tuple(name.removeprefix(_COLUMN) for name in shape.names)
    has_columns = any(name.startswith(_PROPERTY) for name in starred)
    if {"event", "distinct_id", "timestamp"} <= set(starred) and (has_columns or set(_MARKS) & set(starred)):
        return Claim(SURE, "the columns event, distinct_id and timestamp, as PostHog saves a list of events")
    if shape.has("event", "distinct_id", "timestamp") and shape.has_any(*_MARKS):
        return Claim(SURE, "event, distinct_id and timestamp, as PostHog exports events")
    return NO_CLAIM


def event_of(record: Record) -> Event:
    """One event, flat; raises RowProblem."""
    if "properties" not in record:
        record = _from_columns(record)
    properties = members(record.get("properties"), "properties")
    event = with_free_names(properties, _TAKEN, "properties")
    person, about = members(record.get("person"), "person"), record.get("person_properties")
    about = members(about or person.get("properties"), "person_properties")
    person_id = plain(record.get("person_id") or person.get("uuid") or person.get("id"), "person_id")
    for unwanted in _NOT_KEPT & event.keys():
        del event[unwanted]
    event.update({_PERSON[name]: value for name, value in about.items() if not name.startswith("$")})
    event["email"] = event.pop("person.email", None)
    event["distinct_id"] = plain(record.get("distinct_id"), "distinct_id")
    event["person_id"] = properties.get("$anon_distinct_id") if person_id is None else person_id
    event["event"] = needed(record.get("event"), "event")
    event["timestamp"] = in_utc(record.get("timestamp"))
    event["uuid"] = plain(record.get("uuid") or record.get("id"), "uuid")
    return event


def _from_columns(record: Record) -> Record:
    """A row whose properties are columns of their own, as an event with properties."""
    plain_names = {name.removeprefix(_COLUMN): value for name, value in record.items()}
    own = {name: value for name, value in plain_names.items() if name in _OWN}
    about = {name.removeprefix(_PROPERTY): value for name, value in plain_names.items() if name not in own}
    if "url" in about:
        about.setdefault("$current_url", about.pop("url"))
    if own.get("person").__class__ is not dict:
        own["person_id"] = own.get("person_id") or own.get("person.id")
        own.pop("person", None)
    return {**own, "properties": about}


def start(task: Task) -> Work:
    """Answers are collected while the events pass."""
    from convdesk.ingest.posthog_surveys import SURVEY_EVENTS, SurveyAnswers

    answers = SurveyAnswers(task.terms.known_responses, task.terms.known_surveys)

    def events(record: Record) -> tuple[Event]:
        event = event_of(record)
        if event["event"] in SURVEY_EVENTS:
            answers.take(event, members(record.get("properties"), "properties"))
            return ({name: value for name, value in event.items() if not name.startswith(_RESPONSE)},)
        return (event,)

    return Work(events, outcome=answers.outcome)


READER = VendorReader(
    Vendor(
        name="posthog",
        title="PostHog (events)",
        needs="Events as exported: JSON, JSON lines, CSV or Parquet with event, distinct_id, timestamp and properties.",
        roles=ROLES,
        claims=claims,
        start=start,
    )
)

"""Segment and RudderStack: calls as JSON lines or payloads, and the warehouse tables made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import Prefixed, first_of, in_utc, members, needed, plain, text, with_free_names
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.vendor import SURE, RowProblem, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "user": Role.USER, "anonymousId": Role.DEVICE, "session": Role.SESSION, "event": Role.EVENT,
    "timestamp": Role.TIME, "page": Role.PAGE, "messageId": Role.ID, "email": Role.EMAIL,
}  # fmt: skip

_TAKEN = frozenset(ROLES) | {"call"}
_TYPES = frozenset({"track", "page", "screen", "identify", "group", "alias"})
_TIMES = ("timestamp", "originalTimestamp", "original_timestamp", "sentAt", "sent_at", "receivedAt", "received_at")
_PAGES = ("url", "path")
_TRAIT, _CAMPAIGN = Prefixed("traits."), Prefixed("campaign.")
_ABOUT = (
    ("device", "type"), ("device", "model"), ("os", "name"), ("os", "version"), ("app", "name"), ("app", "version"),
)  # fmt: skip
_NOT_KEPT = frozenset({
    "id", "anonymous_id", "user_id", "event", "event_text", "uuid_ts", "uuid", "loaded_at", "context_ip", "channel",
    "context_user_agent", "context_library_name", "context_library_version", "context_request_ip", "previous_id",
    *_TIMES,
})  # fmt: skip


def claims(shape: Shape) -> Claim:
    """Calls of one of the six types; or the columns of their tables in a warehouse."""
    calls = [record for record in shape.records if text(record.get("type")) in _TYPES]
    has_ids = shape.has_any("anonymousId", "userId") and shape.has_any("messageId", "originalTimestamp")
    if len(calls) > len(shape.records) / 2 and has_ids:
        return Claim(SURE, "calls of the types track, page or identify, as Segment and RudderStack keep them")
    has_what = shape.has_any("event", "event_text", "path", "url", "name", "email")
    if shape.has("id", "anonymous_id", "received_at") and shape.has_any("sent_at", "original_timestamp") and has_what:
        return Claim(SURE, "anonymous_id, received_at and sent_at, as in Segment's tables in a warehouse")
    return NO_CLAIM


def events(record: Record) -> tuple[Event]:
    """One call, or one row of a table."""
    return (_call(record) if "type" in record or "messageId" in record else _row(record),)


def _call(record: Record) -> Event:
    kind = text(record.get("type"))
    if kind not in _TYPES:
        raise RowProblem("The call is of no known type.", f"Its type must be one of {', '.join(sorted(_TYPES))}.")
    context = members(record.get("context"), "context")
    event = with_free_names(members(record.get("properties"), "properties"), _TAKEN, "properties")
    _add_context(event, context)
    traits = members(record.get("traits") or context.get("traits"), "traits")
    event.update({_TRAIT[name]: value for name, value in traits.items() if name != "email"})
    if kind in ("page", "screen") and record.get("name"):
        event["name"] = record["name"]
    if kind == "group":
        event["groupId"] = record.get("groupId")
    other = record.get("previousId") if kind == "alias" else record.get("anonymousId")
    _identify(event, record.get("userId"), other, traits.get("email") or event.pop("email", None))
    event["event"] = needed(record.get("event"), "event") if kind == "track" else kind
    event["timestamp"] = _time(record)
    event["messageId"] = plain(record.get("messageId"), "messageId")
    session = text(context.get("sessionId"))
    event["session"] = f"{text(record.get('anonymousId') or record.get('userId'))}/{session}" if session else None
    event["page"] = _page(event, members(context.get("page"), "context.page"), kind)
    return event


def _add_context(event: Event, context: Event) -> None:
    """What the context tells of the visit; never the network address or the browser's whole name."""
    campaign = members(context.get("campaign"), "context.campaign")
    event.update({_CAMPAIGN[name]: value for name, value in campaign.items()})
    for name in ("locale", "timezone"):
        if context.get(name):
            event.setdefault(name, context[name])
    for part, name in _ABOUT:
        inner = context.get(part)
        if inner.__class__ is dict and inner.get(name):
            event[f"{part}.{name}"] = inner[name]


def _row(record: Record) -> Event:
    """A row of the tables tracks, pages, screens or identifies."""
    event = {name: value for name, value in record.items() if name not in _NOT_KEPT and name not in _TAKEN}
    name = plain(record.get("event_text") or record.get("event"), "event")
    if name is None:
        is_page = any(column in record for column in ("path", "url", "title"))
        name = "page" if is_page else "screen" if "name" in record and "email" not in record else "identify"
    other = record.get("previous_id") or record.get("anonymous_id")
    _identify(event, record.get("user_id"), other, record.get("email") or record.get("context_traits_email"))
    page = {"url": record.get("context_page_url"), "path": record.get("context_page_path")}
    session = text(record.get("context_session_id"))
    event.update({"event": name, "timestamp": _time(record), "messageId": plain(record.get("id"), "id")})
    event["session"] = f"{text(record.get('anonymous_id'))}/{session}" if session else None
    event["page"] = _page(event, page, name)
    return event


def _identify(event: Event, user: Any, other: Any, email: Any) -> None:
    """Who it was: the user where one is known, and the anonymous id beside it."""
    user, other = plain(user, "userId"), plain(other, "anonymousId")
    event["user"], event["anonymousId"] = other if user is None else user, other
    event["email"] = email if email.__class__ is str else None


def _time(record: Record) -> Any:
    return in_utc(first_of(record, _TIMES))


def _page(event: Event, page: Event, kind: Any) -> Any:
    """Where it happened: the call's own page, else the one of its context; a screen's name."""
    return (
        first_of(event, _PAGES)
        or page.get("url")
        or page.get("path")
        or (event.get("name") if kind == "screen" else None)
    )


READER = VendorReader(
    Vendor(
        name="segment",
        title="Segment or RudderStack",
        needs="Calls (track, page, identify …) as JSON lines or payloads; or the tables tracks, pages, identifies.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
    )
)

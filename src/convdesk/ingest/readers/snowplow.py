"""Snowplow: enriched events as lines without a header, and the table atomic.events with one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import first_of, in_utc, plain, text
from convdesk.ingest.json_records import second_try
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.snowplow_columns import COLUMNS
from convdesk.ingest.table_records import TabLines
from convdesk.ingest.vendor import SURE, RowProblem, Vendor, plainly
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convdesk.ingest.record_forms import RecordForm
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "domain_userid": Role.USER, "user_id": Role.DEVICE, "domain_sessionid": Role.SESSION, "event_name": Role.EVENT,
    "derived_tstamp": Role.TIME, "page_url": Role.PAGE, "event_id": Role.ID,
}  # fmt: skip

_ORDER = "collector_tstamp"
_EVENTS = frozenset({"page_view", "page_ping", "struct", "unstruct", "transaction", "transaction_item"})
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SCHEMA = re.compile(r"iglu:[^/]+/([^/]+)/")
_COLUMN = re.compile(r"(?:contexts|unstruct_event)_(?:com_snowplowanalytics_(?:snowplow_)?)?(\w+?)_\d+(?:_\d+_\d+)?")
_CLIENT_SESSION = "client_session"
_PLAIN = (str, int, float, bool)
_KEPT = tuple(
    """app_id platform event page_title page_urlpath page_referrer refr_medium refr_source mkt_medium mkt_source
    mkt_term mkt_content mkt_campaign se_category se_action se_label se_property se_value tr_orderid tr_total
    tr_currency ti_sku ti_name ti_category ti_price ti_quantity pp_xoffset_max pp_yoffset_max br_family br_lang
    br_viewwidth br_viewheight os_family dvce_type doc_height domain_sessionidx geo_country""".split()  # noqa: SIM905 - they read as a list
)
_TIMES = ("derived_tstamp", "dvce_created_tstamp", "collector_tstamp")


def claims(shape: Shape) -> Claim:
    """The header of atomic.events; or lines of 131 columns with the kind of event and its id where they belong."""
    if shape.has("app_id", "event_id", "collector_tstamp") and shape.has_any("event", "event_name"):
        return Claim(SURE, "app_id, collector_tstamp and event_id, as in Snowplow's table of events")
    if _has_no_header(shape):
        return Claim(SURE, "lines of 131 columns without a header, as Snowplow writes enriched events")
    return NO_CLAIM


def form_of(shape: Shape) -> RecordForm:
    return TabLines(names=COLUMNS) if _has_no_header(shape) else shape.form


def _has_no_header(shape: Shape) -> bool:
    lines = (line.split("\t") for line in shape.text.split("\n", 5)[:5])
    wide = (cells for cells in lines if len(cells) >= len(COLUMNS))
    return any(cells[5] in _EVENTS and _UUID.fullmatch(cells[6]) for cells in wide)


def events(record: Record) -> tuple[Event]:
    """One enriched event; its name is the schema's, a structured one without is `category / action`."""
    event: Event = {}
    entities = list(_entities(record))
    for entity, found in entities:
        event.update(_prefixed(entity, found))
    for name in _KEPT:
        if record.get(name) not in (None, ""):
            event[name] = record[name]
    mobile = next((found for entity, found in entities if entity == _CLIENT_SESSION), {})
    event["event_name"] = _name(record)
    event["derived_tstamp"] = in_utc(first_of(record, _TIMES))
    session = plain(record.get("domain_sessionid") or mobile.get("sessionId"), "domain_sessionid")
    event["domain_userid"] = _visitor(record, mobile, has_session=session is not None)
    event["domain_sessionid"] = session
    event["user_id"] = _user(record)
    event["page_url"] = plain(record.get("page_url"), "page_url")
    event["event_id"] = plain(record.get("event_id"), "event_id")
    event["scroll %"] = _scrolled(record)
    event[_ORDER] = text(record.get("collector_tstamp"))
    return (event,)


def _name(record: Record) -> Any:
    name, kind = plain(record.get("event_name"), "event_name"), plain(record.get("event"), "event")
    if name is None and kind == "struct":
        return f"{text(record.get('se_category'))} / {text(record.get('se_action'))}"
    if name is None and kind is None:
        raise RowProblem("The row names no event.", "Fill in event_name, or leave the row out.")
    return kind if name is None else name


def _visitor(record: Record, mobile: Event, *, has_session: bool) -> Any:
    """The visitor's cookie, or an app's own id; the session where there is one; else the network's or the user's."""
    own = plain(record.get("domain_userid") or mobile.get("userId"), "domain_userid")
    if own is not None or has_session:
        return own
    return plain(record.get("network_userid") or record.get("user_id"), "network_userid")


def _user(record: Record) -> Any:
    """The user's id where it can be one: notes and names with blanks in them are none."""
    user = plain(record.get("user_id"), "user_id")
    return None if len(text(user).split()) > 1 else user


def _scrolled(record: Record) -> int | None:
    """How far down a page ping saw the page, in percent."""
    if record.get("event") != "page_ping":
        return None
    try:
        seen = float(record["pp_yoffset_max"]) + float(record.get("br_viewheight") or 0)
        return min(100, max(0, round(100 * seen / float(record["doc_height"]))))
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None


def _entities(record: Record) -> Iterator[tuple[str, Event]]:
    """What is attached to an event, with the name of its schema: the event itself, then its contexts."""
    for column, value in record.items():
        if not value or not column.startswith(("unstruct_event", "contexts", "derived_contexts")):
            continue
        found = second_try(value.encode("utf-8", "replace")) if value.__class__ is str else value
        if column in ("unstruct_event", "contexts", "derived_contexts"):
            yield from _self_describing(found)
        elif match := _COLUMN.fullmatch(column):
            first = found[0] if found.__class__ is list and found else found
            if first.__class__ is dict:
                yield ("" if column.startswith("unstruct") else match[1]), first


def _self_describing(found: Any) -> Iterator[tuple[str, Event]]:
    """The entities in `{"schema": …, "data": …}`, which may be a list of such."""
    data = found.get("data") if found.__class__ is dict else None
    is_event = data.__class__ is dict
    for one in [data] if is_event else data if data.__class__ is list else []:
        inner = one.get("data") if one.__class__ is dict else None
        match = _SCHEMA.match(text(one.get("schema"))) if one.__class__ is dict else None
        if inner.__class__ is dict and match:
            yield ("" if is_event else match[1]), inner


def _prefixed(entity: str, found: Event) -> Event:
    """The plain values of an entity; those of the event itself go by their own names."""
    prefix = f"{entity}." if entity else ""
    return {prefix + name: value for name, value in found.items() if value != "" and value.__class__ in _PLAIN}


READER = VendorReader(
    Vendor(
        name="snowplow",
        title="Snowplow (enriched events)",
        needs="Enriched events: tab-separated lines of 131 columns without a header, or atomic.events with one.",
        roles=ROLES,
        claims=claims,
        start=plainly(events),
        form_of=form_of,
        order=_ORDER,
    )
)

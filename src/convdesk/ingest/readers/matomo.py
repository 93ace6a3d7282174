"""Matomo: visits with their actions, from Live.getLastVisitsDetails as JSON or from the log of visits as CSV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convdesk.ingest.flat_events import first_of, plain, text
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.record_forms import Unreadable
from convdesk.ingest.vendor import SURE, Outcome, RowProblem, Task, Vendor, Work
from convdesk.ingest.vendor_reader import VendorReader
from convdesk.model.mapping import Role
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.ingest.vendor import Event

ROLES = {
    "visitor": Role.USER, "visitorId": Role.DEVICE, "idVisit": Role.SESSION, "action": Role.EVENT,
    "timestamp": Role.TIME, "url": Role.PAGE, "action key": Role.ID,
}  # fmt: skip

_ACTION = re.compile(r"actionDetails_(\d{1,5})_(.+)")
_VISIT = (
    "visitorType", "visitCount", "visitDuration", "referrerType", "referrerName", "referrerKeyword", "deviceType",
    "operatingSystemName", "operatingSystem", "browserName", "browser", "country", "countryCode", "language",
    "languageCode", "resolution", "siteName", "campaignName",
)  # fmt: skip
_DETAILS = (
    "type", "pageTitle", "timeSpent", "pageLoadTimeMilliseconds", "eventCategory", "eventAction", "eventName",
    "eventValue", "goalName", "goalId", "revenue", "orderId", "siteSearchKeyword", "siteSearchCategory", "contentName",
    "contentPiece", "pageviewPosition",
)  # fmt: skip
_NAMED = {"goal": "goalName", "search": "", "contentImpression": "", "download": "", "outlink": ""}
_STARTS = (
    "firstActionTimestamp",
    "serverTimestamp",
    "firstActionDateTime",
    "lastActionTimestamp",
    "lastActionDateTime",
)


def claims(shape: Shape) -> Claim:
    """Visits with their actions; in the CSV these are columns."""
    if shape.has("idVisit", "actionDetails"):
        return Claim(SURE, "idVisit and actionDetails, as Matomo's visits log gives them")
    has_visits = shape.is_table and shape.has("idVisit") and shape.has_any("visitIp", "fingerprint", "visitorId")
    if has_visits and shape.has_any("lastActionDateTime", "actionDetails_0_url", *_STARTS):
        return Claim(SURE, "idVisit and lastActionDateTime, as in Matomo's visits log saved as CSV")
    return NO_CLAIM


class _Columns(dict[str, tuple[int, str] | None]):
    """Which detail of which action a column of the CSV holds; None for columns of the visit."""

    def __missing__(self, name: str) -> tuple[int, str] | None:
        match = _ACTION.fullmatch(name)
        found = self[name] = (int(match[1]), match[2]) if match else None
        return found


class Visits:
    """Turns visits into actions and counts both."""

    def __init__(self) -> None:
        self._columns = _Columns()
        self._visits = self._actions = 0

    def events(self, visit: Record) -> Iterator[Event | Unreadable]:
        """The actions of a visit, or the visit itself where none is told."""
        about = _about(visit)
        self._visits += 1
        at = first_of(visit, _STARTS)
        place = -1
        for place, action in enumerate(self._details(visit)):
            self._actions += 1
            if action.__class__ is not dict:
                yield Unreadable("An action of the visit is no object.", "Export the visits again.")
                continue
            at = _moment(action, at)
            yield self._event(about, action, place, at)
            at = _later(at, action)
        if place < 0:
            yield {**about, "action": "visit", "timestamp": at, "action key": f"{about['action key']}.visit"}

    def outcome(self) -> Outcome:
        if not self._visits:
            return Outcome()
        what = f"Visits: {self._visits:,}; actions in them: {self._actions:,}. Every action is an event."
        return Outcome((Problem("", what, "Nothing needs to be done."),))

    def _details(self, visit: Record) -> list[Any]:
        found = visit.get("actionDetails")
        if found is not None and found.__class__ is not list:
            raise RowProblem("“actionDetails” of the visit is no list.", "Export the visits again.")
        if found is not None:
            return list(found)
        actions: dict[int, Event] = {}
        for name, value in visit.items():
            if place := self._columns[name]:
                actions.setdefault(place[0], {})[place[1]] = value
        return [actions[number] for number in sorted(actions)]

    def _event(self, about: Event, action: Event, place: int, at: Any) -> Event:
        event = dict(about)
        event.update({name: action[name] for name in _DETAILS if action.get(name) not in (None, "")})
        event["action"], event["timestamp"] = _name(action), at
        event["url"] = plain(action.get("url"), "url")
        event["action key"] = f"{about['action key']}.{place}"
        return event


def _about(visit: Record) -> Event:
    """What is known of the visit: never its network address."""
    about = {name: visit[name] for name in _VISIT if visit.get(name) not in (None, "")}
    about.update({name: value for name, value in visit.items() if name.startswith("dimension") and value})
    own = plain(visit.get("visitorId") or visit.get("fingerprint"), "visitorId")
    user, number = plain(visit.get("userId"), "userId"), plain(visit.get("idVisit"), "idVisit")
    if number is None:
        raise RowProblem("The visit has no “idVisit”.", "Export the visits again with all columns.")
    about.update({"visitor": own if user is None else user, "visitorId": own, "idVisit": number})
    about["action key"] = f"{text(visit.get('idSite'))}.{text(number)}"
    return about


def _name(action: Event) -> str:
    """What an action is called: category and action of events, the page's title or address, or its type."""
    kind = text(action.get("type"))
    if kind == "event" or (not kind and action.get("eventCategory")):
        return f"{text(action.get('eventCategory'))} / {text(action.get('eventAction'))}"
    if kind in _NAMED:
        return text(action.get(_NAMED[kind])) or kind
    if kind in ("action", ""):
        return text(action.get("pageTitle")) or text(action.get("url")) or "page view"
    return kind


def _moment(action: Event, at: Any) -> Any:
    own = first_of(action, ("timestamp", "serverTimestamp"))
    return at if own is None else own


def _later(at: Any, action: Event) -> Any:
    """When the next action began, where it tells no time: after the seconds spent on this one, which began at `at`."""
    try:
        return int(at) + int(action.get("timeSpent") or 0)
    except (TypeError, ValueError, OverflowError):
        return at


def start(_task: Task) -> Work:
    """Visits are counted while they pass."""
    visits = Visits()
    return Work(visits.events, outcome=visits.outcome)


READER = VendorReader(
    Vendor(
        name="matomo",
        title="Matomo (visits log)",
        needs="The visits log: JSON of Live.getLastVisitsDetails, or its CSV (UTF-16), with actionDetails.",
        roles=ROLES,
        claims=claims,
        start=start,
    )
)

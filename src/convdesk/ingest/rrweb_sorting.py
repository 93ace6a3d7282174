"""The events of a file, sorted by the session they belong to: several recordings may lie in one file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from convdesk.ingest.rrweb_events import as_event
from convdesk.ingest.rrweb_owner import apart_by
from convdesk.ingest.rrweb_recorded import Recorded, Sorted
from convdesk.ingest.rrweb_times import mend_seconds
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_events import Unpacking

_SESSIONS = ("sessionId", "session_id", "$session_id")
_PLAIN_FIELDS = 3
"""An event without anything added has a type, data and a timestamp."""


@dataclass(frozen=True)
class Around:
    """What the wrappers around an event say: its window, and the session or person they are of."""

    window: str | None = None
    session: str | None = None
    wrappers: tuple[dict[str, Any], ...] = ()


class Sorting:
    """Takes events as they come; one that names no session belongs to that of the event before."""

    def __init__(self, unpacking: Unpacking) -> None:
        self._unpacking = unpacking
        self._found = Sorted()
        self._by_session: dict[str | None, Recorded] = {}
        self._latest: Recorded | None = None

    def take(self, item: Any, around: Around, where: str) -> None:
        """Keep an event, or say why it is none."""
        try:
            event = as_event(item, self._unpacking)
        except ValueError as error:
            self.reject(where, str(error))
            return
        window = event.pop("window_id", None) if around.window is None else around.window
        if window is not None:
            event["windowId"] = window
        recorded = self._latest = self._of(_session_on(event) or around.session)
        recorded.events.append(event)
        if around.wrappers:
            recorded.note(around.wrappers)

    def inside(self, around: Around, told: dict[str, Any]) -> Around:
        """What is around the events of a wrapper that says `told`."""
        return replace(around, session=apart_by(told) or around.session, wrappers=(*around.wrappers, told))

    def reject(self, where: str, what: str) -> None:
        """Count something that is no event."""
        self._found.rejected += 1
        if len(self._found.problems) < PROBLEMS_KEPT:
            remedy = "It was left out; the other events were imported."
            self._found.problems.append(Problem(where, what, remedy))

    def sorted(self) -> Sorted:
        """All that was found, once everything has been taken."""
        self._found.recordings = list(self._by_session.values())
        for recorded in self._found.recordings:
            mend_seconds(recorded.events)
        return self._found

    def _of(self, session: str | None) -> Recorded:
        if session is None and self._latest is not None:
            return self._latest
        if session not in self._by_session and session is not None and None in self._by_session:
            self._by_session[session] = self._by_session.pop(None)
        return self._by_session.setdefault(session, Recorded())


def _session_on(event: dict[str, Any]) -> str | None:
    """The session an event names itself."""
    if len(event) <= _PLAIN_FIELDS:
        return None
    for name in _SESSIONS:
        value = event.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None

"""What a timeline says in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from convdesk.desk.numbers import moment_text
from convdesk.desk.screens.people.sentences import moment_words
from convdesk.model.moment import EPOCH, SECOND_US, iso, zone_of
from convdesk.model.timeline import EntryKind, Visit
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.timeline import Entry, Line

KINDS: dict[EntryKind, Callable[[], str]] = {
    EntryKind.EVENT: lambda: tr("Events"),
    EntryKind.PAGE: lambda: tr("Pages"),
    EntryKind.FRICTION: lambda: tr("Friction"),
    EntryKind.ANSWER: lambda: tr("Answers"),
    EntryKind.RECORDING: lambda: tr("Recordings"),
    EntryKind.NOTE: lambda: tr("Notes"),
}
_SHORT_US = 2 * 60 * SECOND_US


def line_words(line: Line, zone: str) -> str:
    return visit_words(line, zone) if isinstance(line, Visit) else moment_words(line)


def visit_words(visit: Visit, zone: str) -> str:
    """When a stretch began, how long it took, what is in it."""
    entries = trn("{n} entry", "{n} entries", visit.entries)
    if visit.start_us is None or visit.end_us is None:
        return tr("Nobody knows when · {entries}").format(entries=entries)
    return f"{moment_text(iso(visit.start_us), zone)} · {span_text(visit.end_us - visit.start_us)} · {entries}"


def visit_since(visit: Visit) -> str:
    """After how long a pause a stretch began."""
    if visit.since_us is None or visit.start_us is None:
        return ""
    return tr("after {pause}").format(pause=span_text(visit.since_us)) if visit.since_us > _SHORT_US else tr("at once")


def span_text(us: int) -> str:
    """A length of time in its largest fitting unit: 40 s, 23 min, 5 h, 12 days."""
    seconds = us / SECOND_US
    if seconds < 120:
        return tr("{n} s").format(n=round(seconds))
    if seconds < 120 * 60:
        return tr("{n} min").format(n=round(seconds / 60))
    if seconds < 48 * 3600:
        return tr("{n} h").format(n=round(seconds / 3600))
    return trn("{n} day", "{n} days", round(seconds / 86_400))


def clock_text(at_us: int | None, zone: str) -> str:
    """The time of day in the study's zone."""
    if at_us is None:
        return ""
    return f"{(EPOCH + timedelta(microseconds=at_us)).astimezone(zone_of(zone)):%H:%M:%S}"


def details(line: Line, zone: str) -> str:
    """All there is to say of a line, below the list."""
    if isinstance(line, Visit):
        parts = [visit_words(line, zone), tr("session {name}").format(name=line.session) if line.session else ""]
        return "\n".join(part for part in parts if part)
    return "\n".join([moment_words(line), _facts(line, zone)]).strip()


def _facts(entry: Entry, zone: str) -> str:
    when = f"{moment_text(iso(entry.at_us), zone)}:{clock_text(entry.at_us, zone)[-2:]}" if entry.at_us else ""
    known = [f"{name} = {value}" for name, value in entry.details.items() if name != "element"]
    session = tr("session {name}").format(name=entry.session) if entry.session else ""
    return " · ".join(part for part in (when, session, *known) if part)

"""What the replay screen says, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import moment_text
from convdesk.model.moment import iso
from convdesk.model.page import Bucket, bucket_of
from convdesk.model.replay import MarkKind
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.replay.looks import Line
    from convdesk.model.replay import Mark, Queue, Queued, Replay

KINDS = {
    MarkKind.PAGE: tr("Page"), MarkKind.STEP: tr("Step"), MarkKind.EVENT: tr("Event"), MarkKind.CLICK: tr("Click"),
    MarkKind.FRICTION: tr("Trouble"), MarkKind.ANSWER: tr("Answer"), MarkKind.NOTE: tr("Note"),
}  # fmt: skip
_DEVICES = {
    Bucket.PHONE: tr("phone"), Bucket.TABLET: tr("tablet"), Bucket.DESKTOP: tr("desktop"), Bucket.UNKNOWN: "",
}  # fmt: skip


def clock_text(ms: float) -> str:
    """A moment of a replay: `0:07`, `1:02:03`."""
    seconds = int(max(0.0, ms)) // 1000
    minutes, hours = seconds // 60, seconds // 3600
    return f"{hours}:{minutes % 60:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def about_replay(replay: Replay, zone: str) -> str:
    """When it was recorded, on what, and how long it is."""
    told = [moment_text(iso(replay.clock.started_ms * 1000), zone), _device(replay.width, replay.height)]
    return " · ".join([*(one for one in told if one), clock_text(replay.lasts_ms)])


def place_text(queue: Queue, place: int | None) -> str:
    """Where in a queue the recording is."""
    if place is None:
        return queue.title
    return tr("{n} of {title}").format(n=place + 1, title=queue.title)


def queue_note(queue: Queue) -> str:
    """How many of the people who are meant can be watched."""
    people = trn("{n} person", "{n} people", queue.people)
    return tr("{recorded} of {people} recorded").format(recorded=f"{queue.recorded:,}", people=people)


def queued_lines(item: Queued, zone: str) -> str:
    """One recording of a queue, in two lines."""
    device = _DEVICES[bucket_of(item.width)]
    about = " · ".join(
        one for one in (moment_text(iso(item.started_ms * 1000), zone), clock_text(item.lasts_ms), device) if one
    )
    return f"{item.person or tr('Nobody known')}   {about}\n{item.why}"


def line_tip(line: Line) -> str:
    when = tr("at another time") if line.at_ms is None else clock_text(line.at_ms)
    return "\n".join(one for one in (f"{when} · {KINDS[line.kind]}", line.title, line.about) if one)


def marks_tip(marks: list[Mark], at_ms: float) -> str:
    """What is marked near a moment of the timeline."""
    told = [f"{KINDS[mark.kind]}: {mark.title}" + (f" ({mark.where})" if mark.where else "") for mark in marks[:8]]
    more = trn("and {n} more", "and {n} more", len(marks) - 8) if len(marks) > 8 else ""
    return "\n".join(one for one in (clock_text(at_ms), *told, more) if one)


def _device(width: int, height: int) -> str:
    if not width:
        return ""
    return f"{_DEVICES[bucket_of(width)]} {width:,} × {height:,}"


def told_of(told: dict[str, float]) -> str:
    """What is to be known of a page that was rebuilt, from what the player tells."""
    broken = int(told.get("broken", 0))
    lost = trn("{n} part could not be shown as recorded", "{n} parts could not be shown as recorded", broken)
    parts = (
        tr("The recording shows an empty page here") if told.get("is_empty") else "",
        _lacking(int(told.get("missing", 0)), int(told.get("plain", 0))),
        lost if broken else "",
    )
    return " · ".join(part for part in parts if part)


def _lacking(pictures: int, sheets: int) -> str:
    """What of the page is not in the recording."""
    parts = [
        trn("{n} picture", "{n} pictures", pictures) if pictures else "",
        trn("{n} style sheet", "{n} style sheets", sheets) if sheets else "",
    ]
    lacking = tr(" and ").join(part for part in parts if part)
    return tr("Not in the recording: {what}").format(what=lacking) if lacking else ""

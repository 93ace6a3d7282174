"""Draws the conversion by the time of entry: shares with intervals, and below how many entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from convdesk.desk.drawing import Area, Bar, Dot, Drawing, Fill, Ink, Line, Room, Sheet, Words
from convdesk.desk.numbers import FEW, count_text
from convdesk.desk.screens.funnel.axes import framed, label_below
from convdesk.desk.screens.funnel.sentences import counted, share_of
from convdesk.model.funnel import Bucket
from convdesk.model.funnel_people import in_bucket, under_way
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.funnel.axes import Frame
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.funnel_results import FunnelTrend, TrendPoint

BARS = 44


def draw_trend(found: FunnelTrend, room: Room) -> Drawing:
    """A point for each period of entry; hollow: the data does not hold all of it, or windows are still open."""
    sheet = Sheet()
    points = found.points
    most = max((point.high or 0 for point in points), default=0)
    frame = framed(sheet, room, most, 2.6 * room.line + BARS)
    if points:
        label_below(sheet, frame, room, [(_part(n, len(points)), _day(point)) for n, point in enumerate(points)])
        _draw_line(sheet, frame, points)
        _draw_entered(sheet, frame, found, frame.bottom + 1.4 * room.line, room)
        for number, point in enumerate(points):
            _draw_point(sheet, frame, found, (number, point))
    words = tr("Conversion by entry, {n} periods").format(n=len(points))
    return sheet.done(frame.bottom + 2.6 * room.line + BARS, words)


def _part(number: int, count: int) -> float:
    return (number + 0.5) / count


def _day(point: TrendPoint) -> str:
    day = date.fromisoformat(point.start)
    return f"{day.day} {day:%b}"


def _draw_line(sheet: Sheet, frame: Frame, points: tuple[TrendPoint, ...]) -> None:
    """The line and the band of its interval, broken where nobody entered."""
    run: list[tuple[float, TrendPoint]] = []
    for number, point in [*enumerate(points), (len(points), None)]:
        if point is not None and point.share is not None:
            run.append((frame.x(_part(number, len(points))), point))
            continue
        if len(run) > 1:
            highs = [(x, frame.y(one.high or 0)) for x, one in run]
            lows = [(x, frame.y(one.low or 0)) for x, one in run]
            line = tuple((x, frame.y(one.share or 0)) for x, one in run)
            sheet.add(Area((*highs, *reversed(lows)), Ink.BAR), Line(line, Ink.BAR, 2))
        run = []


def _draw_point(sheet: Sheet, frame: Frame, found: FunnelTrend, numbered: tuple[int, TrendPoint]) -> None:
    number, point = numbered
    if point.share is None:
        return
    x, y = frame.x(_part(number, len(found.points))), frame.y(point.share)
    if point.low is not None and point.high is not None:
        sheet.add(Line(((x, frame.y(point.low)), (x, frame.y(point.high))), Ink.BAR))
    sheet.add(Dot((x, y), Ink.CAUTION if point.entered < FEW else Ink.BAR, not point.is_complete))
    spec = _entered_then(found, point)
    people = in_bucket(spec, Bucket.REACHED, len(spec.steps)) if point.converted else None
    who = tr("{who} who entered {when} and came through").format(
        who=counted(point.converted, spec), when=_when(found, point)
    )
    half = (frame.right - frame.left) / len(found.points) / 2
    sheet.open((x - min(half, 9), y - 9, 2 * min(half, 9), 18), _words(found, point), people, who)


def _draw_entered(sheet: Sheet, frame: Frame, found: FunnelTrend, top: float, room: Room) -> None:
    """Bars of how many entered, the part that is still under way hatched."""
    most = max(point.entered for point in found.points) or 1
    wide = (frame.right - frame.left) / len(found.points)
    bar = max(1.0, min(wide * 0.7, 40))
    name = tr("entered")
    sheet.add(Words((0, top + BARS - room.line, room.wide(name) + 2, room.line), name, Ink.MUTED))
    for number, point in enumerate(found.points):
        left = frame.x(_part(number, len(found.points))) - bar / 2
        done = point.entered - point.open
        for start, count, ink, fill in ((0, done, Ink.BAR, Fill.PALE), (done, point.open, Ink.OPEN, Fill.HATCHED)):
            tall = BARS * count / most
            if count:
                sheet.add(Bar((left, top + BARS - BARS * start / most - tall, bar, tall), ink, fill))
        _open_entered(sheet, found, point, (left, top, bar, BARS))


def _open_entered(sheet: Sheet, found: FunnelTrend, point: TrendPoint, box: tuple[float, float, float, float]) -> None:
    spec = _entered_then(found, point)
    tall = box[3] * 0.5
    words = tr("{who} entered {when}").format(who=counted(point.entered, spec), when=_when(found, point))
    everyone = in_bucket(spec, Bucket.REACHED, 1) if point.entered else None
    if not point.open:
        sheet.open(box, words, everyone, words)
        return
    still = tr("{who} who entered {when} are still under way").format(
        who=counted(point.open, spec), when=_when(found, point)
    )
    sheet.open((box[0], box[1], box[2], tall), still, under_way(spec), still)
    sheet.open((box[0], box[1] + tall, box[2], tall), words, everyone, words)


def _entered_then(found: FunnelTrend, point: TrendPoint) -> FunnelSpec:
    given = found.spec.entered
    period = point.period
    if given is not None:
        period = replace(period, start_us=max(period.start_us, given.start_us), end_us=min(period.end_us, given.end_us))
    return replace(found.spec, entered=period, breakdown=None)


def _when(found: FunnelTrend, point: TrendPoint) -> str:
    return (
        tr("on {day}").format(day=_day(point))
        if found.every == "day"
        else tr("in the week of {day}").format(day=_day(point))
    )


def _words(found: FunnelTrend, point: TrendPoint) -> str:
    words = tr("{when}: {share} of {n} who entered came through").format(
        when=_when(found, point).capitalize(), share=share_of(point.share, point.low, point.high),
        n=count_text(point.entered),
    )  # fmt: skip
    if point.open:
        words += tr("; {n} still under way").format(n=count_text(point.open))
    if not point.is_complete:
        words += tr("\nNot complete: the data does not hold all of it and everyone's window after it")
    return words

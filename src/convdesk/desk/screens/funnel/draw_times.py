"""Draws the time to convert: the curve of those who have gone on by then, and the quartiles of those who did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.desk.drawing import Area, Dot, Drawing, Ink, Line, Room, Sheet, Words
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.funnel.axes import TIMES, framed, label_below, time_marks
from convdesk.desk.screens.funnel.sentences import counted, seconds_text, share_of
from convdesk.model.funnel import Bucket
from convdesk.model.funnel_people import in_bucket, under_way
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.funnel.axes import Frame
    from convdesk.model.funnel_results import FunnelTimes, Times
    from convdesk.model.segment import Segment

PAD = 18
UNEVEN = 12


def draw_times(found: FunnelTimes, step: int, room: Room) -> Drawing:
    """The whole funnel (`step` 0), or one step (from 2) from the one before."""
    sheet = Sheet()
    times = found.whole if step == 0 else found.steps[step - 2]
    _draw_numbers(sheet, found, times, step, room)
    if not times.curve:
        text = tr("Nobody went on, so there is no curve.")
        sheet.add(Words((0, 3 * room.line, room.width, room.line), text, Ink.MUTED))
        return sheet.done(5 * room.line, text)
    scale = scale_of(times)
    frame = framed(sheet, room, max(point.high for point in times.curve), 1.6 * room.line, 2.4 * room.line)
    label_below(sheet, frame, room, [(scale.part(mark), seconds_text(mark) if mark else "0") for mark in scale.marks()])
    _draw_curve(sheet, frame, times, scale)
    _draw_quartiles(sheet, frame, times, scale, room)
    return sheet.done(frame.bottom + 1.6 * room.line, _numbers(times))


@dataclass(frozen=True)
class Scale:
    """Where a time lies between the edges: by even steps, or by even ratios where most is over long before the end."""

    first: float
    last: float
    is_by_ratio: bool

    def part(self, seconds: float) -> float:
        if not self.is_by_ratio:
            return seconds / self.last
        return max(0.0, math.log(max(seconds, self.first) / self.first) / math.log(self.last / self.first))

    def marks(self) -> list[float]:
        if not self.is_by_ratio:
            return time_marks(self.last)
        return [mark for mark in TIMES if self.first <= mark <= self.last]


def scale_of(times: Times) -> Scale:
    """The scale of a curve with points."""
    last = times.curve[-1].seconds or 1.0
    median = times.median_seconds or last
    first = max(min(times.curve[0].seconds, median / 4), last * 1e-6, 0.1)
    return Scale(first, last, is_by_ratio=last / max(median, first) > UNEVEN and last > first)


def _draw_numbers(sheet: Sheet, found: FunnelTimes, times: Times, step: int, room: Room) -> None:
    """One line: n, the median and the quartiles; the numbers of people open them."""
    spec = found.spec
    target = len(spec.steps) if step == 0 else step
    parts: list[tuple[str, Segment | None]] = [
        (tr("{who} went on").format(who=counted(times.converted, spec)),
         in_bucket(spec, Bucket.REACHED, target) if times.converted else None),
        (tr("of {n} who were followed").format(n=count_text(times.n)),
         in_bucket(spec, Bucket.REACHED, 1) if step == 0 and times.n else None),
    ]  # fmt: skip
    if step == 0:
        parts.append((tr("show those under way"), under_way(spec)))
    left = 0.0
    for text, people in parts:
        wide = room.wide(text)
        sheet.add(Words((left, 0, wide + 4, room.line), text, Ink.MUTED))
        sheet.open((left, 0, wide, room.line), text, people, text)
        left += wide + PAD
    sheet.add(Words((0, room.line, room.width, room.line), _numbers(times), is_bold=True))


def _numbers(times: Times) -> str:
    if not times.converted:
        return tr("Nobody went on")
    half = tr("fewer than half of all ever go on")
    if times.curve_median_seconds is not None:
        half = tr("half of all have gone on by {time}").format(time=seconds_text(times.curve_median_seconds))
    return tr("Of those who went on, half took up to {median} (quartiles {low} and {high}); {half}").format(
        median=seconds_text(times.median_seconds), low=seconds_text(times.quartile_1_seconds),
        high=seconds_text(times.quartile_3_seconds), half=half,
    )  # fmt: skip


def _draw_curve(sheet: Sheet, frame: Frame, times: Times, scale: Scale) -> None:
    highs, lows, line = [(frame.left, frame.bottom)], [(frame.left, frame.bottom)], [(frame.left, frame.bottom)]
    for point in times.curve:
        x = frame.x(scale.part(point.seconds))
        for path, share in ((highs, point.high), (lows, point.low), (line, point.share)):
            path += [(x, path[-1][1]), (x, frame.y(share))]
        words = tr("By {time}, {share} had gone on").format(
            time=seconds_text(point.seconds), share=share_of(point.share, point.low, point.high)
        )
        sheet.open((x - 3, frame.top, 6, frame.bottom - frame.top), words)
    for path in (highs, lows, line):
        path.append((frame.right, path[-1][1]))
    sheet.add(Area((*highs, *reversed(lows)), Ink.BAR), Line(tuple(line), Ink.BAR, 2))


def _draw_quartiles(sheet: Sheet, frame: Frame, times: Times, scale: Scale, room: Room) -> None:
    """Dashed lines where a quarter, half and three quarters of those who went on had done so."""
    found = (times.quartile_1_seconds, times.median_seconds, times.quartile_3_seconds)
    free = -1.0
    for seconds, name in zip(found, ("25 %", tr("median"), "75 %"), strict=True):
        if seconds is None:
            continue
        x = frame.x(scale.part(seconds))
        sheet.add(Line(((x, frame.top), (x, frame.bottom)), Ink.STRONG, is_dashed=True))
        sheet.add(Dot((x, frame.bottom), Ink.STRONG))
        if x > free and x + 4 + room.wide(name) < frame.right:
            sheet.add(Words((x + 4, frame.top - room.line * 0.6, room.wide(name) + 4, room.line), name, Ink.MUTED))
            free = x + 4 + room.wide(name) + 8

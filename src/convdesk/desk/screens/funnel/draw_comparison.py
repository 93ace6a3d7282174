"""Draws two groups or periods in the same funnel: their shares, and the difference with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.drawing import Bar, Dot, Drawing, Ink, Line, Room, Sheet, Side, Words
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.funnel.sentences import counted, points_text, share_of, step_name
from convdesk.model.funnel import Bucket
from convdesk.model.funnel_people import in_bucket
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.difference import Difference
    from convdesk.model.funnel import FunnelResult
    from convdesk.model.funnel_results import Comparison

BAR = 11
PAD = 14


def draw_comparison(found: Comparison, names: tuple[str, str], room: Room) -> Drawing:
    """For every step two bars and, at the right, the first minus the second."""
    sheet = Sheet()
    count_wide = max(room.wide(f"{count_text(side.entered)} · 100.00 %") for side in (found.one, found.other)) + PAD
    right_wide = max(230.0, room.width * 0.34)
    bars = (0.0, room.width - right_wide - count_wide - PAD)
    _draw_heads(sheet, names, room, room.width - right_wide)
    reach = max([0.02, *(abs(end) for step in found.steps for end in _ends(step.from_first))])
    top = 2.2 * room.line
    for number in range(1, len(found.steps) + 1):
        sheet.add(Words((0, top, bars[1], room.line), step_name(found.one.spec, number), is_bold=True))
        for side, (result, ink) in enumerate(((found.one, Ink.FIRST), (found.other, Ink.SECOND))):
            _draw_side(sheet, result, number, (bars[1], top + room.line * (1 + 0.95 * side), count_wide, ink), room)
        middle = top + room.line * 1.9
        _draw_difference(sheet, found, number, (room.width - right_wide + PAD, room.width, middle, reach), room)
        top += 3.25 * room.line
    return sheet.done(top, tr("Two groups in {n} steps").format(n=len(found.steps)))


def _ends(difference: Difference) -> tuple[float, ...]:
    return tuple(end for end in (difference.low, difference.high) if end is not None)


def _draw_heads(sheet: Sheet, names: tuple[str, str], room: Room, right: float) -> None:
    left = 0.0
    for name, ink in zip(names, (Ink.FIRST, Ink.SECOND), strict=True):
        wide = min(room.wide(name) + 6, right / 2 - 30)
        sheet.add(Bar((left, room.line / 2 - 5, 10, 10), ink), Words((left + 16, 0, wide, room.line), name))
        left += wide + 16 + 2 * PAD
    head = tr("Difference in points, 95 %")
    sheet.add(Words((right, 0, room.width - right, room.line), head, Ink.MUTED, Side.RIGHT))


def _draw_side(
    sheet: Sheet, result: FunnelResult, number: int, where: tuple[float, float, float, Ink], room: Room
) -> None:
    """One bar with its people; `where`: the bar's greatest width, its top, the width of the number, its ink."""
    wide, top, count_wide, ink = where
    step = result.steps[number - 1]
    share = step.rate_from_first or 0.0
    middle = top + room.line / 2
    sheet.add(Bar((0, middle - BAR / 2, wide, BAR), Ink.TRACK, is_round=True))
    sheet.add(Bar((0, middle - BAR / 2, max(1.0, wide * share), BAR), ink))
    text = f"{count_text(step.reached)} · {share_of(step.rate_from_first)}"
    box = (wide, top, count_wide, room.line)
    sheet.add(Words(box, text, Ink.INK, Side.RIGHT))
    words = tr("{who} of {n} who entered reached {step}").format(
        who=counted(step.reached, result.spec), n=count_text(result.entered),
        step=result.spec.steps[number - 1].label,
    )  # fmt: skip
    sheet.open(box, words, in_bucket(result.spec, Bucket.REACHED, number) if step.reached else None, words)


def _draw_difference(
    sheet: Sheet, found: Comparison, number: int, where: tuple[float, float, float, float], room: Room
) -> None:
    """The difference as a dot with its interval about a line of no difference; a clear one is written bold."""
    left, right, middle, reach = where
    step = found.steps[number - 1].from_first
    zero, scale = (left + right) / 2, (right - left) / 2 / reach
    sheet.add(Line(((zero, middle - room.line), (zero, middle + room.line * 0.9)), Ink.STRONG, is_dashed=True))
    if number == 1 or step.difference is None or step.low is None or step.high is None:
        return
    ink = Ink.INK if step.is_clear else Ink.MUTED
    sheet.add(Line(((zero + step.low * scale, middle), (zero + step.high * scale, middle)), ink, 1.6))
    sheet.add(Dot((zero + step.difference * scale, middle), ink))
    text = points_text(step.difference)
    sheet.add(Words((left, middle - 1.45 * room.line, right - left, room.line), text, ink, Side.RIGHT, step.is_clear))
    before = found.steps[number - 1].from_previous
    words = tr("{step}: {points}, 95 % from {low} to {high} (Newcombe); of those at the step before {before}").format(
        step=found.steps[number - 1].name, points=text, low=points_text(step.low), high=points_text(step.high),
        before=points_text(before.difference),
    )  # fmt: skip
    note = "" if step.is_clear else tr("\nThe interval holds no difference at all, too")
    sheet.open((left, middle - room.line, right - left, 2 * room.line), words + note)

"""Draws a breakdown: a row for each group, with the people at every step and how many came through."""

from __future__ import annotations

from convdesk.desk.drawing import Bar, Drawing, Ink, Line, Room, Sheet, Side, Words
from convdesk.desk.numbers import FEW, count_text
from convdesk.desk.screens.funnel.sentences import counted, share_of
from convdesk.model.funnel import Bucket, FunnelResult, Split
from convdesk.model.funnel_people import in_bucket
from convdesk.model.share import wilson
from convdesk.words import tr

BAR = 10
NAME, LEAST_BAR, USUAL_BAR, COUNT, WIDEST_COUNT = 150, 120, 190, 64, 130
PAD = 12


def draw_splits(result: FunnelResult, room: Room) -> Drawing:
    """The groups, most people first."""
    sheet = Sheet()
    share_wide = room.wide("100.00 %") + PAD
    count_wide = max(COUNT, room.wide(count_text(result.entered)) + PAD)
    fitting = int((room.width - NAME - LEAST_BAR - share_wide) / count_wide)
    numbers = _shown(len(result.steps), max(2, fitting))
    count_wide = min(WIDEST_COUNT, (room.width - NAME - USUAL_BAR - share_wide) / len(numbers), count_wide * 2)
    count_wide = max(count_wide, COUNT)
    bar_left = NAME + count_wide * len(numbers) + PAD
    edges = (bar_left, room.width - share_wide, count_wide)
    _draw_heads(sheet, result, numbers, edges, room)
    best = max((_share(split)[2] for split in result.splits), default=1.0) or 1.0
    top = room.line + 6
    for split in result.splits:
        for place, number in enumerate(numbers):
            box = (NAME + count_wide * place + PAD, top, count_wide - PAD, room.line)
            _draw_count(sheet, result, split, number, box)
        _draw_group(sheet, split, (top, best, bar_left, edges[1]), room)
        top += room.line + 10
    words = tr("{n} groups by {prop}").format(n=len(result.splits), prop=_prop(result))
    return sheet.done(top, words)


def _prop(result: FunnelResult) -> str:
    return result.spec.breakdown.prop if result.spec.breakdown else ""


def _shown(steps: int, room: int) -> list[int]:
    """The steps (from 1) whose people are written: the first ones and always the last."""
    if steps <= room:
        return list(range(1, steps + 1))
    return [*range(1, room), steps]


def _draw_heads(sheet: Sheet, result: FunnelResult, numbers: list[int], edges: tuple[float, ...], room: Room) -> None:
    bar_left, _, count_wide = edges
    sheet.add(Words((0, 0, NAME, room.line), _prop(result), Ink.MUTED))
    for place, number in enumerate(numbers):
        left = NAME + count_wide * place
        name = result.spec.steps[number - 1].label
        sheet.add(Words((left + PAD, 0, count_wide - PAD, room.line), name, Ink.MUTED, Side.RIGHT))
        sheet.open((left + PAD, 0, count_wide - PAD, room.line), f"{number}  {name}")
    sheet.add(Words((bar_left, 0, room.width - bar_left, room.line), tr("Came through"), Ink.MUTED, Side.RIGHT))


def _draw_group(sheet: Sheet, split: Split, where: tuple[float, ...], room: Room) -> None:
    """The name of a group and the share that came through; `where`: top, the best share, the bar's ends."""
    top, best, bar_left, right = where
    sheet.add(Words((0, top, NAME - 4, room.line), split.label, is_bold=split.value is not None))
    sheet.open((0, top, NAME - 4, room.line), split.label)
    entered, share, _ = _share(split)
    low, high = wilson(split.steps[-1].reached, entered) or (None, None)
    scale, middle = (right - PAD - bar_left) / best, top + room.line / 2
    sheet.add(Bar((bar_left, middle - BAR / 2, share * scale, BAR), Ink.BAR, is_round=True))
    if low is not None and high is not None:
        sheet.add(Line(((bar_left + low * scale, middle), (bar_left + high * scale, middle)), Ink.INK))
        for end in (low, high):
            x = bar_left + end * scale
            sheet.add(Line(((x, middle - 3), (x, middle + 3)), Ink.INK))
    ink = Ink.CAUTION if entered < FEW else Ink.INK
    text = share_of(share) if entered else "–"
    sheet.add(Words((right - PAD, top, room.width - right + PAD, room.line), text, ink, Side.RIGHT))
    few = tr("; few people") if entered < FEW else ""
    words = tr("{label}: {share} of {n} who entered came through{few}").format(
        label=split.label, share=share_of(share, low, high), n=count_text(entered), few=few
    )
    sheet.open((bar_left, top, room.width - bar_left, room.line), words)


def _draw_count(
    sheet: Sheet, result: FunnelResult, split: Split, number: int, box: tuple[float, float, float, float]
) -> None:
    count = split.steps[number - 1].reached
    sheet.add(Words(box, count_text(count), Ink.INK if number == 1 else Ink.MUTED, Side.RIGHT))
    words = tr("{who} with {prop} {label} reached {step}").format(
        who=counted(count, result.spec), prop=_prop(result), label=split.label,
        step=result.spec.steps[number - 1].label,
    )  # fmt: skip
    people = in_bucket(result.spec, Bucket.REACHED, number, split.label) if count else None
    sheet.open(box, words, people, words)


def _share(split: Split) -> tuple[int, float, float]:
    """Who entered, the share that came through, and the upper end of its interval."""
    entered, done = split.steps[0].reached, split.steps[-1].reached
    _, high = wilson(done, entered) or (0.0, 0.0)
    return entered, (done / entered if entered else 0.0), high

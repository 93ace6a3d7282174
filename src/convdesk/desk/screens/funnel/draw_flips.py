"""Draws who flips between two rules: from which outcome to which, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.drawing import Bar, Drawing, Fill, Ink, Room, Sheet, Side, Words
from convdesk.desk.numbers import count_text
from convdesk.desk.screens.funnel.sentences import counted
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.funnel_results import Flips

SHOWN = 8
BAR = 8


def draw_flips(found: Flips, titles: tuple[str, str], room: Room) -> Drawing:
    """A row for each way to differ, most people first."""
    sheet = Sheet()
    count_wide = max(60.0, room.wide(count_text(found.count)) + 20)
    half = (room.width - count_wide - 140) / 2
    lefts = (0.0, half, 2 * half)
    for left, title in zip(lefts, titles, strict=False):
        sheet.add(Words((left, 0, half - 8, room.line), title, Ink.MUTED))
    most = max((each.count for each in found.counts), default=1)
    top = room.line
    for each in found.counts[:SHOWN]:
        sheet.add(Words((0, top, half - 8, room.line), each.one))
        sheet.add(Words((lefts[1], top, half - 8, room.line), f"→ {each.other}"))
        box = (lefts[2], top, count_wide - 8, room.line)
        sheet.add(Words(box, count_text(each.count), Ink.INK, Side.RIGHT, is_bold=True))
        left = lefts[2] + count_wide
        sheet.add(
            Bar((left, top + room.line / 2 - BAR / 2, max(2.0, 132 * each.count / most), BAR), Ink.BAR, Fill.PALE)
        )
        words = tr("{who}: {one} under the first rules, {other} under the second").format(
            who=counted(each.count, found.one.spec), one=each.one, other=each.other
        )
        sheet.open(box, words, each.people, words)
        top += room.line
    if len(found.counts) > SHOWN:
        more = len(found.counts) - SHOWN
        sheet.add(Words((0, top, room.width, room.line), tr("and {n} other ways").format(n=more), Ink.MUTED))
        top += room.line
    return sheet.done(top + 4, tr("{n} differ").format(n=count_text(found.count)))

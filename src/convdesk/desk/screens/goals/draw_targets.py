"""Draws targets: the line they are to follow, and the weeks of newcomers with their intervals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from convdesk.desk.drawing import Dot, Drawing, Ink, Line, Room, Sheet, Side, Words
from convdesk.desk.numbers import FEW, share_text
from convdesk.desk.screens.goals.draw_tree import draw_tree, wrapped
from convdesk.desk.screens.goals.looks import GoalPeople
from convdesk.desk.screens.goals.sentences import COURSES, day_text, part_of, target_now, target_title
from convdesk.model.goal import Course, Part
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.goal import GoalReport, TargetPoint, TargetState

CHART = 150.0
DOT_BOX = 18.0


def draw_goals(report: GoalReport, room: Room) -> Drawing:
    """The targets, and the tree below them."""
    sheet, top = Sheet(), 0.0
    inks = {Course.BEHIND: Ink.LEFT, Course.TOO_EARLY: Ink.MUTED}
    for state in report.targets:
        title, course = target_title(state), COURSES[state.course]
        wide = room.wide(course) * 1.15 + 6
        sheet.add(Words((0, top, room.width - wide - 8, room.line), title, is_bold=True))
        ink = inks.get(state.course, Ink.ACCENT)
        sheet.add(Words((room.width - wide, top, wide, room.line), course, ink, Side.RIGHT, is_bold=True))
        sheet.open((0, top, room.width, room.line), state.definition)
        top += room.line
        for line in wrapped(target_now(state), room, room.width):
            sheet.add(Words((0, top, room.width, room.line), line))
            top += room.line
        top = _draw_weeks(sheet, room, state, top + 0.5 * room.line) + room.line
    end = draw_tree(sheet, room, report, top)
    return sheet.done(end, tr("What leads to each macro-conversion, and how targets stand"))


class _Scale:
    """Days from left to right, shares from below up."""

    def __init__(self, room: Room, state: TargetState, top: float) -> None:
        days = [date.fromisoformat(point.week) for point in state.points]
        self.first = min([state.target.begins, *days])
        self.last = max([state.target.due, *days])
        shares = [point.high for point in state.points] + [state.target.goal_share, state.target.start_share]
        self.most = next((mark for mark in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8) if max(shares) <= mark), 1.0)
        self.left, self.right = room.wide("100 %") + 10, room.width - 14
        self.top, self.bottom = top, top + CHART

    def x(self, day: date) -> float:
        part = (day - self.first).days / max(1, (self.last - self.first).days)
        return self.left + 8 + (self.right - self.left - 16) * part

    def y(self, share: float) -> float:
        return self.bottom - CHART * min(share, self.most) / self.most


def _draw_weeks(sheet: Sheet, room: Room, state: TargetState, top: float) -> float:
    scale, target = _Scale(room, state, top), state.target
    for n in range(3):
        share = scale.most * n / 2
        y = scale.y(share)
        sheet.add(Line(((scale.left, y), (scale.right, y)), Ink.LINE))
        box = (0, y - room.line / 2, scale.left - 8, room.line)
        sheet.add(Words(box, f"{share * 100:g} %", Ink.MUTED, Side.RIGHT))
    line = [(scale.x(target.begins), scale.y(target.start_share)), (scale.x(target.due), scale.y(target.goal_share))]
    sheet.add(Line(tuple(line), Ink.ACCENT, 2, is_dashed=True))
    for day, side in ((scale.first, Side.LEFT), (scale.last, Side.RIGHT)):
        wide = room.wide(day_text(day)) + 6
        left = scale.left if side is Side.LEFT else scale.right - wide
        sheet.add(Words((left, scale.bottom + 3, wide, room.line), day_text(day), Ink.MUTED, side))
    for point in state.points:
        _draw_point(sheet, scale, state, point)
    return scale.bottom + 3 + room.line


def _draw_point(sheet: Sheet, scale: _Scale, state: TargetState, point: TargetPoint) -> None:
    x, y = scale.x(date.fromisoformat(point.week)), scale.y(point.share)
    sheet.add(Line(((x, scale.y(point.low)), (x, scale.y(point.high))), Ink.BAR, 1.5))
    sheet.add(Dot((x, y), Ink.CAUTION if point.people < FEW else Ink.BAR))
    words = tr("Newcomers of the week of {week}: {part}; the line is at {line}").format(
        week=day_text(date.fromisoformat(point.week)), part=part_of(point.reached, point.people),
        line=share_text(point.expected),
    )  # fmt: skip
    if point.people < FEW:
        words += tr("\nFew people: the interval is wide")
    who = tr("newcomers of the week of {week} who reached {name}").format(
        week=day_text(date.fromisoformat(point.week)), name=state.goal.name
    )
    people = GoalPeople(state.goal, Part.WEEK, point.week) if point.reached else None
    sheet.open((x - DOT_BOX / 2, y - DOT_BOX / 2, DOT_BOX, DOT_BOX), words, people, who)

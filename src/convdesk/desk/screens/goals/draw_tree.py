"""Draws the tree: each macro-conversion, and below it what leads to it, with those who did and those who did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.drawing import Bar, Fill, Ink, Line, Room, Sheet, Side, Words
from convdesk.desk.screens.goals.looks import GoalPeople
from convdesk.desk.screens.goals.sentences import SHORT, part_of, ratio_text, reached_when, span_text
from convdesk.model.goal import Part
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.model.goal import Branch, GoalReport, Lift

TRUNK, INDENT, BAR = 9.0, 32.0, 10.0
LEAST_TRACK = 60.0


def draw_tree(sheet: Sheet, room: Room, report: GoalReport, top: float) -> float:
    """Draws all branches from `top` down; returns where they end."""
    for branch in report.tree:
        top = _draw_branch(sheet, room, report, branch, top) + room.line
    return top


def _draw_branch(sheet: Sheet, room: Room, report: GoalReport, branch: Branch, top: float) -> float:
    macro = branch.macro
    count = next(found for found in report.goals if found.goal.name == macro.name)
    text = count.reason or part_of(count.people, count.of_people)
    box = (0.0, top, room.width, room.line)
    wide = room.wide(text) + 4
    sheet.add(Words((0, top, room.width - wide - 8, room.line), f"{macro.name} · {SHORT[macro.sort]}", is_bold=True))
    sheet.add(Words((room.width - wide, top, wide, room.line), text, Ink.INK, Side.RIGHT))
    tip = tr("{what}: {part} of everybody asked").format(what=reached_when(macro), part=text)
    people = GoalPeople(macro, Part.REACHED) if count.people else None
    sheet.open(box, tip, people, tr("those who reached “{name}”").format(name=macro.name))
    at = start = top + room.line
    if not branch.lifts:
        hint = tr("Nothing leads to it yet: choose it under “Leads to” of a micro-conversion.")
        sheet.add(Words((INDENT, at, room.width - INDENT, room.line), hint, Ink.MUTED))
        return at + room.line
    elbow = start
    for lift in branch.lifts:
        at += 0.4 * room.line
        elbow = at + room.line / 2
        sheet.add(Line(((TRUNK, elbow), (INDENT - 8, elbow)), Ink.STRONG, 1.5))
        at = _draw_lift(sheet, room, report, (branch, lift), at)
    sheet.add(Line(((TRUNK, start), (TRUNK, elbow)), Ink.STRONG, 1.5))
    return at


def _draw_lift(sheet: Sheet, room: Room, report: GoalReport, one: tuple[Branch, Lift], top: float) -> float:
    branch, lift = one
    span, macro = span_text(report.spec.window_us), branch.macro.name
    ratio = ratio_text(lift)
    wide = room.wide(ratio) + 6
    name = f"{lift.micro.name} · {SHORT[lift.micro.sort]}"
    sheet.add(Words((INDENT, top, room.width - INDENT - wide - 8, room.line), name, is_bold=True))
    sheet.add(Words((room.width - wide, top, wide, room.line), ratio, Ink.INK, Side.RIGHT))
    sheet.open((INDENT, top, room.width - INDENT, room.line), _ratio_tip(lift, macro))
    at = _draw_sides(sheet, room, one, span, top + room.line)
    at = _draw_through(sheet, room, one, span, at)
    for line in wrapped(lift.causal_words, room, room.width - INDENT):
        sheet.add(Words((INDENT, at, room.width - INDENT, room.line), line, Ink.MUTED))
        at += room.line
    return at


def _draw_sides(sheet: Sheet, room: Room, one: tuple[Branch, Lift], span: str, top: float) -> float:
    """Two bars: of those who did and of those who did not, how many then reached the macro."""
    branch, lift = one
    sides = (
        (tr("did it first"), lift.did_then, lift.did, Part.DID_THEN, Ink.BAR),
        (tr("did not"), lift.did_not_then, lift.did_not, Part.DID_NOT_THEN, Ink.OPEN),
    )
    texts = [part_of(then, of) for _, then, of, *_ in sides]
    names = max(room.wide(words) for words, *_ in sides) + 12
    tail = max(room.wide(text) for text in texts) + 6
    track = max(LEAST_TRACK, room.width - INDENT - names - tail - 10)
    for (words, then, of, part, ink), text in zip(sides, texts, strict=True):
        left, middle = INDENT + names, top + (room.line - BAR) / 2
        sheet.add(Words((INDENT, top, names, room.line), words, Ink.MUTED))
        sheet.add(Bar((left, middle, track, BAR), Ink.TRACK, Fill.SOLID, is_round=True))
        if of and then:
            sheet.add(Bar((left, middle, track * then / of, BAR), ink, Fill.SOLID, is_round=True))
        sheet.add(Words((left + track + 10, top, room.width - left - track - 10, room.line), text))
        _open_side(sheet, (branch, lift), (words, part, span), (then, of), (left, top, track, room))
        top += room.line
    return top


def _open_side(
    sheet: Sheet,
    one: tuple[Branch, Lift],
    said: tuple[str, Part, str],
    counts: tuple[int, int],
    place: tuple[float, float, float, Room],
) -> None:
    """The bar opens all of that side, the number those who then reached the macro."""
    (branch, lift), (words, part, span), (then, of), (left, top, track, room) = one, said, counts, place
    all_of = Part.DID if part is Part.DID_THEN else Part.DID_NOT
    who = tr("those who {what}: {name}").format(what=words, name=lift.micro.name)
    tip = tr("{n} of {of} people who {what} reached {macro} within {span}").format(
        n=then, of=of, what=words, macro=branch.macro.name, span=span
    )
    side = GoalPeople(lift.micro, all_of) if of else None
    sheet.open((INDENT, top, left + track - INDENT, room.line), tip + tr("\nOpens all of them"), side, who)
    reached = tr("{who}, then reached {macro}").format(who=who, macro=branch.macro.name)
    box = (left + track + 10, top, room.width - left - track - 10, room.line)
    sheet.open(box, tip + tr("\nOpens those who reached it"), GoalPeople(lift.micro, part) if then else None, reached)


def _draw_through(sheet: Sheet, room: Room, one: tuple[Branch, Lift], span: str, top: float) -> float:
    branch, lift = one
    macro, micro = branch.macro.name, lift.micro
    text = tr("Of all who reached {macro}, by way of it: {part}").format(
        macro=macro, part=part_of(lift.through, lift.macro_people)
    )
    wide = min(room.wide(text) + 4, room.width - INDENT)
    sheet.add(Words((INDENT, top, wide, room.line), text))
    tip = tr("They did {name} first and reached {macro} within {span} of it").format(
        name=micro.name, macro=macro, span=span
    )
    who = tr("those who reached {macro} by way of {name}").format(macro=macro, name=micro.name)
    sheet.open((INDENT, top, wide, room.line), tip, GoalPeople(micro, Part.THROUGH) if lift.through else None, who)
    if not lift.did_open:
        return top + room.line
    still = trn("{n} person did it, the time since is not over", "{n} people did it, the time since is not over",
                lift.did_open)  # fmt: skip
    left, wide_still = INDENT + wide + 24, room.wide(still) + 4
    if left + wide_still > room.width:
        left, top = INDENT, top + room.line
    sheet.add(Words((left, top, wide_still, room.line), still, Ink.MUTED))
    sheet.open((left, top, wide_still, room.line), tr("They count on neither side yet"),
               GoalPeople(micro, Part.DID_OPEN), still)  # fmt: skip
    return top + room.line


def _ratio_tip(lift: Lift, macro: str) -> str:
    return tr(
        "{what}\nThe share of those who did it and reached {macro}, over the share of those who had the same chance to "
        "do it and did not; with its 95 % interval. A count of nobody is taken as half a person"
    ).format(what=reached_when(lift.micro), macro=macro)


def wrapped(text: str, room: Room, width: float) -> list[str]:
    """Lines of whole words that fit the width."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if room.wide(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines

"""Draws a funnel with its five buckets: each step a bar, and every number beside it opens its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.desk.drawing import Bar, Drawing, Fill, Ink, Line, Room, Sheet, Side, Words
from convdesk.desk.numbers import FEW, count_text
from convdesk.desk.screens.funnel.sentences import counted, seconds_text, share_of, step_name
from convdesk.model.funnel import Bucket, FunnelResult, StepCount
from convdesk.model.funnel_people import in_bucket, never_entered, removed, went_on
from convdesk.model.funnel_rules import Order
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.model.segment import Segment

BAR = 12
GAP = 16
BETWEEN = 14
LEAST_NAME = 190


@dataclass(frozen=True)
class Cell:
    """One number of a step: what is written, what it says in full, and its people."""

    text: str
    words: str
    people: Segment | None = None
    ink: Ink = Ink.INK


@dataclass(frozen=True)
class Column:
    """A column of numbers; those of a high `rank` give way first where there is no room."""

    title: str
    cells: tuple[Cell, ...]
    rank: int


def draw_steps(result: FunnelResult, room: Room) -> Drawing:
    """The steps one below the other."""
    sheet, columns = Sheet(), _that_fit(_columns(result), room)
    name_wide = room.width - sum(_wide(column, room) for column in columns)
    right = name_wide
    for column in columns:
        right += _wide(column, room)
        sheet.add(Words((right - _wide(column, room), 0, _wide(column, room), room.line), column.title, Ink.MUTED,
                        Side.RIGHT))  # fmt: skip
    top = room.line + 4
    for place in range(len(result.steps)):
        _draw_step(sheet, result, place, (top, name_wide - BETWEEN, room.line))
        _draw_cells(sheet, [column.cells[place] for column in columns], [_wide(c, room) for c in columns],
                    (name_wide, top, room.line))  # fmt: skip
        top += room.line + BAR + GAP
    return sheet.done(_draw_rest(sheet, result, top, room), _in_words(result))


def _columns(result: FunnelResult) -> list[Column]:
    found = [
        Column(tr("Reached"), _bucket_cells(result, Bucket.REACHED), 0),
        Column(tr("of first"), tuple(_of_first(result, step) for step in result.steps), 4),
        Column(tr("of step before"), tuple(_of_before(step) for step in result.steps), 1),
        Column(tr("Went on"), _went_on_cells(result), 3),
        Column(tr("Left"), _bucket_cells(result, Bucket.DROPPED), 0),
        Column(tr("Under way"), _bucket_cells(result, Bucket.OPEN), 1),
        Column(tr("Excluded"), _bucket_cells(result, Bucket.EXCLUDED), 1),
        Column(tr("Median time"), tuple(_median(step) for step in result.steps), 5),
    ]
    has_excluded = bool(result.spec.exclusions)
    return [column for column in found if has_excluded or column.title != tr("Excluded")]


def _that_fit(columns: list[Column], room: Room) -> list[Column]:
    """Without those that give way first, until the names have room."""
    kept = list(columns)
    while kept and room.width - sum(_wide(column, room) for column in kept) < LEAST_NAME:
        loser = max(kept, key=lambda column: column.rank)
        if not loser.rank:
            break
        kept.remove(loser)
    return kept


def _wide(column: Column, room: Room) -> float:
    texts = (column.title, *(cell.text for cell in column.cells))
    return max(room.wide(text) for text in texts) + BETWEEN + 6


_BUCKETS = {
    Bucket.REACHED: tr("{who} reached {step}"),
    Bucket.DROPPED: tr("{who} left after {step}: the window is over, and they did not go on"),
    Bucket.OPEN: tr("{who} are under way after {step}: their window is not over when the data ends"),
    Bucket.EXCLUDED: tr("{who} were cut off after {step} by an excluded event"),
}


def _bucket_cells(result: FunnelResult, bucket: Bucket) -> tuple[Cell, ...]:
    return tuple(_bucket_cell(result, bucket, number) for number in range(1, len(result.steps) + 1))


def _bucket_cell(result: FunnelResult, bucket: Bucket, number: int) -> Cell:
    step, spec = result.steps[number - 1], result.spec
    if number == len(result.steps) and bucket is not Bucket.REACHED:
        return Cell("", "")
    count = {
        Bucket.REACHED: step.reached, Bucket.DROPPED: step.dropped, Bucket.OPEN: step.open,
        Bucket.EXCLUDED: step.excluded,
    }[bucket]  # fmt: skip
    words = _BUCKETS[bucket].format(who=counted(count, spec), step=_name(result, number))
    if bucket is not Bucket.REACHED and step.reached:
        words += tr("; {share} of those who reached it").format(share=share_of(count / step.reached))
    ink = Ink.LEFT if bucket is Bucket.DROPPED and count else Ink.INK if bucket is Bucket.REACHED else Ink.MUTED
    return Cell(count_text(count), words, in_bucket(spec, bucket, number) if count else None, ink)


def _went_on_cells(result: FunnelResult) -> tuple[Cell, ...]:
    cells = []
    for number, step in enumerate(result.steps, 1):
        if number == len(result.steps):
            cells.append(Cell("", ""))
            continue
        words = tr("{who} went on from {step}").format(
            who=counted(step.went_on, result.spec), step=_name(result, number)
        )
        people = went_on(result.spec, number) if step.went_on else None
        cells.append(Cell(count_text(step.went_on), words, people, Ink.MUTED))
    return tuple(cells)


def _of_first(result: FunnelResult, step: StepCount) -> Cell:
    words = tr("{n} of {of} who entered").format(n=count_text(step.reached), of=count_text(result.entered))
    return Cell(share_of(step.rate_from_first), words, None, _certain(result.entered))


def _of_before(step: StepCount) -> Cell:
    if step.rate_from_previous is None:
        return Cell("", "")
    text = share_of(step.rate_from_previous)
    words = tr("{share} of those at the step before that is not optional, Wilson interval").format(
        share=share_of(step.rate_from_previous, step.low, step.high)
    )
    before = round(step.reached / step.rate_from_previous) if step.rate_from_previous else FEW
    few = tr("\nFew people (n = {n}), so take this with care").format(n=before) if before < FEW else ""
    return Cell(text, words + few, None, _certain(before))


def _certain(n: int) -> Ink:
    return Ink.CAUTION if n < FEW else Ink.INK


def _median(step: StepCount) -> Cell:
    words = tr("From the step before to this one, half of those who reached it took less; n = {n}").format(
        n=count_text(step.reached)
    )
    return Cell(seconds_text(step.median_seconds) if step.median_seconds is not None else "", words, None, Ink.MUTED)


def _name(result: FunnelResult, number: int) -> str:
    if result.spec.rules.order is Order.ANY:
        return tr("{n} of the steps").format(n=number)
    return result.spec.steps[number - 1].label


def _draw_step(sheet: Sheet, result: FunnelResult, place: int, where: tuple[float, float, float]) -> None:
    """The name and the bar of a step; `where`: top, width, height of a line."""
    top, width, line = where
    step = result.steps[place]
    is_any = result.spec.rules.order is Order.ANY
    name = _name(result, place + 1) if is_any else step_name(result.spec, place + 1)
    note = tr("{name} · may be skipped").format(name=name) if step.is_optional else name
    sheet.add(Words((0, top, width, line), note, is_bold=not step.is_optional))
    whole = result.entered or 1
    scale = width / whole
    box = (0.0, top + line, width, float(BAR))
    sheet.add(Bar(box, Ink.TRACK, is_round=True))
    at = 0.0
    lost = step.dropped + step.open + step.excluded
    parts = (
        (step.reached - lost, Ink.BAR, Fill.SOLID), (step.dropped, Ink.LEFT, Fill.PALE),
        (step.open, Ink.OPEN, Fill.HATCHED), (step.excluded, Ink.OPEN, Fill.CROSSED),
    )  # fmt: skip
    for count, ink, fill in parts:
        if count:
            sheet.add(Bar((at, box[1], max(1.0, count * scale), BAR), ink, fill))
        at += count * scale
    sheet.open(box, _bar_words(result, place))
    _draw_whisker(sheet, result, place, (box[1] + BAR + 4, scale))


def _bar_words(result: FunnelResult, place: int) -> str:
    step = result.steps[place]
    words = tr("{name}: {reached} reached").format(name=_name(result, place + 1), reached=count_text(step.reached))
    if place == len(result.steps) - 1:
        return words
    return words + tr(" = {on} went on + {left} left + {open} under way + {excluded} excluded").format(
        on=count_text(step.went_on), left=count_text(step.dropped), open=count_text(step.open),
        excluded=count_text(step.excluded),
    )  # fmt: skip


def _draw_whisker(sheet: Sheet, result: FunnelResult, place: int, where: tuple[float, float]) -> None:
    """The interval of a step's share of the step before, under its bar."""
    step = result.steps[place]
    if step.low is None or step.high is None or not step.rate_from_previous:
        return
    middle, scale = where
    before = step.reached / step.rate_from_previous
    left, right = step.low * before * scale, step.high * before * scale
    sheet.add(Line(((left, middle), (right, middle)), Ink.MUTED))
    for end in (left, right):
        sheet.add(Line(((end, middle - 2), (end, middle + 2)), Ink.MUTED))


def _draw_cells(sheet: Sheet, cells: list[Cell], widths: list[float], where: tuple[float, float, float]) -> None:
    left, top, line = where
    for cell, wide in zip(cells, widths, strict=True):
        left += wide
        if cell.text:
            sheet.add(Words((left - wide, top, wide, line), cell.text, cell.ink, Side.RIGHT))
            room = wide - BETWEEN
            sheet.open((left - room, top, room, line), cell.words, cell.people, cell.words.partition(";")[0])


def _draw_rest(sheet: Sheet, result: FunnelResult, top: float, room: Room) -> float:
    """Under the steps: who never entered, who was taken out, how many came through; the height of it all."""
    spec = result.spec
    whole = tr("{share} of {n} who entered came through").format(
        share=share_of(result.steps[-1].rate_from_first), n=count_text(result.entered)
    )
    never = tr("{who} never entered").format(who=counted(result.never_entered, spec))
    parts: list[tuple[str, Segment | None]] = [(whole, None)]
    parts.append((never, never_entered(spec) if result.never_entered else None))
    if result.removed:
        parts.append(
            (tr("{who} taken out by an excluded event").format(who=counted(result.removed, spec)), removed(spec))
        )
    sheet.add(Line(((0, top), (room.width, top)), Ink.LINE))
    left, top = 0.0, top + 6
    for text, people in parts:
        wide = room.wide(text)
        sheet.add(Words((left, top, wide + 4, room.line), text, Ink.MUTED))
        sheet.open((left, top, wide, room.line), text, people, text)
        left += wide + 2 * BETWEEN
    return top + room.line + 4


def _in_words(result: FunnelResult) -> str:
    return tr("Funnel of {n} steps, {who} entered, {done} came through").format(
        n=len(result.steps), who=counted(result.entered, result.spec), done=count_text(result.converted)
    )

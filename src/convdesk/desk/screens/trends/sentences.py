"""The sentences of the trends screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from convdesk.desk.numbers import FEW, count_text, people_text, share_text
from convdesk.desk.screens.trends.looks import Cell, Grid, Measure
from convdesk.model.share import count_interval_text, interval_text
from convdesk.model.trend import Unit
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.trends.looks import Series, Wanted
    from convdesk.model.step import Step
    from convdesk.model.trend import Cohort, RetentionResult, Returned, TimesOfDay, TrendPoint

UNITS = {
    Unit.HOUR: lambda: tr("by hour"),
    Unit.DAY: lambda: tr("by day"),
    Unit.WEEK: lambda: tr("by week"),
    Unit.MONTH: lambda: tr("by month"),
}
MEASURES = {
    Measure.EVENTS: lambda: tr("Events"),
    Measure.PEOPLE: lambda: tr("People"),
    Measure.SHARE: lambda: tr("Share of people"),
}
DAYS: tuple[Callable[[], str], ...] = (
    lambda: tr("Monday"), lambda: tr("Tuesday"), lambda: tr("Wednesday"), lambda: tr("Thursday"),
    lambda: tr("Friday"), lambda: tr("Saturday"), lambda: tr("Sunday"),
)  # fmt: skip


def name_of(step: Step | None) -> str:
    return step.label if step else tr("Any event")


def trend_title(series: tuple[Series, ...], wanted: Wanted) -> str:
    """What is looked at: `Sign up and Profile, people by week`."""
    names = [name_of(step) for step in wanted.steps]
    what = names[0] if wanted.split or len(names) == 1 else tr("{names} and {last}").format(
        names=", ".join(names[:-1]), last=names[-1])  # fmt: skip
    by = tr(" by {name}").format(name=wanted.split) if wanted.split else ""
    return f"{what}{by}: {MEASURES[wanted.measure]().lower()} {UNITS[wanted.unit]()}" if series else what


def trend_note(series: tuple[Series, ...], wanted: Wanted) -> str:
    """How many there are at all, in which zone, and what is marked."""
    points = series[0].trend.points
    parts = [_totals(series), tr("times in {zone}").format(zone=series[0].trend.zone)]
    gaps = sum(point.is_gap for point in points)
    cut = sum(bool(point.missing) and not point.is_gap for point in points)
    if gaps:
        parts.append(trn("{n} period without data", "{n} periods without data", gaps))
    if cut:
        parts.append(trn("{n} period not wholly covered", "{n} periods not wholly covered", cut))
    if wanted.segment.in_words() != "everyone":
        parts.append(tr("only {who}").format(who=wanted.segment.in_words()))
    return " · ".join(parts)


def period_text(start: str, unit: Unit) -> str:
    """When a period begins, as short as can be understood: `12 Mar`, `12 Mar, 14:00`, `Mar 2026`."""
    at = datetime.fromisoformat(start)
    if unit is Unit.HOUR:
        return f"{at.day} {at:%b, %H:%M}"
    return f"{at:%b %Y}" if unit is Unit.MONTH else f"{at.day} {at:%b}"


def period_words(point: TrendPoint, unit: Unit) -> str:
    """A period in full."""
    at = datetime.fromisoformat(point.start)
    if unit is Unit.HOUR:
        return f"{at.day} {at:%b %Y, %H:%M}"
    day = f"{at.day} {at:%b %Y}"
    return tr("week of {day}").format(day=day) if unit is Unit.WEEK else f"{at:%B %Y}" if unit is Unit.MONTH else day


def value_text(measure: Measure, point: TrendPoint) -> str:
    value = measure.of(point)
    if value is None:
        return "–"
    return share_text(value) if measure is Measure.SHARE else count_text(int(value))


def interval_of(measure: Measure, point: TrendPoint) -> str:
    """The 95 % interval of a value; empty where there is none."""
    ends = measure.interval(point)
    if ends is None:
        return ""
    return interval_text(*ends) if measure is Measure.SHARE else count_interval_text(*ends)


def mark_text(point: TrendPoint) -> str:
    """What is missing in a period."""
    if point.is_gap:
        return tr("no data")
    return tr("not all of {sources}").format(sources=", ".join(point.missing)) if point.missing else ""


def point_tip(series: Series, point: TrendPoint) -> str:
    """The exact numbers of a period."""
    lines = [f"{series.words}, {period_words(point, series.trend.spec.unit)}"]
    if point.is_gap:
        return "\n".join([*lines, tr("No event of anybody: there may be no data.")])
    events = trn("{n} event", "{n} events", point.count)
    lines.append(tr("{events} of {people}").format(events=events, people=people_text(point.people)))
    if point.people:
        chance = tr("95 % intervals: {events} events, {people} people")
        lines.append(
            chance.format(events=interval_of(Measure.EVENTS, point), people=interval_of(Measure.PEOPLE, point))
        )
    if point.share is not None:
        of = tr("{share} of the {active} with any event (95 % interval {interval})")
        interval = interval_of(Measure.SHARE, point)
        lines.append(of.format(share=share_text(point.share), active=people_text(point.active), interval=interval))
        if point.active < FEW:
            lines.append(tr("Few people, so take this with care."))
    if point.missing:
        lines.append(
            tr("Not wholly covered by {sources}: more may have happened.").format(sources=", ".join(point.missing))
        )
    return "\n".join(lines)


def point_people(series: Series, point: TrendPoint) -> str:
    """Who stands behind a point, in words."""
    return f"{series.words}, {period_words(point, series.trend.spec.unit)}"


def hour_people(found: TimesOfDay, weekday: int, hour: int) -> str:
    when = tr("{day} from {hour:02}:00 to {hour:02}:59").format(day=DAYS[weekday](), hour=hour)
    return f"{name_of(found.spec.step)}, {when}"


def cohort_people(found: RetentionResult, cohort: Cohort, later: int) -> str:
    """Who stands behind a cell of retention, in words."""
    who = tr("{name} for the first time, {unit} of {start}").format(
        name=name_of(found.spec.first), unit=found.spec.unit.value, start=_day(cohort.start)
    )
    if not later:
        return who
    return tr("{who}, back {unit} {n}").format(who=who, unit=found.spec.unit.value, n=later)


def hours_grid(found: TimesOfDay, measure: Measure) -> Grid:
    """Weekdays by hours."""
    counts = found.counts if measure is Measure.EVENTS else found.people
    most = max((max(row) for row in counts), default=0) or 1

    def cell(day: int, hour: int) -> Cell:
        events, people = found.counts[day][hour], found.people[day][hour]
        count = counts[day][hour]
        tip = f"{hour_people(found, day, hour)}\n" + tr("{events} of {people}").format(
            events=trn("{n} event", "{n} events", events), people=people_text(people)
        )
        return Cell(_short(count) if count else "", count / most, tip)

    cells = tuple(tuple(cell(day, hour) for hour in range(24)) for day in range(7))
    return Grid(tr("Hour"), tuple(f"{hour:02}" for hour in range(24)), tuple(day() for day in DAYS), cells)


def hours_note(found: TimesOfDay) -> str:
    events = trn("{n} event", "{n} events", found.count)
    return f"{events} · {tr('times in {zone}').format(zone=found.zone)}"


def retention_grid(found: RetentionResult) -> Grid:
    """Cohorts by periods after; the last row is of all of them."""
    unit = found.spec.unit.value
    heads = (tr("People"), *(f"{unit} {n}" for n in range(1, found.spec.periods + 1)))
    rows = [(_day(cohort.start), cohort.people, cohort.cells) for cohort in found.cohorts]
    rows.append((tr("All"), sum(cohort.people for cohort in found.cohorts), found.overall))
    cells = tuple(
        (
            Cell(count_text(people), 0.0, people_text(people)),
            *(_returned(one, unit, n) for n, one in enumerate(given, 1)),
        )
        for _, people, given in rows
    )
    return Grid(tr("First time"), heads, tuple(name for name, _, _ in rows), cells)


def retention_title(found: RetentionResult) -> str:
    spec = found.spec
    came = tr("Who came back") if spec.back is None else tr("Who then did {back}").format(back=spec.back.label)
    first = tr("first seen") if spec.first is None else tr("first {first}").format(first=spec.first.label)
    return tr("{came}, by the {unit} they were {first}").format(came=came, unit=spec.unit.value, first=first)


def retention_note(found: RetentionResult) -> str:
    people = people_text(sum(cohort.people for cohort in found.cohorts))
    open_ = tr("hatched: not over when the data end")
    return f"{people} · {open_} · {tr('times in {zone}').format(zone=found.zone)}"


def _returned(cell: Returned | None, unit: str, later: int) -> Cell:
    if cell is None:
        text = tr("{unit} {n} is not over when the data end: it cannot be told yet.")
        return Cell("", None, text.format(unit=unit.capitalize(), n=later))
    of = tr("{returned} of {people} ({share}, 95 % interval {interval})")
    tip = of.format(
        returned=count_text(cell.returned), people=people_text(cell.people), share=share_text(cell.share),
        interval=interval_text(cell.low, cell.high),
    )  # fmt: skip
    return Cell(share_text(cell.share), cell.share, tip + ("\n" + tr("Few people, so take this with care.")
                if cell.people < FEW else ""))  # fmt: skip


def _totals(series: tuple[Series, ...]) -> str:
    if len(series) > 1:
        return trn("{n} series", "{n} series", len(series))
    trend = series[0].trend
    events = trn("{n} event", "{n} events", trend.count)
    return tr("{events} of {people}").format(events=events, people=people_text(trend.people))


def _day(start: str) -> str:
    at = date.fromisoformat(start[:10])
    return f"{at.day} {at:%b %Y}"


def _short(count: int) -> str:
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f}M"
    return f"{count / 1000:.1f}k" if count >= 10_000 else str(count)

"""How often, and by how many people, something was done in each period; and at which times of the week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.matching import positions, step_keys
from convdesk.analyse.periods import Periods, hours_of_week, quanta
from convdesk.analyse.poisson import intervals
from convdesk.analyse.ranks import most_frequent
from convdesk.analyse.rows import actors_at, blocks_of_people, distinct, pieces, ticks_at, us_at
from convdesk.columns import PROPERTY
from convdesk.model.moment import zone_of
from convdesk.model.share import wilson
from convdesk.model.trend import TimesOfDay, TrendPoint, TrendResult

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress
    from convdesk.model.step import Step
    from convdesk.model.trend import DidAtTime, DidDuring, TrendSpec

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

Covered = tuple[str, int, int]
"""A source's name, its first and its last moment (UTC µs)."""


def trend(
    table: EventTable, spec: TrendSpec, zone: ZoneInfo, asked: tuple[Mask | None, Sequence[Covered]], progress: Progress
) -> TrendResult:
    """The periods of a question. `asked`: whose events count, and what time each source covers."""
    people, sources = asked
    if not len(table):
        return TrendResult(spec, str(zone), (), 0, 0, _definition(spec, zone))
    periods = Periods(table.t0_us, table.at_us(table.span_ticks), spec.unit, zone)
    active = _tally(table, None, people, periods, progress)
    found = active if spec.step is None else _tally(table, spec.step, people, periods, progress)
    whole = active if people is None else _tally(table, None, None, periods, progress)
    numbers = zip(found.counts.tolist(), found.people.tolist(), active.people.tolist(), strict=True)
    points = tuple(_point(periods, n, three, not whole.counts[n], sources) for n, three in enumerate(numbers))
    points = _with_intervals(points, found)
    return TrendResult(spec, str(zone), points, int(found.counts.sum()), found.anybody, _definition(spec, zone))


@dataclass
class _Tally:
    """Events and people by period, and how many people there are at all.

    `squares`: the sum over a period's people of the square of their events in it.
    """

    counts: Rows
    people: Rows
    squares: NDArray[np.float64]
    anybody: int = 0


def _tally(table: EventTable, step: Step | None, people: Mask | None, periods: Periods, progress: Progress) -> _Tally:
    """Rows are in the order of person and time: a person's period changes or is the same. Taken piece by piece."""
    size = len(periods)
    found = _Tally(np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size))
    before = (-1, -1, 0)
    for piece in pieces(table, None if step is None else positions(table, step, progress)):
        progress.raise_if_cancelled()
        whose, ticks = actors_at(table, piece), ticks_at(table, piece)
        if people is not None:
            whose, ticks = whose[people[whose]], ticks[people[whose]]
        if len(whose):
            before = _added(found, whose, periods.of(table, ticks), before)
    found.squares[before[1]] += before[2] ** 2
    return found


def _added(found: _Tally, whose: Rows, at: Rows, before: tuple[int, int, int]) -> tuple[int, int, int]:
    """Count one piece. `before`: person and period of the events before it, and how many; gives back the last ones."""
    is_other = np.append(whose[0] != before[0], whose[1:] != whose[:-1])
    is_new = is_other | np.append(at[0] != before[1], at[1:] != at[:-1])
    found.counts += np.bincount(at, minlength=len(found.counts))
    found.people += np.bincount(at[is_new], minlength=len(found.people))
    found.anybody += int(np.count_nonzero(is_other))
    begins = np.flatnonzero(is_new)
    often = np.diff(begins, prepend=-before[2], append=len(at))
    if len(begins):
        found.squares[before[1]] += float(often[0]) ** 2
        found.squares += np.bincount(at[begins[:-1]], np.square(often[1:-1], dtype=np.float64), len(found.squares))
    return int(whose[-1]), int(at[-1]), int(often[-1])


def frequent_values(
    table: EventTable, spec: TrendSpec, name: str, most: int, progress: Progress
) -> tuple[list[str], int]:
    """The values that most events of a trend have in a property, and how many different ones there are besides."""
    codes = table.column(PROPERTY + name)
    codes = codes if spec.step is None else codes[positions(table, spec.step, progress)]
    terms = table.terms(PROPERTY + name)
    counts = np.bincount(codes.astype(np.int64) + 1, minlength=len(terms) + 1)[1:]
    found = most_frequent(counts, terms, most, progress)
    return [terms[code] for code in found.tolist()], int(np.count_nonzero(counts)) - len(found)


def did_during(table: EventTable, condition: DidDuring, progress: Progress) -> Rows:
    """Who did something in a time, as actor codes."""
    start = -np.inf if condition.start_us is None else condition.start_us
    end = np.inf if condition.end_us is None else condition.end_us
    found = [np.empty(0, np.int64)]
    rows = None if condition.step is None else positions(table, condition.step, progress)
    for piece in progress.heeding(pieces(table, rows)):
        at = us_at(table, piece)
        found.append(distinct(actors_at(table, piece)[(at >= start) & (at < end)]))
    return np.concatenate(found)


def did_at_time(table: EventTable, condition: DidAtTime, progress: Progress) -> Rows:
    """Who did something in an hour of the week, as actor codes."""
    if not len(table):
        return np.empty(0, np.int64)
    first, last = (int(quanta(table, np.array([tick]))[0]) for tick in (0, table.span_ticks))
    hours = hours_of_week(first, last - first + 1, zone_of(condition.zone), progress)
    wanted, found = condition.weekday * 24 + condition.hour, [np.empty(0, np.int64)]
    rows = None if condition.step is None else positions(table, condition.step, progress)
    for piece in progress.heeding(pieces(table, rows)):
        is_then = hours[quanta(table, ticks_at(table, piece)) - first] == wanted
        found.append(distinct(actors_at(table, piece)[is_then]))
    return np.concatenate(found)


def times_of_day(
    table: EventTable, spec: TrendSpec, zone: ZoneInfo, people: Mask | None, progress: Progress
) -> TimesOfDay:
    """Events and people by weekday and hour."""
    counts, those = np.zeros(168, np.int64), np.zeros(168, np.int64)
    first, last = (int(quanta(table, np.array([tick]))[0]) for tick in (0, table.span_ticks))
    hours = hours_of_week(first, last - first + 1, zone, progress) if len(table) else counts
    keys = table.keys if spec.step is None else step_keys(table, spec.step, progress)
    for begin, end in blocks_of_people(keys, table.stride):
        progress.raise_if_cancelled()
        whose = keys[begin:end] // table.stride
        ticks = keys[begin:end] - whose * table.stride
        if people is not None:
            whose, ticks = whose[people[whose]], ticks[people[whose]]
        cells = hours[quanta(table, ticks) - first]
        counts += np.bincount(cells, minlength=168)
        those += np.bincount(distinct((whose - whose[:1].sum()) * 168 + cells) % 168, minlength=168)
    grids = [tuple(tuple(row) for row in grid.reshape(7, 24).tolist()) for grid in (counts, those)]
    return TimesOfDay(spec, str(zone), grids[0], grids[1], int(counts.sum()), _times_definition(spec, zone))


def _point(
    periods: Periods, number: int, counts: tuple[int, int, int], is_gap: bool, sources: Sequence[Covered]
) -> TrendPoint:
    count, people, active = counts
    start, end = periods.bounds_us[number], periods.bounds_us[number + 1]
    low, high = wilson(people, active) or (None, None)
    missing = tuple(name for name, first, last in sources if first > start or last < end - 1)
    return TrendPoint(
        periods.start(number), periods.start(number + 1), count, people, active, people / active if active else None,
        low, high, is_gap, tuple(sorted(set(missing))), start, end,
    )  # fmt: skip


def _with_intervals(points: tuple[TrendPoint, ...], found: _Tally) -> tuple[TrendPoint, ...]:
    """Nothing is said of a gap, nor of how often something was done that nobody did."""
    counts = zip(*intervals(found.counts, found.squares), strict=True)
    people = zip(*intervals(found.people, np.maximum(found.people, 1)), strict=True)
    return tuple(
        point if point.is_gap or not point.people else
        replace(point, count_low=float(c[0]), count_high=float(c[1]), people_low=float(p[0]), people_high=float(p[1]))
        for point, c, p in zip(points, counts, people, strict=True)
    )  # fmt: skip


def _definition(spec: TrendSpec, zone: ZoneInfo) -> str:
    what = "any event" if spec.step is None else spec.step.label
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    return (
        f"Events ({what}) and the people who did them, by {spec.unit.value} in {zone}{who}, with the 95 % interval of "
        "what chance could have made of them, had as many people come independently of each other (Poisson; of events "
        "by how unevenly people did them). Share: of the people with any event in that period, with its 95 % Wilson "
        "interval. Marked: periods without any event, and those a source does not wholly cover."
    )


def _times_definition(spec: TrendSpec, zone: ZoneInfo) -> str:
    what = "Any event" if spec.step is None else spec.step.label
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    return f"{what} by weekday and hour in {zone}{who}: how often, and by how many different people."

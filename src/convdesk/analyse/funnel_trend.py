"""The conversion of a funnel by the day or week people entered it, in the study's zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.entry_levels import AT_ONCE, are_enough, entry_levels
from convdesk.analyse.funnel import follow
from convdesk.analyse.funnel_events import events_of, window_ticks
from convdesk.analyse.funnel_words import definition
from convdesk.model.funnel import Period
from convdesk.model.funnel_checks import check_funnel
from convdesk.model.funnel_results import Every, FunnelTrend, TrendPoint
from convdesk.model.funnel_rules import Entries, Order, Ties, WindowFrom
from convdesk.model.moment import EPOCH, microseconds, zone_of
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]

FOREVER_US = 2**62


def trend_funnel(
    table: EventTable, spec: FunnelSpec, people: Mask | None, how: tuple[Every, str], progress: Progress
) -> FunnelTrend:
    """The conversion by period of entry; `how`: the periods, and the zone that days are counted in.

    The funnel is followed anew for the entries of each period: who enters in two periods counts in both.
    """
    every, zone = how
    check_funnel(spec)
    found = _Entering.of(table, spec, progress)
    points: list[TrendPoint] = []
    if found.has_entries:
        days = _period_starts(found.first_us, found.last_us, every, zone_of(zone))
        starts = [_midnight_us(day, zone_of(zone)) for day in days]
        counted = _all_counts(found, people, starts, progress)
        for day, period, counts in zip(days, map(Period, starts, starts[1:]), counted, strict=False):
            points.append(_point(day, period, counts, _is_complete(table, spec, period)))
    note = (
        f"Those who entered in each period, days in {zone}; who enters in several counts in each; a period is complete "
        "when the data holds all of it and everyone's window after it"
    )
    return FunnelTrend(spec, every, zone, tuple(points), f"{definition(spec, table)} {note}.")


@dataclass(frozen=True)
class _Entering:
    """The moments of each step's events, UTC microseconds, and of which of them begin chains."""

    table: EventTable
    spec: FunnelSpec
    moments_us: list[Keys]
    entries_us: list[Keys]

    @classmethod
    def of(cls, table: EventTable, spec: FunnelSpec, progress: Progress) -> _Entering:
        """With the moments of the first step only, where every entry can be followed on its own."""
        plain = replace(
            spec, rules=replace(spec.rules, order=Order.ANY, ties=Ties.FAVOUR, window_from=WindowFrom.ENTRY)
        )
        if are_enough(table, spec, progress):
            plain = replace(plain, steps=spec.steps[:1])
        found = []
        for events in events_of(table, plain, progress, with_rows=False):
            progress.raise_if_cancelled()
            found.append(table.t0_us + events.keys % table.stride * table.tick_us)
        return cls(table, spec, found, found if spec.rules.order is Order.ANY else found[:1])

    @property
    def has_entries(self) -> bool:
        return any(map(len, self.entries_us))

    @property
    def first_us(self) -> int:
        return min(int(found.min()) for found in self.entries_us if len(found))

    @property
    def last_us(self) -> int:
        return max(int(found.max()) for found in self.entries_us if len(found))

    def near(self, period: Period) -> list[Mask]:
        """Which events of each step could be in a chain that begins in a period: the others need not be followed."""
        rules = self.spec.rules
        reach = len(self.spec.steps) if rules.window_from is WindowFrom.PREVIOUS else 1
        end_us = FOREVER_US if rules.window_us is None else period.end_us + rules.window_us * reach + rules.grace_us
        start_us = period.start_us - rules.grace_us * len(self.spec.steps)
        masks = [(found >= start_us) & (found <= end_us) for found in self.moments_us]
        if rules.entries is Entries.FIRST:
            for entering in range(len(self.entries_us)):
                masks[entering][:] = True
        return masks


Counts = tuple[int, int, int]
"""Entered, converted and still under way."""


def _all_counts(found: _Entering, people: Mask | None, starts: list[int], progress: Progress) -> list[Counts]:
    """The counts of the entries of each period, from each start to the next."""
    if are_enough(found.table, found.spec, progress):
        return _counts_of_entries(found, people, starts, progress)
    counts = []
    for number, period in enumerate(map(Period, starts, starts[1:])):
        progress.step(number, len(starts) - 1)
        counts.append(_counts(found, people, period, progress))
    return counts


def _counts_of_entries(found: _Entering, people: Mask | None, starts: list[int], progress: Progress) -> list[Counts]:
    """The same where every entry can be followed on its own: once for all periods."""
    table, spec = found.table, found.spec
    entries = entry_levels(table, spec, people, progress)
    progress.raise_if_cancelled()
    moments, starting = [], np.array(starts)
    for begin in range(0, len(entries.keys), AT_ONCE):
        progress.raise_if_cancelled()
        keys = entries.keys[begin : begin + AT_ONCE]
        units = keys // table.stride
        ticks = keys - units * table.stride
        periods = np.searchsorted(starting, table.t0_us + ticks * table.tick_us, side="right") - 1
        moments.append((units, ticks, periods))
    if not moments:
        return [(0, 0, 0)] * (len(starts) - 1)
    units, ticks, period = (np.concatenate(parts) for parts in zip(*moments, strict=True))
    progress.raise_if_cancelled()
    begins = np.flatnonzero((np.diff(units, prepend=-1) != 0) | (np.diff(period, prepend=-1) != 0))
    best = np.maximum.reduceat(entries.level, begins)
    is_best = entries.level == np.repeat(best, np.diff(np.append(begins, len(period))))
    progress.raise_if_cancelled()
    latest = np.maximum.reduceat(np.where(is_best, ticks, -1), begins)
    is_done, window = best == len(spec.steps), window_ticks(table, spec)
    is_open = np.zeros(len(best), bool) if window is None else (latest > table.span_ticks - window) & ~is_done
    which = period[begins]
    sums = [
        np.bincount(which[mask], minlength=len(starts) - 1) for mask in (np.ones(len(which), bool), is_done, is_open)
    ]
    return list(zip(*(column.tolist() for column in sums), strict=True))


def _counts(found: _Entering, people: Mask | None, period: Period, progress: Progress) -> Counts:
    """Entered, converted and still under way, of the entries of one period."""
    given = found.spec.entered
    start, end = period.start_us, period.end_us
    if given is not None:
        start, end = max(start, given.start_us), min(end, given.end_us)
    if not any(bool(((own >= start) & (own < end)).any()) for own in found.entries_us):
        return 0, 0, 0
    spec = replace(found.spec, entered=Period(start, end), breakdown=None)
    outcome = follow(found.table, spec, people, progress, found.near(period))
    done = outcome.chains.level == outcome.chains.steps
    return len(done), int(np.count_nonzero(done)), int(np.count_nonzero(outcome.is_open & ~done))


def _is_complete(table: EventTable, spec: FunnelSpec, period: Period) -> bool:
    end_us = table.at_us(table.span_ticks) - (spec.rules.window_us or 0)
    return table.t0_us <= period.start_us and period.end_us - 1 <= end_us


def _point(day: date, period: Period, counts: Counts, is_complete: bool) -> TrendPoint:
    entered, converted, still = counts
    low, high = wilson(converted, entered) or (None, None)
    share = converted / entered if entered else None
    return TrendPoint(day.isoformat(), entered, converted, still, share, low, high, is_complete, period)


def _period_starts(first_us: int, last_us: int, every: Every, zone: ZoneInfo) -> list[date]:
    """The first days of all periods from one moment to another, and of the one after."""
    day, last = _day_of(first_us, zone), _day_of(last_us, zone)
    step = timedelta(days=7 if every is Every.WEEK else 1)
    if every is Every.WEEK:
        day -= timedelta(days=day.weekday())
    days = [day]
    while days[-1] <= last:
        days.append(days[-1] + step)
    return days


def _day_of(at_us: int, zone: ZoneInfo) -> date:
    return (EPOCH + timedelta(microseconds=at_us)).astimezone(zone).date()


def _midnight_us(day: date, zone: ZoneInfo) -> int:
    return microseconds(datetime.combine(day, time(), zone))

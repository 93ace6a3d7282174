"""Periods of the calendar in a time zone, summer time and all, and in which of them events lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.moment import EPOCH, microseconds
from convdesk.model.problem import ProblemError
from convdesk.model.trend import Unit

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress

    Rows = NDArray[np.int64]

MOST = 100_000
QUANTUM_US = 15 * 60 * 1_000_000
"""All zones of today are shifted by whole quarters of an hour."""


class Periods:
    """Consecutive periods: period n runs from `bounds_us[n]` to `bounds_us[n + 1]` (not included), UTC µs."""

    def __init__(self, first_us: int, last_us: int, unit: Unit, zone: ZoneInfo) -> None:
        self.zone, self.unit = zone, unit
        self.bounds_us = _bounds(first_us, last_us, unit, zone)

    def __len__(self) -> int:
        return len(self.bounds_us) - 1

    def start(self, number: int) -> str:
        """When a period begins, as people write it there: a date, or for hours date, time and offset."""
        at = _local(self.bounds_us[number], self.zone)
        return at.isoformat(timespec="minutes") if self.unit is Unit.HOUR else at.date().isoformat()

    def of(self, table: EventTable, ticks: Rows) -> Rows:
        """In which period each of these ticks of a table lies."""
        if self._lookup is None:
            bounds = np.array(self.bounds_us, np.int64)
            found: Rows = np.searchsorted(bounds, table.t0_us + ticks * table.tick_us, side="right") - 1
            return found
        return self._lookup[quanta(table, ticks) - self.bounds_us[0] // QUANTUM_US]

    @cached_property
    def _lookup(self) -> Rows | None:
        """The period of each quarter of an hour; None where periods do not begin with one, or are very many."""
        bounds = np.array(self.bounds_us, np.int64)
        if (bounds % QUANTUM_US).any() or (bounds[-1] - bounds[0]) // QUANTUM_US > 1 << 24:
            return None
        return np.repeat(np.arange(len(self)), np.diff(bounds) // QUANTUM_US)


def quanta(table: EventTable, ticks: Rows) -> Rows:
    """The quarter of an hour, from 1970, in which each of these ticks of a table lies."""
    per_quantum, rest = divmod(QUANTUM_US, table.tick_us)
    shift, odd = divmod(table.t0_us, table.tick_us)
    if rest or odd:
        found: Rows = (table.t0_us + ticks * table.tick_us) // QUANTUM_US
        return found
    return (ticks + shift) // per_quantum


def hours_of_week(first: int, count: int, zone: ZoneInfo, progress: Progress) -> Rows:
    """Weekday × 24 + hour, local, of `count` consecutive quarters of an hour. Raises Cancelled."""
    numbers = progress.heeding(range(first, first + count))
    steps = (datetime.fromtimestamp(number * QUANTUM_US // 1_000_000, zone) for number in numbers)
    return np.fromiter((at.weekday() * 24 + at.hour for at in steps), np.int64, count)


def _bounds(first_us: int, last_us: int, unit: Unit, zone: ZoneInfo) -> list[int]:
    at = _begin(_local(first_us, zone), unit)
    bounds = [_utc_us(at)]
    while bounds[-1] <= last_us:
        if len(bounds) > MOST:
            raise ProblemError(
                "trend", f"From the first event to the last there are more than {MOST:,} periods of an {unit.value}.",
                "Choose longer periods, or look for a few events with times that cannot be.",
            )  # fmt: skip
        at = _next(at, unit, zone)
        bounds.append(_utc_us(at))
    return bounds


def _begin(at: datetime, unit: Unit) -> datetime:
    if unit is Unit.HOUR:
        return at.replace(minute=0, second=0, microsecond=0)
    day = at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit is Unit.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit is Unit.MONTH else day


def _next(at: datetime, unit: Unit, zone: ZoneInfo) -> datetime:
    """The begin of the next period. Adding days to a local time keeps its clock, whatever summer time does."""
    if unit is Unit.HOUR:
        later = (at.astimezone(UTC) + timedelta(hours=1)).astimezone(zone)
        whole = _begin(later, unit)
        return whole if _utc_us(whole) > _utc_us(at) else later
    if unit is Unit.MONTH:
        return (at + timedelta(days=32)).replace(day=1)
    return at + timedelta(days=7 if unit is Unit.WEEK else 1)


def _local(at_us: int, zone: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(microseconds=at_us)).astimezone(zone)


def _utc_us(at: datetime) -> int:
    return microseconds(at.astimezone(UTC))

"""Local times that the change of the clocks makes doubtful: those that do not exist, and those that come twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from convdesk.ingest.times import QUARTER_US
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

_REMEDY = "Export the times with their zone, as 2026-03-29T02:30:00+01:00, if an hour matters."


@dataclass(frozen=True)
class ClockChanges:
    """How many local times lie in an hour that the assumed zone leaves out, and in one that it has twice."""

    missing: int = 0
    twice: int = 0

    def said(self, where: str, zone: str) -> tuple[Problem, ...]:
        """What is warned of, with the rule that was used."""
        return tuple(
            Problem(where, f"{count:,} local {'time lies' if count == 1 else 'times lie'} in an hour {what}", _REMEDY)
            for count, what in (
                (self.missing, f"that {zone} leaves out when clocks go forward: moved on by that change."),
                (self.twice, f"that {zone} has twice when clocks go back: taken for the first of them."),
            )
            if count
        )


NO_CHANGES = ClockChanges()


def changes_in(counts: Mapping[int, int], zone: ZoneInfo) -> ClockChanges:
    """The doubtful ones among local times, given how many lie in each quarter of an hour since 1970."""
    missing, twice = odd_quarters(counts, zone)
    return ClockChanges(sum(counts[quarter] for quarter in missing), sum(counts[quarter] for quarter in twice))


def odd_quarters(quarters: Iterable[int], zone: ZoneInfo) -> tuple[list[int], list[int]]:
    """Those of the quarters of an hour that do not exist in a zone, and those that come twice."""
    missing: list[int] = []
    twice: list[int] = []
    for quarter in quarters:
        local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=quarter * QUARTER_US)
        first = local.replace(tzinfo=zone).utcoffset() or timedelta()
        second = local.replace(tzinfo=zone, fold=1).utcoffset() or timedelta()
        if first != second:
            (twice if second < first else missing).append(quarter)
    return missing, twice

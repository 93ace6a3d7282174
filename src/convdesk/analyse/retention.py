"""Who came back: cohorts by their first time, and in which later periods they were there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.matching import positions
from convdesk.analyse.periods import Periods
from convdesk.analyse.rows import actors_at, distinct, pieces, ticks_at
from convdesk.model.share import wilson
from convdesk.model.trend import Cohort, RetentionResult, Returned

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress
    from convdesk.model.step import Step
    from convdesk.model.trend import RetentionSpec

    Mask = NDArray[np.bool_]
    Counts = NDArray[np.int64]


def retention(
    table: EventTable, spec: RetentionSpec, zone: ZoneInfo, people: Mask | None, progress: Progress
) -> RetentionResult:
    """Cohorts by period with who came back in each later one; periods that are not over are left open."""
    if not len(table):
        return RetentionResult(spec, str(zone), (), (), _definition(spec, zone))
    end_us = table.at_us(table.span_ticks)
    periods = Periods(table.t0_us, end_us, spec.unit, zone)
    sizes, returned = _counts(table, spec, periods, people, progress)
    is_over = np.array(periods.bounds_us[1:]) <= end_us
    there = np.flatnonzero(sizes).tolist()
    cohorts = tuple(
        Cohort(periods.start(n), int(sizes[n]), tuple(
            _returned(int(sizes[n]), int(returned[n, k])) if n + k < len(is_over) and is_over[n + k] else None
            for k in range(1, spec.periods + 1)
        ), tuple(periods.bounds_us[n : n + spec.periods + 2])) for n in there
    )  # fmt: skip
    overall = tuple(_pooled([cohort.cells[k] for cohort in cohorts]) for k in range(spec.periods))
    return RetentionResult(spec, str(zone), cohorts, overall, _definition(spec, zone))


def _counts(
    table: EventTable, spec: RetentionSpec, periods: Periods, people: Mask | None, progress: Progress
) -> tuple[Counts, Counts]:
    """Sizes of the cohorts, and returned[cohort, periods later]."""
    first = _first_rows(table, spec.first, progress)
    whose = actors_at(table, first)
    if people is not None:
        first, whose = first[people[whose]], whose[people[whose]]
    cohort, begun = np.full(table.people.count, -1), np.zeros(table.people.count, np.int64)
    begun[whose] = ticks_at(table, first)
    cohort[whose] = periods.of(table, begun[whose])
    width = spec.periods + 1
    cells = np.zeros(len(periods) * width, np.int64)
    before = (-1, -1)
    for piece in pieces(table, None if spec.back is None else positions(table, spec.back, progress)):
        progress.raise_if_cancelled()
        actors, ticks = actors_at(table, piece), ticks_at(table, piece)
        later = periods.of(table, ticks) - cohort[actors]
        counts = (cohort[actors] >= 0) & (ticks >= begun[actors]) & (later >= 1) & (later <= spec.periods)
        actors, later = actors[counts], later[counts]
        if len(actors):
            is_new = np.append((actors[0], later[0]) != before, (actors[1:] != actors[:-1]) | (later[1:] != later[:-1]))
            cells += np.bincount(cohort[actors[is_new]] * width + later[is_new], minlength=len(cells))
            before = (int(actors[-1]), int(later[-1]))
    sizes = np.bincount(cohort[cohort >= 0], minlength=len(periods))
    return sizes, cells.reshape(-1, width)


def _first_rows(table: EventTable, step: Step | None, progress: Progress) -> Counts:
    """The row of each person's first event, or of their first one that fills a step."""
    if step is None:
        starts = distinct(np.searchsorted(table.keys, np.arange(table.people.count) * table.stride))
        found: Counts = starts[starts < len(table)]
        return found
    rows = positions(table, step, progress)
    whose = actors_at(table, rows)
    firsts: Counts = rows[np.append(True, whose[1:] != whose[:-1])[: len(rows)]]
    return firsts


def _returned(people: int, returned: int) -> Returned:
    low, high = wilson(returned, people) or (0.0, 0.0)
    return Returned(people, returned, returned / people, low, high)


def _pooled(cells: list[Returned | None]) -> Returned | None:
    closed = [cell for cell in cells if cell]
    return _returned(sum(c.people for c in closed), sum(c.returned for c in closed)) if closed else None


def _definition(spec: RetentionSpec, zone: ZoneInfo) -> str:
    first = "came for the first time" if spec.first is None else f"did {spec.first.label} for the first time"
    back = "had any event" if spec.back is None else f"did {spec.back.label}"
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    unit = spec.unit.value
    return (
        f"People by the {unit} (in {zone}) in which they {first}{who}; of them, who {back} in the n-th {unit} after, "
        f"with 95 % Wilson intervals. A {unit} that is not over when the data ends is left blank."
    )

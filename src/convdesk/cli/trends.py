"""The command that shows numbers over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, with_progress
from convdesk.cli.questions import SEGMENT
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.share import count_interval_text, interval_text, share_text
from convdesk.model.step import parse_step
from convdesk.model.trend import RetentionSpec, TrendSpec, Unit
from convdesk.operations import segments, studies, trends

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.trend import Cohort, RetentionResult, Returned, TimesOfDay, TrendPoint, TrendResult
    from convdesk.operations.study import Study

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@click.command("trend", epilog='Example: convdesk trend onboarding.convdesk "Sign up" --by week  ·  --retention')
@STUDY
@click.argument("step", required=False)
@click.option("--by", type=click.Choice([unit.value for unit in Unit]), default="day", show_default=True)
@click.option("--retention", is_flag=True, help="Who came back in later periods, by the period of their first time.")
@click.option("--back", metavar="STEP", help="With --retention: what counts as coming back; any event if left out.")
@click.option("--periods", default=8, show_default=True, help="With --retention: how many later periods.")
@click.option("--times", is_flag=True, help="By weekday and hour instead.")
@SEGMENT
@JSON
def trend(study: Path, step: str | None, as_json: bool, **how: Any) -> None:
    """How often, and by how many people, something was done (any event, without a STEP) over time.

    In the study's zone, with intervals; periods without data are marked.
    """
    opened = studies.open_study(study, read_only=True)
    try:
        _show(opened, step, how, as_json=as_json)
    finally:
        opened.close()


def _show(study: Study, step: str | None, how: dict[str, Any], *, as_json: bool) -> None:
    done, unit = parse_step(step) if step else None, Unit(how["by"])
    segment = segments.read_segment(study, how["segment"])
    if how["retention"]:
        back = parse_step(how["back"]) if how["back"] else None
        asked = RetentionSpec(done, back, unit, how["periods"], segment)
        found = with_progress(lambda progress: trends.count_retention(study, asked, progress), "Counting")
        print_json(_retention_document(found)) if as_json else _print_retention(found)
        return
    spec = TrendSpec(done, unit, segment)
    if how["times"]:
        times = with_progress(lambda progress: trends.count_times_of_day(study, spec, progress), "Counting")
        print_json(_times_document(times)) if as_json else _print_times(times)
        return
    result = with_progress(lambda progress: trends.count_trend(study, spec, progress), "Counting")
    print_json(_document(result)) if as_json else _print(result)


def _document(result: TrendResult) -> dict[str, Any]:
    return {
        "step": result.spec.step.name if result.spec.step else None, "by": result.spec.unit.value, "zone": result.zone,
        "points": [{**vars(point), "missing": list(point.missing)} for point in result.points],
        "count": result.count, "people": result.people, "definition": result.definition,
    }  # fmt: skip


def _print(result: TrendResult) -> None:
    title = f"{result.count:,} events of {result.people:,} people"
    headings = ("From", "Events", "95 %", "People", "95 %", "Of active", "Share", "95 %", "")
    print_table(headings, [_row(point) for point in result.points], title=title, note=result.definition)


def _row(point: TrendPoint) -> tuple[object, ...]:
    mark = "no data" if point.is_gap else f"not all of {', '.join(point.missing)}" if point.missing else ""
    share = "" if point.share is None else share_text(point.share)
    interval = "" if point.low is None or point.high is None else interval_text(point.low, point.high)
    counts = (point.count, _between(point.count_low, point.count_high))
    people = (point.people, _between(point.people_low, point.people_high))
    return point.start, *counts, *people, point.active, share, interval, mark


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else count_interval_text(low, high)


def _retention_document(found: RetentionResult) -> dict[str, Any]:
    cohorts = [
        {"start": cohort.start, "people": cohort.people, "cells": [_cell(cell) for cell in cohort.cells]}
        for cohort in found.cohorts
    ]
    return {
        "by": found.spec.unit.value, "zone": found.zone, "cohorts": cohorts,
        "overall": [_cell(cell) for cell in found.overall], "definition": found.definition,
    }  # fmt: skip


def _cell(cell: Returned | None) -> dict[str, Any] | None:
    return None if cell is None else vars(cell)


def _print_retention(found: RetentionResult) -> None:
    size = found.spec.periods
    rows = [_cohort_row(cohort) for cohort in found.cohorts]
    total = ("all", sum(cohort.people for cohort in found.cohorts), *(_cell_text(cell) for cell in found.overall))
    headings = ("From", "People", *(f"{found.spec.unit.value} {n}" for n in range(1, size + 1)))
    print_table(headings, [*rows, total] if rows else [], note=found.definition)


def _cohort_row(cohort: Cohort) -> tuple[object, ...]:
    return cohort.start, cohort.people, *(_cell_text(cell) for cell in cohort.cells)


def _cell_text(cell: Returned | None) -> str:
    return "" if cell is None else share_text(cell.share)


def _times_document(times: TimesOfDay) -> dict[str, Any]:
    counts, people = ([list(row) for row in grid] for grid in (times.counts, times.people))
    return {
        "zone": times.zone,
        "counts": counts,
        "people": people,
        "count": times.count,
        "definition": times.definition,
    }


def _print_times(times: TimesOfDay) -> None:
    rows = [(day, *row) for day, row in zip(DAYS, times.counts, strict=True)]
    print_table(("", *map(str, range(24))), rows, title=f"{times.count:,} events by hour", note=times.definition)


COMMANDS = (trend,)

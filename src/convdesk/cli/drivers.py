"""Commands on a drop-off: what marks those who left, and how much of them the feedback speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, with_progress
from convdesk.cli.questions import PER, SEGMENT, STEPS, WINDOW, funnel_asked
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.driver import DriverSpec
from convdesk.model.dropoff import DropOff
from convdesk.model.moment import duration_us
from convdesk.model.share import share_text
from convdesk.operations import drivers, studies
from convdesk.words import trn

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.driver import CoverageDetail, Difference, DriverTable, JoinStrength, Mark

AT = click.option("--at", type=int, required=True, help="The step people left after, from 1.")


@click.command(
    "drivers", epilog='Example: convdesk drivers onboarding.convdesk "Sign up" "Verify email" Profile --at 2'
)
@STUDY
@STEPS
@AT
@WINDOW
@PER
@SEGMENT
@click.option("--exposure", metavar="TIME", help="Watch both sides that long; the median time to go on if left out.")
@click.option("--all", "is_all", is_flag=True, help="Also what fewer than 5 people had.")
@JSON
def drivers_(study: Path, steps: tuple[str, ...], at: int, exposure: str | None, as_json: bool, **how: Any) -> None:
    """What marks those who left after a step: what they had more (or less) often than those who went on.

    Both are watched for the same time; with 95 % intervals, exact tests and false discovery rates.
    """
    opened = studies.open_study(study, read_only=True)
    try:
        drop_off = DropOff(funnel_asked(opened, steps, how), at)
        spec = DriverSpec(drop_off, duration_us(exposure) if exposure else None, how["is_all"])
        found = with_progress(lambda progress: drivers.compare_leavers(opened, spec, progress), "Comparing")
    finally:
        opened.close()
    if as_json:
        print_json(_document(found))
    else:
        _print(found)


@click.command(
    "coverage", epilog='Example: convdesk coverage onboarding.convdesk "Sign up" "Verify email" Profile --at 2'
)
@STUDY
@STEPS
@AT
@WINDOW
@PER
@SEGMENT
@JSON
def coverage_(study: Path, steps: tuple[str, ...], at: int, as_json: bool, **how: Any) -> None:
    """How much of a drop-off the feedback speaks for: who of those who left answered or was recorded.

    And how they differ from the silent ones.
    """
    opened = studies.open_study(study, read_only=True)
    try:
        drop_off = DropOff(funnel_asked(opened, steps, how), at)
        found = with_progress(lambda progress: drivers.coverage_detail(opened, drop_off, progress), "Comparing")
    finally:
        opened.close()
    if as_json:
        print_json(_coverage_document(found))
    else:
        _print_coverage(found, drop_off.step_name)


def _document(found: DriverTable) -> dict[str, Any]:
    return {
        "at": found.spec.drop_off.at, "left": found.left, "stayed": found.stayed,
        "exposure_seconds": found.exposure_seconds,
        "rows": [{**vars(row), "kind": row.kind.value} for row in found.rows],
        "hidden": found.hidden, "candidates": found.candidates, "left_out": list(found.left_out),
        "definition": found.definition,
    }  # fmt: skip


def _print(found: DriverTable) -> None:
    title = f"{found.left:,} left after {found.spec.drop_off.step_name}, {found.stayed:,} went on"
    hidden = (
        trn(
            " {n} row with fewer than 5 people is hidden (--all).",
            " {n} rows with fewer than 5 people are hidden (--all).",
            found.hidden,
        )
        if found.hidden
        else ""
    )
    left_out = f" Too many values to compare: {', '.join(found.left_out)}." if found.left_out else ""
    headings = ("Kind", "What", "Left", "Went on", "Ratio", "95 %", "p", "q", "Is")
    print_table(headings, [_row(row) for row in found.rows], title=title, note=found.definition + hidden + left_out)


def _row(row: Mark) -> tuple[object, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    interval = "" if row.low is None or row.high is None else f"{row.low:.2f}–{row.high:.2f}"
    left, stayed = (_part(*part) for part in ((row.left_with, row.left), (row.stayed_with, row.stayed)))
    return row.kind.value, row.name, left, stayed, ratio, interval, f"{row.p:.2g}", f"{row.q:.2g}", row.in_words


def _part(count: int, of: int) -> str:
    return f"{count:,} of {of:,}{f' ({share_text(count / of)})' if of else ''}"


def _coverage_document(found: CoverageDetail) -> dict[str, Any]:
    return {
        **vars(found.coverage),
        "differences": [_difference(row) for row in found.answered],
        "recorded_differences": [_difference(row) for row in found.recorded],
        "joined": {"answered": _joins(found.answered_by), "recorded": _joins(found.recorded_by)},
        "definition": found.definition,
    }


def _difference(row: Difference) -> dict[str, Any]:
    return {
        "property": row.prop, "value": row.value, "answered_share": row.heard_share, "silent_share": row.silent_share,
        "low": row.low, "high": row.high, "p": row.p, "q": row.q, "answered_with": row.heard_with,
        "answered": row.heard, "silent_with": row.silent_with, "silent": row.silent,
    }  # fmt: skip


def _joins(by: dict[JoinStrength, int]) -> dict[str, int]:
    return {strength.value: count for strength, count in by.items() if count}


def _print_coverage(found: CoverageDetail, step: str) -> None:
    seen = found.coverage
    rows = [
        ("left", seen.left, ""), ("of them answered", seen.answered, _joins_text(found.answered_by)),
        ("were recorded", seen.recorded, _joins_text(found.recorded_by)), ("either", seen.heard, ""),
    ]  # fmt: skip
    print_table(("", "People", "Joined by"), rows, title=f"After {step}", note=found.definition)
    for title, differences in (("answered", found.answered), ("were recorded", found.recorded)):
        if differences:
            headings = ("Property", "Value", "Heard", "Silent", "Difference, 95 %", "q")
            lines = [_difference_row(row) for row in differences[:12]]
            print_table(headings, lines, title=f"\nThose who {title} against the others")


def _joins_text(by: dict[JoinStrength, int]) -> str:
    return ", ".join(f"{strength}: {count:,}" for strength, count in _joins(by).items())


def _difference_row(row: Difference) -> tuple[object, ...]:
    heard, silent = _part(row.heard_with, row.heard), _part(row.silent_with, row.silent)
    return row.prop, row.value, heard, silent, f"{row.low * 100:+.1f} to {row.high * 100:+.1f} points", f"{row.q:.2g}"


COMMANDS = (drivers_, coverage_)

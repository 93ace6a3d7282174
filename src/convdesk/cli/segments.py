"""The command on segments: how many people one means, and those kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, say, with_progress
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.problem import ProblemError
from convdesk.model.share import interval_text, share_text
from convdesk.operations import named_segments, segments, studies

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.segment import Segment
    from convdesk.operations.study import Study


@click.command(
    "segments",
    epilog='Example: convdesk segments onboarding.convdesk "did(Sign up) & !did(Verify)" --save "Stuck at the code"',
)
@STUDY
@click.argument("expression", metavar="[EXPR]", default="")
@click.option("--save", metavar="NAME", help="Keep the expression under a name (one of that name is replaced).")
@click.option("--rename", nargs=2, metavar="NAME NEW", help="Call a kept segment otherwise.")
@click.option("--remove", metavar="NAME", help="Forget a kept segment.")
@click.option("--who", is_flag=True, help="List the people.")
@JSON
def segments_(study: Path, as_json: bool, expression: str, **how: Any) -> None:
    """How many people an expression means; without one, the segments the study keeps."""
    opened = studies.open_study(study, read_only=not (how["save"] or how["rename"] or how["remove"]))
    try:
        segment = segments.read_segment(opened, expression)
        _change(opened, segment, how)
        if expression and how["who"]:
            people = segments.people_in_segment(opened, segment)
            print_json({"who": list(people)}) if as_json else click.echo("\n".join(people))
        else:
            _show(_counted(opened, expression, segment), as_json=as_json)
    finally:
        opened.close()


def _change(study: Study, segment: Segment, how: dict[str, Any]) -> None:
    if how["save"]:
        named_segments.save_segment(study, how["save"], segment)
    if how["rename"]:
        named_segments.rename_segment(study, *how["rename"])
    if how["remove"]:
        named_segments.remove_segment(study, how["remove"])
        say(f"Removed. convdesk undo {study.path} brings it back.")


def _counted(study: Study, expression: str, segment: Segment) -> list[dict[str, Any]]:
    """Each segment with its people; one that cannot be counted (any more) says why."""
    if expression:
        return [_row("", segment, study)]
    rows = []
    for kept in named_segments.list_segments(study):
        try:
            rows.append(_row(kept.name, kept.segment, study))
        except ProblemError as error:
            rows.append({"name": kept.name, "means": kept.segment.in_words(), "problem": error.problem.as_dict()})
    return rows


def _row(name: str, segment: Segment, study: Study) -> dict[str, Any]:
    found = with_progress(lambda progress: named_segments.count_segment(study, segment, progress), "Counting people")
    return {"name": name, "means": segment.in_words(), **vars(found), "share": found.share}


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json({"segments": rows})
        return
    cells = []
    for row in rows:
        if "problem" in row:
            cells.append((row["name"], None, "", row["problem"]["what"], row["means"]))
            continue
        share = "" if row["share"] is None else share_text(row["share"])
        interval = "" if row["low"] is None else interval_text(row["low"], row["high"])
        cells.append((row["name"], row["people"], share, interval, row["means"]))
    print_table(("Segment", "People", "Share", "95 %", "Means"), cells, note="Shares of all people of the study.")


COMMANDS = (segments_,)

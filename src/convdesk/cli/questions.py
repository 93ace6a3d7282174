"""Commands that ask about clicks, and what the commands that ask have in common."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.funnel import FunnelRules, FunnelSpec, Per
from convdesk.model.heat import ClickKind, ClickResult, ClickSpec
from convdesk.model.moment import duration_us
from convdesk.model.segment import Everyone
from convdesk.model.share import share_text
from convdesk.model.step import parse_step
from convdesk.operations import clicks, pictures, segments, studies

if TYPE_CHECKING:
    from convdesk.operations.study import Study

STEPS = click.argument("steps", nargs=-1, required=True, metavar="STEP…")
WINDOW = click.option("--window", default="7d", show_default=True, help="30s 5m 2h 7d 2w, or none.")
PER = click.option("--per", type=click.Choice([per.value for per in Per]), default="actor", show_default=True)
SEGMENT = click.option("--segment", default="", metavar="EXPR", help="Only these people, such as did(products).")


@click.command(
    "clicks", epilog="Example: convdesk clicks onboarding.convdesk --page /verify-email --kind dead --png clicks.png"
)
@STUDY
@click.option("--page", required=True, metavar="PATTERN", help="A path, with * for anything.")
@click.option("--kind", type=click.Choice([kind.value for kind in ClickKind]), default="click", show_default=True)
@click.option("--width", type=int, help="Only this viewport width, in px.")
@SEGMENT
@click.option("--png", type=click.Path(path_type=Path), help="Draw the clicks over the page's picture.")
@JSON
def clicks_(study: Path, page: str, png: Path | None, width: int | None, as_json: bool, **which: str) -> None:
    """The recorded clicks on a page, by element."""
    opened = studies.open_study(study, read_only=True)
    try:
        segment = segments.read_segment(opened, which["segment"])
        spec = ClickSpec(page, ClickKind(which["kind"]), segment, width)
        result = clicks.count_clicks(opened, spec)
        is_drawn = clicks.save_clicks_picture(opened, result, png) if png else False
    finally:
        opened.close()
    if as_json:
        print_json(_clicks_document(result, str(png) if is_drawn else None))
        return
    rows = [(e.label, e.selector, e.clicks, e.people, e.rage, e.dead, share_text(e.share)) for e in result.elements]
    headings = ("Element", "Selector", "Clicks", "People", "Rage", "No effect", "Share")
    print_table(headings, rows, title=f"{result.clicks:,} clicks, {result.people:,} people", note=result.definition)
    if png and not is_drawn:
        click.echo("No picture was drawn: none of these clicks has a known place on the page.", err=True)


@click.command(epilog="Example: convdesk picture onboarding.convdesk /verify-email verify.png --width 1440")
@STUDY
@click.argument("page")
@click.argument("png", metavar="FILE.png", type=click.Path(path_type=Path))
@click.option("--width", type=int, required=True, help="The viewport width the picture was taken at, in px.")
@JSON
def picture(study: Path, page: str, png: Path, width: int, as_json: bool) -> None:
    """Keep a picture of a page, on which clicks of that viewport width are drawn."""
    opened = studies.open_study(study)
    try:
        kept = pictures.add_picture(opened, page, png, width)
    finally:
        opened.close()
    if as_json:
        print_json({"page": kept.page, "width": kept.width, "height": kept.height})
    else:
        click.echo(f"Kept a picture of {kept.page}, {kept.width} × {kept.height} px.", err=True)


def funnel_asked(study: Study, steps: tuple[str, ...], how: dict[str, Any]) -> FunnelSpec:
    """The funnel that a command's steps and options ask for."""
    segment = segments.read_segment(study, how["segment"]) if how["segment"] else Everyone()
    rules = FunnelRules(duration_us(how["window"]))
    return FunnelSpec(tuple(parse_step(step) for step in steps), rules, Per(how["per"]), segment)


def _clicks_document(result: ClickResult, png: str | None) -> dict[str, Any]:
    elements = [
        {"selector": e.selector, "label": e.label, "clicks": e.clicks, "people": e.people, "rage": e.rage,
         "dead": e.dead, "share": e.share}
        for e in result.elements
    ]  # fmt: skip
    viewports = {str(width): n for width, n in result.viewports.items()}
    return {
        "page": result.page, "clicks": result.clicks, "people": result.people, "sessions": result.sessions,
        "viewports": viewports, "elements": elements, "layout_match": result.placed, "picture": png,
        "definition": result.definition,
    }  # fmt: skip


COMMANDS = (clicks_, picture)

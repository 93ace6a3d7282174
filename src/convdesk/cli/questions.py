"""The command that keeps a page's picture, and what the commands that ask have in common."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.funnel import FunnelRules, FunnelSpec, Per
from convdesk.model.moment import duration_us
from convdesk.model.segment import Everyone
from convdesk.model.step import parse_step
from convdesk.operations import pictures, segments, studies

if TYPE_CHECKING:
    from convdesk.operations.study import Study

STEPS = click.argument("steps", nargs=-1, required=True, metavar="STEP…")
WINDOW = click.option("--window", default="7d", show_default=True, help="30s 5m 2h 7d 2w, or none.")
PER = click.option("--per", type=click.Choice([per.value for per in Per]), default="actor", show_default=True)
SEGMENT = click.option("--segment", default="", metavar="EXPR", help="Only these people, such as did(products).")


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


COMMANDS = (picture,)

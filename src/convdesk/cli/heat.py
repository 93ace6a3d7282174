"""The command for what was clicked on a page, moved over and seen of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table
from convdesk.cli.questions import SEGMENT
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.heatmap import HeatSpec, HeatView
from convdesk.model.page import Bucket
from convdesk.model.share import share_text
from convdesk.operations import heat_figures, heatmaps, segments, studies

if TYPE_CHECKING:
    from convdesk.model.heatmap import ElementHeat, HeatResult
    from convdesk.operations.study import Study

_NO_PICTURE = "No picture was drawn: nothing of this has a known place on the page."


@click.command(
    "clicks", epilog="Example: convdesk clicks onboarding.convdesk --page /verify-email --kind dead --png clicks.png"
)
@STUDY
@click.option("--page", required=True, metavar="PATTERN", help="A path, with * for anything.")
@click.option("--kind", type=click.Choice([view.value for view in HeatView]), default="click", show_default=True)
@click.option("--screen", type=click.Choice([one.value for one in Bucket]), help="Left out: all of them together.")
@SEGMENT
@click.option("--minus", default="", metavar="EXPR", help="Other people, whose shares are taken away.")
@click.option("--people", "is_by_people", is_flag=True, help="Each person weighs the same.")
@click.option("--state", default="", help="A state of the page that has a picture of its own.")
@click.option("--png", type=click.Path(path_type=Path), help="Draw it over the page's picture.")
@JSON
def clicks_(study: Path, png: Path | None, as_json: bool, **which: Any) -> None:
    """What was clicked on a page by element, how far it was seen, where the pointer went."""
    opened = studies.open_study(study, read_only=True)
    try:
        result = heatmaps.heatmap(opened, _asked(opened, which))
        is_drawn = heat_figures.save_heat_picture(opened, result, png) if png else False
    finally:
        opened.close()
    if as_json:
        print_json(_document(result, str(png) if is_drawn else None))
        return
    _print(result)
    if png and not is_drawn:
        click.echo(result.cannot or _NO_PICTURE, err=True)


def _asked(study: Study, which: dict[str, Any]) -> HeatSpec:
    return HeatSpec(
        which["page"], HeatView(which["kind"]), Bucket(which["screen"]) if which["screen"] else None,
        segments.read_segment(study, which["segment"]),
        segments.read_segment(study, which["minus"]) if which["minus"] else None,
        which["state"], which["is_by_people"],
    )  # fmt: skip


def _print(result: HeatResult) -> None:
    if result.cannot:
        click.echo(result.cannot)
        return
    match = result.placed.match if result.placed else None
    fits = f" Layout match: {share_text(match)}." if match is not None else ""
    title = f"{result.spec.view.label}: {result.people:,} of {result.seen:,} people who saw the page"
    if result.bands:
        bands = result.bands[:: max(len(result.bands) // 20, 1)]
        rows: list[tuple[Any, ...]] = [
            (f"{one.top_px:.0f} px", one.people, share_text(one.people / one.seen) if one.seen else "",
             "" if one.seconds is None else f"{one.seconds:.1f} s")
            for one in bands
        ]  # fmt: skip
        print_table(("From", "People", "Share", "On screen"), rows, title=title, note=result.definition)
        return
    headings = ("Element", "Selector", "Clicks", "People", "Rage", "No effect", "Difference")
    rows = [(e.label, e.selector, e.clicks, e.people, e.rage, e.dead, _difference(e)) for e in result.elements]
    print_table(headings, rows, title=title, note=result.definition + fits)


def _difference(element: ElementHeat) -> str:
    difference = element.difference
    if difference is None or difference.difference is None:
        return ""
    low, high = (difference.low or 0) * 100, (difference.high or 0) * 100
    return f"{difference.difference * 100:+.1f} points ({low:+.1f} to {high:+.1f})"


def _document(result: HeatResult, png: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "page": result.spec.page, "kind": result.spec.view.value, "clicks": result.clicks, "people": result.people,
        "sessions": result.sessions, "viewports": {str(width): n for width, n in result.viewports.items()},
        "seen": result.seen, "screen": result.bucket.value if result.bucket else None,
        "screens": {bucket.value: n for bucket, n in result.buckets.items()},
        "elements": [_element(element, result.clicks) for element in result.elements],
        "layout_match": result.placed.match if result.placed else None,
        "placed": asdict(result.placed) if result.placed else None,
        "bands": [asdict(band) for band in result.bands], "fold_px": result.fold_px, "picture": png,
        "definition": result.definition, "cannot": result.cannot or None,
    }  # fmt: skip
    return found


def _element(element: ElementHeat, clicks: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "selector": element.selector, "label": element.label, "clicks": element.clicks, "people": element.people,
        "seen": element.seen, "rage": element.rage, "dead": element.dead,
        "share": element.clicks / clicks if clicks else None, "interval": element.interval,
    }  # fmt: skip
    if element.difference:
        found["difference"] = asdict(element.difference)
    return found


COMMANDS = (clicks_,)

"""The demo: the sample study built, the main job run on it, the desk opened on the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, with_progress
from convdesk.cli.studies import JSON
from convdesk.model.problem import ProblemError
from convdesk.model.share import interval_text, share_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.operations.demo import Demo


@click.command(epilog="Example: convdesk demo --headless")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--headless", is_flag=True, help="Do not open the desk; print what was found.")
@JSON
@click.pass_obj
def demo(open_desk: Callable[[Path], int], folder: Path | None, headless: bool, as_json: bool) -> int:
    """Build the sample study in a folder, run the main job on it, and open the desk."""
    import tempfile

    from convdesk.operations.demo import run_demo

    place = folder or Path(tempfile.mkdtemp(prefix="convdesk-demo-"))
    if (place / "Onboarding.convdesk").exists():
        raise ProblemError(str(place), "There is a sample study here already.", "Choose another folder, or open it.")
    found = with_progress(lambda progress: run_demo(place, progress), "Building the sample study")
    if as_json:
        print_json(_document(found))
    else:
        _print_demo(found)
    if headless:
        return 0
    return open_desk(found.study)


def _document(found: Demo) -> dict[str, Any]:
    view, clicks = found.drop_off, found.drop_off.clicks
    return {
        "study": str(found.study), "slides": str(found.slides), "picture": str(found.picture),
        "kept": sum(report.kept for report in found.reports), "rejected": sum(r.rejected for r in found.reports),
        "steps": [{"name": s.name, "reached": s.reached, "dropped": s.dropped, "open": s.open}
                  for s in found.funnel.steps],
        "drop_off": {"after": view.drop_off.step_name, "reached": view.reached, "low": view.low, "high": view.high,
                     **vars(view.coverage)},
        "elements": [{"label": e.label, "clicks": e.clicks, "people": e.people, "dead": e.dead, "rage": e.rage}
                     for e in (clicks.elements if clicks else ())],
        "finding": found.finding.title, "quotes": list(found.quotes),
    }  # fmt: skip


def _print_demo(found: Demo) -> None:
    view = found.drop_off
    note = f"{found.funnel.definition} Interval: 95 % Wilson, of the share that came from the step before."
    rows = [
        (s.name, s.reached, _percent(s.rate_from_previous), _interval(s.low, s.high), s.dropped, s.open)
        for s in found.funnel.steps
    ]
    print_table(("Step", "People", "Came on", "95 %", "Left after", "Under way"), rows, title="Funnel", note=note)
    seen = view.coverage
    click.echo(
        f"\n{share_text(view.share)} left after {view.drop_off.step_name}: {view.left:,} of {view.reached:,} "
        f"({seen.answered:,} of them answered, {seen.recorded:,} were recorded)"
    )
    if view.clicks:
        elements = view.clicks.elements[:5]
        clicked = [(e.label, e.clicks, e.people, e.dead, e.rage) for e in elements]
        headings = ("Clicked by those who left", "Clicks", "People", "No effect", "Rage")
        print_table(headings, clicked, title=f"\nOn {view.page}", note=view.clicks.definition)
    click.echo("\nWhat they said")
    for quote in found.quotes:
        click.echo(f"  “{quote}”")
    click.echo(f"\nStudy    {found.study}\nSlides   {found.slides}\nPicture  {found.picture}")


def _percent(share: float | None) -> str:
    return "" if share is None else share_text(share)


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else interval_text(low, high)

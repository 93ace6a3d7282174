"""Commands that ask: funnels, clicks, answers, coverage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, say, with_progress
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.dropoff import DropOff
from convdesk.model.funnel import Bucket, FunnelResult, FunnelRules, FunnelSpec, Per, StepCount
from convdesk.model.heat import ClickKind, ClickResult, ClickSpec
from convdesk.model.moment import duration_text, duration_us
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone
from convdesk.model.share import interval_text, share_text
from convdesk.model.step import parse_step
from convdesk.operations import answers, clicks, dropoffs, funnels, pictures, segments, studies

if TYPE_CHECKING:
    from convdesk.model.answers import Answer, Question
    from convdesk.operations.study import Study

STEPS = click.argument("steps", nargs=-1, required=True, metavar="STEP…")
WINDOW = click.option("--window", default="7d", show_default=True, help="30s 5m 2h 7d 2w, or none.")
PER = click.option("--per", type=click.Choice([per.value for per in Per]), default="actor", show_default=True)
SEGMENT = click.option("--segment", default="", metavar="EXPR", help="Only these people, such as did(products).")


@click.command(epilog='Example: convdesk funnel onboarding.convdesk "Sign up" "Verify email" Profile --window 7d')
@STUDY
@STEPS
@WINDOW
@PER
@SEGMENT
@click.option("--who", metavar="BUCKET:STEP", help="List the people of dropped:2, reached:3 or open:2.")
@click.option("--save", metavar="NAME", help="Keep the funnel under this name.")
@JSON
def funnel(study: Path, steps: tuple[str, ...], who: str | None, save: str | None, as_json: bool, **how: str) -> None:
    """Count an ordered funnel: reached, left, still under way, with 95 % intervals.

    A STEP is an event name, a page (page:/cart*), either with conditions (purchase[plan=pro]), or a|b.
    """
    opened = studies.open_study(study, read_only=save is None)
    try:
        spec = _spec(opened, steps, how)
        result = with_progress(lambda progress: funnels.count_funnel(opened, spec, progress), "Counting")
        people = funnels.people_in(opened, spec, *_bucket(who)) if who else None
        for name in funnels.unmatched_steps(opened, spec):
            say(f"No event in the study fills the step “{name}”. convdesk events {study} lists the names there are.")
        if save:
            funnels.save_funnel(opened, FunnelSpec(spec.steps, spec.rules, spec.per, spec.segment, save))
    finally:
        opened.close()
    if as_json:
        print_json(_funnel_document(result, people))
    else:
        _print_funnel(result, people)


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


@click.command("answers", epilog='Example: convdesk answers onboarding.convdesk --question Q3 --search "expired"')
@STUDY
@click.option("--question", metavar="Q", help="Q1, Q2 … or the question's text; without it the questions are listed.")
@SEGMENT
@click.option("--search", default="", metavar="WORDS", help="Only answers with all these words.")
@JSON
def answers_(study: Path, question: str | None, segment: str, search: str, as_json: bool) -> None:
    """What people answered."""
    opened = studies.open_study(study, read_only=True)
    try:
        if question is None:
            _print_questions(answers.list_questions(opened), as_json=as_json)
            return
        asked = segments.question_coded(opened, question)
        found = answers.list_answers(opened, asked, segments.read_segment(opened, segment), search)
    finally:
        opened.close()
    if as_json:
        rows = [_answer_document(answer) for answer in found.answers]
        print_json({"question": asked.text, "n": found.n, "answers": rows, "definition": found.definition})
    else:
        rows_ = [(a.respondent, a.actor or "", (a.at or "")[:10], a.text) for a in found.answers]
        print_table(("Respondent", "Person", "Date", "Answer"), rows_, title=asked.text, note=found.definition)


@click.command(epilog='Example: convdesk coverage onboarding.convdesk "Sign up" "Verify email" Profile --at 2')
@STUDY
@STEPS
@click.option("--at", type=int, required=True, help="The step people left after, from 1.")
@WINDOW
@PER
@SEGMENT
@JSON
def coverage(study: Path, steps: tuple[str, ...], at: int, as_json: bool, **how: str) -> None:
    """How much of a drop-off the feedback speaks for: of those who left, how many answered or were recorded."""
    opened = studies.open_study(study, read_only=True)
    try:
        view = dropoffs.look_at(opened, DropOff(_spec(opened, steps, how), at))
    finally:
        opened.close()
    if as_json:
        print_json(vars(view.coverage))
    else:
        seen = view.coverage
        rows = [("left", seen.left), ("of them answered", seen.answered), ("were recorded", seen.recorded),
                ("either", seen.heard)]  # fmt: skip
        print_table(("", "People"), rows, title=f"After {view.drop_off.step_name}", note=view.definition)


def _spec(study: Study, steps: tuple[str, ...], how: dict[str, Any]) -> FunnelSpec:
    segment = segments.read_segment(study, how["segment"]) if how["segment"] else Everyone()
    rules = FunnelRules(duration_us(how["window"]))
    return FunnelSpec(tuple(parse_step(step) for step in steps), rules, Per(how["per"]), segment)


def _bucket(text: str) -> tuple[Bucket, int]:
    name, _, step = text.partition(":")
    if name not in {bucket.value for bucket in Bucket} or not step.isdigit():
        raise ProblemError(
            f"--who {text}", "This names no number of a funnel.", "Write dropped:2, reached:3 or open:2."
        )
    return Bucket(name), int(step)


def _funnel_document(result: FunnelResult, people: tuple[str, ...] | None) -> dict[str, Any]:
    rules = result.spec.rules
    document: dict[str, Any] = {
        "rules": {
            "name": rules.name, "order": "ordered", "window": duration_text(rules.window_us), "window_from": "entry",
            "entries": "latest", "same_time": "in the funnel's favour", "one_event": "fills one step",
        },
        "per": result.spec.per.value, "steps": [vars(step) for step in result.steps],
        "entered": result.entered, "converted": result.converted, "definition": result.definition,
    }  # fmt: skip
    if people is not None:
        document["who"] = list(people)
    return document


def _print_funnel(result: FunnelResult, people: tuple[str, ...] | None) -> None:
    if people is not None:
        click.echo("\n".join(people))
        return
    note = f"{result.definition} 95 %: Wilson interval of the share that came on from the step before."
    headings = ("Step", result.spec.per.value + "s", "Of first", "Came on", "95 %", "Left after", "Under way", "Median")
    print_table(headings, [_step_row(step) for step in result.steps], note=note)


def _step_row(step: StepCount) -> tuple[object, ...]:
    interval = "" if step.low is None or step.high is None else interval_text(step.low, step.high)
    shares = [
        "" if share is None else share_text(share, 3) for share in (step.rate_from_first, step.rate_from_previous)
    ]
    median = "" if step.median_seconds is None else _seconds_text(step.median_seconds)
    return step.name, step.reached, *shares, interval, step.dropped, step.open, median


def _seconds_text(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


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


def _answer_document(answer: Answer) -> dict[str, Any]:
    said = {"text": answer.text} if answer.value is None else {"value": answer.value}
    return {
        "id": answer.id,
        "respondent": answer.respondent,
        **said,
        "actor": answer.actor,
        "at": answer.at,
        "codes": [],
    }


def _print_questions(questions: tuple[Question, ...], *, as_json: bool) -> None:
    rows = [(q.code, q.kind.value, q.answered, q.text) for q in questions]
    if as_json:
        print_json({"questions": [dict(zip(("question", "kind", "n", "text"), row, strict=True)) for row in rows]})
    else:
        print_table(("", "Kind", "Answers", "Question"), rows)


COMMANDS = (funnel, clicks_, picture, answers_, coverage)

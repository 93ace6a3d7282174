"""Commands on findings and what leaves the desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, with_progress
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.dropoff import DropOff
from convdesk.model.finding import Severity
from convdesk.model.heat import ClickSpec
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone
from convdesk.operations import answers, clicks, findings, funnels, studies

if TYPE_CHECKING:
    from convdesk.model.finding import Finding
    from convdesk.operations.study import Study


@click.command(epilog='Example: convdesk finding onboarding.convdesk --title "Resend is dead" --at "3 of Onboarding"')
@STUDY
@click.option("--title", required=True)
@click.option("--text", default="", help="What happens, and why it matters.")
@click.option("--severity", type=click.IntRange(0, 4), default=2, show_default=True, help="0 none … 4 catastrophe.")
@click.option("--at", metavar='"N OF FUNNEL"', help="A drop-off: the step left after, of a saved funnel.")
@click.option("--quote", "quotes", multiple=True, metavar="ANSWER", help="An answer's id (convdesk answers --json).")
@click.option("--page", metavar="PATTERN", help="The clicks on this page; of those who left, with --at.")
@JSON
def finding(study: Path, title: str, text: str, severity: int, as_json: bool, **points: Any) -> None:
    """Write a finding down, with what it rests on."""
    opened = studies.open_study(study)
    try:
        evidence = _evidence(opened, points["at"], points["quotes"], points["page"])
        made = findings.add_finding(opened, title, text, Severity(severity), evidence)
    finally:
        opened.close()
    if as_json:
        print_json(_document(made))
    else:
        click.echo(f"Wrote down “{made.title}” with {len(made.evidence)} pieces of evidence.", err=True)


@click.command("findings", epilog="Example: convdesk findings onboarding.convdesk")
@STUDY
@JSON
def findings_(study: Path, as_json: bool) -> None:
    """The findings of a study."""
    opened = studies.open_study(study, read_only=True)
    try:
        found = findings.list_findings(opened)
    finally:
        opened.close()
    if as_json:
        print_json({"findings": [_document(one) for one in found]})
    else:
        rows = [(one.title, one.severity.label, len(one.evidence), one.text) for one in found]
        print_table(("Finding", "Severity", "Evidence", "Text"), rows)


@click.command(epilog="Example: convdesk slides onboarding.convdesk findings.pptx")
@STUDY
@click.argument("out", metavar="OUT.pptx", type=click.Path(path_type=Path))
@click.option("--template", type=click.Path(path_type=Path), help="A .pptx or .potx whose look is used.")
@JSON
def slides(study: Path, out: Path, template: Path | None, as_json: bool) -> None:
    """Write the findings as slides, with an editable funnel chart."""
    from convdesk.operations import exports

    opened = studies.open_study(study, read_only=True)
    try:
        written = with_progress(
            lambda progress: exports.write_slides(opened, out, template=template, progress=progress), "Writing slides"
        )
    finally:
        opened.close()
    if as_json:
        print_json({"slides": str(written)})
    else:
        click.echo(f"Wrote {written}", err=True)


def _evidence(study: Study, at: str | None, quotes: tuple[str, ...], page: str | None) -> list[findings.Piece]:
    drop_off = _drop_off(study, at) if at else None
    pieces = [findings.drop_off_evidence(drop_off)] if drop_off else []
    if page:
        spec = ClickSpec(page, segment=drop_off.segment if drop_off else Everyone())
        if not clicks.count_clicks(study, spec).clicks:
            raise ProblemError(f"page “{page}”", "No click was recorded there.", "convdesk clicks shows what there is.")
        pieces.append(findings.clicks_evidence(spec))
    return pieces + [_quote(study, quote) for quote in quotes]


def _drop_off(study: Study, at: str) -> DropOff:
    match = re.fullmatch(r"\s*(\d+)\s+of\s+\"?(.+?)\"?\s*", at)
    kept = {saved.name: saved.spec for saved in funnels.list_funnels(study)}
    if not match or match[2] not in kept or not 1 <= int(match[1]) < len(kept[match[2]].steps):
        known = ", ".join(f"“{name}” ({len(spec.steps)} steps)" for name, spec in kept.items()) or "none yet"
        remedy = f'Write --at "2 of NAME"; saved funnels: {known} (convdesk funnel … --save NAME keeps one).'
        raise ProblemError(f"--at {at}", "This names no drop-off of a saved funnel.", remedy)
    return DropOff(kept[match[2]], int(match[1]))


def _quote(study: Study, answer_id: str) -> findings.Piece:
    found = answers.find_answer(study, answer_id)
    if found is None:
        raise ProblemError(
            f"answer “{answer_id}”", "There is no such answer.", "convdesk answers --json lists their ids."
        )
    return findings.quote_evidence(found[1])


def _document(made: Finding) -> dict[str, Any]:
    return {
        "id": made.id, "title": made.title, "text": made.text, "severity": int(made.severity),
        "created_at": made.created_at,
        "evidence": [{"id": piece.id, "kind": piece.kind.value, **piece.details} for piece in made.evidence],
    }  # fmt: skip


COMMANDS = (finding, findings_, slides)

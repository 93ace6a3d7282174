"""Commands on people: who is one person, why, and what joins or splits them by hand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, say, with_progress
from convdesk.cli.studies import JSON, STUDY
from convdesk.model.people import RULE_WORDS
from convdesk.model.share import share_text
from convdesk.operations import matches, studies
from convdesk.operations import people as who
from convdesk.words import trn

if TYPE_CHECKING:
    from convdesk.model.people import MatchReport, PersonView, StitchReport

SHOWN = 50


@click.command(epilog="Example: convdesk people onboarding.convdesk --actor u-00412")
@STUDY
@click.option("--actor", metavar="NAME", help="One person with all keys, and what joined them: a name or any key.")
@click.option("--conflicts", is_flag=True, help="Only the keys that would have joined too many.")
@JSON
def people(study: Path, actor: str | None, conflicts: bool, as_json: bool) -> None:
    """How keys became people: the stitch report, its conflicts, or one person."""
    opened = studies.open_study(study, read_only=True)
    try:
        if actor:
            view = who.look_at_person(opened, actor)
            print_json(_person_document(view)) if as_json else _print_person(view)
            return
        report, tables = who.stitch_report(opened), matches.list_match_tables(opened)
    finally:
        opened.close()
    if as_json:
        print_json(_document(report) | {"match_tables": [asdict(table) for table in tables]})
    else:
        if not conflicts:
            _print_report(report)
        _print_conflicts(report)


@click.command(epilog="Example: convdesk match onboarding.convdesk crm.csv")
@STUDY
@click.argument("table", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say whom it would join.")
@click.option("--remove", is_flag=True, help="Take the match table of that name out again.")
@JSON
def match(study: Path, table: Path, dry_run: bool, remove: bool, as_json: bool) -> None:
    """Join people by a table of your own: a CSV whose rows name ids of one person."""
    opened = studies.open_study(study, read_only=dry_run)
    try:
        if remove:
            matches.remove_matches(opened, table.name)
            _said(f"Remove {table.name}", study, as_json)
            return
        ask = matches.preview_matches if dry_run else matches.import_matches
        report = with_progress(lambda progress: ask(opened, table, progress), "Matching")
    finally:
        opened.close()
    print_json(report.as_dict()) if as_json else _print_matches(report)


@click.command(epilog="Example: convdesk merge onboarding.convdesk u-00412 respondent:R_8a1")
@STUDY
@click.argument("key")
@click.argument("other")
@JSON
def merge(study: Path, key: str, other: str, as_json: bool) -> None:
    """Say that two keys are one person; convdesk undo takes it back."""
    opened = studies.open_study(study)
    try:
        label = who.merge_people(opened, key, other)
    finally:
        opened.close()
    _said(label, study, as_json)


@click.command(epilog="Example: convdesk split onboarding.convdesk device-77")
@STUDY
@click.argument("key")
@click.argument("other", required=False)
@JSON
def split(study: Path, key: str, other: str | None, as_json: bool) -> None:
    """Say that a key stands alone, or that two keys are never one person; convdesk undo takes it back."""
    opened = studies.open_study(study)
    try:
        label = who.keep_apart(opened, key, other) if other else who.split_key(opened, key)
    finally:
        opened.close()
    _said(label, study, as_json)


def _said(label: str, study: Path, as_json: bool) -> None:
    if as_json:
        print_json({"done": label})
    else:
        say(f"{label}: done. convdesk undo {study} takes it back.")


def _document(report: StitchReport) -> dict[str, Any]:
    return asdict(report) | {
        "keys_by_kind": {kind.value: n for kind, n in report.keys_by_kind.items()},
        "joined": {rule.value: n for rule, n in report.joined.items()},
        "anonymous_share": report.anonymous_share,
        "conflicts": [asdict(one) | {"name": one.name} for one in report.conflicts],
    }


def _person_document(view: PersonView) -> dict[str, Any]:
    return asdict(view.row) | {
        "kinds": {kind.value: n for kind, n in view.row.kinds.items()},
        "keys": [asdict(key) for key in view.keys],
        "conflicts": [asdict(one) for one in view.conflicts],
    }


def _print_report(report: StitchReport) -> None:
    kinds = [(f"  {kind.value}", n) for kind, n in report.keys_by_kind.items()]
    joined = [(f"  joined by {RULE_WORDS[rule]}", n) for rule, n in report.joined.items()]
    rows = [
        ("Keys", report.keys), *kinds, ("Keys in several sources", report.in_several_sources), *joined,
        ("People", report.actors), ("  with several keys", report.actors_joined),
        ("  never identified", report.anonymous_actors), ("Conflicts", report.conflict_count),
        ("Respondents joined to nobody", report.respondents_of_nobody),
        ("Recordings of nobody in an event log", report.recordings_of_nobody), ("Splits by hand", report.splits),
    ]  # fmt: skip
    print_table(("", ""), rows, title="People", note=report.definition)
    click.echo(
        f"\n{share_text(report.anonymous_share)} of events were left anonymous: {report.anonymous_events:,} of "
        f"{report.events:,} by people known by sessions and devices only."
    )


def _print_conflicts(report: StitchReport) -> None:
    if not report.conflicts:
        click.echo("\nNo conflicts.")
        return
    rows = [(one.name, one.kind.value, one.would_join, one.done) for one in report.conflicts[:SHOWN]]
    more = report.conflict_count - len(rows)
    note = f"and {more:,} more" if more > 0 else ""
    print_table(("Key", "Kind", "Would join", "What was done"), rows, title="\nConflicts", note=note)


def _print_person(view: PersonView) -> None:
    row = view.row
    click.echo(
        f"{row.name}: {row.events:,} events in {row.sessions:,} sessions, {row.recordings:,} recordings, "
        f"{row.answers:,} answers; {row.first or '–'} to {row.last or '–'}\n"
    )
    rows = [
        (key.name, key.kind.value, ", ".join(place.file for place in key.places),
         "; ".join(f"{RULE_WORDS[reason.rule]} with {reason.other}" for reason in key.reasons))
        for key in view.keys
    ]  # fmt: skip
    print_table(("Key", "Kind", "Seen in", "Joined by"), rows)
    for one in view.conflicts:
        say(f"  {one.name} would have joined {one.would_join}: {one.done}")


def _print_matches(report: MatchReport) -> None:
    columns = ", ".join(f"{one.name} ({one.kind.value if one.kind else 'any id'})" for one in report.columns)
    click.echo(
        f"{report.file}: {report.kept:,} of {trn('{n} row', '{n} rows', report.read)} kept, "
        f"{trn('{n} duplicate', '{n} duplicates', report.duplicates)}, "
        f"{report.rejected:,} rejected; "
        f"{trn('{n} names', '{n} name', report.unknown)} nobody of the study.\n"
        f"Columns: {columns}\nPeople: {report.people_before:,} before, {report.people_after:,} after."
    )
    for problem in report.problems:
        say(f"  {problem}")


COMMANDS = (people, match, merge, split)

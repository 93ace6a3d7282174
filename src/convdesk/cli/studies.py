"""Commands on studies: make, import, look, undo, check, back up. Reading formats is loaded only when it is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convdesk.cli.output import print_json, print_table, say, with_progress
from convdesk.model.imports import PROBLEMS_SHOWN
from convdesk.operations import history, studies
from convdesk.words import trn

if TYPE_CHECKING:
    from convdesk.model.imports import ImportReport
    from convdesk.model.progress import Progress
    from convdesk.operations.imports import ImportChoices

STUDY = click.argument("study", type=click.Path(path_type=Path))
ROWS_SHOWN = 20
"""Rows of a reference table that are printed; all of them are in the JSON."""
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.command(epilog='Example: convdesk new onboarding.convdesk --title "Onboarding, March" --zone Europe/Oslo')
@STUDY
@click.option("--title", default="", help="The study's title; its file name if left out.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of the study, such as Europe/Oslo.")
@JSON
def new(study: Path, title: str, zone: str, as_json: bool) -> None:
    """Make a new, empty study."""
    made = studies.create_study(study, title, zone)
    path, name = made.path, made.title
    made.close()
    if as_json:
        print_json({"study": str(path), "title": name, "zone": zone})
    else:
        say(f"Made {path}. Next: convdesk import {path} FILE…")


@click.command("import", epilog="Example: convdesk import onboarding.convdesk events.csv survey.csv recordings/*.json")
@STUDY
@click.argument("files", metavar="FILE|FOLDER|ZIP…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "reader", help="The format, where convdesk guesses wrong (convdesk readers lists them).")
@click.option("--mapping", type=click.Path(path_type=Path), help="Which column means what, as TOML.")
@click.option("--save-mapping", metavar="NAME", help="Keep the mapping for files of this shape.")
@click.option("--zone", help="Time zone of times that carry none.")
@click.option("--keep-personal", is_flag=True, help="Keep columns and typed text that look personal.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the report to a file (.md or .json).")
@click.option(
    "--rejects",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Write the rows that were rejected there, to be corrected and imported again.",
)
@click.option("--dry-run", is_flag=True, help="Only report what would be imported.")
@JSON
def import_(study: Path, files: tuple[Path, ...], as_json: bool, dry_run: bool, **how: Any) -> int:
    """Bring event logs, recordings and surveys into a study: files, folders, zip archives.

    A CSV of file, user and session among the files says whose the recordings are.
    """
    from convdesk.operations import import_reports, imports, mappings

    if how["report"]:
        import_reports.refuse_format(how["report"])
    adapt = mappings.read_mapping(how["mapping"]) if how["mapping"] else None
    choices = imports.ImportChoices(
        reader=how["reader"],
        adapt=adapt,
        zone=how["zone"],
        keep_personal=how["keep_personal"],
        save_as=how["save_mapping"],
    )
    reports = _dry(study, files, choices) if dry_run else _imported(study, files, choices, how["rejects"])
    if how["report"]:
        import_reports.save_report(reports, how["report"])
    if as_json:
        print_json({"files": [report.as_dict() for report in reports]})
    else:
        for report in reports:
            _print_report(report)
    return int(any(report.is_failed for report in reports))


def _imported(
    study: Path, files: tuple[Path, ...], choices: ImportChoices, rejects: Path | None
) -> tuple[ImportReport, ...]:
    from convdesk.operations import import_reports, imports
    from convdesk.operations.parcels import Parcel

    def bring(progress: Progress) -> tuple[ImportReport, ...]:
        opened = studies.open_study(study)  # here, where Ctrl-C is heard and not felt
        try:
            with Parcel(files, progress) as parcel:
                reports = imports.import_items(opened, parcel.items, choices, progress)
                for path in import_reports.save_rejected_of(parcel, reports, rejects) if rejects else ():
                    say(f"Rejected rows: {path}")
        finally:
            opened.close()
        return reports

    return with_progress(bring, "Importing")


def _dry(study: Path, files: tuple[Path, ...], choices: ImportChoices) -> tuple[ImportReport, ...]:
    from convdesk.operations import imports

    opened = studies.open_study(study, read_only=True)
    try:
        return with_progress(lambda progress: imports.dry_run(files, choices, progress, opened), "Reading")
    finally:
        opened.close()


def _personal(report: ImportReport) -> str:
    """What was personal, and what was done about it."""
    done = {"drop": "left out", "mask": "masked", "hash": "hashed", "keep": "kept"}
    found = [f"{one.column} ({one.count:,} × {one.kind.value} {done[one.action.value]})" for one in report.privacy]
    if found:
        return f", personal: {', '.join(found)}"
    return f", left out as personal: {', '.join(report.personal)}" if report.personal else ""


def _print_report(report: ImportReport) -> None:
    if report.is_failed or report.is_skipped:
        say(f"{report.file}: {'passed over, it is no data' if report.is_skipped else 'not imported'}.")
    else:
        left_out = _personal(report)
        click.echo(
            f"{report.file}: {report.format}, {report.kept:,} of {report.read:,} kept, "
            f"{trn('{n} duplicate', '{n} duplicates', report.duplicates)}, {report.rejected:,} rejected{left_out}"
        )
    for problem in (*report.problems[:PROBLEMS_SHOWN], *report.warnings):
        say(f"  {problem.where}: {problem.what} {problem.remedy}")


@click.command(epilog="Example: convdesk readers")
@JSON
def readers(as_json: bool) -> None:
    """The formats convdesk reads, with what each needs."""
    from convdesk.operations import imports

    known = imports.list_readers()
    if as_json:
        rows = [{"name": r.name, "title": r.title, "kind": r.kind.value, "needs": r.needs} for r in known]
        print_json({"readers": rows})
    else:
        print_table(("Name", "Format", "Brings", "Needs"), [(r.name, r.title, r.kind.value, r.needs) for r in known])


@click.command(epilog="Example: convdesk show onboarding.convdesk")
@STUDY
@JSON
def show(study: Path, as_json: bool) -> None:
    """What is in a study."""
    opened = studies.open_study(study, read_only=True)
    try:
        about, references = studies.describe_study(opened), studies.list_references(opened)
    finally:
        opened.close()
    counts = {name: value for name, value in vars(about).items() if name != "sources"}
    sources = [
        {"id": s.id, "file": s.file, "format": s.format, "kind": s.kind.value, "kept": s.kept,
         "imported_at": s.imported_at}
        for s in about.sources
    ]  # fmt: skip
    if as_json:
        tables = [{"source": one.source, "file": one.file, **vars(one.table)} for one in references]
        print_json({**counts, "sources": sources, "references": tables})
        return
    print_table(("", ""), [(name.replace("_", " "), value) for name, value in counts.items()])
    print_table(
        ("File", "Format", "Kept", "Imported"), [(s.file, s.format, s.kept, s.imported_at) for s in about.sources]
    )
    for one in references:
        click.echo(f"{one.file}: {one.table.title}")
        print_table(one.table.header, one.table.rows[:ROWS_SHOWN])


@click.command(epilog="Example: convdesk events onboarding.convdesk")
@STUDY
@JSON
def events(study: Path, as_json: bool) -> None:
    """The event names with counts, people, first and last."""
    opened = studies.open_study(study, read_only=True)
    try:
        names = studies.list_events(opened)
    finally:
        opened.close()
    if as_json:
        print_json({"names": [vars(name) for name in names]})
    else:
        rows = [(n.name, n.count, n.actors, n.first, n.last) for n in names]
        print_table(("Event", "Count", "People", "First", "Last"), rows)


@click.command(epilog="Example: convdesk remove onboarding.convdesk events.csv")
@STUDY
@click.argument("source")
@JSON
def remove(study: Path, source: str, as_json: bool) -> None:
    """Take a source (its id or file name) out of the study; convdesk undo brings it back."""
    from convdesk.operations import imports

    opened = studies.open_study(study)
    try:
        imports.remove_source(opened, source)
    finally:
        opened.close()
    _done({"removed": source}, f"Removed {source}. convdesk undo {study} brings it back.", as_json)


@click.command(epilog="Example: convdesk undo onboarding.convdesk")
@STUDY
@JSON
def undo(study: Path, as_json: bool) -> None:
    """Take the latest change back."""
    _step(study, "undo", as_json)


@click.command(epilog="Example: convdesk redo onboarding.convdesk")
@STUDY
@JSON
def redo(study: Path, as_json: bool) -> None:
    """Do again what was undone."""
    _step(study, "redo", as_json)


def _step(study: Path, verb: str, as_json: bool) -> None:
    opened = studies.open_study(study)
    try:
        label = history.undo(opened) if verb == "undo" else history.redo(opened)
    finally:
        opened.close()
    _done({verb: label}, f"{'Undone' if verb == 'undo' else 'Done again'}: {label}", as_json)


@click.command("history", epilog="Example: convdesk history onboarding.convdesk")
@STUDY
@JSON
def history_(study: Path, as_json: bool) -> None:
    """What has been done to a study, newest first."""
    opened = studies.open_study(study, read_only=True)
    try:
        entries = history.list_history(opened)
    finally:
        opened.close()
    if as_json:
        print_json({"history": [vars(entry) for entry in entries]})
    else:
        print_table(("When", "What", ""), [(e.made_at, e.label, "undone" if e.is_undone else "") for e in entries])


@click.command(epilog="Example: convdesk check onboarding.convdesk")
@STUDY
@JSON
def check(study: Path, as_json: bool) -> int:
    """Look through the file: what is damaged, and what can be saved."""
    report = studies.check_study(study)
    if as_json:
        problems = [problem.as_dict() for problem in report.problems]
        saved = list(report.can_be_saved)
        print_json({"whole": report.is_whole, "problems": problems, "can_be_saved": saved, "checked": report.checked})
    else:
        click.echo("The study is whole." if report.is_whole else "The study is damaged.")
        for problem in report.problems:
            say(f"  {problem}")
        if report.can_be_saved:
            say(f"  Readable: {', '.join(report.can_be_saved)}.")
    return int(not report.is_whole)


@click.command(epilog="Example: convdesk backup onboarding.convdesk")
@STUDY
@JSON
def backup(study: Path, as_json: bool) -> None:
    """Copy a study aside; the last seven copies are kept."""
    kept = studies.back_up_study(study)
    _done({"backup": str(kept)}, f"Backed up to {kept}", as_json)


@click.command(epilog="Example: convdesk restore COPY.convdesk onboarding.convdesk")
@click.argument("kept", metavar="BACKUP", type=click.Path(path_type=Path))
@STUDY
@JSON
def restore(kept: Path, study: Path, as_json: bool) -> None:
    """Put a backup in a study's place; what was there is backed up first."""
    studies.restore_study(kept, study)
    _done({"restored": str(study)}, f"Restored {study}.", as_json)


def _done(document: dict[str, Any], text: str, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        say(text)


@click.command("mappings", epilog="Example: convdesk mappings onboarding.convdesk --forget 'Weekly export'")
@STUDY
@click.option("--forget", metavar="NAME", help="Remove the mapping of that name.")
@JSON
def mappings_(study: Path, forget: str | None, as_json: bool) -> None:
    """The mappings a study keeps for files that come again."""
    from convdesk.operations import mappings

    opened = studies.open_study(study, read_only=forget is None)
    try:
        if forget is not None:
            mappings.remove_mapping(opened, forget)
        known = mappings.list_mappings(opened)
    finally:
        opened.close()
    if as_json:
        print_json({"mappings": [vars(one) for one in known]})
    else:
        rows = [
            (one.name, one.reader, ", ".join(f"{name}: {role}" for name, role in one.columns.items())) for one in known
        ]
        print_table(("Name", "Format", "Columns"), rows)


COMMANDS = (new, import_, mappings_, readers, show, events, remove, undo, redo, history_, check, backup, restore)

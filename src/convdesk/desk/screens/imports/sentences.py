"""The sentences of the import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.screens.imports.privacy_words import found_in
from convdesk.model.imports import PROBLEMS_SHOWN
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.imports.looks import Entry
    from convdesk.model.imports import ImportReport


def name_of(entry: Entry) -> str:
    if len(entry.items) == 1:
        return entry.items[0].label
    return trn("{n} recording", "{n} recordings", len(entry.items))


def status_of(entry: Entry) -> str:
    """What an entry is, and whether it can be imported or what became of it."""
    if entry.reports:
        return _became(entry.reports)
    if entry.problem is not None or entry.proposal is None:
        return tr("cannot be imported")
    state = tr("needs an answer") if entry.missing else tr("ready")
    return f"{entry.title or entry.proposal.format} · {state}"


def numbers_of(reports: tuple[ImportReport, ...]) -> str:
    """What was read, kept, left."""
    read, kept, twice, rejected = (
        sum(numbers)
        for numbers in zip(*((one.read, one.kept, one.duplicates, one.rejected) for one in reports), strict=True)
    )
    parts = [trn("{n} read", "{n} read", read), trn("{n} kept", "{n} kept", kept)]
    if twice:
        parts.append(trn("{n} there twice", "{n} there twice", twice))
    parts.append(trn("{n} rejected", "{n} rejected", rejected))
    return " · ".join(parts)


def brought_of(report: ImportReport) -> str:
    """What a file brought, in the words of its kind."""
    numbers = (
        (report.actors, "{n} person", "{n} people"),
        (report.sessions, "{n} session", "{n} sessions"),
        (None if report.names is None else len(report.names), "{n} event name", "{n} event names"),
        (report.respondents, "{n} respondent", "{n} respondents"),
        (report.questions, "{n} question", "{n} questions"),
        (report.clicks, "{n} click", "{n} clicks"),
        (report.pages, "{n} page", "{n} pages"),
    )
    return " · ".join(trn(one, many, count) for count, one, many in numbers if count)


def new_of(report: ImportReport) -> str:
    """What the study did not have before."""
    if not report.new:
        return ""
    people, names = report.new["people"], report.new["event_names"]
    parts = []
    if people is not None:
        parts.append(trn("{n} new person", "{n} new people", people))
    if names:
        more = "…" if len(names) > 6 else ""
        parts.append(tr("new event names: {names}").format(names=", ".join(names[:6]) + more))
    return " · ".join(parts)


def guessed_of(report: ImportReport) -> str:
    """When the data is from, and which zone was assumed."""
    parts = []
    if report.first and report.last:
        parts.append(
            tr("{first} to {last} UTC").format(
                first=report.first[:16].replace("T", " "), last=report.last[:16].replace("T", " ")
            )
        )
    if report.zone_assumed:
        parts.append(tr("times without a zone were taken to be in {zone}").format(zone=report.zone_assumed))
    return " · ".join(parts)


def personal_of(reports: tuple[ImportReport, ...]) -> str:
    """What was personal, and what was done about it."""
    found = found_in(reports)
    if found:
        return tr("Personal data: {found}").format(found=found)
    columns = list(dict.fromkeys(column for one in reports for column in one.personal))
    if not columns:
        return ""
    return tr("Left out because they look personal: {columns}").format(columns=", ".join(columns))


def troubles_of(reports: tuple[ImportReport, ...]) -> str:
    """What stands over the rows that could not be kept and what is good to know."""
    rejected = sum(one.rejected for one in reports)
    shown = sum(len(one.problems[:PROBLEMS_SHOWN]) for one in reports)
    more = sum(len(one.warnings) for one in reports)
    if rejected > shown > 0:
        first = tr("The first {shown} of {all} rejected rows").format(shown=shown, all=f"{rejected:,}")
        return f"{first} · {trn('{n} more thing to know', '{n} more things to know', more)}" if more else first
    total = shown + more
    return trn("{n} thing to know", "{n} things to know", total) if total else tr("Every row was kept.")


def verb_of(entries: tuple[Entry, ...]) -> str:
    """The button that imports what is ready."""
    count = sum(len(entry.items) for entry in entries if entry.is_ready and not entry.reports)
    return trn("Import {n} file", "Import {n} files", count) if count else tr("Import")


def _became(reports: tuple[ImportReport, ...]) -> str:
    failed = sum(one.is_failed for one in reports)
    if failed == len(reports):
        return tr("not imported")
    kept = trn("{n} kept", "{n} kept", sum(one.kept for one in reports))
    rejected = sum(one.rejected for one in reports)
    parts = [kept]
    if rejected:
        parts.append(trn("{n} rejected", "{n} rejected", rejected))
    if failed:
        parts.append(trn("{n} file not imported", "{n} files not imported", failed))
    return " · ".join(parts)

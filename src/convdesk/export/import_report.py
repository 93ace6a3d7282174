"""The report of an import as a page of text (Markdown): what was read, kept, left out, guessed and found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.model.imports import PROBLEMS_SHOWN
from convdesk.words import trn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convdesk.model.imports import ImportReport
    from convdesk.model.problem import Problem

_BROUGHT = {
    "actors": ("{n} person", "{n} people"), "sessions": ("{n} session", "{n} sessions"),
    "recordings": ("{n} recording", "{n} recordings"), "clicks": ("{n} click", "{n} clicks"),
    "pages": ("{n} page", "{n} pages"), "respondents": ("{n} respondent", "{n} respondents"),
    "questions": ("{n} question", "{n} questions"),
}  # fmt: skip
NAMES_SHOWN = 40


def report_text(reports: Sequence[ImportReport], made_at: str) -> str:
    """One section a file; every number with what it counts."""
    kept = sum(report.kept for report in reports)
    lines = [
        "# Import report",
        "",
        f"{made_at} · {trn('{n} file', '{n} files', len(reports))} · "
        f"{trn('{n} row, event or response kept', '{n} rows, events or responses kept', kept)}.",
        "Read = kept + duplicates + rejected.",
        "",
    ]
    for report in reports:
        lines += [*_section(report), ""]
    return "\n".join(lines)


def _section(report: ImportReport) -> Iterator[str]:
    yield f"## {_plain(report.file)}"
    yield ""
    if report.is_failed or report.is_skipped:
        yield "Passed over: it is no data." if report.is_skipped else "Not imported."
    else:
        yield from _numbers(report)
    yield from _table("Rows that could not be kept, the first of them", report.problems[:PROBLEMS_SHOWN])
    yield from _table("Good to know", report.warnings)


def _numbers(report: ImportReport) -> Iterator[str]:
    yield f"- Format: {report.format}"
    yield (
        f"- {report.read:,} read = {report.kept:,} kept + {report.duplicates:,} duplicates + "
        f"{report.rejected:,} rejected"
    )
    fields = report.as_dict()
    brought = [trn(*words, fields[name]) for name, words in _BROUGHT.items() if fields.get(name)]
    if brought:
        yield f"- Brought: {', '.join(brought)}"
    if report.first and report.last:
        yield f"- From {report.first} to {report.last} (UTC)"
    if report.zone_assumed:
        yield f"- Times without a zone were taken to be in {report.zone_assumed}"
    if report.personal:
        yield f"- Left out or masked as personal: {', '.join(map(_plain, report.personal))}"
    yield from _new(fields.get("new"))
    if report.names:
        shown = list(report.names.items())[:NAMES_SHOWN]
        more = f" and {len(report.names) - len(shown):,} more" if len(report.names) > len(shown) else ""
        yield f"- Events: {', '.join(f'{_plain(name)} ({count:,})' for name, count in shown)}{more}"


def _new(new: dict[str, Any] | None) -> Iterator[str]:
    if not new:
        return
    if new["people"] is not None:
        yield f"- New in the study: {new['people']:,} of its {new['of_people']:,} people"
    if new["event_names"]:
        yield f"- Event names the study did not have: {', '.join(map(_plain, new['event_names'][:NAMES_SHOWN]))}"


def _table(title: str, problems: Sequence[Problem]) -> Iterator[str]:
    if not problems:
        return
    yield from ("", f"### {title}", "", "| Where | What | What to do |", "|---|---|---|")
    for problem in problems:
        yield f"| {_plain(problem.where)} | {_plain(problem.what)} | {_plain(problem.remedy)} |"


def _plain(text: str) -> str:
    """Text that cannot break out of its cell."""
    return " ".join(text.split()).replace("|", "¦").replace("<", "‹").replace(">", "›")

"""What is said of a survey's import: counts, and everything that was guessed or should be looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest.questions import QUESTION_ROLES
from convdesk.ingest.survey_people import state_of
from convdesk.ingest.survey_table import Part
from convdesk.model.answers import ResponseState
from convdesk.model.imports import ImportReport, SourceKind
from convdesk.model.mapping import Role
from convdesk.model.moment import iso
from convdesk.model.problem import Problem
from convdesk.model.same_survey import matched
from convdesk.words import trn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convdesk.ingest.survey_kinds import Facts
    from convdesk.ingest.survey_people import Chosen, Plan
    from convdesk.ingest.survey_table import SurveyTable
    from convdesk.ingest.survey_times import Moments
    from convdesk.model.answers import SurveyImport
    from convdesk.model.same_survey import KnownSurvey


@dataclass(frozen=True)
class Understood:
    """A survey as it was understood: its table, what its columns are for, who comes in, and when they answered.

    `known`: the study's survey that it brings again.
    """

    table: SurveyTable
    facts: Sequence[Facts]
    plan: Plan
    chosen: Chosen
    moments: Moments
    zone: str
    known: KnownSurvey | None = None


def report_of(reader: str, file: str, found: Understood, survey: SurveyImport) -> ImportReport:
    """The report of an import: read = kept + duplicates + rejected, in responses."""
    table, chosen = found.table, found.chosen
    times = sorted(at for at in found.moments.at_us if at is not None)
    return ImportReport(
        file=file, format=reader, kind=SourceKind.SURVEY,
        read=len(chosen.places) + chosen.duplicates + table.rejected,
        kept=len(chosen.places), duplicates=chosen.duplicates, rejected=table.rejected,
        problems=tuple(table.problems), warnings=(*table.warnings, *_said(file, found, survey)),
        first=iso(times[0]) if times else None, last=iso(times[-1]) if times else None,
        respondents=len(chosen.places) + chosen.known, questions=sum(not asked.parent for asked in survey.questions),
        survey=_counts(found), personal=found.plan.personal,
        zone_assumed=found.zone if found.moments.is_zone_assumed and not table.zone else None,
    )  # fmt: skip


def _counts(found: Understood) -> dict[str, int]:
    """How the file is built, and how many of its responses are tests or did not go to the end."""
    table, roles = found.table, found.plan.roles
    states = Counter(state_of(table, place) for place in found.chosen.places)
    asked = [column for column, role in zip(table.columns, roles, strict=True) if role in QUESTION_ROLES]
    return {
        "header_rows": table.header_rows, "columns": table.width or len(table.columns), "question_columns": len(asked),
        "other_texts": sum(column.part is Part.OTHER for column in asked),
        "partial": states[ResponseState.PARTIAL], "tests": states[ResponseState.TEST],
    }  # fmt: skip


def _said(where: str, found: Understood, survey: SurveyImport) -> Iterator[Problem]:
    yield from _goes_on(where, found, survey)
    yield from _doubts(where, found)
    yield from _notes(where, survey)


def _goes_on(where: str, found: Understood, survey: SurveyImport) -> Iterator[Problem]:
    """What is said of a survey that the study has already."""
    if found.known is None:
        return
    same = matched(found.known.questions, survey.questions)
    what = trn("{n} question is the same.", "{n} questions are the same.", len(same))
    remedy = 'To keep the two apart, undo this import and repeat it with the option survey = "new".'
    yield Problem(where, f"It goes on with the survey “{found.known.title}”: {what}", remedy)
    fresh = [asked.text for at, asked in enumerate(survey.questions, start=1) if at not in same]
    if fresh:
        what = trn("{n} question is new, or asked otherwise than before", "{n} questions are new, or asked otherwise "
                   "than before", len(fresh))  # fmt: skip
        named = "; ".join(text[:60] for text in fresh[:3]) + (" …" if len(fresh) > 3 else "")
        yield Problem(where, f"{what}: {named}.", "Such a question stands beside the others, with a number of its own.")


def _doubts(where: str, found: Understood) -> Iterator[Problem]:
    yield from _doubts_of_times(where, found)
    chosen = found.chosen
    if chosen.repeated:
        what = trn(
            "{n} row repeats the id of a respondent with other answers; it was kept.",
            "{n} rows repeat the id of a respondent with other answers; all were kept.",
            chosen.repeated,
        )
        yield Problem(where, what, "Check whether these people answered twice.")
    if chosen.twins:
        what = trn(
            "{n} response has no id of its own and is the same, answer by answer, as one before it; it was kept.",
            "{n} responses have no ids of their own and are the same, answer by answer, as others; all were kept.",
            chosen.twins,
        )
        yield Problem(where, what, "Take the copies out of the file if the same people are in it twice.")
    if chosen.known_twins:
        what = trn(
            "{n} response has no id of its own and is the same, answer by answer, as one the study has; it was kept.",
            "{n} responses have no ids of their own and are the same, answer by answer, as some the study has; "
            "all were kept, and count twice now.",
            chosen.known_twins,
        )
        yield Problem(where, what, "Undo this import if it is the same file or a later export with the same responses.")
    if chosen.completed:
        what = trn(
            "{n} response that the study has as partial is complete here; it was left out.",
            "{n} responses that the study has as partial are complete here; they were left out.",
            chosen.completed,
        )
        yield Problem(where, what, "To have them whole, remove the older source and import this file again.")
    tests = sum(state_of(found.table, place) is ResponseState.TEST for place in chosen.places)
    if tests:
        what = trn(
            "{n} response is a test or preview: it is kept, and not counted among the answers.",
            "{n} responses are tests or previews: they are kept, and not counted among the answers.",
            tests,
        )
        yield Problem(where, what, 'To count them, import with the option tests = "keep".')


def _doubts_of_times(where: str, found: Understood) -> Iterator[Problem]:
    moments, table = found.moments, found.table
    timed = found.plan.place(Role.TIME)
    if moments.unread and timed is not None:
        line = table.lines[found.chosen.places[moments.unread[0]]]
        first = f"{table.unit} {line}"
        what = trn(
            "{n} time could not be read (FIRST); that answer has no time.",
            "{n} times could not be read, the first on FIRST; those answers have no time.",
            len(moments.unread),
        ).replace("FIRST", first)
        yield Problem(where, what, "Export the times as 2026-03-04T09:12:33Z.")
    if moments.is_order_guessed:
        what = "Dates like 3/4/2026 can be read in two ways; the month was taken to come first."
        yield Problem(where, what, "Choose “day first” in the mapping if that is wrong.")
    yield from moments.changes.said(where, table.zone or found.zone)


def _notes(where: str, survey: SurveyImport) -> Iterator[Problem]:
    """What is said of single questions, each thing once with the questions it is said of."""
    said: dict[str, list[str]] = {}
    for asked in survey.questions:
        if asked.shape.note:
            said.setdefault(asked.shape.note, []).append(asked.text)
    for note, titles in said.items():
        what = f"{note} ({'; '.join(title[:60] for title in titles[:3])}{' …' if len(titles) > 3 else ''})"
        yield Problem(where, what, "Look at these questions; their kinds can be changed in the mapping.")

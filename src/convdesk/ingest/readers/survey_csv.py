"""Survey answers as a table: one row a respondent, one header row."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest import roles
from convdesk.ingest.delimited import dialect_of
from convdesk.ingest.questions import QUESTION_ROLES, is_prose, is_question, propose_questions
from convdesk.ingest.reader import NO_CLAIM, PLAIN_TERMS, Claim, Reading
from convdesk.ingest.sniff import is_javascript, text_of
from convdesk.ingest.survey_people import Plan, as_respondents, plan_of, without_twins
from convdesk.ingest.survey_rows import Row, Rows, clean_cell, survey_rows, survey_text, with_quoted_number_sign
from convdesk.ingest.survey_times import Moments, read_moments
from convdesk.model.answers import QuestionKind, SurveyImport
from convdesk.model.imports import ImportReport, Proposal, SourceKind
from convdesk.model.mapping import Mapping, Role
from convdesk.model.moment import iso
from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convdesk.ingest.reader import Head, Terms
    from convdesk.model.mapping import Column
    from convdesk.model.progress import Progress

PREVIEW_ROWS = 12

_HINT_OF_EVENTS = re.compile(r"(?i)event(?:_?name|_?type)?|action|activity")


class SurveyReader:
    """Any survey tool's CSV with the questions in its first row."""

    name = "survey"
    title = "Survey answers (CSV)"
    kind = SourceKind.SURVEY
    needs = "A CSV with one header row, one row a respondent and a column for each question."

    def claims(self, head: Head) -> Claim:
        """Surest of questions with a question mark; never sure of what looks like an event log."""
        text = text_of(head)
        if text.lstrip()[:1] in {"[", "{", ""} or "\0" in text[:4096] or is_javascript(text):
            return NO_CLAIM
        try:
            rows = _preview(text, head)
        except ProblemError:
            return NO_CLAIM
        return _claim(rows.names, [row.cells for row in rows.kept])

    def propose(self, head: Head) -> Proposal:
        """The columns with their roles, and the first responses; personal columns are left out."""
        text, _ = survey_text(head.path)
        rows = survey_rows(text, head.path.name, silent())
        columns = propose_questions(rows.names, [row.cells for row in rows.kept])
        claim = self.claims(head)
        missing = () if any(map(is_question, columns)) else ("No column is a question: choose at least one.",)
        return Proposal(
            file=head.path.name, format=self.name, kind=self.kind, confidence=claim.confidence, reason=claim.reason,
            mapping=Mapping(self.name, columns), header=rows.names,
            rows=tuple(row.cells for row in rows.kept[:PREVIEW_ROWS]), missing=missing,
        )  # fmt: skip

    @contextmanager
    def read(self, path: Path, mapping: Mapping, progress: Progress, terms: Terms = PLAIN_TERMS) -> Iterator[Reading]:
        """The survey; e-mail addresses are kept as keys only. `mapping.options` may say how `dates` are written."""
        text, warnings = survey_text(path)
        rows = survey_rows(text, path.name, progress)
        columns = propose_questions(rows.names, [row.cells for row in rows.kept])
        plan = plan_of(mapping, columns, rows.kept, keep_personal=terms.keep_personal)
        if not plan.asked:
            raise ProblemError(path.name, "No column is a question.", "Give at least one column a question role.")
        kept = without_twins(plan, rows.kept)
        moments = _moments(plan, kept, mapping)
        survey = SurveyImport(_title(path), _questions(plan, rows.names), as_respondents(plan, kept, moments.at_us))
        report = _report(path.name, rows, plan, survey)
        yield Reading(
            report=replace(
                report,
                duplicates=len(rows.kept) - len(kept),
                warnings=(*warnings, *_doubts(path.name, plan, kept, moments)),
                zone_assumed=mapping.zone if moments.is_zone_assumed else None,
            ),
            survey=survey,
        )


READER = SurveyReader()


def _preview(text: str, head: Head) -> Rows:
    dialect = dialect_of(with_quoted_number_sign(text), head.path.name, is_whole=head.is_whole)
    rows = Rows(dialect.names if dialect.has_header else dialect.rows[0])
    for number, cells in enumerate(dialect.rows[0 if dialect.has_header else 1 :], start=2):
        rows.kept.append(Row(number, number, tuple(map(clean_cell, cells))))
    return rows


def _claim(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Claim:
    columns = propose_questions(names, rows)
    asked = [column for column in columns if is_question(column)]
    if not asked or not rows:
        return NO_CLAIM
    marked = sum("?" in column.name for column in asked)
    if _is_event_log(names, rows):
        return Claim(0.1, "a table with questions, but it looks like an event log")
    if marked:
        return Claim(0.85, f"{marked} of its columns are questions")
    if _has_one_row_each(columns, names, rows):
        return Claim(0.7, "one row a respondent, and columns that can be answers")
    if any(column.role is Role.OPEN and is_prose(_values(column.name, names, rows)) for column in asked):
        return Claim(0.65, "a column of texts that people wrote")
    return Claim(0.05, "a table that could hold answers")


def _is_event_log(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column of few names of events stands beside times and ids that come again."""
    proposed = {column.role: column.name for column in roles.propose_columns(names, rows)}
    event = proposed.get(Role.EVENT)
    if event is None or Role.TIME not in proposed:
        return False
    who = proposed.get(Role.USER) or proposed.get(Role.SESSION)
    ids = _values(who, names, rows) if who else []
    return bool(_HINT_OF_EVENTS.fullmatch(event)) or len(set(ids)) < 0.8 * len(ids)


def _has_one_row_each(columns: Sequence[Column], names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    name = next((column.name for column in columns if column.role is Role.RESPONDENT), None)
    values = _values(name, names, rows) if name else []
    return len(values) > 1 and len(values) == len(rows) == len(set(values))


def _values(name: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    place = list(names).index(name)
    return [row[place] for row in rows if row[place]]


def _moments(plan: Plan, rows: Sequence[Row], mapping: Mapping) -> Moments:
    place = plan.places.get(Role.TIME)
    if place is None or not rows:
        return Moments((None,) * len(rows))
    return read_moments([row.cells[place] for row in rows], mapping.zone, mapping.options.get("dates", ""))


def _questions(plan: Plan, names: Sequence[str]) -> tuple[tuple[str, QuestionKind], ...]:
    return tuple((names[place], QUESTION_ROLES[plan.roles[place]]) for place in plan.asked)


def _report(name: str, rows: Rows, plan: Plan, survey: SurveyImport) -> ImportReport:
    moments = sorted(person.at_us for person in survey.respondents if person.at_us is not None)
    return ImportReport(
        file=name, format=READER.name, kind=READER.kind, read=len(rows.kept) + rows.rejected,
        kept=len(survey.respondents), rejected=rows.rejected, problems=tuple(rows.problems),
        first=iso(moments[0]) if moments else None, last=iso(moments[-1]) if moments else None,
        respondents=len(survey.respondents), questions=len(survey.questions), personal=plan.personal,
    )  # fmt: skip


def _doubts(name: str, plan: Plan, rows: Sequence[Row], moments: Moments) -> Iterator[Problem]:
    place = plan.places.get(Role.TIME)
    unread = [
        row
        for row, at in zip(rows, moments.at_us, strict=True)
        if place is not None and row.cells[place] and at is None
    ]
    if unread:
        what = (
            f"{len(unread):,} times could not be read, the first on line {unread[0].line}; those answers have no time."
        )
        yield Problem(name, what, "Export the times as 2026-03-04T09:12:33Z.")
    if moments.is_order_guessed:
        what = "Dates like 3/4/2026 can be read in two ways; the month was taken to come first."
        yield Problem(name, what, "Choose “day first” in the mapping if that is wrong.")
    place = plan.places.get(Role.RESPONDENT)
    ids = [row.cells[place] for row in rows if row.cells[place]] if place is not None else []
    if len(set(ids)) < len(ids):
        what = f"{len(ids) - len(set(ids)):,} rows repeat the id of a respondent with other answers; all were kept."
        yield Problem(name, what, "Check whether these people answered twice.")


def _title(path: Path) -> str:
    stem = re.sub(r"\.(?:csv|tsv|txt|gz)\b", "", path.name, flags=re.IGNORECASE)
    return " ".join(stem.replace("_", " ").split()) or path.name

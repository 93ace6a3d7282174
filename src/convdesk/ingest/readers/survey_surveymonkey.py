"""SurveyMonkey exports: CSV and spreadsheets with two header rows, or one of `Question - Option`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.roles import plain_name
from convdesk.ingest.survey_families import with_families
from convdesk.ingest.survey_plain import plain_columns, table_of, titles_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, read_first_records
from convdesk.ingest.survey_table import Part
from convdesk.ingest.survey_text import clean_title
from convdesk.model.answers import QuestionKind
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_rows import Records
    from convdesk.ingest.survey_table import SurveyColumn, SurveyTable

VENDOR = "surveymonkey"
_NOTED = frozenset({
    "respondent_id", "collector_id", "start_date", "end_date", "ip_address", "email_address", "first_name", "last_name",
    "custom_data", "custom_data_1", "custom_value", "language", "date_created", "date_modified", "response_status",
    "user_id", "session_id",
})  # fmt: skip
_NAMELESS = re.compile(r"Unnamed: \d+")
"""What pandas calls a blank header."""
_OPEN = "open-ended response"
_WHOLE = frozenset({"", "response", _OPEN})
_ROLES = {"respondent_id": Role.RESPONDENT, "email_address": Role.EMAIL}
_TIMES = ("end_date", "date_modified", "start_date", "date_created")


def _table(wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    rows = 2 if _has_two_headers(records) else 1
    titles = [_NAMELESS.sub("", cell) for cell in titles_of(records, records.first)]
    subs = [_NAMELESS.sub("", cell) for cell in titles_of(records, records.second if rows == 2 else [])]
    questions = _filled(titles, subs)
    names = [_name(question, sub) for question, sub in zip(questions, subs, strict=True)]
    body, columns = plain_columns(records, rows, names, wanted.progress)
    noted = _with_roles(columns, subs)
    parts = _as_parts(noted, titles, questions, subs) if rows == 2 else with_families(noted)
    table = table_of(wanted.path, body, parts, rows)
    table.vendor, table.width = VENDOR, len(titles)
    return table


def _filled(titles: Sequence[str], subs: Sequence[str]) -> list[str]:
    """The question of each column: a blank one goes on with the question to its left."""
    questions: list[str] = []
    for title, _ in zip(titles, subs, strict=True):
        questions.append(title or (questions[-1] if questions else ""))
    return questions


def _name(question: str, sub: str) -> str:
    return question if sub.casefold() in _WHOLE else f"{question} - {sub}"


def _with_roles(columns: Sequence[SurveyColumn], subs: Sequence[str]) -> list[SurveyColumn]:
    """The columns before the questions with their roles."""
    noted = {
        place: name
        for place, column in enumerate(columns)
        if (name := plain_name(column.name.replace("RespondentID", "Respondent ID"))) in _NOTED and not subs[place]
    }
    filled = [name for place, name in noted.items() if any(columns[place].values)]
    timed = next((name for name in _TIMES if name in filled), "")
    roles = {**_ROLES, timed: Role.TIME}
    return [
        replace(column, role=roles.get(noted[place], Role.PROPERTY)) if place in noted else column
        for place, column in enumerate(columns)
    ]


def _as_parts(
    columns: Sequence[SurveyColumn], titles: Sequence[str], questions: Sequence[str], subs: Sequence[str]
) -> list[SurveyColumn]:
    """The columns under a question's header as its parts."""
    begins = [place for place, title in enumerate(titles) if title]
    widths = {at: following - at for at, following in zip(begins, [*begins[1:], len(titles)], strict=True)}
    taken: dict[str, int] = {}
    out, first, question = [], 0, ""
    for place, column in enumerate(columns):
        if place in widths:
            first, question = place, questions[place]
            number = taken[question] = taken.get(question, 0) + 1
            question = question if number == 1 else f"{question}·{number}"
        sub = subs[place] if widths.get(first, 1) > 1 else ""
        part = Part.WHOLE if sub.casefold() in _WHOLE else Part.SUB
        sub = "" if part is Part.WHOLE else sub
        kind = _open_kind(column, subs[place])
        asked = replace(column, question=question, text=questions[place], part=part, sub=sub, kind=kind)
        out.append(column if column.role else asked)
    return out


def _open_kind(column: SurveyColumn, sub: str) -> QuestionKind | None:
    """Open where the header says so, unless people were asked for numbers or dates."""
    is_said = sub.casefold() == _OPEN and not all(text[:1].isdigit() for text in column.values if text)
    return QuestionKind.OPEN if is_said else None


def _has_two_headers(records: Records) -> bool:
    second = [_NAMELESS.sub("", cell.strip()) for cell in records.second]
    return bool(second) and not second[0] and any(second)


def _claimed(head: Head) -> Claim:
    if not may_be_table(head):
        return NO_CLAIM
    records = read_first_records(head)
    first = clean_title(records.first[0]) if records.first else ""
    if first.replace(" ", "").casefold() != "respondentid" or not records.second:
        return NO_CLAIM
    if _has_two_headers(records):
        return Claim(0.96, "respondents’ ids, and a second header row with options, as SurveyMonkey writes it")
    if records.second[0].strip().isdigit() and len(records.second[0].strip()) >= 8:
        return Claim(0.9, "respondents’ ids as SurveyMonkey writes them")
    return NO_CLAIM


READER = SurveyReader(
    name="surveymonkey",
    title="SurveyMonkey (CSV, spreadsheet)",
    needs="An export of all responses as CSV or .xlsx, with its header rows left as they are.",
    claimed=_claimed,
    table=_table,
)

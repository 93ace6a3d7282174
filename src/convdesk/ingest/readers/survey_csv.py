"""Survey answers of any tool as a table: one row a respondent, one header row."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest import roles
from convdesk.ingest.questions import is_question, propose_questions
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_families import with_families, with_parts
from convdesk.ingest.survey_kinds import Facts, facts_about, is_prose
from convdesk.ingest.survey_plain import plain_columns, table_of, titles_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, read_first_records
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_rows import Records
    from convdesk.ingest.survey_table import SurveyColumn, SurveyTable
    from convdesk.model.mapping import Column

_HINT_OF_EVENTS = re.compile(r"(?i)event(?:_?name|_?type)?|action|activity")
_SECOND_HEADER = frozenset({"response", "open-ended response", "other (please specify)"})
_CODE = re.compile(r"[A-Za-z]\w*(?:[ ._#-]\w+)*(?: \(\w+\))?")
_SAMPLE = 500


def _table(wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    _refuse_more_headers(records)
    rows = 2 if _has_words_below(records) else 1
    body, columns = plain_columns(records, rows, records.first, wanted.progress)
    return table_of(wanted.path, body, with_families(_in_words(columns, records, rows)), rows)


def _has_words_below(records: Records) -> bool:
    """Whether the first row has codes (`Q7_Part_1`), and the second the questions' words."""
    width = len(records.first)
    codes = sum(bool(_CODE.fullmatch(cell.strip())) for cell in records.first)
    asked, answered = (sum("?" in cell for cell in row) for row in (records.second, records.third))
    long = sum(len(cell.split()) > 2 for cell in records.second)
    return width > 2 and codes >= 0.8 * width and long >= 0.5 * width and asked >= max(2, 0.3 * width) > answered


def _in_words(columns: Sequence[SurveyColumn], records: Records, rows: int) -> list[SurveyColumn]:
    texts = titles_of(records, records.second if rows == 2 else [])
    return [replace(column, text=text) for column, text in zip(columns, texts, strict=True)]


def _refuse_more_headers(records: Records) -> None:
    """Raise ProblemError for exports whose second or third row is part of the header."""
    first = [*records.second, *records.third]
    is_qualtrics = any("ImportId" in cell for cell in first) or records.first[:2] == ["V1", "V2"]
    second = {cell.casefold() for cell in records.second} if records.second and not records.second[0] else set()
    if is_qualtrics or second & _SECOND_HEADER:
        what = "This export has more than one header row."
        raise ProblemError(records.where, what, "Import it as qualtrics or surveymonkey, or keep one header row.")


def _claimed(head: Head) -> Claim:
    """Surest of questions with a question mark; never sure of what looks like an event log."""
    if not may_be_table(head):
        return NO_CLAIM
    records = read_first_records(head)
    _refuse_more_headers(records)
    rows = 2 if _has_words_below(records) else 1
    _, plain = plain_columns(records.beginning(_SAMPLE), rows, records.first, silent())
    plain = _in_words(plain, records, rows)
    facts = [facts_about(column) for column in plain]
    columns = propose_questions(with_parts(with_families(plain), facts), facts)
    return _claim(columns, plain, facts)


def _claim(columns: Sequence[Column], plain: Sequence[SurveyColumn], facts: Sequence[Facts]) -> Claim:
    asked = [place for place, column in enumerate(columns) if is_question(column)]
    if not asked or not any(known.n for known in facts):
        return NO_CLAIM
    marked = sum("?" in plain[place].title for place in asked)
    if _is_event_log(plain):
        return Claim(0.1, "a table with questions, but it looks like an event log")
    if marked:
        return Claim(0.85, f"{marked} of its columns are questions")
    if _has_one_row_each(columns, plain):
        return Claim(0.7, "one row a respondent, and columns that can be answers")
    if any(columns[place].role is Role.OPEN and is_prose(facts[place]) for place in asked):
        return Claim(0.65, "a column of texts that people wrote")
    return Claim(0.05, "a table that could hold answers")


def _is_event_log(plain: Sequence[SurveyColumn]) -> bool:
    """Whether a column of few names of events stands beside times and ids that come again."""
    rows = list(zip(*(column.values for column in plain), strict=True))
    proposed = {column.role: column.name for column in roles.propose_columns([c.name for c in plain], rows)}
    event = proposed.get(Role.EVENT)
    if event is None or Role.TIME not in proposed:
        return False
    who = proposed.get(Role.USER) or proposed.get(Role.SESSION)
    ids = next(([text for text in column.values if text] for column in plain if column.name == who), [])
    return bool(_HINT_OF_EVENTS.fullmatch(event)) or len(set(ids)) < 0.8 * len(ids)


def _has_one_row_each(columns: Sequence[Column], plain: Sequence[SurveyColumn]) -> bool:
    values = next((c.values for c, known in zip(plain, columns, strict=True) if known.role is Role.RESPONDENT), ())
    return len(values) > 1 and all(values) and len(values) == len(set(values))


READER = SurveyReader(
    name="survey",
    title="Survey answers (CSV or spreadsheet)",
    needs="A CSV or .xlsx with one header row, one row a respondent and a column for each question.",
    claimed=_claimed,
    table=_table,
)

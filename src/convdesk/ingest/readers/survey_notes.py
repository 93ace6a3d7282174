"""Notes with times, as Lookback, UserTesting and others export them from sessions: each note is an open answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_plain import plain_columns, table_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, names_of, read_first_records
from convdesk.model.answers import QuestionKind
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyColumn, SurveyTable

_TIME = re.compile(r"time(?:stamp|code| code)?|at|start(?: time)?|date|video time|position", re.IGNORECASE)
_NOTE = re.compile(r"notes?|note text|observations?|annotation", re.IGNORECASE)
_WHO = re.compile(r"(?:participant|tester|respondent)(?: (?:id|name))?|session(?: id)?", re.IGNORECASE)
_CLOCK = re.compile(r"(?:\d{1,2}:)?\d{1,3}:\d\d(?:[.,]\d+)?")


def _table(wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    body, columns = plain_columns(records, 1, records.first, wanted.progress)
    timed = _first(_TIME, [column.name for column in columns])
    clock = columns[timed].values if timed is not None and _is_clock(columns[timed]) else ()
    given: set[Role] = set()
    table = table_of(wanted.path, body, [_with_role(column, clock, given) for column in columns])
    if clock:
        what = "The times count from the beginning of each session; they stand before the notes, which have no date."
        table.warn(what, "Export notes with dates to see them beside events.")
    return table


def _with_role(column: SurveyColumn, clock: Sequence[str], given: set[Role]) -> SurveyColumn:
    """A column as what it is in a list of notes; each thing is said once."""
    roles = ((_NOTE, Role.OPEN), (_WHO, Role.USER), (_TIME, Role.PROPERTY if clock else Role.TIME))
    role = next((role for pattern, role in roles if pattern.fullmatch(column.name)), Role.PROPERTY)
    if role in given or role is Role.PROPERTY:
        return replace(column, role=Role.PROPERTY)
    given.add(role)
    if role is not Role.OPEN:
        return replace(column, role=role)
    asked = replace(column, kind=QuestionKind.OPEN, question="Note", text="Note")
    if not clock:
        return asked
    texts = [f"{at} – {text}" if at and text else text for at, text in zip(clock, column.values, strict=True)]
    return replace(asked, values=texts, counts=None)


def _is_clock(column: SurveyColumn) -> bool:
    """Whether times count from the beginning of something (`1:23`, `00:01:23`)."""
    filled = [text for text in column.values if text]
    return bool(filled) and 2 * sum(bool(_CLOCK.fullmatch(text)) for text in filled) > len(filled)


def _first(pattern: re.Pattern[str], names: Sequence[str]) -> int | None:
    return next((place for place, name in enumerate(names) if pattern.fullmatch(name)), None)


def _claimed(head: Head) -> Claim:
    if not may_be_table(head):
        return NO_CLAIM
    names = names_of(read_first_records(head).first)
    if all(_first(pattern, names) is not None for pattern in (_TIME, _NOTE, _WHO)):
        return Claim(0.92, "a time, a note and a participant in each row")
    return NO_CLAIM


READER = SurveyReader(
    name="notes",
    title="Notes of sessions (Lookback, UserTesting and others)",
    needs="A CSV or .xlsx with a row for each note: time, note, participant.",
    claimed=_claimed,
    table=_table,
)

"""Formbricks: responses as CSV or spreadsheet, and as JSON from its API."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_families import with_families
from convdesk.ingest.survey_grid import Grid, part_name
from convdesk.ingest.survey_joined import ranking_of
from convdesk.ingest.survey_json import Record, begins_with, documents, each, inner, named, records
from convdesk.ingest.survey_plain import plain_columns, table_of, title_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, names_of, read_first_records
from convdesk.ingest.survey_states import states_of
from convdesk.ingest.survey_table import Part, SurveyColumn
from convdesk.model.answers import ResponseState
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyTable

VENDOR = "formbricks"
_ROLES = {"Response ID": Role.RESPONDENT, "Timestamp": Role.TIME, "User ID": Role.USER}
_SIGNS = {"Response ID", "Timestamp", "Finished", "Survey ID"}
_ASKED = re.compile(r"\d+\.\s+(.+)", re.DOTALL)
_OPTION_IDS = re.compile(r".*(?:option ids?|- option id|\boption ID\b.*)", re.IGNORECASE | re.DOTALL)


def _table(wanted: Wanted) -> SurveyTable:
    records_ = wanted.records()
    body, plain = plain_columns(records_, 1, records_.first, wanted.progress)
    columns = with_families([_noted(column) for column in plain])
    table = table_of(wanted.path, body, columns)
    noted = {column.name: column.values for column in plain}
    table.vendor = VENDOR
    table.states = states_of(len(body.rows), finished=noted.get("Finished", ()))
    return table


def _noted(column: SurveyColumn) -> SurveyColumn:
    """A question by its words without its number; all else is noted, not asked."""
    match = _ASKED.fullmatch(column.name)
    if match and not _OPTION_IDS.fullmatch(column.name):
        return replace(column, text=match[1])
    return replace(column, role=_ROLES.get(column.name, Role.PROPERTY))


def _json_table(wanted: Wanted) -> SurveyTable:
    found = [item for item in records(documents(wanted.path), "data") if isinstance(item.get("data"), dict)]
    grid = Grid(wanted.path.name)
    ranked = _ranked(found)
    for item in each(found, wanted.progress):
        _add(grid, item, ranked)
    table = grid.table(title_of(wanted.path), VENDOR)
    table.survey_id = next((named(item, "surveyId") for item in found), "")
    what = "The API's responses do not say what was asked; the questions' ids stand for them."
    table.warn(what, "Export the responses as CSV to have the questions' words.")
    return table


def _add(grid: Grid, item: Record, ranked: set[str]) -> None:
    grid.begin(ResponseState.COMPLETE if item.get("finished") is not False else ResponseState.PARTIAL)
    grid.note("Response ID", named(item, "id"), Role.RESPONDENT)
    grid.note("Timestamp", item.get("createdAt"), Role.TIME)
    grid.note("User ID", inner(item, "contact", "userId") or inner(item, "person", "userId"), Role.USER)
    grid.note("url", inner(item, "meta", "url"))
    for key, value in item["data"].items():
        if key in ranked:
            for place, option in enumerate(value if isinstance(value, list) else (), start=1):
                name = part_name(str(key), str(place))
                grid.put(SurveyColumn(name, (), part=Part.PLACE, question=key, text=key, sub=str(place)), option)
        else:
            _answer(grid, str(key), value)


def _ranked(found: Sequence[Record]) -> set[str]:
    """Questions whose lists hold the same options each time, in orders that differ."""
    said: dict[str, Counter[str]] = {}
    for item in found:
        for key, value in item["data"].items():
            if isinstance(value, list) and value and all(isinstance(one, str) and "\n" not in one for one in value):
                said.setdefault(key, Counter())["\n".join(value)] += 1
    return {key for key, counts in said.items() if ranking_of(counts)}


def _answer(grid: Grid, key: str, value: Any) -> None:
    """A text, a number, the options chosen, or the lines of a matrix."""
    if isinstance(value, dict):
        for row, said in value.items():
            grid.put(
                SurveyColumn(part_name(key, str(row)), (), part=Part.ROW, question=key, text=key, sub=str(row)), said
            )
    elif isinstance(value, list):
        for option in value:
            if isinstance(option, str) and option:
                column = SurveyColumn(part_name(key, option), (), part=Part.OPTION, question=key, text=key, sub=option)
                grid.put(column, option)
    else:
        grid.put(SurveyColumn(key, (), question=key, text=key), value)


def _claimed(head: Head) -> Claim:
    if not may_be_table(head):
        return NO_CLAIM
    names = names_of(read_first_records(head).first)
    if names[:1] == ["No."] and set(names) >= _SIGNS:
        return Claim(0.96, "the columns that Formbricks puts before the questions")
    return NO_CLAIM


def _json_claimed(head: Head) -> Claim:
    if begins_with(head, "surveyId", "finished", "data"):
        return Claim(0.93, "responses with a survey's id and data, as Formbricks gives them")
    return NO_CLAIM


READER = SurveyReader(
    name="formbricks",
    title="Formbricks (CSV, spreadsheet)",
    needs="The responses of a survey as CSV or .xlsx, as Formbricks exports them.",
    claimed=_claimed,
    table=_table,
)
JSON = SurveyReader(
    name="formbricks-json",
    title="Formbricks (API, JSON)",
    needs="The API's responses as JSON; the CSV has the questions' words, too.",
    claimed=_json_claimed,
    table=_json_table,
)

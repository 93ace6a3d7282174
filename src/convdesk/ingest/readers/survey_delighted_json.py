"""Delighted's API: one score and one comment a response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_grid import Grid
from convdesk.ingest.survey_json import Record, begins_with, documents, each, inner, named, records
from convdesk.ingest.survey_plain import title_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_table import SurveyColumn
from convdesk.model.answers import QuestionKind, ResponseState
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyTable

VENDOR = "delighted"
_COMMENT = SurveyColumn("Comment", kind=QuestionKind.OPEN, question="Comment", text="Comment")


def _table(wanted: Wanted) -> SurveyTable:
    found = [item for item in records(documents(wanted.path), "responses", "data") if "score" in item]
    grid = Grid(wanted.path.name)
    for item in each(found, wanted.progress):
        _add(grid, item)
    return grid.table(title_of(wanted.path), VENDOR)


def _add(grid: Grid, item: Record) -> None:
    asked = named(item, "survey_type")
    kind = QuestionKind.NPS if asked == "nps" else QuestionKind.SCALE
    title = f"Score ({asked})" if asked else "Score"
    grid.begin(ResponseState.COMPLETE)
    grid.note("id", named(item, "id"), Role.RESPONDENT)
    grid.note("created_at", named(item, "created_at"), Role.TIME)
    grid.note("person_id", named(item, "person") or inner(item, "person", "id"))
    grid.note("email", inner(item, "person", "email"), Role.EMAIL)
    noted = item.get("person_properties")
    for name, value in noted.items() if isinstance(noted, dict) else ():
        grid.note(str(name), value)
    grid.put(SurveyColumn(title, kind=kind, question=title, text=title), item.get("score"))
    grid.put(_COMMENT, item.get("comment"))


def _claimed(head: Head) -> Claim:
    if begins_with(head, "survey_type", "score", "person|permalink"):
        return Claim(0.95, "scores with the type of their survey, as Delighted gives them")
    return NO_CLAIM


READER = SurveyReader(
    name="delighted-json",
    title="Delighted (API, JSON)",
    needs="The API's survey responses as JSON.",
    claimed=_claimed,
    table=_table,
)

"""Qualtrics responses as JSON: values and labels by question id, without the questions' words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_grid import Grid, part_name
from convdesk.ingest.survey_json import Record, begins_with, documents, each, named, records
from convdesk.ingest.survey_plain import title_of
from convdesk.ingest.survey_qualtrics import Key, key_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_states import states_of
from convdesk.ingest.survey_table import Part, SurveyColumn
from convdesk.model.answers import QuestionKind, ResponseState
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyTable

VENDOR = "qualtrics"
_NOTED = {"enddate": Role.TIME, "recipientemail": Role.EMAIL}


def _table(wanted: Wanted) -> SurveyTable:
    found = [item for item in records(documents(wanted.path), "responses") if isinstance(item.get("values"), dict)]
    grid = Grid(wanted.path.name)
    for item in each(found, wanted.progress):
        _add(grid, item)
    table = grid.table(title_of(wanted.path), VENDOR)
    what = "This form of Qualtrics' export does not say what was asked; the questions' ids stand for them."
    table.warn(what, "Export the responses as CSV to have the questions' words.")
    return table


def _add(grid: Grid, item: Record) -> None:
    values, labels = item["values"], item.get("labels")
    told = [_word(values.get(name)) for name in ("status", "progress", "finished")]
    states = states_of(1, *([text] for text in told)) or [ResponseState.COMPLETE]
    grid.begin(states[0])
    grid.note("ResponseId", named(item, "responseId"), Role.RESPONDENT)
    for name, value in values.items():
        key = key_of(str(name), str(name))
        if key.meta:
            grid.note(str(name), value, _NOTED.get(key.meta, Role.PROPERTY))
            continue
        label = labels.get(name) if isinstance(labels, dict) else None
        _answer(grid, key, str(name), (value, label))


def _answer(grid: Grid, key: Key, name: str, given: tuple[Any, Any]) -> None:
    """What was chosen, in words where there are some; a list is what was ticked, bare numbers may be ranks."""
    value = given[0] if given[1] is None else given[1]
    if isinstance(value, list):
        for option in value:
            text = _word(option)
            place = "" if name == key.question else name
            grid.put(
                SurveyColumn(
                    part_name(name, text), (), None, None, Part.OPTION, key.question, key.question, place, text
                ),
                text,
            )
    elif key.is_text:
        is_other = bool(key.numbers)
        part, row, sub = (Part.OTHER, name, "Other") if is_other else (Part.WHOLE, "", "")
        grid.put(SurveyColumn(name, (), None, QuestionKind.OPEN, part, key.question, key.question, row, sub), value)
    else:
        is_line, may_be_rank = bool(key.numbers or key.block), given[1] is None and len(key.numbers) == 1
        part = Part.WHOLE if not is_line else Part.SUB if may_be_rank and not key.block else Part.ROW
        grid.put(
            SurveyColumn(name, (), None, None, part, key.question, key.question, sub=name if is_line else ""), value
        )


def _word(value: Any) -> str:
    return "" if value is None or isinstance(value, (list, dict)) else str(value)


def _claimed(head: Head) -> Claim:
    if begins_with(head, "responses", "responseId", "values"):
        return Claim(0.96, "responses with values by question, as Qualtrics writes them")
    return NO_CLAIM


READER = SurveyReader(
    name="qualtrics-json",
    title="Qualtrics (JSON)",
    needs="An export of responses as JSON; the CSV has the questions' words, too.",
    claimed=_claimed,
    table=_table,
)

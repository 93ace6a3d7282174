"""Typeform's Responses API and webhooks as JSON, with the form's fields where they are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_grid import Grid, part_name
from convdesk.ingest.survey_json import Record, begins_with, beside, documents, each, inner, members, named, records
from convdesk.ingest.survey_plain import title_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_table import Part, SurveyColumn
from convdesk.ingest.survey_text import clean_title
from convdesk.model.answers import QuestionKind, ResponseState
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyTable

VENDOR = "typeform"
_KINDS = {
    "short_text": QuestionKind.OPEN, "long_text": QuestionKind.OPEN, "nps": QuestionKind.NPS, "date": QuestionKind.DATE,
    "opinion_scale": None, "rating": QuestionKind.SCALE, "number": QuestionKind.NUMBER, "yes_no": QuestionKind.CLOSED,
    "legal": QuestionKind.CLOSED, "dropdown": QuestionKind.CLOSED,
}  # fmt: skip
_NEVER_SENT = "0001-01-01"


@dataclass(frozen=True)
class _Field:
    """A question of the form: its id, its title, its type, and the line of a matrix it is."""

    id: str
    title: str
    type: str = ""
    options: tuple[str, ...] = ()
    matrix: str = ""
    row: str = ""

    def column(self, part: Part = Part.WHOLE, sub: str = "", kind: QuestionKind | None = None) -> SurveyColumn:
        question, title = (self.matrix, self.title) if self.matrix else (self.id, self.title)
        if self.matrix and part is Part.WHOLE:
            part, sub = Part.ROW, self.row
        row = self.row if self.matrix and part is not Part.ROW else ""
        return SurveyColumn(part_name(title, row, sub), (), None, kind, part, question, title, row, sub, self.options)


def _table(wanted: Wanted) -> SurveyTable:
    values = documents(wanted.path)
    found = [item for item in records(values, "items") if _answers_of(item) or "token" in _response(item)]
    definition = next((d for item in found if (d := inner(item, "form_response", "definition"))), None)
    if definition is None:
        definition = beside(wanted.path, _is_form, b'"fields"')
    fields = {field.id: field for field in _fields(members(definition, "fields"))}
    grid = Grid(wanted.path.name)
    for item in each(found, wanted.progress):
        _add(grid, _response(item), fields)
    table = grid.table(clean_title(named(definition, "title")) or title_of(wanted.path), VENDOR)
    if not fields:
        what = "The responses do not say what was asked; the questions' references stand for them."
        table.warn(what, "Put the form's own JSON (with its fields) into the same folder, and import this one again.")
    return table


def _response(item: Record) -> Record:
    """The response itself; a webhook wraps it."""
    wrapped = item.get("form_response")
    return wrapped if isinstance(wrapped, dict) else item


def _answers_of(item: Record) -> list[Record]:
    return members(_response(item), "answers")


def _is_form(value: Any) -> bool:
    fields = members(value, "fields")
    return bool(fields) and all("title" in field and "type" in field for field in fields)


def _fields(told: Iterable[Record], matrix: str = "", title: str = "") -> Iterable[_Field]:
    """All questions, those of groups and of matrices too."""
    for field in told:
        inside = members(field.get("properties"), "fields")
        kind, key, words = named(field, "type"), named(field, "id"), clean_title(named(field, "title"))
        if inside:
            yield from _fields(inside, *((key, words) if kind == "matrix" else ()))
            continue
        options = tuple(clean_title(named(choice, "label")) for choice in members(field.get("properties"), "choices"))
        yield _Field(key, title or words or key, kind, options, matrix, words if matrix else "")


def _add(grid: Grid, response: Record, fields: dict[str, _Field]) -> None:
    sent = named(response, "submitted_at")
    is_sent = bool(sent) and not sent.startswith(_NEVER_SENT) and named(response, "response_type") != "partial"
    grid.begin(ResponseState.COMPLETE if is_sent else ResponseState.PARTIAL)
    grid.note("#", named(response, "token") or named(response, "response_id"), Role.RESPONDENT)
    grid.note("Submit Date (UTC)", sent, Role.TIME)
    hidden = response.get("hidden")
    for name, value in hidden.items() if isinstance(hidden, dict) else ():
        grid.note(str(name), value)
    for answer in members(response, "answers"):
        told = answer.get("field")
        key = named(told, "id") or named(told, "ref")
        if key:
            field = fields.get(key) or _Field(key, named(told, "ref") or key, named(told, "type"))
            _answer(grid, field, answer)


def _answer(grid: Grid, field: _Field, answer: Record) -> None:
    kind = named(answer, "type")
    value = answer.get(kind)
    if kind == "choices":
        _choices(grid, field, value)
    elif kind == "choice":
        other = named(value, "other")
        grid.put(field.column(kind=QuestionKind.CLOSED), named(value, "label") or ("Other" if other else ""))
        if other:
            grid.put(field.column(Part.OTHER, "Other", QuestionKind.OPEN), other)
    elif isinstance(value, dict):
        grid.put(field.column(), next((item for item in value.values() if isinstance(item, str)), ""))
    else:
        grid.put(field.column(kind=_KINDS.get(field.type)), value)


def _choices(grid: Grid, field: _Field, value: Any) -> None:
    """Several options: those ticked, or all in the order they were ranked."""
    labels = value.get("labels") if isinstance(value, dict) else None
    for number, label in enumerate(labels if isinstance(labels, list) else [], start=1):
        text = clean_title(label) if isinstance(label, str) else ""
        is_ranking = field.type == "ranking"
        grid.put(field.column(Part.PLACE, str(number)) if is_ranking else field.column(Part.OPTION, text), text)
    if named(value, "other"):
        grid.put(field.column(Part.OTHER, "Other", QuestionKind.OPEN), named(value, "other"))


def _claimed(head: Head) -> Claim:
    if begins_with(head, "form_response") or begins_with(head, "landed_at|submitted_at", "answers", "field"):
        return Claim(0.95, "answers with fields, and when they were sent, as Typeform gives them")
    return NO_CLAIM


READER = SurveyReader(
    name="typeform-json",
    title="Typeform (Responses API or webhook, JSON)",
    needs="Responses as JSON; with the form's JSON in the same folder, so that references become questions.",
    claimed=_claimed,
    table=_table,
)

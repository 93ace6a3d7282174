"""Typeform's Responses API and webhooks as JSON, with the form's fields where they are known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_grid import Grid, part_name
from convdesk.ingest.survey_json import Record, begins_with, beside, documents, each, inner, members, named, records
from convdesk.ingest.survey_kinds import TOP_OF_SCALE, asks_to_recommend
from convdesk.ingest.survey_plain import title_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_table import Part, SurveyColumn
from convdesk.ingest.survey_text import clean_title
from convdesk.model.answers import QuestionKind, ResponseState
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyTable

VENDOR = "typeform"
_KINDS = {
    "short_text": QuestionKind.OPEN, "long_text": QuestionKind.OPEN, "nps": QuestionKind.NPS, "date": QuestionKind.DATE,
    "opinion_scale": None, "rating": QuestionKind.SCALE, "number": QuestionKind.NUMBER, "yes_no": QuestionKind.CLOSED,
    "legal": QuestionKind.CLOSED, "dropdown": QuestionKind.CLOSED,
}  # fmt: skip
_SCALES = frozenset({"nps", "opinion_scale", "rating"})
_MOST_STEPS = 101
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
    ends: tuple[float, float] | None = None
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def scale_kind(self) -> QuestionKind | None:
        """What a scale is, where its ends are known: from 0 to 10 for a recommendation, or any other."""
        is_nps = self.ends == (0.0, float(TOP_OF_SCALE)) and asks_to_recommend(self.title)
        return _KINDS.get(self.type) or (
            None if self.ends is None else QuestionKind.NPS if is_nps else QuestionKind.SCALE
        )

    def column(self, part: Part = Part.WHOLE, sub: str = "", kind: QuestionKind | None = None) -> SurveyColumn:
        question, title = (self.matrix, self.title) if self.matrix else (self.id, self.title)
        if self.matrix and part is Part.WHOLE:
            part, sub = Part.ROW, self.row
        row = self.row if self.matrix and part is not Part.ROW else ""
        return SurveyColumn(
            part_name(title, row, sub), (), None, kind, part, question, title, row, sub, self.options, self.ends,
            dict(self.labels),
        )  # fmt: skip


def _table(wanted: Wanted) -> SurveyTable:
    values = documents(wanted.path)
    found = [item for item in records(values, "items") if _answers_of(item) or "token" in _response(item)]
    definition = next((d for item in found if (d := inner(item, "form_response", "definition"))), None)
    if definition is None:
        definition = beside(wanted.path, _is_form, b'"fields"')
    known = {field.id: field for field in _fields(members(definition, "fields"))}
    fields = {**_lines(found), **known}
    grid = Grid(wanted.path.name)
    for item in each(found, wanted.progress):
        _add(grid, _response(item), fields)
    table = grid.table(clean_title(named(definition, "title")) or title_of(wanted.path), VENDOR)
    if not known:
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
        ends, labels = _scale(kind, inner(field, "properties") or {})
        yield _Field(key, title or words or key, kind, options, matrix, words if matrix else "", ends, labels)


def _scale(kind: str, properties: Record) -> tuple[tuple[float, float] | None, tuple[tuple[str, str], ...]]:
    """The ends of a scale as the form has them, and the words at its left, in its middle and at its right."""
    steps = properties.get("steps", 11 if kind == "nps" else None)
    if kind not in _SCALES or not isinstance(steps, int) or not 1 < steps <= _MOST_STEPS:
        return None, ()
    first = int(kind == "rating" or properties.get("start_at_one") is True)
    places = {"left": first, "center": first + (steps - 1) / 2, "right": first + steps - 1}
    said = ((f"{at:g}", clean_title(named(properties.get("labels"), side))) for side, at in places.items())
    return (first, first + steps - 1), tuple((at, words) for at, words in said if words)


def _lines(found: Sequence[Record]) -> dict[str, _Field]:
    """The lines of matrices where no form tells of them: such answers side by side belong to one."""
    matrix_of: dict[str, list[str]] = {}
    for block in (block for item in found for block in _blocks(_answers_of(item))):
        known = matrix_of.get(block[0])
        if known is None or any(matrix_of.get(key) is not known for key in block):
            merged = [*dict.fromkeys(one for key in block for one in matrix_of.get(key, [key]))]
            matrix_of.update(dict.fromkeys(merged, merged))
    return {
        key: _Field(key, f"{matrix[0]} …", "matrix", matrix=matrix[0], row=key) for key, matrix in matrix_of.items()
    }


def _blocks(answers: Sequence[Record]) -> Iterator[list[str]]:
    """The keys of a matrix's lines that were answered one after the other."""
    for is_matrix, block in groupby(answers, lambda answer: inner(answer, "field", "type") == "matrix"):
        keys = [key for answer in block if (key := _key(answer.get("field")))]
        if is_matrix and keys:
            yield keys


def _key(told: Any) -> str:
    return named(told, "id") or named(told, "ref")


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
        key = _key(told)
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
        grid.put(field.column(kind=field.scale_kind), value)


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

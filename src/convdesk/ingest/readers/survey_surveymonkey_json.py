"""SurveyMonkey's API: responses in bulk, with the survey's details where they lie beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_grid import Grid, part_name
from convdesk.ingest.survey_json import Record, begins_with, beside, documents, each, inner, members, named, records
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_states import states_of
from convdesk.ingest.survey_table import Part, SurveyColumn
from convdesk.ingest.survey_text import clean_title
from convdesk.model.answers import QuestionKind, ResponseState
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyTable

VENDOR = "surveymonkey"
_NOTED = {
    "ip_address": Role.PROPERTY, "email_address": Role.EMAIL, "first_name": Role.PROPERTY, "last_name": Role.PROPERTY,
    "custom_value": Role.PROPERTY, "collector_id": Role.PROPERTY, "total_time": Role.PROPERTY,
}  # fmt: skip


@dataclass
class _Question:
    """What the details say of a question; without them its id stands for everything."""

    id: str
    title: str
    family: str = ""
    subtype: str = ""
    options: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)

    @property
    def takes_several(self) -> bool:
        return self.family == "multiple_choice" or (self.family == "matrix" and self.subtype == "multi")

    @property
    def is_ranking(self) -> bool:
        return self.family == "matrix" and self.subtype == "ranking"

    def option(self, key: str) -> str:
        return self.options.get(key, key)

    def column(self, part: Part, sub: str = "", row: str = "", kind: QuestionKind | None = None) -> SurveyColumn:
        name = part_name(self.title, row, sub)
        return SurveyColumn(name, (), None, kind, part, self.id, self.title, row, sub, tuple(self.options.values()))


def _table(wanted: Wanted) -> SurveyTable:
    found = [item for item in records(documents(wanted.path), "data") if isinstance(item.get("pages"), list)]
    _refuse_details(found, wanted)
    survey_id = next((named(item, "survey_id") for item in found), "")
    details = beside(wanted.path, lambda value: _is_details(value, survey_id), b'"headings"')
    questions = _questions(details)
    several = _ids_with_several(found) if details is None else set()
    grid = Grid(wanted.path.name)
    for question in questions.values():
        _declare(grid, question)
    for item in each(found, wanted.progress):
        _add(grid, item, questions, several)
    table = grid.table(clean_title(named(details, "title")) or f"SurveyMonkey {survey_id}".strip(), VENDOR)
    table.survey_id = survey_id
    if details is None:
        what = "The questions and options are numbers: the survey's details do not lie beside this file."
        table.warn(what, "Put the file of the API's “details” into the same folder, and import this one again.")
    return table


def _refuse_details(found: list[Record], wanted: Wanted) -> None:
    if found and all("respondent_id" not in item and "survey_id" not in item for item in found):
        what = "This describes a survey's questions; it holds no responses."
        raise ProblemError(wanted.path.name, what, "Leave it beside the file of responses, and import that.")


def _is_details(value: Any, survey_id: str) -> bool:
    return isinstance(value, dict) and bool(members(value, "pages")) and survey_id in {"", named(value, "id")}


def _questions(details: Any) -> dict[str, _Question]:
    """The questions of a survey by id, in order, those only shown left out."""
    found = {}
    for page in members(details, "pages"):
        for told in members(page, "questions"):
            title = clean_title(named((members(told, "headings") or [{}])[0], "heading"))
            question = _Question(
                named(told, "id"), title or named(told, "id"), named(told, "family"), named(told, "subtype")
            )
            answers = told.get("answers")
            question.options = _texts(answers, "choices")
            question.rows = _texts(answers, "rows")
            question.options |= {named(other, "id"): _text(other) for other in _others(answers)}
            if question.family != "presentation":
                found[question.id] = question
    return found


def _others(answers: Any) -> list[Record]:
    other = inner(answers, "other")
    return [other] if isinstance(other, dict) else []


def _texts(answers: Any, name: str) -> dict[str, str]:
    return {named(item, "id"): _text(item) for item in members(answers, name)}


def _text(item: Record) -> str:
    return clean_title(named(item, "text")) or named(item, "id")


def _declare(grid: Grid, question: _Question) -> None:
    """The columns of a question that are known before anybody answered."""
    if question.takes_several and not question.rows:
        for option in question.options.values():
            grid.declare(question.column(Part.OPTION, option))
    elif question.rows and not question.takes_several:
        for row in question.rows.values():
            grid.declare(_line(question, row))
    elif not question.rows:
        grid.declare(question.column(Part.WHOLE, kind=_kind(question)))


def _line(question: _Question, row: str) -> SurveyColumn:
    return question.column(Part.RANK if question.is_ranking else Part.ROW, row)


def _kind(question: _Question) -> QuestionKind | None:
    if question.family == "open_ended":
        return QuestionKind.NUMBER if question.subtype == "numerical" else QuestionKind.OPEN
    return QuestionKind.CLOSED if question.family == "single_choice" else None


def _ids_with_several(found: list[Record]) -> set[str]:
    """Questions somebody chose several options of: without details, the only sign of check-boxes."""
    return {
        named(asked, "id")
        for item in found
        for page in members(item, "pages")
        for asked in members(page, "questions")
        if sum("choice_id" in said and "row_id" not in said for said in members(asked, "answers")) > 1
    }


def _add(grid: Grid, item: Record, questions: dict[str, _Question], several: set[str]) -> None:
    states = states_of(1, [named(item, "response_status")]) or [ResponseState.COMPLETE]
    grid.begin(states[0])
    grid.note("Respondent ID", named(item, "id"), Role.RESPONDENT)
    grid.note("date_modified", item.get("date_modified"), Role.TIME)
    for name, role in _NOTED.items():
        grid.note(name, item.get(name), role)
    for name, value in (
        (item.get("custom_variables") or {}).items() if isinstance(item.get("custom_variables"), dict) else ()
    ):
        grid.note(str(name), value)
    for page in members(item, "pages"):
        for asked in members(page, "questions"):
            key = named(asked, "id")
            question = questions.get(key) or _Question(key, key, "multiple_choice" if key in several else "")
            for said in members(asked, "answers"):
                _answer(grid, question, said)


def _answer(grid: Grid, question: _Question, said: Record) -> None:
    choice, row, other = (named(said, name) for name in ("choice_id", "row_id", "other_id"))
    text = said.get("text")
    if other:
        grid.put(question.column(Part.OTHER, question.option(other), kind=QuestionKind.OPEN), text)
    elif row:
        line = question.rows.get(row, row)
        option = question.option(choice) if choice else text
        if question.takes_several and choice:
            grid.put(question.column(Part.OPTION, question.option(choice), line), option)
        else:
            grid.put(_line(question, line), option)
    elif choice and question.takes_several:
        grid.put(question.column(Part.OPTION, question.option(choice)), question.option(choice))
    else:
        grid.put(question.column(Part.WHOLE, kind=_kind(question)), question.option(choice) if choice else text)


def _claimed(head: Head) -> Claim:
    if begins_with(head, "pages", "questions", "survey_id|headings|collector_id"):
        return Claim(0.95, "pages with questions and answers, as SurveyMonkey's API gives them")
    return NO_CLAIM


READER = SurveyReader(
    name="surveymonkey-json",
    title="SurveyMonkey (API, JSON)",
    needs="The API's bulk responses as JSON; with the survey's details in the same folder, so that ids become words.",
    claimed=_claimed,
    table=_table,
)

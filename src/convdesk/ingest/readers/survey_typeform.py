"""Typeform's CSV, old and new: a column for each option, and the question of those options lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.survey_plain import plain_columns, table_of
from convdesk.ingest.survey_reading import SurveyReader, Wanted
from convdesk.ingest.survey_rows import may_be_table, names_of, read_first_records
from convdesk.ingest.survey_states import states_of
from convdesk.ingest.survey_table import Part
from convdesk.ingest.survey_text import clean_title
from convdesk.model.mapping import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convdesk.ingest.reader import Head
    from convdesk.ingest.survey_table import SurveyColumn, SurveyTable

VENDOR = "typeform"
_ROLES = {
    "#": Role.RESPONDENT, "Submit Date (UTC)": Role.TIME, "Start Date (UTC)": Role.PROPERTY, "Tags": Role.PROPERTY,
    "Stage Date (UTC)": Role.PROPERTY, "Network ID": Role.PROPERTY, "Response Type": Role.PROPERTY,
    "Ending": Role.PROPERTY,
}  # fmt: skip
_OTHER = frozenset({"other", "andere", "anderes", "otro", "otra", "autre", "altro", "outro", "annet", "anders"})
_WORDS = {"1": "Yes", "0": "No"}


def _table(wanted: Wanted) -> SurveyTable:
    records = wanted.records()
    titles = [clean_title(cell) for cell in records.first]
    body, plain = plain_columns(records, 1, records.first, wanted.progress)
    columns = [replace(column, role=_ROLES.get(title)) for column, title in zip(plain, titles, strict=True)]
    table = table_of(wanted.path, body, _with_options(columns, titles))
    noted = dict(zip(titles, plain, strict=True))
    kinds = noted["Response Type"].values if "Response Type" in noted else ()
    table.states, table.vendor, table.zone = states_of(len(body.rows), kinds), VENDOR, "UTC"
    if any(column.part is Part.OPTION for column in table.columns):
        what = "A Typeform CSV does not say what was asked where several options could be chosen."
        table.warn(what, "Import the JSON of the same form to have these questions' words.")
    return table


def _with_options(columns: Sequence[SurveyColumn], titles: Sequence[str]) -> list[SurveyColumn]:
    """Neighbours whose cells repeat their header, as the options of one question; and yes and no as words."""
    out = list(columns)
    for run in _runs(columns, titles):
        named = " / ".join(titles[place] for place in run[:3]) + (" …" if len(run) > 3 else "")
        question = f"{named} (column {run[0] + 1})"
        for place in run:
            is_text = titles[place].casefold() in _OTHER and not _repeats(columns[place], titles[place])
            part = Part.OTHER if is_text else Part.OPTION
            out[place] = replace(columns[place], question=question, text=named, part=part, sub=titles[place])
    return [_in_words(column) if column.role is None and column.part is Part.WHOLE else column for column in out]


def _runs(columns: Sequence[SurveyColumn], titles: Sequence[str]) -> Iterator[list[int]]:
    """Places of options side by side; “other” ends a question, and so does an option that comes again."""
    run: list[int] = []
    for place, (column, title) in enumerate(zip(columns, titles, strict=True)):
        is_other = title.casefold() in _OTHER
        goes_on = column.role is None and (_repeats(column, title) or (bool(run) and is_other))
        if run and (not goes_on or title in {titles[before] for before in run}):
            yield run
            run = []
        if goes_on:
            run.append(place)
        if run and is_other and goes_on:
            yield run
            run = []
    if run:
        yield run


def _repeats(column: SurveyColumn, title: str) -> bool:
    """Whether every cell that is filled repeats the header."""
    met = set(column.values) - {""}
    return met == {title}


def _in_words(column: SurveyColumn) -> SurveyColumn:
    met = set(column.values)
    if not met <= {"", "0", "1"} or not met & {"0", "1"}:
        return column
    return replace(column, values=[_WORDS.get(text, text) for text in column.values], counts=None)


def _claimed(head: Head) -> Claim:
    if not may_be_table(head):
        return NO_CLAIM
    names = names_of(read_first_records(head).first)
    if names[:1] == ["#"] and {"Start Date (UTC)", "Submit Date (UTC)", "Network ID"} <= set(names):
        return Claim(0.97, "the columns that Typeform puts around the questions")
    return NO_CLAIM


READER = SurveyReader(
    name="typeform",
    title="Typeform (CSV, spreadsheet)",
    needs="The responses of a form as CSV or .xlsx, as Typeform exports them.",
    claimed=_claimed,
    table=_table,
)

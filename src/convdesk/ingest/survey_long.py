"""Surveys in long form, a row for each answer: turned so that every question is a column and every person a row."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.delimited import unique_names
from convdesk.ingest.survey_table import SurveyColumn
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.survey_table import SurveyTable
    from convdesk.model.mapping import Column

WHO = (Role.RESPONDENT, Role.EMAIL, Role.USER, Role.SESSION)
MOST_QUESTIONS = 2_000


def is_long(columns: Sequence[Column]) -> bool:
    """Whether one column says what was asked, and one what was answered."""
    return {Role.QUESTION, Role.ANSWER} <= {column.role for column in columns}


def turned(table: SurveyTable, columns: Sequence[Column]) -> tuple[SurveyTable, tuple[Column, ...]]:
    """The table with a row a person, and the roles of the columns it has kept; raises ProblemError."""
    places = {column.role: place for place, column in reversed(list(enumerate(columns)))}
    who = next((places[role] for role in WHO if role in places), None)
    asked, answered = (table.columns[places[role]].values for role in (Role.QUESTION, Role.ANSWER))
    people = _people(table.columns[who].values if who is not None else [""] * len(table.lines))
    questions = _questions(table.where, asked)
    cells: list[dict[int, str]] = [{} for _ in questions]
    for place, (question, answer) in enumerate(zip(asked, answered, strict=True)):
        if question and answer:
            said, person = cells[questions[question]], people[place]
            said[person] = f"{said[person]}; {answer}" if person in said else answer
    first = _first_rows(people)
    kept = [
        replace(column, values=_first_values(column.values, people, len(first)), counts=None)
        for place, column in enumerate(table.columns)
        if columns[place].role not in {Role.QUESTION, Role.ANSWER}
    ]
    names = unique_names([*(column.name for column in kept), *questions])[len(kept) :]
    wide = [
        SurveyColumn(name, [said.get(person, "") for person in range(len(first))], question=title, text=title)
        for name, title, said in zip(names, questions, cells, strict=True)
    ]
    if Role.RESPONDENT not in places and who is not None:
        ids = table.columns[who].values
        wide.append(SurveyColumn("respondent", [_named(ids[place]) for place in first], Role.RESPONDENT))
    told = tuple(column for column in columns if column.role not in {Role.QUESTION, Role.ANSWER})
    lines = [table.lines[place] for place in first]
    states = [table.states[place] for place in first] if table.states else None
    return replace(table, columns=(*kept, *wide), lines=lines, states=states), told


def _named(who: str) -> str:
    """A name for somebody known by an address or a key, which says nothing of it."""
    return f"#{hashlib.sha256(who.strip().lower().encode()).hexdigest()[:12]}" if who else ""


def _people(ids: Sequence[str]) -> list[int]:
    """A number for whoever each row is about; a row that names nobody is somebody of their own."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(text or f"\0{place}", len(numbers)) for place, text in enumerate(ids)]


def _questions(where: str, asked: Sequence[str]) -> dict[str, int]:
    numbers = {text: number for number, text in enumerate(dict.fromkeys(text for text in asked if text))}
    if len(numbers) > MOST_QUESTIONS:
        what = f"The column of questions has {len(numbers):,} different texts."
        raise ProblemError(where, what, "Choose another column as “what was asked”.")
    return numbers


def _first_rows(people: Sequence[int]) -> list[int]:
    first: dict[int, int] = {}
    for place, person in enumerate(people):
        first.setdefault(person, place)
    return list(first.values())


def _first_values(values: Sequence[str], people: Sequence[int], count: int) -> list[str]:
    """The first thing said of each person."""
    found = [""] * count
    for text, person in zip(values, people, strict=True):
        if text and not found[person]:
            found[person] = text
    return found

"""Who answered a survey and what: one respondent a row, with the keys that join them to their visits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest.identity import email_key, session_key, user_key
from convdesk.ingest.questions import QUESTION_ROLES, is_personal
from convdesk.model.answers import Respondent
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.survey_rows import Row
    from convdesk.model.mapping import Column, Mapping

_KEYS = ((Role.USER, user_key), (Role.SESSION, session_key), (Role.EMAIL, email_key))


@dataclass(frozen=True)
class Plan:
    """What each column is used for: places by role, questions in order, personal columns that are left out."""

    places: dict[Role, int]
    asked: tuple[int, ...]
    roles: tuple[Role, ...]
    personal: tuple[str, ...]


def plan_of(mapping: Mapping, columns: Sequence[Column], rows: Sequence[Row], *, keep_personal: bool) -> Plan:
    """The mapping's roles (those proposed where it says nothing); raises ProblemError for columns the file lacks."""
    told = {column.name: column.role for column in mapping.columns}
    names = [column.name for column in columns]
    unknown = next((name for name in told if name not in names), None)
    if unknown is not None:
        raise ProblemError(f"column “{unknown}”", "The file has no such column.", "Propose the mapping anew.")
    roles = [told.get(column.name, column.role) for column in columns]
    hidden = []
    for place, name in enumerate(names):
        if roles[place] is Role.EMAIL or not is_personal(name, [row.cells[place] for row in rows if row.cells[place]]):
            continue
        if not keep_personal:
            hidden.append(name)
            roles[place] = Role.SKIP
        elif roles[place] is Role.SKIP and name not in told:
            roles[place] = Role.OPEN
    places: dict[Role, int] = {}
    for place, role in enumerate(roles):
        places.setdefault(role, place)
    addressed = [names[place] for role, place in places.items() if role is Role.EMAIL]
    asked = tuple(place for place, role in enumerate(roles) if role in QUESTION_ROLES)
    return Plan(places, asked, tuple(roles), (*addressed, *hidden))


def as_respondents(plan: Plan, rows: Sequence[Row], at_us: Sequence[int | None]) -> tuple[Respondent, ...]:
    """One respondent a row; a second one of the same name is called `name·2`."""
    taken: dict[str, int] = {}
    respondents = []
    for row, at in zip(rows, at_us, strict=True):
        given = _cell(plan, row, Role.RESPONDENT) or f"row {row.number}"
        count = taken[given] = taken.get(given, 0) + 1
        answers = {position: row.cells[place] for position, place in enumerate(plan.asked, start=1) if row.cells[place]}
        ref = given if count == 1 else f"{given}·{count}"
        respondents.append(Respondent(ref, row.number, at, _keys(plan, row), answers))
    return tuple(respondents)


def without_twins(plan: Plan, rows: Sequence[Row]) -> list[Row]:
    """The rows without exact copies that carry the survey tool's own id."""
    place = plan.places.get(Role.RESPONDENT)
    if place is None:
        return list(rows)
    seen: set[tuple[str, ...]] = set()
    kept = []
    for row in rows:
        if row.cells[place] and row.cells in seen:
            continue
        seen.add(row.cells)
        kept.append(row)
    return kept


def _keys(plan: Plan, row: Row) -> tuple[str, ...]:
    keys = (to_key(_cell(plan, row, role)) for role, to_key in _KEYS)
    return tuple(key for key in keys if key)


def _cell(plan: Plan, row: Row, role: Role) -> str:
    place = plan.places.get(role)
    return row.cells[place] if place is not None else ""

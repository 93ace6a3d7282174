"""Who answered a survey: one respondent a response, known by their keys, their state, and a fingerprint."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest.identity import email_key, session_key, user_key
from convdesk.ingest.privacy import left_out
from convdesk.ingest.questions import QUESTION_ROLES, is_personal
from convdesk.ingest.survey_families import NO
from convdesk.model.answers import PARTIAL, Respondent, ResponseState, Row
from convdesk.model.mapping import Role
from convdesk.model.privacy import AGREED, Consent
from convdesk.model.problem import ProblemError
from convdesk.model.same_survey import plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf
    from collections.abc import Sequence

    from convdesk.ingest.survey_kinds import Facts
    from convdesk.ingest.survey_table import SurveyTable
    from convdesk.model.answers import Chosen as Options
    from convdesk.model.mapping import Column, Mapping

KEYS = ((Role.USER, user_key), (Role.DEVICE, user_key), (Role.SESSION, session_key), (Role.EMAIL, email_key))
_CONSENT = (
    *((Role.CONSENT, name) for name in ("may_quote", "may_link", "may_show")),
    (Role.CONSENT_QUOTE, "may_quote"), (Role.CONSENT_LINK, "may_link"), (Role.CONSENT_SHOW, "may_show"),
)  # fmt: skip
TWIN = "twin"
_REFUSED = re.compile(r"(?:i )?(?:no\b|not\b|don.?t|do not|disagree|declin|refus)", re.IGNORECASE)


@dataclass(frozen=True)
class Plan:
    """What each column is used for: the role of each, and the personal columns that are left out."""

    roles: tuple[Role, ...]
    personal: tuple[str, ...]

    def place(self, role: Role) -> int | None:
        """The first column with that role."""
        return self.roles.index(role) if role in self.roles else None

    @property
    def has_questions(self) -> bool:
        return any(role in QUESTION_ROLES for role in self.roles)


def plan_of(mapping: Mapping, proposed: Sequence[Column], facts: Sequence[Facts], *, keep_personal: bool) -> Plan:
    """The mapping's roles (those proposed where it says nothing); raises ProblemError for columns the file lacks."""
    told = {column.name: column.role for column in mapping.columns}
    unknown = next(iter(told.keys() - {column.name for column in proposed}), None)
    if unknown is not None:
        raise ProblemError(f"column “{unknown}”", "The file has no such column.", "Propose the mapping anew.")
    roles = [told.get(column.name, column.role) for column in proposed]
    addressed = [column.name for column, role in zip(proposed, roles, strict=True) if role is Role.EMAIL]
    personal = [
        column.name
        for column, role, known in zip(proposed, roles, facts, strict=True)
        if role is not Role.EMAIL and is_personal(column.name, known)
    ]
    hidden = left_out(mapping, personal, keep_personal=keep_personal)
    for place, column in enumerate(proposed):
        if column.name in hidden:
            roles[place] = Role.SKIP
        elif column.name in personal and roles[place] is Role.SKIP and _is_wanted(column.name, mapping, told):
            roles[place] = Role.OPEN
    return Plan(tuple(roles), (*addressed, *(name for name in personal if name in hidden)))


def _is_wanted(name: str, mapping: Mapping, told: dict[str, Role]) -> bool:
    """Whether a personal column that is not hidden shall be read: it was said, or nothing was said against it."""
    return name in mapping.privacy or told.get(name) is not Role.SKIP


@dataclass(frozen=True)
class Said:
    """What those who come in answered: by the position of the question, a text each; and the options they chose."""

    texts: dict[int, Sequence[str]]
    choices: dict[int, Sequence[Options]]
    counts: dict[int, MappingOf[str, int]]


@dataclass(frozen=True)
class Chosen:
    """Which responses come in: their places, names and fingerprints; and how many did not, and why."""

    places: tuple[int, ...]
    refs: tuple[str, ...]
    fingerprints: tuple[str, ...]
    duplicates: int = 0
    known: int = 0
    """Of the duplicates: those the study has from another file."""
    completed: int = 0
    """Of the duplicates: those the study has as partial, and that are complete now."""
    twins: int = 0
    """Responses without an id that say the same as one before them in the file."""
    known_twins: int = 0
    """And as one that the study has."""
    repeated: int = 0
    """Responses that repeat an id with other answers."""


def choose_responses(table: SurveyTable, plan: Plan, mark: str, known: frozenset[str]) -> Chosen:
    """The responses without exact copies that carry the tool's own id, and without those the study has already.

    `mark`: what the survey is known by. Without an id of their own responses are kept, whatever they are like.
    """
    place = plan.place(Role.RESPONDENT)
    ids = table.columns[place].values if place is not None else [""] * len(table.lines)
    unique, copies = _without_copies(table, ids)
    refs = _refs(table, ids, unique)
    marks = [_hash(mark, ref) if ids[at] else "" for at, ref in zip(unique, refs, strict=True)]
    fresh = [n for n, one in enumerate(marks) if not one or one not in known]
    stale = [n for n, one in enumerate(marks) if one and one in known]
    twins, again = _twins(table, ids, mark)
    return Chosen(
        tuple(unique[n] for n in fresh), tuple(refs[n] for n in fresh),
        tuple(marks[n] or again.get(unique[n], "") for n in fresh),
        duplicates=copies + len(stale), known=len(stale), twins=twins,
        known_twins=sum(one in known for one in again.values()),
        completed=sum(marks[n] + PARTIAL in known and _is_whole(table, unique[n]) for n in stale),
        repeated=sum(bool(ids[place]) and ref != ids[place] for place, ref in zip(unique, refs, strict=True)),
    )  # fmt: skip


def _twins(table: SurveyTable, ids: Sequence[str], mark: str) -> tuple[int, dict[int, str]]:
    """How many responses without an id repeat one before them, and what each of those is known by: all it says."""
    nameless = [place for place, text in enumerate(ids) if not text]
    if not nameless:
        return 0, {}
    taken: dict[str, int] = {}
    marks = {}
    for place in nameless:
        whole = _hash(TWIN, mark, *(column.values[place] for column in table.columns))
        count = taken[whole] = taken.get(whole, 0) + 1
        marks[place] = whole if count == 1 else _hash(whole, str(count))
    return len(nameless) - len(taken), marks


def state_of(table: SurveyTable, place: int) -> ResponseState:
    return table.states[place] if table.states else ResponseState.COMPLETE


def _is_whole(table: SurveyTable, place: int) -> bool:
    return state_of(table, place) is ResponseState.COMPLETE


def respondents_of(
    table: SurveyTable, plan: Plan, chosen: Chosen, at_us: Sequence[int | None], said: Said
) -> tuple[Respondent, ...]:
    """The respondents with their answers."""
    keys = [(plan.place(role), to_key) for role, to_key in KEYS]
    key_columns = [(table.columns[place].values, to_key) for place, to_key in keys if place is not None]
    consents = [(table.columns[at].values, name) for role, name in _CONSENT if (at := plan.place(role)) is not None]
    return tuple(
        Respondent(
            ref=ref, row=table.lines[place], at_us=at,
            keys=tuple(key for values, to_key in key_columns if (key := to_key(values[place]))),
            answers=Row(said.texts, row), choices=Row(said.choices, row),
            consent=_consent(consents, place) if consents else AGREED,
            state=state_of(table, place), fingerprint=mark,
        )
        for row, (place, ref, mark, at) in enumerate(
            zip(chosen.places, chosen.refs, chosen.fingerprints, at_us, strict=True)
        )
    )  # fmt: skip


def _consent(columns: Sequence[tuple[Sequence[str], str]], place: int) -> Consent:
    """What was agreed to; who was asked and said nothing did not agree."""
    return Consent(**{name: _is_agreed(values[place]) for values, name in columns})


def _is_agreed(text: str) -> bool:
    return bool(text) and text.casefold() not in NO and not _REFUSED.match(text)


def _without_copies(table: SurveyTable, ids: Sequence[str]) -> tuple[list[int], int]:
    """The places without exact copies of a response with an id, and how many were left out."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    kept = []
    repeated = {text for text in ids if text} if len(set(ids)) < len(ids) else set()
    for place, text in enumerate(ids):
        if text in repeated:
            cells = tuple(column.values[place] for column in table.columns)
            if cells in seen.setdefault(text, set()):
                continue
            seen[text].add(cells)
        kept.append(place)
    return kept, len(ids) - len(kept)


def _refs(table: SurveyTable, ids: Sequence[str], places: Sequence[int]) -> list[str]:
    """What respondents are called: their id, the second of the same `id·2`; without one by their line."""
    taken: dict[str, int] = {}
    refs = []
    for place in places:
        given = ids[place] or f"{table.unit} {table.lines[place]}"
        count = taken[given] = taken.get(given, 0) + 1
        refs.append(given if count == 1 else f"{given}·{count}")
    return refs


def survey_mark(table: SurveyTable) -> str:
    """What a survey is known by: its own id, or else its questions, however they are written."""
    asked = {column.question or column.title for column in table.columns if column.role is None}
    return table.survey_id or _hash(*sorted(plain_words(text) for text in asked))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

"""Surveys in the workspace: ordinary tables, since answers are what a researcher works on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from convdesk.model.answers import (
    NUMERIC,
    PARTIAL,
    SEVERAL,
    Question,
    QuestionKind,
    ResponseState,
    Shape,
    joined_text,
    number_of,
)
from convdesk.model.privacy import AGREED, Consent

if TYPE_CHECKING:
    from collections.abc import Collection

    from convdesk.store.workspace import Workspace

_LIVE = "join surveys v on v.id = {survey} join sources s on s.id = v.source and s.is_removed = 0"
_SAID = f"""
    select coalesce(p.id, q.id || '/' || p.respondent), q.id, r.id, r.ref, p.text, q.kind, r.at_us, r.consent
    from questions q join replies p on p.question = q.position join respondents r on r.number = p.respondent
    {_LIVE.format(survey="r.survey")}"""


@dataclass(frozen=True)
class AnswerRow:
    """One stored answer with who gave it and when (UTC µs); `choices` where several options could be chosen."""

    id: str
    question: str
    respondent: str
    ref: str
    text: str
    value: float | None
    at_us: int | None
    consent: Consent = AGREED
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RespondentRow:
    """One stored respondent with the keys that may join them to an actor, and the survey tool's own name for them.

    A test, and somebody who did not agree to be joined, has neither.
    """

    id: str
    keys: tuple[str, ...]
    at_us: int | None
    ref: str = ""


def load_questions(workspace: Workspace) -> tuple[Question, ...]:
    """The questions of all surveys that have not been taken out, with how many answered each (tests do not count)."""
    rows = workspace.reading.execute(
        f"""select q.id, v.title, q.position, q.text, q.kind,
              (select count(*) from replies where question = q.position)
              - (select count(*) from respondents r cross join replies p on p.question = q.position
                 and p.respondent = r.number where r.state = 'test' and r.survey = q.survey),
              q.code, q.parent, q.shape
            from questions q {_LIVE.format(survey="q.survey")} order by q.position"""
    )
    return tuple(
        Question(row_id, title, position, text, QuestionKind(kind), answered, code, parent, _shape(shape))
        for row_id, title, position, text, kind, answered, code, parent, shape in rows
    )


def load_respondents(workspace: Workspace) -> list[RespondentRow]:
    rows = workspace.reading.execute(
        f"""select r.id, r.keys, r.at_us, r.ref, r.consent, r.state from respondents r
            {_LIVE.format(survey="r.survey")} order by r.number"""
    )
    return [
        RespondentRow(row_id, tuple(json.loads(keys)), at_us, ref)
        if state != ResponseState.TEST and _consent(told).may_link
        else RespondentRow(row_id, (), at_us)
        for row_id, keys, at_us, ref, told, state in rows
    ]


def load_answers(workspace: Workspace, question: str, respondents: Collection[str] | None = None) -> list[AnswerRow]:
    """All answers to one question but those of tests, in the order of the file; or only of some respondents."""
    only = "" if respondents is None else "and r.id in (select value from json_each(?))"
    told = () if respondents is None else (json.dumps(list(respondents)),)
    rows = workspace.reading.execute(
        f"{_SAID} where q.id = ? and r.state <> 'test' {only} order by r.row, r.number", (question, *told)
    )
    return [_answer_row(row) for row in rows]


def load_answer(workspace: Workspace, answer: str) -> AnswerRow | None:
    question, _, number = answer.partition("/")
    where, which = ("q.id = ? and p.respondent = ?", (question, number)) if number else ("p.id = ?", (answer,))
    return next((_answer_row(row) for row in workspace.reading.execute(f"{_SAID} where {where}", which)), None)


def load_fingerprints(workspace: Workspace) -> frozenset[str]:
    """What the responses of the study are known by; those that were partial have a second one that says so."""
    rows = workspace.reading.execute(
        f"""select r.fingerprint, r.state from respondents r {_LIVE.format(survey="r.survey")}
            where r.fingerprint <> ''"""
    ).fetchall()
    known = {fingerprint for fingerprint, _ in rows}
    return frozenset(known | {fingerprint + PARTIAL for fingerprint, state in rows if state == ResponseState.PARTIAL})


def count_tests(workspace: Workspace, position: int) -> int:
    """How many tests and previews answered a question: they are stored, and not among the answers."""
    rows = workspace.reading.execute(
        """select count(*) from respondents r cross join replies p on p.question = ? and p.respondent = r.number
           where r.state = 'test'""",
        (position,),
    )
    return int(rows.fetchone()[0])


def _answer_row(row: tuple[str, str, str, str, str, str, int | None, str]) -> AnswerRow:
    row_id, question, respondent, ref, text, kind, at_us, consent = row
    choices: tuple[str, ...] = ()
    if kind in SEVERAL and text.startswith("["):
        choices = tuple(json.loads(text))
        text = joined_text(choices)
    value = number_of(text) if kind in NUMERIC else None
    return AnswerRow(row_id, question, respondent, ref, text, value, at_us, _consent(consent), choices)


def _may_be_joined(consent: str, state: str) -> bool:
    return state != ResponseState.TEST and _consent(consent).may_link


@lru_cache(maxsize=64)
def _consent(text: str) -> Consent:
    return Consent(**json.loads(text))


def _shape(text: str) -> Shape:
    told = json.loads(text)
    ends = told.get("ends")
    return Shape(
        tuple(told.get("options", ())), (ends[0], ends[1]) if ends else None, told.get("labels", {}),
        told.get("row", ""), tuple(told.get("columns", ())), told.get("note", ""),
    )  # fmt: skip

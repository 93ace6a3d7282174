"""Surveys in the workspace: ordinary tables, since answers are what a researcher works on."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

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
from convdesk.model.same_survey import KnownSurvey
from convdesk.store.rows import LIVE_SURVEYS
from convdesk.store.survey_writing import known_questions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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
        f"""with live as materialized (select * from {LIVE_SURVEYS})
            select q.id, v.title, q.position, q.text, q.kind, sum(
              (select count(*) from replies p
               where p.question = q.position and p.respondent between live.first and live.last)
              - (select count(*) from respondents r cross join replies p on p.question = q.position
                 and p.respondent = r.number where r.state = 'test' and r.survey = live.id)),
              q.code, q.parent, json_group_array(json_array(live.first, a.kind, json(a.shape)))
            from live join survey_questions a on a.survey = live.id join questions q on q.id = a.question
            join surveys v on v.id = q.survey group by q.id order by q.position"""
    )
    found = tuple(_question(row) for row in rows)
    answered = _answered_in_part(workspace) if any(one.kind is QuestionKind.MATRIX for one in found) else {}
    return tuple(replace(one, answered=answered.get(one.id, one.answered)) for one in found)


def _answered_in_part(workspace: Workspace) -> dict[str, int]:
    """How many answered any line of each matrix (tests do not count); a matrix has no answers of its own."""
    rows = workspace.reading.execute(
        f"""with live as materialized (select * from {LIVE_SURVEYS})
            select m.id, count(distinct p.respondent) from questions m join questions q on q.parent = m.id
            join replies p on p.question = q.position
            join live on p.respondent between live.first and live.last
            where m.kind = ? and p.respondent not in (select number from respondents where state = 'test')
            group by m.id""",
        (QuestionKind.MATRIX.value,),
    )
    return dict(rows.fetchall())


def load_known_surveys(workspace: Workspace) -> tuple[KnownSurvey, ...]:
    """The surveys that have not been taken out, each with all that goes on with it."""
    rows = workspace.reading.execute(
        f"""select r.id, r.title, r.vendor_id, r.mark from surveys r where r.id in (
              select coalesce(nullif(v.goes_on, ''), v.id) from surveys v
              join {LIVE_SURVEYS} on live.id = v.id) order by r.rowid"""
    ).fetchall()
    return tuple(
        KnownSurvey(row_id, title, vendor_id, mark, known_questions(workspace.reading, row_id))
        for row_id, title, vendor_id, mark in rows
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
        f"{_SAID} where q.id = ? and r.state <> 'test' {only} order by r.number", (question, *told)
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
        f"""select count(*) from respondents r cross join replies p on p.question = ? and p.respondent = r.number
            {_LIVE.format(survey="r.survey")} where r.state = 'test'""",
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


def _question(row: tuple[Any, ...]) -> Question:
    """A question as all files that ask it show it: those that were imported later come last."""
    row_id, survey, position, text, kind, answered, code, parent, askings = row
    in_order = sorted(json.loads(askings), key=itemgetter(0))
    is_nps = kind == QuestionKind.SCALE and any(one_kind == QuestionKind.NPS for _, one_kind, _ in in_order)
    seen = QuestionKind.NPS if is_nps else QuestionKind(kind)
    shape = _shape([_one_shape(one) for *_, one in in_order])
    return Question(row_id, survey, position, text, seen, answered, code, parent, shape)


def _shape(shapes: Sequence[Shape]) -> Shape:
    """All that files show of a question together; what is said of it, as the last one does."""
    first, last = shapes[0], shapes[-1]
    ends = [end for shape in shapes for end in shape.ends or ()]
    return Shape(
        tuple(dict.fromkeys(option for shape in shapes for option in shape.options)),
        (min(ends), max(ends)) if ends else None, {at: label for shape in shapes for at, label in shape.labels.items()},
        first.row, last.columns, last.note,
    )  # fmt: skip


def _one_shape(told: dict[str, Any]) -> Shape:
    ends = told.get("ends")
    return Shape(
        tuple(told.get("options", ())), (ends[0], ends[1]) if ends else None, told.get("labels", {}),
        told.get("row", ""), tuple(told.get("columns", ())), told.get("note", ""),
    )  # fmt: skip

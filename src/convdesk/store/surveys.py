"""Surveys in the workspace: ordinary tables, since answers are what a researcher works on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.model.answers import Question, QuestionKind

if TYPE_CHECKING:
    import sqlite3

    from convdesk.model.answers import Respondent, SurveyImport
    from convdesk.model.stamps import Stamps
    from convdesk.store.workspace import Workspace

_LIVE = "join surveys v on v.id = {survey} join sources s on s.id = v.source and s.is_removed = 0"


@dataclass(frozen=True)
class AnswerRow:
    """One stored answer with who gave it and when (UTC µs)."""

    id: str
    question: str
    respondent: str
    ref: str
    text: str
    value: float | None
    at_us: int | None


@dataclass(frozen=True)
class RespondentRow:
    """One stored respondent with the keys that may join them to an actor."""

    id: str
    keys: tuple[str, ...]
    at_us: int | None


def write_survey(connection: sqlite3.Connection, source: str, survey: SurveyImport, stamps: Stamps) -> None:
    """Write a survey inside the caller's transaction."""
    survey_id = stamps.new_id()
    connection.execute("insert into surveys values (?, ?, ?)", (survey_id, source, survey.title))
    offset = connection.execute("select coalesce(max(position), 0) from questions").fetchone()[0]
    questions = {n: stamps.new_id() for n in range(1, len(survey.questions) + 1)}
    connection.executemany(
        "insert into questions values (?, ?, ?, ?, ?)",
        [(questions[n], survey_id, offset + n, text, kind.value) for n, (text, kind) in enumerate(survey.questions, 1)],
    )
    scales = {n for n, (_, kind) in enumerate(survey.questions, 1) if kind is QuestionKind.SCALE}
    for respondent in survey.respondents:
        _write_respondent(connection, survey_id, stamps, (respondent, questions, scales))


def load_questions(workspace: Workspace) -> tuple[Question, ...]:
    """The questions of all surveys that have not been taken out, with how many answered each."""
    rows = workspace.reading.execute(
        f"""select q.id, v.title, q.position, q.text, q.kind, (select count(*) from answers where question = q.id)
            from questions q {_LIVE.format(survey="q.survey")} order by q.position"""
    )
    return tuple(
        Question(row_id, title, position, text, QuestionKind(kind), answered)
        for row_id, title, position, text, kind, answered in rows
    )


def load_respondents(workspace: Workspace) -> list[RespondentRow]:
    rows = workspace.reading.execute(
        f"select r.id, r.keys, r.at_us from respondents r {_LIVE.format(survey='r.survey')} order by r.rowid"
    )
    return [RespondentRow(row_id, tuple(json.loads(keys)), at_us) for row_id, keys, at_us in rows]


def load_answers(workspace: Workspace, question: str) -> list[AnswerRow]:
    """All answers to one question, in the order of the file."""
    rows = workspace.reading.execute(
        f"""select a.id, a.question, a.respondent, r.ref, a.text, a.value, r.at_us
            from answers a join respondents r on r.id = a.respondent {_LIVE.format(survey="r.survey")}
            where a.question = ? order by r.row""",
        (question,),
    )
    return [AnswerRow(*row) for row in rows]


def load_answer(workspace: Workspace, answer: str) -> AnswerRow | None:
    rows = workspace.reading.execute(
        f"""select a.id, a.question, a.respondent, r.ref, a.text, a.value, r.at_us
            from answers a join respondents r on r.id = a.respondent {_LIVE.format(survey="r.survey")}
            where a.id = ?""",
        (answer,),
    )
    found = rows.fetchone()
    return AnswerRow(*found) if found else None


def _write_respondent(
    connection: sqlite3.Connection,
    survey_id: str,
    stamps: Stamps,
    about: tuple[Respondent, dict[int, str], set[int]],
) -> None:
    respondent, questions, scales = about
    respondent_id = stamps.new_id()
    row = (respondent_id, survey_id, respondent.ref, respondent.row, respondent.at_us, json.dumps(respondent.keys))
    connection.execute("insert into respondents values (?, ?, ?, ?, ?, ?)", row)
    connection.executemany(
        "insert into answers values (?, ?, ?, ?, ?)",
        [
            (stamps.new_id(), questions[n], respondent_id, text, _number(text) if n in scales else None)
            for n, text in respondent.answers.items()
        ],
    )


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None

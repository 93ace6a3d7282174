"""Surveys written to the workspace: questions, respondents, and a row for each answer."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

import orjson

from convdesk.model.answers import SEVERAL, QuestionKind
from convdesk.model.progress import silent
from convdesk.model.same_survey import KnownQuestion, matched

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from convdesk.model.answers import Respondent, Shape, SurveyImport
    from convdesk.model.privacy import Consent
    from convdesk.model.progress import Progress
    from convdesk.model.stamps import Stamps


def write_survey(
    connection: sqlite3.Connection, source: str, survey: SurveyImport, stamps: Stamps, progress: Progress | None = None
) -> None:
    """Write a survey inside the caller's transaction; answers to questions the study has go to these."""
    progress = progress or silent()
    survey_id = stamps.new_id()
    connection.execute(
        "insert into surveys (id, source, title, goes_on, vendor_id, mark) values (?, ?, ?, ?, ?, ?)",
        (survey_id, source, survey.title, survey.goes_on, survey.vendor_id, survey.mark),
    )
    positions = _write_questions(connection, survey_id, survey, stamps)
    first = _write_respondents(connection, survey_id, progress.heeding(survey.respondents), stamps)
    for number, (position, texts) in enumerate(zip(positions, survey.columns(), strict=True), start=1):
        progress.step(number, len(positions), "Writing answers")
        replies = _replies(survey, number, texts)
        connection.execute(
            """insert into replies (question, respondent, text)
               select ?, ? + key, value from json_each(?) where value <> ''""",
            (position, first, orjson.dumps(replies).decode()),
        )


def _write_questions(connection: sqlite3.Connection, survey_id: str, survey: SurveyImport, stamps: Stamps) -> list[int]:
    """Write the questions the study does not have; returns the numbers that replies to each are stored under."""
    there = matched(known_questions(connection, survey.goes_on) if survey.goes_on else (), survey.questions)
    last = connection.execute("select coalesce(max(position), 0) from questions").fetchone()[0]
    fresh = [position for position in range(1, len(survey.questions) + 1) if position not in there]
    positions = {**{at: one.position for at, one in there.items()}, **{at: last + n for n, at in enumerate(fresh, 1)}}
    ids = {at: there[at].id if at in there else stamps.new_id() for at in positions}
    codes = _codes(connection, survey, there)
    connection.executemany(
        "insert into questions (id, survey, position, text, kind, code, parent, shape) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (ids[at], survey_id, positions[at], asked.text, asked.kind.value, codes[at],
             ids[asked.parent] if asked.parent else "", _shape_text(asked.shape))
            for at in fresh if (asked := survey.questions[at - 1])
        ],
    )  # fmt: skip
    connection.executemany(
        "insert into survey_questions values (?, ?, ?, ?)",
        [
            (survey_id, ids[at], asked.kind.value, _shape_text(asked.shape))
            for at, asked in enumerate(survey.questions, 1)
        ],
    )
    return [positions[at] for at in range(1, len(survey.questions) + 1)]


def known_questions(connection: sqlite3.Connection, survey: str) -> tuple[KnownQuestion, ...]:
    """The questions of a survey and of all that goes on with it, in their order."""
    rows = connection.execute(
        """select distinct q.id, q.position, q.text, q.kind, q.code, q.parent from surveys v
           join survey_questions a on a.survey = v.id join questions q on q.id = a.question
           where v.id = :survey or v.goes_on = :survey order by q.position""",
        {"survey": survey},
    )
    return tuple(
        KnownQuestion(row_id, position, text, QuestionKind(kind), code, parent)
        for row_id, position, text, kind, code, parent in rows
    )


def _codes(connection: sqlite3.Connection, survey: SurveyImport, there: dict[int, KnownQuestion]) -> dict[int, str]:
    """Q1, Q2, Q2.1 …: going on after those the study has; a question that belongs to another is numbered in it."""
    taken = {code for (code,) in connection.execute("select code from questions")}
    last = max((int(code[1:]) for code in taken if code[1:].isdecimal()), default=0)
    codes = {at: one.code for at, one in there.items()}
    for at, asked in enumerate(survey.questions, start=1):
        if at in codes:
            continue
        if asked.parent:
            below = (f"{codes[asked.parent]}.{number}" for number in count(1))
            codes[at] = next(code for code in below if code not in taken)
        else:
            last += 1
            codes[at] = f"Q{last}"
        taken.add(codes[at])
    return codes


def _write_respondents(
    connection: sqlite3.Connection, survey_id: str, respondents: Iterable[Respondent], stamps: Stamps
) -> int:
    """Write the respondents; returns the number of the first."""
    first: int = connection.execute("select coalesce(max(number), 0) + 1 from respondents").fetchone()[0]
    connection.executemany(
        """insert into respondents (id, survey, ref, row, at_us, keys, consent, number, state, fingerprint)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            (stamps.new_id(), survey_id, person.ref, person.row, person.at_us, orjson.dumps(person.keys).decode(),
             _consent_text(person.consent), number, person.state.value, person.fingerprint)
            for number, person in enumerate(respondents, start=first)
        ),
    )  # fmt: skip
    return first


def _replies(survey: SurveyImport, number: int, texts: Sequence[str]) -> Sequence[str]:
    """What each respondent answered to one question, as it is stored; empty where they did not."""
    if survey.questions[number - 1].kind not in SEVERAL:
        return texts
    chosen = survey.chosen(number)
    written = {choices: orjson.dumps(choices or ()).decode() for choices in set(chosen)}
    return [written[choices] if text else "" for choices, text in zip(chosen, texts, strict=True)]


@lru_cache(maxsize=64)
def _consent_text(consent: Consent) -> str:
    return json.dumps(asdict(consent))


def _shape_text(shape: Shape) -> str:
    return json.dumps({name: value for name, value in asdict(shape).items() if value}, ensure_ascii=False)

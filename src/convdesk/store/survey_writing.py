"""Surveys written to the workspace: questions, respondents, and a row for each answer."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from convdesk.model.answers import SEVERAL
from convdesk.model.progress import silent

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
    """Write a survey inside the caller's transaction."""
    progress = progress or silent()
    survey_id = stamps.new_id()
    connection.execute("insert into surveys values (?, ?, ?)", (survey_id, source, survey.title))
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
    """Write the questions; returns the numbers their replies are stored under."""
    offset = connection.execute("select coalesce(max(position), 0) from questions").fetchone()[0]
    taken = connection.execute("select coalesce(max(cast(substr(code, 2) as integer)), 0) from questions").fetchone()[0]
    codes = _codes(survey, taken)
    ids = [stamps.new_id() for _ in survey.questions]
    connection.executemany(
        "insert into questions (id, survey, position, text, kind, code, parent, shape) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (ids[n], survey_id, offset + n + 1, asked.text, asked.kind.value, codes[n],
             ids[asked.parent - 1] if asked.parent else "", _shape_text(asked.shape))
            for n, asked in enumerate(survey.questions)
        ],
    )  # fmt: skip
    return [offset + n for n in range(1, len(ids) + 1)]


def _codes(survey: SurveyImport, taken: int) -> list[str]:
    """Q1, Q2, Q2.1 …: going on after those the study has; a question that belongs to another is numbered in it."""
    codes: list[str] = []
    below = [0] * len(survey.questions)
    for asked in survey.questions:
        if asked.parent:
            below[asked.parent - 1] += 1
            codes.append(f"{codes[asked.parent - 1]}.{below[asked.parent - 1]}")
        else:
            taken += 1
            codes.append(f"Q{taken}")
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

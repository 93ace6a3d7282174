"""Survey answers, of everyone or of a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.answers import Answer, AnswerList, Question
from convdesk.model.moment import iso
from convdesk.model.segment import Everyone, Segment
from convdesk.operations.segments import people_mask
from convdesk.store import surveys

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convdesk.operations.study import Study
    from convdesk.store.surveys import AnswerRow


def list_questions(study: Study) -> tuple[Question, ...]:
    """All survey questions in order, with how many answered each."""
    return surveys.load_questions(study.workspace)


def list_answers(study: Study, question: Question, segment: Segment | None = None, search: str = "") -> AnswerList:
    """The answers to a question; with a segment only of people in it (so only of joined respondents).

    `search`: words that must all occur, whatever their case.
    """
    segment = segment or Everyone()
    return answers_of(study, question, people_mask(study, segment), segment.in_words(), search)


def answers_of(
    study: Study, question: Question, people: NDArray[np.bool_] | None, who: str, search: str = ""
) -> AnswerList:
    """The answers of the people in a mask; `who` says in words whom the mask means."""
    actors, names = study.loaded().respondent_actors, study.loaded().people.names
    words = search.lower().split()
    found = [
        _answer(row, names[actors[row.respondent]] if row.respondent in actors else None)
        for row in surveys.load_answers(study.workspace, question.id)
        if (people is None or (row.respondent in actors and people[actors[row.respondent]]))
        and all(word in row.text.lower() for word in words)
    ]
    return AnswerList(question, tuple(found), _definition(who, search))


def find_answer(study: Study, answer_id: str) -> tuple[Question, Answer] | None:
    """One answer with its question; None when it is not in the study (any more)."""
    row = surveys.load_answer(study.workspace, answer_id)
    if row is None:
        return None
    question = next(q for q in list_questions(study) if q.id == row.question)
    actor = study.loaded().respondent_actors.get(row.respondent)
    return question, _answer(row, None if actor is None else study.loaded().people.names[actor])


def _answer(row: AnswerRow, actor: str | None) -> Answer:
    at = None if row.at_us is None else iso(row.at_us)
    return Answer(row.id, row.question, row.ref, row.text, row.value, actor, at)


def _definition(who: str, search: str) -> str:
    whose = "Answers of everyone who answered" if who == "everyone" else f"Answers of {who}, where an id joins them"
    return f"{whose}{f'; with “{search}”' if search else ''}."

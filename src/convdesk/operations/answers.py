"""Survey answers, of everyone or of a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse import answers as counting
from convdesk.model.answers import Answer, AnswerList, Question, QuestionKind
from convdesk.model.moment import iso
from convdesk.model.segment import Everyone, Segment
from convdesk.operations.segments import people_mask
from convdesk.store import surveys

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from convdesk.model.answer_counts import AnswerCounts
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
    """The answers of the people in a mask; `who` says in words whom the mask means.

    Answers of people who may not be shown are only counted; where words are looked for, not even that.
    """
    actors, names = study.loaded().respondent_actors, study.loaded().people.names
    words = search.lower().split()
    given = _given(study, question, people)
    found = [
        _answer(row, names[actors[row.respondent]] if row.respondent in actors else None)
        for row in given
        if row.consent.may_show and all(word in row.text.lower() for word in words)
    ]
    unshown = 0 if words else sum(not row.consent.may_show for row in given)
    return AnswerList(question, tuple(found), _definition(who, search, unshown), unshown)


def count_answers(study: Study, question: Question, segment: Segment | None = None) -> AnswerCounts:
    """What the answers to a question add up to; those of people who may not be shown are counted with them."""
    if question.kind is QuestionKind.MATRIX:
        return _lines_answered(study, question)
    rows = _given(study, question, people_mask(study, segment or Everyone()))
    tests = surveys.count_tests(study.workspace, question.position)
    return counting.count_answers(question, [(row.text, row.value, row.choices) for row in rows], tests)


def _lines_answered(study: Study, matrix: Question) -> AnswerCounts:
    """How many answered each line of a matrix, of those who answered any."""
    lines = [(one.shape.row or one.text, one.answered) for one in list_questions(study) if one.parent == matrix.id]
    return counting.count_lines(lines, matrix.answered)


def find_answer(study: Study, answer_id: str) -> tuple[Question, Answer] | None:
    """One answer with its question; None when it is not in the study (any more), or may not be shown."""
    row = surveys.load_answer(study.workspace, answer_id)
    if row is None or not row.consent.may_show:
        return None
    question = next(q for q in list_questions(study) if q.id == row.question)
    actor = study.loaded().respondent_actors.get(row.respondent)
    return question, _answer(row, None if actor is None else study.loaded().people.names[actor])


def _given(study: Study, question: Question, people: NDArray[np.bool_] | None) -> list[AnswerRow]:
    """What the people in a mask answered; only their rows are read."""
    if people is None:
        return surveys.load_answers(study.workspace, question.id)
    meant = [respondent for respondent, actor in study.loaded().respondent_actors.items() if people[actor]]
    return surveys.load_answers(study.workspace, question.id, meant) if meant else []


def _answer(row: AnswerRow, actor: str | None) -> Answer:
    at = None if row.at_us is None else iso(row.at_us)
    may_quote = row.consent.may_quote and row.consent.may_show
    return Answer(row.id, row.question, row.ref, row.text, row.value, actor, at, may_quote, row.choices)


def _definition(who: str, search: str, unshown: int) -> str:
    whose = "Answers of everyone who answered" if who == "everyone" else f"Answers of {who}, where an id joins them"
    hidden = f" {unshown:,} of them may not be shown, and are only counted." if unshown else ""
    return f"{whose}{f'; with “{search}”' if search else ''}.{hidden}"

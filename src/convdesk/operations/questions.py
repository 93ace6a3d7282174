"""Questions of a study by what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.problem import ProblemError
from convdesk.store import surveys

if TYPE_CHECKING:
    from convdesk.model.answers import Question
    from convdesk.operations.study import Study


def question_coded(study: Study, code: str) -> Question:
    """The question called Q1, Q2 …, or with that text; raises ProblemError naming those there are."""
    questions = surveys.load_questions(study.workspace)
    for question in questions:
        if code.strip().lower() in {question.code.lower(), question.text.strip().lower(), question.id}:
            return question
    known = "; ".join(f"{q.code} {q.text[:40]}" for q in questions[:8]) or "none: import a survey first"
    raise ProblemError(f"question “{code}”", "The study has no such question.", f"There are: {known}.")

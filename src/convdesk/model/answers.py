"""Surveys: questions, respondents, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class QuestionKind(StrEnum):
    """How a question is answered."""

    OPEN = "open"
    CLOSED = "closed"
    SCALE = "scale"


@dataclass(frozen=True)
class Question:
    """One question of a survey; `answered` is its n."""

    id: str
    survey: str
    position: int
    text: str
    kind: QuestionKind
    answered: int = 0

    @property
    def code(self) -> str:
        """Q1, Q2 …: how a question is named on the command line."""
        return f"Q{self.position}"


@dataclass(frozen=True)
class Respondent:
    """Someone who answered, with the keys (`user:…`, `email:…`, `session:…`) that may join them to an actor."""

    ref: str
    row: int
    at_us: int | None = None
    keys: tuple[str, ...] = ()
    answers: dict[int, str] = field(default_factory=dict)
    """Position in the survey's questions (from 1) → what was answered; blanks are left out."""


@dataclass(frozen=True)
class SurveyImport:
    """A survey as a reader hands it over."""

    title: str
    questions: tuple[tuple[str, QuestionKind], ...]
    respondents: tuple[Respondent, ...]


@dataclass(frozen=True)
class Answer:
    """One answer with who gave it. `actor` is None when the respondent is joined to nobody."""

    id: str
    question: str
    respondent: str
    text: str
    value: float | None
    actor: str | None
    at: str | None


@dataclass(frozen=True)
class AnswerList:
    """The answers to one question from some people; `asked` of them could have answered (have a respondent)."""

    question: Question
    answers: tuple[Answer, ...]
    definition: str

    @property
    def n(self) -> int:
        return len(self.answers)

"""Surveys: questions, respondents, answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from convdesk.model.privacy import AGREED, Consent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_T = TypeVar("_T")
Chosen = tuple[str, ...] | None
"""The options somebody chose; None where the question was not answered."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    OPEN = "open"
    CLOSED = "closed"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NPS = "nps"
    RANKING = "ranking"
    MATRIX = "matrix"
    NUMBER = "number"
    DATE = "date"
    OTHER = "other"


SEVERAL = frozenset({QuestionKind.MULTIPLE, QuestionKind.RANKING})
"""Kinds that are answered with several options."""
NUMERIC = frozenset({QuestionKind.SCALE, QuestionKind.NPS, QuestionKind.NUMBER})
"""Kinds whose answers begin with a number."""
SPOKEN = frozenset({QuestionKind.OPEN, QuestionKind.OTHER})
"""Kinds answered in people's own words."""
PARTIAL = " partial"
"""Ends the second fingerprint by which a response is known that had not gone to the end."""
NONE_CHOSEN = "(none chosen)"

_LEADING_NUMBER = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)(?![\w.,])")


class ResponseState(StrEnum):
    """Whether a response went to the end; tests and previews are stored but never counted among the answers."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    TEST = "test"


@dataclass(frozen=True)
class Shape:
    """How a question was asked, as far as the file tells.

    `options`: those met or known, in their order. `ends`: the least and the greatest number met. `labels`: words that
    stand for a number (“10” → “Very likely”). `row`: the line of a matrix. `columns`: the names it has in the file.
    """

    options: tuple[str, ...] = ()
    ends: tuple[float, float] | None = None
    labels: dict[str, str] = field(default_factory=dict)
    row: str = ""
    columns: tuple[str, ...] = ()
    note: str = ""


PLAIN = Shape()


@dataclass(frozen=True)
class Question:
    """One question of a survey; `answered` is its n.

    `parent`: the id of the question it belongs to: the matrix of a row, the question of an “other” text.
    """

    id: str
    survey: str
    position: int
    text: str
    kind: QuestionKind
    answered: int = 0
    named: str = ""
    parent: str = ""
    shape: Shape = PLAIN

    @property
    def code(self) -> str:
        """Q1, Q2 …, Q2.1: how a question is named on the command line."""
        return self.named or f"Q{self.position}"


class Answers(dict[int, str]):
    """Position of a question (from 1) → what was answered; one that was not answered reads as an empty text."""

    def __missing__(self, position: int) -> str:
        return ""


class Row(Mapping[int, _T]):
    """One row of some columns, by their positions (from 1); what is None or empty text is not there."""

    __slots__ = ("_columns", "_place")

    def __init__(self, columns: Mapping[int, Sequence[_T | None]], place: int) -> None:
        self._columns, self._place = columns, place

    def __getitem__(self, position: int) -> _T:
        found = self._columns[position][self._place]
        if found is None or found == "":
            raise KeyError(position)
        return found

    def __iter__(self) -> Iterator[int]:
        return (at for at, column in self._columns.items() if (one := column[self._place]) is not None and one != "")

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Respondent:
    """Someone who answered, with the keys (`user:…`, `email:…`, `session:…`) that may join them to an actor."""

    ref: str
    row: int
    at_us: int | None = None
    keys: tuple[str, ...] = ()
    answers: Mapping[int, str] = field(default_factory=Answers)
    """Position in the survey's questions (from 1) → what was answered; blanks are left out."""
    consent: Consent = AGREED
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """For questions with several answers: position → the options chosen, in order where they were ranked."""
    state: ResponseState = ResponseState.COMPLETE
    fingerprint: str = ""
    """What this response is known by in any export of it; empty where nothing tells it apart from others."""


@dataclass(frozen=True)
class AskedQuestion:
    """One question as a reader hands it over; `parent` is the position (from 1) of the one it belongs to, or 0."""

    text: str
    kind: QuestionKind
    shape: Shape = PLAIN
    parent: int = 0


@dataclass(frozen=True)
class SurveyImport:
    """A survey as a reader hands it over.

    `goes_on`: the id of the study's survey it brings again. `vendor_id`: the tool's own id of it. `mark`: what it is
    told apart by, where that has none. `names`: what each respondent is called, where the file says it; never stored.
    """

    title: str
    questions: tuple[AskedQuestion, ...]
    respondents: tuple[Respondent, ...]
    known_columns: tuple[Sequence[str], ...] | None = field(default=None, compare=False, repr=False)
    """What `columns` would work out from the respondents, where whoever made this has it at hand."""
    known_choices: Mapping[int, Sequence[Chosen]] | None = field(default=None, compare=False, repr=False)
    """The same for `chosen`, by the position of the question."""
    known_counts: Mapping[int, Mapping[str, int]] | None = field(default=None, compare=False, repr=False)
    """And for `counts`."""
    goes_on: str = ""
    vendor_id: str = ""
    mark: str = ""
    names: tuple[str, ...] = field(default=(), repr=False)

    def columns(self) -> Sequence[Sequence[str]]:
        """What was answered question by question: a text for each respondent, empty where there is none."""
        if self.known_columns is not None:
            return self.known_columns
        if not self.questions or not self.respondents:
            return [()] * len(self.questions)
        row_of = itemgetter(*range(1, len(self.questions) + 1), 0)
        rows = (row_of(said if isinstance(said := one.answers, Answers) else Answers(said)) for one in self.respondents)
        return list(zip(*rows, strict=True))[:-1]

    def chosen(self, position: int) -> Sequence[Chosen]:
        """What each respondent chose, where a question (position from 1) is answered with several options."""
        if self.known_choices is not None and position in self.known_choices:
            return self.known_choices[position]
        return [one.choices.get(position) for one in self.respondents]

    def counts(self, position: int) -> Mapping[str, int]:
        """How often each text was answered to a question (position from 1)."""
        if self.known_counts is not None and position in self.known_counts:
            return self.known_counts[position]
        found = Counter(self.columns()[position - 1])
        del found[""]
        return found


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
    may_quote: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerList:
    """The answers to one question from some people. `unshown` more count; these people did not agree to be shown."""

    question: Question
    answers: tuple[Answer, ...]
    definition: str
    unshown: int = 0

    @property
    def n(self) -> int:
        return len(self.answers) + self.unshown

    def with_words(self, words: str) -> tuple[Answer, ...]:
        """The answers in which all of some words occur, whatever their case."""
        wanted = words.casefold().split()
        return tuple(one for one in self.answers if all(word in one.text.casefold() for word in wanted))


def number_of(text: str) -> float | None:
    """The number an answer is, or begins with (“10 – very likely”); None where there is none."""
    match = _LEADING_NUMBER.match(text)
    return float(match[1].replace(",", ".")) if match else None


def joined_text(choices: tuple[str, ...]) -> str:
    """Several chosen options as one text."""
    return "; ".join(choices) if choices else NONE_CHOSEN

"""Whether a file brings a survey again that the study has, and which of its questions are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.model.answers import SEVERAL, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convdesk.model.answers import AskedQuestion

ALIKE = 0.5
"""So much of the questions of the survey that has more of them must be in the other one too."""
_SIGNS = re.compile(r"\W+")

Path = tuple[str, str, str]
"""What a question is known by: the words of the one it belongs to, its own, and how it is answered."""


@dataclass(frozen=True)
class KnownQuestion:
    """One question of the study; `parent` is the id of the one it belongs to."""

    id: str
    position: int
    text: str
    kind: QuestionKind
    code: str
    parent: str = ""


@dataclass(frozen=True)
class KnownSurvey:
    """One survey of the study. `vendor_id`: the tool's own id; `mark`: what goes into what responses are known by."""

    id: str
    title: str
    vendor_id: str
    mark: str
    questions: tuple[KnownQuestion, ...]


def plain_words(text: str) -> str:
    """A question's words, however they are written."""
    return _SIGNS.sub("", text).casefold()


def same_survey(known: Iterable[KnownSurvey], vendor_id: str, asked: Sequence[AskedQuestion]) -> KnownSurvey | None:
    """The survey of the study that has this id, or else most of these questions; None where it has none."""
    surveys = list(known)
    if vendor_id:
        found = next((one for one in surveys if one.vendor_id == vendor_id), None)
        if found:
            return found
        surveys = [one for one in surveys if not one.vendor_id]
    shares = [(_share(one, asked), -place) for place, one in enumerate(surveys)]
    share, place = max(shares, default=(0.0, 0))
    return surveys[-place] if share >= ALIKE else None


def matched(known: Sequence[KnownQuestion], asked: Sequence[AskedQuestion]) -> dict[int, KnownQuestion]:
    """The positions (from 1) of questions that are asked again, with the study's own; each is given once, in order."""
    free: dict[Path, list[KnownQuestion]] = {}
    texts = {one.id: one.text for one in known}
    for one in known:
        free.setdefault(_path(texts.get(one.parent, ""), one.text, one.kind), []).append(one)
    found = {}
    for position, question in enumerate(asked, start=1):
        parent = asked[question.parent - 1].text if question.parent else ""
        some = free.get(_path(parent, question.text, question.kind))
        if some:
            found[position] = some.pop(0)
    return found


def _share(survey: KnownSurvey, asked: Sequence[AskedQuestion]) -> float:
    """How much of the longer of two lists of questions is in both; those that belong to another do not count."""
    theirs = {plain_words(one.text) for one in survey.questions if not one.parent}
    ours = {plain_words(one.text) for one in asked if not one.parent}
    return len(theirs & ours) / max(len(theirs), len(ours), 1)


def _path(parent: str, text: str, kind: QuestionKind) -> Path:
    if kind in SEVERAL or kind in {QuestionKind.MATRIX, QuestionKind.OTHER}:
        return plain_words(parent), plain_words(text), kind.value
    return plain_words(parent), plain_words(text), ""

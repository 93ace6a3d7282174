"""Of what kind a question is, from its words and from what was answered."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from convdesk.ingest.survey_joined import joined_of, ranking_of
from convdesk.ingest.times import is_time_like
from convdesk.model.answers import QuestionKind, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.survey_joined import Joined
    from convdesk.ingest.survey_table import SurveyColumn

TOP_OF_SCALE = 10
OPEN_WORDS = 4
FEW_ANSWERS = 8
MANY_NUMBERS = 12
LOOKED_AT = 500
"""So many different answers are looked at closely; all are counted."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_LABELLED = re.compile(r"([+-]?\d+(?:[.,]\d+)?)(?:\s*[-–—=:(/].*)?", re.DOTALL)
SPECIFY = re.compile(r"please (?:specify|describe)|(?:^|[\s(\[-])other\)?\]?$|comment", re.IGNORECASE)
_RECOMMEND = re.compile(
    r"recommend|weiterempf|empfehl|recomien|recomend|recomand|consigli|raccomand|anbefal|rekommend|suosit|polec|aanbevel"
    r"|aanraden|рекоменд|推荐|推薦|推奨|お勧め|おすすめ|추천|doporuč|ajánl|tavsiye|nps\b|net promoter",
    re.IGNORECASE,
)


@dataclass
class Facts:
    """What was answered to one question: how often each text, blanks left out."""

    counts: Counter[str]
    n: int
    _kinds: dict[str, QuestionKind] = field(default_factory=dict)
    _joined: dict[str, Joined | None] = field(default_factory=dict)

    def kind(self, title: str) -> QuestionKind:
        """The kind of a question with that title; worked out once."""
        if title not in self._kinds:
            self._kinds[title] = kind_of(self, title)
        return self._kinds[title]

    def joined(self, title: str) -> Joined | None:
        """How options joined in a cell are split; worked out once."""
        if title not in self._joined:
            self._joined[title] = joined_of(self.counts, title)
        return self._joined[title]

    @cached_property
    def sample(self) -> list[tuple[str, int]]:
        """The first different answers with how often each was given."""
        return list(islice(self.counts.items(), LOOKED_AT))

    @cached_property
    def sampled(self) -> int:
        return sum(count for _, count in self.sample)

    def share(self, texts: list[tuple[str, int]]) -> float:
        return sum(count for _, count in texts) / self.sampled if self.sampled else 0.0

    @cached_property
    def words(self) -> float:
        """How many words an answer has on average."""
        return sum(len(text.split()) * count for text, count in self.sample) / max(1, self.sampled)


def facts_of(values: Sequence[str]) -> Facts:
    """The facts of some values."""
    return _facts(Counter(values))


def facts_about(column: SurveyColumn) -> Facts:
    """The facts of a column, from its counts where it has been counted."""
    return facts_of(column.values) if column.counts is None else _facts(Counter(column.counts))


def _facts(counts: Counter[str]) -> Facts:
    del counts[""]
    return Facts(counts, counts.total())


def kind_of(facts: Facts, name: str = "") -> QuestionKind:
    """Scale: mostly whole numbers from 0 to 10. Closed: few texts. Multiple: few options joined. Else open."""
    if facts.n > 2 and len(facts.counts) == 1 and not _is_time(facts):
        return QuestionKind.CLOSED
    if not facts.n or SPECIFY.search(name):
        return QuestionKind.OPEN
    if is_scale(facts):
        return QuestionKind.NPS if is_recommendation(name, facts) else QuestionKind.SCALE
    if is_number(facts):
        return QuestionKind.NUMBER
    if _is_time(facts):
        return QuestionKind.DATE
    if facts.n < FEW_ANSWERS:
        return QuestionKind.OPEN if facts.words >= OPEN_WORDS else QuestionKind.CLOSED
    if ranking_of(facts.counts) is not None:
        return QuestionKind.RANKING
    if not _is_written(facts) and facts.joined(name) is not None:
        return QuestionKind.MULTIPLE
    repeated = sum(count for count in facts.counts.values() if count > 1)
    if repeated >= 0.8 * facts.n or (len(facts.counts) <= 3 and facts.words < OPEN_WORDS):
        return QuestionKind.CLOSED
    return QuestionKind.OPEN


def is_scale(facts: Facts) -> bool:
    """Whether answers are mostly whole numbers from 0 to 10, or such numbers with words (`10 - very likely`)."""
    numbers = [
        (float(match[1].replace(",", ".")), n) for text, n in facts.sample if (match := _LABELLED.fullmatch(text))
    ]
    count = sum(n for _, n in numbers)
    whole = [(number, n) for number, n in numbers if number.is_integer() and 0 <= number <= TOP_OF_SCALE]
    fitting = sum(n for _, n in whole)
    values = {number for number, _ in whole}
    is_choice = values <= {0.0, 1.0} or (len(values) < 3 and facts.n >= FEW_ANSWERS)
    return 2 * fitting > facts.sampled and fitting >= 0.9 * count and not is_choice


def is_number(facts: Facts) -> bool:
    """Whether answers are plain numbers, and many different ones, or such with decimals."""
    plain = [(text, n) for text, n in facts.sample if _NUMBER.fullmatch(text)]
    has_decimals = 2 * sum("." in text or "," in text for text, _ in plain) > len(plain) > 2
    return (len(plain) >= MANY_NUMBERS or has_decimals) and facts.share(plain) >= 0.9


def asks_to_recommend(name: str) -> bool:
    """Whether a question asks whether somebody would recommend something."""
    return bool(_RECOMMEND.search(name))


def is_recommendation(name: str, facts: Facts) -> bool:
    """Whether a scale asks how likely somebody is to recommend, up to 10."""
    numbers = [number for text, _ in facts.sample if (number := number_of(text)) is not None]
    return asks_to_recommend(name) and max(numbers, default=0) > TOP_OF_SCALE / 2


def is_prose(facts: Facts) -> bool:
    """Whether values are mostly different texts of several words, and no addresses or JSON."""
    texts = [
        (text, n)
        for text, n in facts.sample
        if len(text.split()) >= OPEN_WORDS and not text.startswith(("{", "[", "http"))
    ]
    return sum(n for _, n in texts) >= max(1, facts.sampled / 2) and len(texts) > sum(n for _, n in texts) / 2


def ends_of(facts: Facts) -> tuple[tuple[float, float] | None, dict[str, str]]:
    """The least and the greatest number answered, and the words that stand for some (`10 - very likely`)."""
    numbers: list[float] = []
    labels: dict[str, str] = {}
    for text in facts.counts:
        number = number_of(text)
        if number is None:
            continue
        numbers.append(number)
        match = _LABELLED.fullmatch(text)
        if match and match[1] != text:
            labels[f"{number:g}"] = text[len(match[1]) :].strip(" \t-–—=:()/")
    return ((min(numbers), max(numbers)) if numbers else None), labels


def _is_written(facts: Facts) -> bool:
    """Whether nearly every answer is a text of its own."""
    return len(facts.counts) > 0.9 * facts.n and facts.words >= 2 * OPEN_WORDS


def _is_time(facts: Facts) -> bool:
    times = [(text, n) for text, n in facts.sample if is_time_like(text) and not text.isdigit()]
    return facts.share(times) > 0.8

"""Answers counted: how many chose what, the ends and the mean of a scale, promoters and detractors."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from convdesk.model.answer_counts import AnswerCounts, NpsCounts, OptionCount, ScaleCounts
from convdesk.model.answers import NUMERIC, SEVERAL, QuestionKind
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.answers import Question

Given = tuple[str, float | None, tuple[str, ...]]
"""One answer: its text, the number it is or begins with, and the options chosen where there can be several."""

_COUNTED = frozenset({QuestionKind.CLOSED}) | SEVERAL
PROMOTER, DETRACTOR = 9, 6
OF_LINES = "Here is how many answered each line; what they answered stands with the lines, which are questions below."


def count_answers(question: Question, given: Sequence[Given], tests: int = 0) -> AnswerCounts:
    """What the answers to a question add up to."""
    kind = question.kind
    options = _options(question, given) if kind in _COUNTED else ()
    numbers = [number for _, number, _ in given if number is not None] if kind in NUMERIC else []
    return AnswerCounts(
        len(given), options, _scale(numbers), _nps(numbers) if kind is QuestionKind.NPS else None, tests,
        question.shape.note,
    )  # fmt: skip


def count_lines(lines: Sequence[tuple[str, int]], n: int) -> AnswerCounts:
    """How many of the n who answered any line of a matrix answered each, in the order of the lines."""
    options = tuple(_option(line, min(answered, n), n, 0) for line, answered in lines)
    return AnswerCounts(n, options, note=OF_LINES)


def _options(question: Question, given: Sequence[Given]) -> tuple[OptionCount, ...]:
    """Every option that is known or was chosen, the most frequent first; n is who answered the question."""
    chosen: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for text, _, choices in given:
        for place, option in enumerate(choices if question.kind in SEVERAL else (text,), start=1):
            chosen[option] += 1
            places[option] += place
    known = dict.fromkeys([*question.shape.options, *chosen])
    is_ranking = question.kind is QuestionKind.RANKING
    counts = [_option(option, chosen[option], len(given), places[option] if is_ranking else 0) for option in known]
    return tuple(sorted(counts, key=lambda count: (count.mean_place or 0, -count.n)))


def _option(option: str, n: int, of: int, places: int) -> OptionCount:
    interval = wilson(n, of)
    low, high = interval or (None, None)
    return OptionCount(option, n, n / of if of else 0.0, low, high, places / n if places else None)


def _scale(numbers: Sequence[float]) -> ScaleCounts | None:
    if not numbers:
        return None
    counts = Counter(numbers)
    return ScaleCounts(
        len(numbers), min(numbers), max(numbers), sum(numbers) / len(numbers),
        {f"{number:g}": counts[number] for number in sorted(counts)},
    )  # fmt: skip


def _nps(numbers: Sequence[float]) -> NpsCounts:
    fitting = [number for number in numbers if 0 <= number <= 10]
    promoters = sum(number >= PROMOTER for number in fitting)
    detractors = sum(number <= DETRACTOR for number in fitting)
    return NpsCounts(len(fitting), promoters, len(fitting) - promoters - detractors, detractors)

"""What an expression can go on with at the cursor: names of the study where a name stands, else conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.model.expression import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.segment_choices import SegmentChoices

_INSIDE = re.compile(r"([a-z]+)\(([^()]*)$")
_WORD = re.compile(r"[a-z]*$")
_FUNNEL = re.compile(r"(?:reached|dropped|open|excluded)\(\s*\d+\s+of\s+\"?([^\"]*)$")
MOST = 50


def completions(text: str, cursor: int, choices: SegmentChoices) -> tuple[int, tuple[str, ...]]:
    """Where the piece before the cursor begins, and what could stand there instead of it."""
    before = text[:cursor]
    funnel = _FUNNEL.search(before)
    if funnel:
        return _found(before, funnel[1].strip(), [f'{name}")' for name in choices.funnels])
    inside = _INSIDE.search(before)
    if inside:
        names = _NAMES.get(inside[1])
        piece = inside[2].rpartition("|")[2].lstrip().lstrip('"')
        return _found(before, piece, names(choices) if names else [])
    word = _WORD.search(before)
    assert word is not None
    return _found(before, word[0], [f"{verb}(" for verb in VERBS]) if word[0] else (cursor, ())


def _found(before: str, piece: str, names: list[str]) -> tuple[int, tuple[str, ...]]:
    wanted = piece.casefold()
    begin = [name for name in names if name.casefold().startswith(wanted)]
    inside = [name for name in names if wanted in name.casefold() and name not in begin]
    return len(before) - len(piece), tuple([*begin, *inside][:MOST])


_NAMES: dict[str, Callable[[SegmentChoices], list[str]]] = {
    "did": lambda choices: [one.step.label for one in choices.events],
    "visited": lambda choices: [one.step.label for one in choices.pages],
    "clicked": lambda choices: [one.step.label for one in choices.pages],
    "prop": lambda choices: list(choices.properties),
    "first": lambda choices: list(choices.properties),
    "last": lambda choices: list(choices.properties),
    "answered": lambda choices: [question.code for question in choices.questions],
    "segment": lambda choices: [segment.name for segment in choices.segments],
    "coded": lambda choices: list(choices.codes),
    "goal": lambda choices: list(choices.goals),
}

"""Finds a command by some of its letters."""

from __future__ import annotations


def score(words: str, text: str) -> int | None:
    """How well the letters fit, in their order; beginnings of words count more. None: they do not."""
    text = text.casefold()
    total, at = 0, -1
    for letter in words.casefold().replace(" ", ""):
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        is_next = found == at + 1
        is_beginning = found == 0 or not text[found - 1].isalnum()
        total += 4 * is_next + 6 * is_beginning - min(found - at - 1, 5)
        at = found
    return total


def best(words: str, texts: list[str]) -> list[int]:
    """The places of the texts that fit, best first."""
    scored = [(score(words, text), place) for place, text in enumerate(texts)]
    return [place for fit, place in sorted((-fit, place) for fit, place in scored if fit is not None)]

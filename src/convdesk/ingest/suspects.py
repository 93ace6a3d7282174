"""Which of very many texts are worth a closer look for personal things: found in one go over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest.personal import may_hold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

LEAST_DIGITS, LEAST_IP_DIGITS = 7, 4
_BARE = {
    "_": ("k_live_", "k_test_", "ghp_", "github_pat_", "npm_"), "-": ("glpat-", "sk-"), "A": ("AKIA", "AIza"),
    "x": ("xox",),
}  # fmt: skip
_AMONG_SIGNS = {
    "J": ("eyJ",), "/": ("Mozilla/",), "K": ("PRIVATE KEY",), "": ("earer ", "token", "assw", "ecret", "api"),
}  # fmt: skip
"""What keys, browsers and secrets have in them, by a letter that few texts have; the latter never without signs."""


def _table(signs: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, bool)
    table[np.frombuffer(signs, np.uint8)] = True
    return table


_DIGITS, _AT, _DOT = _table(b"0123456789"), _table(b"@"), _table(b".")
_IN_NUMBERS = _table(b"0123456789 ().-/,")
_SIGNS = _table(b" +:,;()/?&#=")


_DIGITS_ABROAD = bytes([*range(0xD8, 0xE2), 0xEA, 0xEF, 0xF0])
"""First bytes of letters among which some scripts have digits of their own."""
_QUIET = bytes(sorted(set(range(256)) - set(b"\n0123456789@:;?&#/_.-" + _DIGITS_ABROAD)))
"""Letters, blanks and marks that nothing personal needs to have; `\\n` stands between texts."""
_ALONE = frozenset({b"", *(bytes([sign]) for sign in b"0123456789@:;?&#/.")})
"""What may be left of a text with nothing personal: a single dot or digit. An underscore or hyphen may be a key's."""
_KEYS_OF_LETTERS = ("AKIA", "ASIA", "AIza")


def noticeable(texts: Sequence[str]) -> Sequence[str]:
    """The texts that have any of the signs something personal needs; very quick, and never too few."""
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1 or any(key in joined for key in _KEYS_OF_LETTERS):
        return texts
    left = joined.encode("utf-8", "surrogatepass").translate(None, _QUIET).split(b"\n")
    return [text for text, signs in zip(texts, left, strict=True) if signs not in _ALONE]


def suspects(texts: Sequence[str]) -> list[int]:
    """The places of texts that may hold something personal.

    Ids, hashes and numbers in one piece are none, whatever digits they have: a column of phone numbers or cards is
    known by its other values.
    """
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        likely: Iterable[int] = range(len(texts))
    else:
        likely = _likely(joined)
    return [place for place in likely if may_hold(texts[place])]


def _likely(joined: str) -> list[int]:
    """Texts with `@`, with many digits in a row and signs among them, with three dots, or with the mark of a secret."""
    letters = np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8)
    ends = np.append(np.flatnonzero(letters == ord("\n")), len(letters))
    found = _count(_AT[letters], ends) > 0 if "@" in joined else np.zeros(len(ends), bool)
    dots, signs = (_count(table[letters], ends) for table in (_DOT, _SIGNS))
    is_number = (signs > 0) | (dots > 1)
    if is_number.any():
        digits = _DIGITS[letters]
        found |= (dots > 2) & (_count(digits, ends) >= LEAST_IP_DIGITS)
        found |= is_number & _has_run(letters, digits, ends)
        if ":" in joined:
            found |= _count(letters == ord(":"), ends) > 2
    marks = [*_marks_in(joined, _BARE), *(_marks_in(joined, _AMONG_SIGNS) if is_number.any() else ())]
    places: list[int] = np.flatnonzero(found).tolist()
    return sorted({*places, *_marked(joined, marks)}) if marks else places


def _count(marked: NDArray[np.bool_], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many marked letters each text has."""
    return np.diff(np.searchsorted(np.flatnonzero(marked), ends), prepend=0)


def _has_run(letters: NDArray[np.uint8], digits: NDArray[np.bool_], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a text has enough digits with nothing between them but what stands in numbers."""
    breaks = np.flatnonzero(~_IN_NUMBERS[letters])
    runs = np.searchsorted(breaks, np.flatnonzero(digits))
    long = np.flatnonzero(np.bincount(runs) >= LEAST_DIGITS)
    begins = np.where(long > 0, breaks[np.maximum(long, 1) - 1] + 1 if len(breaks) else 0, 0)
    has_run = np.zeros(len(ends), bool)
    has_run[np.searchsorted(ends, begins)] = True
    return has_run


def _marks_in(joined: str, marks: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Those of some marks that are in a text: a single letter is looked for far faster than a word."""
    return (mark for sign, some in marks.items() if sign in joined for mark in some if mark in joined)


def _marked(joined: str, marks: Sequence[str]) -> list[int]:
    """Texts with one of these marks."""
    return [place for place, text in enumerate(joined.split("\n")) if any(mark in text for mark in marks)]

"""How much room text takes, in points: the widths of Arial, a little on the safe side."""

from __future__ import annotations

import unicodedata
from functools import cache

_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667,
    556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
    556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
"""Advance widths of the characters 32 to 126, in thousandths of the size."""

_BOLD = 1.08
_SAFETY = 1.05
_NARROW_SIGNS = dict.fromkeys("’‘“”·", 333)


@cache
def _em(character: str) -> float:
    """The width of one character in thousandths of the size."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1000
    first = unicodedata.normalize("NFD", character)[0]
    if " " <= first <= "~":
        return _ASCII[ord(first) - 32]
    return _NARROW_SIGNS.get(character, 740)


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """The width of one line, in points."""
    return sum(map(_em, text)) / 1000 * size * (_BOLD if is_bold else 1) * _SAFETY


def line_ends(text: str, size: float, room: float, *, is_bold: bool = False) -> list[int]:
    """Where the lines of a paragraph end when it is broken at `room` points: positions, the last is its length."""
    per_em = size * (_BOLD if is_bold else 1) * _SAFETY / 1000
    ends: list[int] = []
    used, start, last_break = 0.0, 0, 0
    for position, character in enumerate(text):
        used += _em(character) * per_em
        if used > room and character != " " and position > start:
            end = last_break if last_break > start else position
            ends.append(end)
            start, used = end, sum(_em(one) for one in text[end : position + 1]) * per_em
        if character in " -" or unicodedata.east_asian_width(character) in {"W", "F"}:
            last_break = position + 1
    return [*ends, len(text)]

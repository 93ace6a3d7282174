"""What was written in a survey's cells and questions, cleaned of what tools put around it: HTML, marks, guards."""

from __future__ import annotations

import html
import re
from collections import Counter
from html.entities import html5
from typing import TYPE_CHECKING

from convdesk.ingest.guards import GUARDED, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MISSING = frozenset({"", "n/a", "#n/a", "-", "–", "—", "null"})
"""What stands in a cell, in any case, where nothing was answered."""

LONGEST_MISSING = 5
_BREAK = re.compile(r"<(?:br\s*/?|/(?:p|div|li|tr|h[1-6]))\s*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|big|blockquote|body|center|code|div|em|font|h[1-6]|hr|html|i|img|label|li|o:p|ol|p|pre|s|small|span"
    r"|strike|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<\s*(style|script)\b.*?<\s*/\s*\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_STRAY = str.maketrans({"\ufeff": None, "\0": None, "\xa0": " ", "\u202f": " ", "\u200b": None})


def clean_cell(cell: str) -> str:
    """What was answered; empty for blanks, `N/A` and `-`. A spreadsheet's guard before `=` is taken off."""
    plain = unguarded(_plain(cell).strip())
    return "" if len(plain) < LONGEST_MISSING and plain.casefold() in MISSING else plain


def clean_cells(cells: Sequence[str]) -> list[str]:
    """A column of cells, cleaned. A value that comes again is looked at once, and is one text in memory."""
    return cleaned(cells)[0]


def cleaned(cells: Sequence[str]) -> tuple[list[str], Counter[str]]:
    """A column of cells, cleaned, and how often each text is in it."""
    raw = Counter(cells)
    plain = _all_cleaned(raw)
    if all(cell == text for cell, text in plain.items()):
        is_various = 2 * len(raw) > len(cells)
        return list(cells if is_various else map(plain.__getitem__, cells)), raw
    counts: Counter[str] = Counter()
    for cell, count in raw.items():
        counts[plain[cell]] += count
    return list(map(plain.__getitem__, cells)), counts


def _all_cleaned(cells: Iterable[str]) -> dict[str, str]:
    """Different cells with what they are when they are cleaned; where nothing but blanks can be wrong, at a glance."""
    if not _are_plain("\n".join(cells)):
        return {cell: clean_cell(cell) for cell in cells}
    return {
        cell: short if len(short := cell.strip()) >= LONGEST_MISSING else clean_cell(cell) for cell in cells
    }  # fmt: skip


def _are_plain(text: str) -> bool:
    """Whether there is nothing in a text that would have to be cleaned but outer blanks."""
    return text.isascii() and not any(sign in text for sign in ("<", "&", "\0", *GUARDED))


def clean_title(text: str) -> str:
    """A question or an option on one line."""
    return " ".join(_plain(text).split())


def _letter(entity: re.Match[str]) -> str:
    """What an entity stands for; a word that is none stays as it is."""
    is_one = entity[0][1] == "#" or entity[0][1:] in html5
    return html.unescape(entity[0]) if is_one else entity[0]


def _plain(text: str) -> str:
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", text)))
    if "&" in text:
        text = _ENTITY.sub(_letter, text)
    if text.isascii():
        return text.replace("\0", "")
    return text.translate(_STRAY).encode("utf-8", "replace").decode()

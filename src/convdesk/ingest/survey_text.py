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
_BLANKS = (*"\t\r\v\f\x1c\x1d\x1e\x1f", " \n", "\n ", "\n\n")
_STRAY = str.maketrans({"\ufeff": None, "\0": None, "\xa0": " ", "\u202f": " ", "\u200b": None})


def clean_cell(cell: str) -> str:
    """What was answered; empty for blanks, `N/A` and `-`. A spreadsheet's guard before `=` is taken off."""
    plain = unguarded(_plain(cell).strip())
    return "" if len(plain) < LONGEST_MISSING and plain.casefold() in MISSING else plain


def clean_cells(cells: Sequence[str]) -> Sequence[str]:
    """A column of cells, cleaned. A value that comes again is looked at once."""
    return cleaned(cells)[0]


def cleaned(cells: Sequence[str]) -> tuple[Sequence[str], Counter[str]]:
    """A column of cells, cleaned, and how often each text is in it."""
    raw = Counter(cells)
    changed = _changed(raw)
    if not changed:
        return cells, raw
    counts: Counter[str] = Counter()
    for cell, count in raw.items():
        counts[changed.get(cell, cell)] += count
    return [changed.get(cell, cell) for cell in cells], counts


def _changed(cells: Iterable[str]) -> dict[str, str]:
    """Different cells that are another text when they are cleaned, with that; found at a glance where few can be."""
    text = "\n".join(filter(None, cells))
    doubtful = cells
    if _are_plain(text):
        doubtful = cells if _has_outer_blanks(text) else [cell for cell in cells if len(cell) < LONGEST_MISSING]
    return {cell: plain for cell in doubtful if (plain := clean_cell(cell)) != cell}


def _are_plain(text: str) -> bool:
    """Whether there is nothing in a text that would have to be cleaned but outer blanks."""
    return text.isascii() and not any(sign in text for sign in "<&\0") and not _may_be_guarded(text)


def _may_be_guarded(text: str) -> bool:
    return "'" in text and any(sign in text for sign in GUARDED)


def _has_outer_blanks(joined: str) -> bool:
    """Whether one of several plain texts, joined by line breaks, may begin or end with a blank."""
    return joined[:1].isspace() or joined[-1:].isspace() or any(blank in joined for blank in _BLANKS)


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

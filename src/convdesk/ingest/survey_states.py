"""Whether responses went to the end, or are tests: read from the columns that tools keep for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.ingest.survey_families import NO
from convdesk.model.answers import ResponseState

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEST_CODES = frozenset({"1", "2", "9", "17"})
_TEST_WORDS = re.compile(r"preview|\btest\b", re.IGNORECASE)
_PARTIAL_WORDS = frozenset(
    {"partial", "partially complete", "started", "incomplete", "in progress", "disqualified", "overquota"}
)


def states_of(
    count: int, status: Sequence[str] = (), progress: Sequence[str] = (), finished: Sequence[str] = ()
) -> list[ResponseState] | None:
    """The state of each response; None where no column says anything.

    `status`: codes of Qualtrics or words; `progress`: per cent; `finished`: yes or no in any language known.
    """
    if not (status or progress or finished):
        return None
    blank = [""] * count
    return [_state(*told) for told in zip(status or blank, progress or blank, finished or blank, strict=True)]


def _state(status: str, progress: str, finished: str) -> ResponseState:
    plain = status.casefold()
    if plain in _TEST_CODES or _TEST_WORDS.search(plain):
        return ResponseState.TEST
    if plain in _PARTIAL_WORDS or finished.casefold() in NO or _is_under_way(progress):
        return ResponseState.PARTIAL
    return ResponseState.COMPLETE


def _is_under_way(progress: str) -> bool:
    plain = progress.rstrip(" %")
    return plain.isdecimal() and int(plain) < 100

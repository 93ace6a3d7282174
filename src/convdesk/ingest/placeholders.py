"""Placeholders: `[email-3]` stands for the same address wherever it occurs in a study, and nothing says for which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convdesk.ingest.identity import digest, salted
from convdesk.model.privacy import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.privacy import Span

Key = tuple[str, str]
"""Kind and salted hash of a value."""

_BY_DIGITS = frozenset({Kind.PHONE, Kind.CARD})


@dataclass
class Numbers:
    """Which number a hidden value has. `known` are the study's; `new` are those given since.

    Only salted hashes are kept, never a value: the same one has the same number in every file of the study.
    """

    salt: bytes = b""
    known: dict[Key, int] = field(default_factory=dict)
    new: dict[Key, int] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for (kind, _), number in self.known.items():
            self._last[kind] = max(number, self._last.get(kind, 0))

    def placeholder(self, kind: Kind, value: str) -> str:
        """`[kind-number]` for a value of that kind."""
        key = (kind.value, salted(digest(one_spelling(kind, value)), self.salt))
        number = self.known.get(key) or self.new.get(key)
        if number is None:
            number = self._last[kind.value] = self._last.get(kind.value, 0) + 1
            self.new[key] = number
        return f"[{kind.value}-{number}]"

    def hide(self, text: str, spans: Sequence[Span]) -> str:
        """The text with placeholders for its personal things."""
        parts, end = [], 0
        for span in spans:
            parts += [text[end : span.start], self.placeholder(span.kind, text[span.start : span.end])]
            end = span.end
        return "".join([*parts, text[end:]])


def one_spelling(kind: Kind, value: str) -> str:
    """A value as it is compared: numbers without their grouping, texts without case and extra blanks."""
    if kind in _BY_DIGITS:
        return re.sub(r"\A00", "", re.sub(r"\D", "", value))
    if kind is Kind.IBAN:
        return "".join(value.split()).upper()
    return " ".join(value.lower().split())

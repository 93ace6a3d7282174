"""Words of somebody who withdraws, taken out of all other texts of a study: reports, labels, findings, history."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

MARK = "[withdrawn]"
PLAIN, JSON = "plain", "json"
_TEXTS = (
    ("sources", "file", PLAIN), ("sources", "report", JSON), ("edits", "label", PLAIN), ("edit_rows", "before", JSON),
    ("edit_rows", "after", JSON), ("evidence", "details", JSON), ("findings", "title", PLAIN),
    ("findings", "text", PLAIN), ("funnels", "name", PLAIN), ("funnels", "spec", JSON), ("goals", "name", PLAIN),
    ("goals", "spec", JSON), ("match_tables", "file", PLAIN), ("match_tables", "report", JSON),
    ("mappings", "spec", JSON), ("questions", "shape", JSON), ("friction_corrections", "note", PLAIN),
    ("notes", "text", PLAIN), ("notes", "tags", JSON), ("segments", "name", PLAIN), ("segments", "spec", JSON),
)  # fmt: skip


class Words:
    """The ids and sentences of one person, to be found as whole words; short ones and numbers only as whole texts."""

    def __init__(self, words: Iterable[str]) -> None:
        plain = {word for word in words if word.strip()}
        self._alone = frozenset(word for word in plain if _is_usual(word))
        inside = sorted(map(re.escape, plain - self._alone), key=len, reverse=True)
        any_of = "|".join(inside) or "(?!)"
        self._loose = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)")
        self._strict = re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])")

    def without(self, text: str) -> str:
        """The text with a mark in place of each of the words."""
        return MARK if text in self._alone else self._loose.sub(MARK, text)

    def without_json(self, text: str) -> str:
        """The same for every text inside JSON; numbers, and ids that only begin or end alike, stay."""
        told = json.loads(text)
        kept = self._walked(told)
        return text if kept == told else json.dumps(kept, ensure_ascii=False)

    def _walked(self, value: Any) -> Any:
        if isinstance(value, str):
            return MARK if value in self._alone else self._strict.sub(MARK, value)
        if isinstance(value, list):
            return [self._walked(one) for one in value]
        if isinstance(value, dict):
            return {self._walked(name): self._walked(one) for name, one in value.items()}
        return value


def _is_usual(word: str) -> bool:
    """Whether a word may well stand for something else: `12`, `ann`."""
    return len(word) < 3 or (word.isdigit() and len(word) < 8) or (word.isalpha() and len(word) < 5)


def scrub(connection: sqlite3.Connection, words: Words) -> frozenset[str]:
    """Take the words out of every text of the study; returns the ids of findings that had some."""
    findings = set()
    for table, column, form in _TEXTS:
        clean = words.without if form == PLAIN else words.without_json
        rows = connection.execute(f"select rowid, {column} from {table} where {column} <> ''").fetchall()
        for row, text in rows:
            kept = clean(text)
            if kept != text:
                connection.execute(f"update {table} set {column} = ? where rowid = ?", (kept, row))
                if table == "findings":
                    findings.add(connection.execute("select id from findings where rowid = ?", (row,)).fetchone()[0])
    return frozenset(findings)

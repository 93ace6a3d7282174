"""The quotation mark that exports put before `=`, `+`, `-` and `@`, so that no text is taken for a formula."""

from __future__ import annotations

GUARDED = ("'=", "'+", "'-", "'@")


def unguarded(text: str) -> str:
    """The text without such a mark."""
    return text[1:] if text[:1] == "'" and text.startswith(GUARDED) else text


def unguarded_sql(text: str) -> str:
    """SQL for the same."""
    return f"(case when left({text}, 2) in ('''=', '''+', '''-', '''@') then substr({text}, 2) else {text} end)"

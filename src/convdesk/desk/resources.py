"""Finds the files the desk wears: its themes and icons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk import places

if TYPE_CHECKING:
    from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a file below `resources/`. Raises FileNotFoundError when it did not come along."""
    path = places.folder("resources").joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"resources/{'/'.join(parts)}")
    return path

"""Addresses grouped by pattern: parts of a path that name one thing of many become `:id`."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from convdesk.model.page import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.model.progress import Progress

ID = ":id"
ALIKE = 10
"""Names with a single digit (`step-1`, `v2`) are ids when so many different ones stand at one place."""
RULE = (
    "Pages are grouped by path, without query: numbers, UUIDs, hashes and names with two digits or more become :id; "
    f"names with one digit do where {ALIKE} or more different ones stand at one place."
)
_AT_ONCE = 2_000

_SURE = re.compile(
    r"[+-]?\d+(?:[.,]\d+)*"
    r"|\{?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?"
    r"|(?=[^\d]*\d)(?=.*[a-f])[0-9a-f]{7,}"
    r"|(?=(?:\D*\d){2})[\w~.@%+-]+",
    re.IGNORECASE,
)
_FILE = re.compile(r"(.+)(\.(?:html?|php|aspx?|jsp|pdf))", re.IGNORECASE)
_PERHAPS = re.compile(r"[\w~.@%+-]*\d[\w~.@%+-]*")


def group_pages(addresses: Iterable[str], progress: Progress | None = None) -> list[str]:
    """The pattern of each address; the same addresses, in any order, give the same patterns."""
    paths = []
    for number, address in enumerate(addresses):
        if progress and number % _AT_ONCE == 0:
            progress.step(number, 0, "Grouping pages")
        paths.append(tuple(map(_sure, unquote(path_of(address)).split("/"))))
    crowded = _crowded(set(paths))
    return [_written(path, crowded) for path in paths]


@lru_cache(maxsize=65_536)
def _sure(part: str) -> str:
    """A part of a path, or `:id` where it can be nothing else; the ending of a file stays."""
    if _SURE.fullmatch(part):
        named = _FILE.fullmatch(part)
        if not named:
            return ID
        return ID + named[2] if _SURE.fullmatch(named[1]) else part
    return part


def _crowded(paths: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The places (paths up to a part) where many different names with a digit stand."""
    there: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in paths:
        for depth, part in enumerate(path):
            if part != ID and _PERHAPS.fullmatch(part):
                there[path[:depth]].add(part)
    return {place for place, names in there.items() if len(names) >= ALIKE}


def _written(path: tuple[str, ...], crowded: set[tuple[str, ...]]) -> str:
    parts = [
        ID if path[:depth] in crowded and part != ID and _PERHAPS.fullmatch(part) else part
        for depth, part in enumerate(path)
    ]
    return "/".join(parts) or "/"

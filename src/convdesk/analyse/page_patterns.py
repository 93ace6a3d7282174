"""Addresses grouped by pattern: parts of a path that name one thing of many become `:id`; own patterns come first."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np

from convdesk.model.page import PagePattern, path_of
from convdesk.model.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Parts = tuple[str, ...]

ID = ":id"
ALIKE = 10
"""Names with a single digit (`step-1`, `v2`) are ids when so many different ones stand at one place."""
RULE = (
    "Pages are grouped by path, without query: numbers, UUIDs, hashes and names with two digits or more become :id; "
    f"names with one digit do where {ALIKE} or more different ones stand at one place."
)
_AT_ONCE = 2_000
_LEAST_UUID = 32

_SURE = re.compile(
    r"[+-]?\d+(?:[.,]\d+)*"
    r"|\{?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?"
    r"|(?=[^\d]*\d)(?=.*[a-f])[0-9a-f]{7,}"
    r"|(?=(?:\D*\d){2})[\w~.@%+-]+",
    re.IGNORECASE,
)
_TWO_DIGITS = re.compile(r"(?:[a-zA-Z_~@%+-]*\d){2}[\w~@%+-]*")
"""The most frequent of what is sure, told quickly: it cannot be the name of a file."""
_FILE = re.compile(r"(.+)(\.(?:html?|php|aspx?|jsp|pdf))", re.IGNORECASE)
_PERHAPS = re.compile(r"[\w~.@%+-]*\d[\w~.@%+-]*")


def group_pages(
    addresses: Iterable[str], progress: Progress | None = None, own: Sequence[PagePattern] = ()
) -> list[str]:
    """The pattern of each address; the same addresses, in any order, give the same patterns."""
    patterns, codes = page_codes(list(addresses), progress, own)
    return [patterns[code] for code in codes.tolist()]


def page_codes(
    addresses: Sequence[str], progress: Progress | None = None, own: Sequence[PagePattern] = ()
) -> tuple[list[str], NDArray[np.int32]]:
    """The patterns, and for each address which is its own. Raises Cancelled."""
    progress, own_pattern = progress or Progress(), _reader(own)
    numbers: dict[Parts | str, int] = {}
    found = np.empty(len(addresses), np.int32)
    for start in range(0, len(addresses), _AT_ONCE):
        progress.step(start, len(addresses), "Grouping pages")
        for place, address in enumerate(addresses[start : start + _AT_ONCE], start):
            path = _path(address)
            key = own_pattern(path) or tuple([_sure(part) for part in path.split("/")])
            found[place] = numbers.setdefault(key, len(numbers))
    crowded = _crowded(progress.heeding(key for key in numbers if isinstance(key, tuple)))
    codes: dict[str, int] = {}
    lookup = [
        codes.setdefault(key if isinstance(key, str) else _written(key, crowded), len(codes))
        for key in progress.heeding(numbers)
    ]
    return list(codes), np.array(lookup, np.int32)[found]


def paths_of(addresses: Sequence[str], progress: Progress) -> tuple[list[str], NDArray[np.int32]]:
    """The different paths of addresses, and for each address which is its own. Raises Cancelled."""
    numbers: dict[str, int] = {}
    found = np.empty(len(addresses), np.int32)
    for start in range(0, len(addresses), _AT_ONCE):
        progress.step(start, len(addresses), "Reading addresses of pages")
        for place, address in enumerate(addresses[start : start + _AT_ONCE], start):
            found[place] = numbers.setdefault(path_of(address), len(numbers))
    return list(numbers), found


def _path(address: str) -> str:
    path = path_of(address)
    return unquote(path) if "%" in path else path


def _reader(own: Sequence[PagePattern]) -> Callable[[str], str | None]:
    """What a path becomes by the first of the researcher's patterns that it fits; None: by none."""
    if not own:
        return lambda _: None
    fits = re.compile("|".join(f"({_expression(one.pattern)})" for one in own), re.DOTALL)

    def read(path: str) -> str | None:
        found = fits.fullmatch(path)
        if not found:
            return None
        first = own[next(n for n, text in enumerate(found.groups()) if text is not None)]
        return path if first.is_apart else first.pattern

    return read


def _expression(pattern: str) -> str:
    """`*` stands for anything, `:name` for one part of a path."""
    parts = re.split(r"(\*|(?<=/):\w+)", pattern.rstrip("/") or "/")
    return "".join(".*" if part == "*" else "[^/]+" if part.startswith(":") else re.escape(part) for part in parts)


def _sure(part: str) -> str:
    """A part of a path, or `:id` where it can be nothing else; the ending of a file stays."""
    if part.isdecimal() or _TWO_DIGITS.fullmatch(part):
        return ID
    return part if part.isalpha() and len(part) < _LEAST_UUID else _looked_at(part)


@lru_cache(maxsize=65_536)
def _looked_at(part: str) -> str:
    if _SURE.fullmatch(part):
        named = _FILE.fullmatch(part)
        if not named:
            return ID
        return ID + named[2] if _SURE.fullmatch(named[1]) else part
    return part


def _crowded(paths: Iterable[Parts]) -> set[Parts]:
    """The places (paths up to a part) where many different names with a digit stand."""
    there: dict[Parts, set[str]] = defaultdict(set)
    for path in paths:
        for depth, part in enumerate(path):
            if part != ID and _PERHAPS.fullmatch(part):
                there[path[:depth]].add(part)
    return {place for place, names in there.items() if len(names) >= ALIKE}


def _written(path: Parts, crowded: set[Parts]) -> str:
    parts = [
        ID if path[:depth] in crowded and part != ID and _PERHAPS.fullmatch(part) else part
        for depth, part in enumerate(path)
    ]
    return "/".join(parts) or "/"

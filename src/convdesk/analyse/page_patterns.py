"""Addresses grouped by pattern: parts of a path that name one thing of many become `:id`; own patterns come first."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np

from convdesk.model.page import PagePattern, paths_at_once
from convdesk.model.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Parts = tuple[str, ...]
    Key = str | tuple[str]
    """A path with ids told, or (in a tuple) what a pattern of the researcher makes of it."""

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
_TWO_DIGITS_EACH = re.compile(rf"^(?:{_TWO_DIGITS.pattern})$", re.MULTILINE)
_FILE = re.compile(r"(.+)(\.(?:html?|php|aspx?|jsp|pdf))", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
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
    progress = progress or Progress()
    paths, lookup = paths_of(addresses, progress)
    patterns, codes = path_codes(paths, progress, own)
    return patterns, codes[lookup]


def path_codes(
    paths: Sequence[str], progress: Progress, own: Sequence[PagePattern] = ()
) -> tuple[list[str], NDArray[np.int32]]:
    """The same for different paths. Raises Cancelled."""
    own_pattern, heads = _reader(own), _Heads()
    numbers: dict[Key, int] = {}
    found = np.empty(len(paths), np.int32)
    for start in range(0, len(paths), _AT_ONCE):
        progress.step(start, len(paths), "Grouping pages")
        some = [unquote(path) if "%" in path else path for path in paths[start : start + _AT_ONCE]]
        keys: Iterable[Key] = _with_ids(some, heads)
        if own:
            keys = (own_pattern(path) or key for path, key in zip(some, keys, strict=True))
        for place, key in enumerate(keys, start):
            found[place] = numbers.setdefault(key, len(numbers))
    crowded = _crowded(progress.heeding(key for key in numbers if isinstance(key, str)))
    codes: dict[str, int] = {}
    lookup = [
        codes.setdefault(_written(key, crowded) if isinstance(key, str) else key[0], len(codes))
        for key in progress.heeding(numbers)
    ]
    return list(codes), np.array(lookup, np.int32)[found]


class _Heads(dict[str, str]):
    """What stands before the last part of a path, with ids told: the same for many paths, so looked at once."""

    def __missing__(self, head: str) -> str:
        found = self[head] = "/".join([_sure(part) for part in head.split("/")])
        return found


def _with_ids(paths: Sequence[str], heads: _Heads) -> list[str]:
    """The paths with what can be nothing else as `:id`; most last parts are told together."""
    split = [path.rpartition("/") for path in paths]
    last = _TWO_DIGITS_EACH.sub(ID, "\n".join([part for _, _, part in split])).split("\n")
    if len(last) != len(paths):
        last = [part for _, _, part in split]
    return [
        f"{heads[head]}{slash}{part if part == ID else _sure(part)}"
        for (head, slash, _), part in zip(split, last, strict=True)
    ]


def paths_of(addresses: Sequence[str], progress: Progress) -> tuple[list[str], NDArray[np.int32]]:
    """The different paths of addresses, and for each address which is its own. Raises Cancelled."""
    numbers: dict[str, int] = {}
    found = np.empty(len(addresses), np.int32)
    for start in range(0, len(addresses), _AT_ONCE):
        progress.step(start, len(addresses), "Reading addresses of pages")
        for place, path in enumerate(paths_at_once(addresses[start : start + _AT_ONCE]), start):
            found[place] = numbers.setdefault(path, len(numbers))
    return list(numbers), found


def _reader(own: Sequence[PagePattern]) -> Callable[[str], tuple[str] | None]:
    """What a path becomes by the first of the researcher's patterns that it fits; None: by none."""
    if not own:
        return lambda _: None
    fits = re.compile("|".join(f"({_expression(one.pattern)})" for one in own), re.DOTALL)

    def read(path: str) -> tuple[str] | None:
        found = fits.fullmatch(path)
        if not found:
            return None
        first = own[next(n for n, text in enumerate(found.groups()) if text is not None)]
        return (path if first.is_apart else first.pattern,)

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


def _crowded(keys: Iterable[str]) -> set[Parts]:
    """The places (paths up to a part) where many different names with a digit stand."""
    there: dict[Parts, set[str]] = defaultdict(set)
    for path in (tuple(key.split("/")) for key in keys if _DIGIT.search(key)):
        for depth, part in enumerate(path):
            if part != ID and not part.isalpha() and _PERHAPS.fullmatch(part):
                there[path[:depth]].add(part)
    return {place for place, names in there.items() if len(names) >= ALIKE}


def _written(key: str, crowded: set[Parts]) -> str:
    if not crowded or not _DIGIT.search(key):
        return key or "/"
    path = tuple(key.split("/"))
    parts = [
        ID if path[:depth] in crowded and part != ID and _PERHAPS.fullmatch(part) else part
        for depth, part in enumerate(path)
    ]
    return "/".join(parts) or "/"

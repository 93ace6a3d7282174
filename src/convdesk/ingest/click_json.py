"""Points in JSON of any nesting: what stands around a point and above it becomes columns beside its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convdesk.ingest.click_roles import KIND_KEY, PAGE_KEY, SESSION_KEY, other_axis
from convdesk.ingest.json_array import first_objects
from convdesk.ingest.lenient_json import as_utf8, parse
from convdesk.ingest.roles import plain_name
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = dict[str, str]

_DEEPEST = 12
_LOOKED_AT = 200
_AXES = re.compile(r"(?:.*[._])?(?:x|xpos|posx|xcoord)(?:_.*)?")
_PAIRS = frozenset({"global_position", "position", "coordinates", "coords", "point"})
_PAGE = re.compile(r"(?:https?:)?//.+|/.*")
_KIND = re.compile(r"(?:mouse|pointer|touch)?_?(?:clicks?|moves?|scrolls?|taps?|downs?|ups?)")


def json_rows(data: bytes, where: str, *, is_whole: bool) -> tuple[tuple[str, ...], list[list[str]]]:
    """Columns and rows of all points in a JSON text (or JSON lines); a line or an item without any has no cells.

    Raises ProblemError where there are no points, or the text is no JSON.
    """
    points: list[Point] = []
    for value in _values(as_utf8(data).strip(), where, is_whole=is_whole):
        for item in _items(value):
            points += [_with_keys(*found) for found in _found(item)] or [{}]
    if not any(points):
        raise ProblemError(where, "There are no points with x and y in it.", "Export clicks with their coordinates.")
    for key in (SESSION_KEY, KIND_KEY):
        _drop_where_all_alike(points, key)
    names = tuple(dict.fromkeys(name for point in points for name in point))
    return names, [[point.get(name, "") for name in names] if point else [] for point in points]


_BROKEN = object()


def _items(value: Any) -> list[Any]:
    """The items of a list of points, each of which stands for itself; else the value alone."""
    is_list = isinstance(value, list) and any(isinstance(one, dict) and _is_point(_flat(one)) for one in value)
    return value if is_list else [value]


def _values(text: bytes, where: str, *, is_whole: bool) -> Iterator[Any]:
    """The JSON value of a text, or those of its lines; of a text that is cut, what is whole at its beginning."""
    first = text.split(b"\n", 1)[0]
    try:
        if is_whole:
            yield parse(text)
            return
        yield parse(first)
    except ValueError as error:
        if not _is_json(first):
            if is_whole:
                raise ProblemError(where, "This is not whole JSON.", "Export it again.") from error
            yield first_objects(text.decode("utf-8", "replace"), _LOOKED_AT)
            return
        if is_whole:
            yield parse(first)
    for line in text.split(b"\n")[1 : None if is_whole else _LOOKED_AT]:
        if line.strip():
            yield parse(line) if _is_json(line) else _BROKEN


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(parse(line), (dict, list))
    except ValueError:
        return False


def _found(value: Any) -> Iterator[tuple[Point, Point, tuple[str, ...]]]:
    """Every point below a value: its own fields, those of what is around it, and the names above it."""
    stack: list[tuple[Any, Point, tuple[str, ...]]] = [(value, {}, ())]
    while stack:
        item, around, keys = stack.pop()
        if isinstance(item, dict):
            own = _flat(item)
            if _is_point(own):
                yield own, around, keys
            elif len(keys) < _DEEPEST:
                inner = {**around, **{name: text for name, text in own.items() if "." not in name}}
                stack.extend((child, inner, (*keys, str(name))) for name, child in reversed(item.items())
                             if isinstance(child, (dict, list)))  # fmt: skip
        elif isinstance(item, list) and len(keys) < _DEEPEST:
            for place in range(len(item) - 1, -1, -1):
                child = item[place]
                is_group = isinstance(child, list) or (isinstance(child, dict) and not _is_point(_flat(child)))
                stack.append((child, around, (*keys, str(place + 1)) if is_group else keys))


def _flat(item: dict[str, Any]) -> Point:
    """The plain fields of an object and of the objects in it; lists of two numbers as a pair."""
    flat: Point = {}
    for name, value in item.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": _text(one) for inner, one in value.items() if _is_plain(one)})
        elif _is_plain(value) or (isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))):
            flat[str(name)] = _text(value)
    return flat


def _is_point(flat: Point) -> bool:
    names = {plain_name(name) for name in flat}
    if names & _PAIRS and any("," in flat[name] for name in flat):
        return True
    return any(_AXES.fullmatch(name) and other_axis(name) in names for name in names)


def _with_keys(own: Point, around: Point, keys: tuple[str, ...]) -> Point:
    """A point with what stands around it; names above it are its page, its kind, or tell its session from others."""
    told: Point = {}
    rest = []
    for key in keys:
        if PAGE_KEY not in told and _PAGE.fullmatch(key):
            told[PAGE_KEY] = key
        elif KIND_KEY not in told and _KIND.fullmatch(plain_name(key)):
            told[KIND_KEY] = key
        else:
            rest.append(key)
    if rest:
        told[SESSION_KEY] = "/".join(rest)
    return {**around, **told, **own}


def _drop_where_all_alike(points: list[Point], key: str) -> None:
    """What is the same for all points tells nothing apart."""
    if len({point.get(key) for point in points if point}) == 1:
        for point in points:
            point.pop(key, None)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)

"""JSON that the fast library refuses: half emojis, NaN, huge numbers, and nesting of any depth without recursion."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any

import orjson

from convdesk.ingest.json_pieces import PIECE_BYTES, CutError, parse_in_pieces

if TYPE_CHECKING:
    from convdesk.model.progress import Progress

_TOKEN = re.compile(
    r'[ \t\r\n]*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*|true|false|null|NaN|-?Infinity)|([\[\]{},:]))', re.DOTALL
)


class _Raw(str):
    """Text that is JSON already."""

    __slots__ = ()


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8 without a byte order mark; bytes that fit no encoding are left as they are."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def parse(data: bytes | bytearray | str, progress: Progress | None = None) -> Any:
    """The value a JSON text stands for; raises ValueError (JSONDecodeError: the place is known; CutError: its end).

    With a progress, a large text is left off with Cancelled between two pieces of it.
    """

    def loads(piece: bytes) -> Any:
        if progress:
            progress.raise_if_cancelled()
        return _parse_at_once(piece)

    if isinstance(data, str) or len(data) <= PIECE_BYTES:
        return _parse_at_once(data)
    try:
        return parse_in_pieces(data, loads, progress.raise_if_cancelled) if progress else parse_in_pieces(data, loads)
    except CutError:
        raise
    except ValueError:
        return _parse_at_once(data)


def _parse_at_once(data: bytes | bytearray | str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        text = data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except RecursionError:
        return _parse_deep(text)


def write(value: Any, *, is_sorted: bool = False) -> bytes:
    """A value as JSON in UTF-8, whatever its depth and its texts; with the names of objects in order if asked."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if is_sorted else None)
    except TypeError:
        return _write_deep(value, is_sorted=is_sorted)


def _parse_deep(text: str) -> Any:
    """Read token by token with a stack of our own; stray commas are forgiven, open brackets are not."""
    root: list[Any] = []
    stack: list[tuple[Any, str]] = [(root, "]")]
    keys: list[str] = []
    at, is_key_next = 0, False
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            raise json.JSONDecodeError("unexpected character", text, at)
        at = match.end()
        mark = match[3] or ""
        if mark in {"]", "}"}:
            if len(stack) < 2 or stack.pop()[1] != mark:
                raise json.JSONDecodeError("unexpected bracket", text, at)
            continue
        if mark in {",", ":"}:
            is_key_next = mark == "," and stack[-1][1] == "}"
            continue
        if is_key_next and match[1]:
            keys.append(json.loads(match[1], strict=False))
            continue
        value: Any = {"[": [], "{": {}}[mark] if mark else _scalar(match[0], text, at)
        _put(stack[-1][0], keys, value)
        is_key_next = mark == "{"
        if mark:
            stack.append((value, "]" if mark == "[" else "}"))
    if len(stack) != 1 or len(root) != 1:
        raise json.JSONDecodeError("unexpected end of data", text, at)
    return root[0]


def _put(holder: Any, keys: list[str], value: Any) -> None:
    if isinstance(holder, list):
        holder.append(value)
    elif keys:
        holder[keys.pop()] = value
    else:
        raise ValueError("a value without a name")


def _scalar(token: str, text: str, at: int) -> Any:
    try:
        return json.loads(token, strict=False, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, text, at) from error


def _write_deep(value: Any, *, is_sorted: bool) -> bytes:
    parts: list[str] = []
    work: list[Any] = [value]
    while work:
        item = work.pop()
        if isinstance(item, _Raw):
            parts.append(item)
        elif isinstance(item, dict):
            parts.append("{")
            members = dict(sorted(item.items())) if is_sorted else item
            work.extend(reversed([*_members(members), _Raw("}")]))
        elif isinstance(item, list):
            parts.append("[")
            work.extend(reversed([*_separated(item), _Raw("]")]))
        else:
            parts.append("null" if item in _NOT_FINITE or item != item else json.dumps(item))
    return "".join(parts).encode("utf-8", "backslashreplace")


_NOT_FINITE = (float("inf"), float("-inf"))


def _members(item: dict[str, Any]) -> list[Any]:
    out: list[Any] = []
    for name, value in item.items():
        out += [_Raw(("," if out else "") + json.dumps(name) + ":"), value]
    return out


def _separated(item: list[Any]) -> list[Any]:
    out: list[Any] = []
    for value in item:
        out += [_Raw(","), value] if out else [value]
    return out

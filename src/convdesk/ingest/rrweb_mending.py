"""Events that no player could read as they are: halves of characters, and pages nested without end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from convdesk.ingest.lenient_json import write
from convdesk.ingest.rrweb_values import mapping, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 400
"""Browsers nest what they read 512 deep, and put everything below side by side there."""


def written(event: dict[str, Any]) -> tuple[bytes, bool]:
    """An event as JSON that can be read back, and whether it had to be mended, in place, for it."""
    try:
        return orjson.dumps(event), False
    except TypeError:
        is_mended = _has_half_characters(event) | _is_flattened(event)
        return write(event), is_mended


def _has_half_characters(event: dict[str, Any]) -> bool:
    """Put the sign for what cannot be read wherever half of a pair of code units stands; whether there was any."""
    is_mended = False
    stack: list[Any] = [event]
    while stack:
        holder = stack.pop()
        for name, value in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            if isinstance(value, (dict, list)):
                stack.append(value)
            elif isinstance(value, str) and (whole := _whole(value)) != value:
                holder[name], is_mended = whole, True
    return is_mended


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_flattened(event: dict[str, Any]) -> bool:
    """Put everything below the deepest level side by side there; whether there was anything."""
    is_mended = False
    for top in _trees(mapping(event.get("data"))):
        level = [top]
        for _ in range(DEEPEST):
            level = [child for node in level for child in objects(node.get("childNodes"))]
        for node in level:
            below = list(_below(node))
            if below:
                node["childNodes"], is_mended = below, True
    return is_mended


def _trees(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield mapping(data.get("node"))
    for add in objects(data.get("adds")):
        yield mapping(add.get("node"))


def _below(top: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything below a node, each without what was below it."""
    stack = objects(top.get("childNodes"))[::-1]
    while stack:
        node = stack.pop()
        stack += objects(node.get("childNodes"))[::-1]
        if "childNodes" in node:
            node["childNodes"] = []
        yield node

"""A JSON array of objects, written out as JSON lines so that it is read like them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson

from convdesk.ingest import lenient_json
from convdesk.ingest.letting_go import let_go_later
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.progress import Progress

LARGEST_BYTES = 256 << 20
_REMEDY = "Export the events as JSON lines: one object a line, no brackets around them."


def first_objects(text: str, most: int) -> list[dict[str, Any]]:
    """The first objects of an array's beginning; none where it is not one."""
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    at = text.find("[") + 1
    while at and len(found) < most:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        value = unwrapped(value)
        if isinstance(value, dict):
            found.append(value)
    return found


def unwrapped(value: Any) -> Any:
    """The object a text stands for; any other value as it is."""
    if value.__class__ is not str or not value.lstrip().startswith("{"):
        return value
    try:
        return lenient_json.parse(value)
    except ValueError:
        return value


def write_unwrapped(path: Path, target: Path, progress: Progress) -> Path:
    """JSON lines whose objects are written as texts, as objects; other lines as they are."""
    with path.open("rb") as lines, target.open("wb") as out:
        for line in progress.heeding(lines):
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError:
                value = None
            inner = unwrapped(value)
            out.write(line if inner is value else lenient_json.write(inner) + b"\n")
    return target


def write_lines(path: Path, target: Path, where: str, progress: Progress) -> Path:
    """The array as JSON lines; raises ProblemError for a broken or a very large one."""
    if path.stat().st_size > LARGEST_BYTES:
        what = f"This is one JSON array of more than {LARGEST_BYTES >> 20} MB."
        raise ProblemError(where, what, _REMEDY)
    try:
        values = lenient_json.parse(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), progress)
    except ValueError as error:
        place = f"{where}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else where
        raise ProblemError(place, "The JSON breaks off or is damaged here.", "Export the file again.") from error
    if not isinstance(values, list) or not values:
        raise ProblemError(where, "This JSON holds no list of events.", _REMEDY)
    try:
        with target.open("wb") as out:
            for value in progress.heeding(values):
                out.write(lenient_json.write(unwrapped(value)) + b"\n")
    finally:
        let_go_later(values)
    return target

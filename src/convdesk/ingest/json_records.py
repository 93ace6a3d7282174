"""Records in JSON: one a line, or the items of a list; read as a stream, forgiving where the fast library is not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import orjson

from convdesk.ingest import lenient_json
from convdesk.ingest.json_items import OF_A_RECORD, WRAPPERS, array_at, items_of
from convdesk.ingest.record_forms import BOM, Unreadable, byte_lines
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convdesk.ingest.record_forms import Opened, Placed

LARGEST_OBJECT_BYTES = 64 << 20
HEAD_BYTES = 1 << 20
NOT_JSON = Unreadable("The line is no JSON object.", "Each line must be one whole object in braces.")


@dataclass(frozen=True)
class JsonLines:
    """One JSON object a line. `is_wrapped`: a line may hold a list of records."""

    is_wrapped: bool = False
    line_word: str = "line"

    def records(self, opened: Opened) -> Iterator[Placed]:
        loads, decode_error = orjson.loads, orjson.JSONDecodeError
        for number, line in byte_lines(opened):
            try:
                record = loads(line)
            except decode_error:
                record = second_try(line)
            if record.__class__ is not dict:
                record = as_record(record)
            if self.is_wrapped:
                for one in wrapped(record) or (record,):
                    yield number, one
            elif record is not None:
                yield number, record


@dataclass(frozen=True)
class JsonItems:
    """The items of one JSON array, or of the array inside one object; or one object alone."""

    line_word: str = "item"

    def records(self, opened: Opened) -> Iterator[Placed]:
        path, before = opened.text().path, 0
        total = path.stat().st_size
        with path.open("rb") as file:
            start = _list_start(file.read(HEAD_BYTES))
            if start is None:
                yield 1, _whole_object(file, total, opened.where)
                return
            for items in items_of(file, start, opened.where):
                opened.step(min(file.tell(), total), total)
                for number, item in enumerate(items, before + 1):
                    yield number, item if item.__class__ is dict else as_record(item)
                before += len(items)


def as_record(value: Any) -> Any:
    """The object itself, or the one a text stands for; None for nothing; else an `Unreadable`."""
    if value.__class__ is str:
        value = second_try(value.encode("utf-8", "replace"))
    return value if value is None or value.__class__ in (dict, Unreadable) else NOT_JSON


def wrapped(record: Any) -> list[Any] | None:
    """The records an object wraps; None where it is one itself."""
    if record.__class__ is not dict or WRAPPERS.isdisjoint(record) or not OF_A_RECORD.isdisjoint(record):
        return None
    lists = (record[name] for name in WRAPPERS & record.keys())
    full = (inner for inner in lists if inner and inner.__class__ is list)
    return next((inner for inner in full if all(_is_object(one) for one in inner)), None)


def second_try(line: Any) -> Any:
    """A value the fast library refuses: NaN, huge numbers, half emojis; None for a blank line."""
    if isinstance(line, Unreadable):
        return line
    if not line.strip():
        return None
    try:
        return lenient_json.parse(line)
    except ValueError:
        return NOT_JSON


def _is_object(value: Any) -> bool:
    return value.__class__ is dict


def _list_start(head: bytes) -> int | None:
    """The byte at which the list of records opens."""
    skipped = len(BOM) if head.startswith(BOM) else 0
    text = head[skipped:].decode("utf-8", "replace")
    at = array_at(text)
    return None if at is None else skipped + len(text[:at].encode())


def _whole_object(file: IO[bytes], size: int, where: str) -> Any:
    """The only object of a file; raises ProblemError when it is damaged, or too large to be one record."""
    if size > LARGEST_OBJECT_BYTES:
        what = f"This is one JSON object of more than {LARGEST_OBJECT_BYTES >> 20} MB, and no list of events."
        raise ProblemError(where, what, "Export one object a line, or a list of objects.")
    file.seek(0)
    try:
        return as_record(lenient_json.parse(file.read().removeprefix(BOM)))
    except ValueError as error:
        place = f"{where}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else where
        raise ProblemError(place, "The JSON breaks off or is damaged here.", "Export the file again.") from error

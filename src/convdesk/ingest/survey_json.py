"""Survey tools' JSON: read whole or line by line, with what lies beside it (the questions of a form)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convdesk.ingest import lenient_json
from convdesk.ingest.sniff import text_of
from convdesk.ingest.survey_rows import survey_bytes
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from convdesk.ingest.reader import Head
    from convdesk.model.progress import Progress

LOOKED_AT = 1 << 18
BESIDE_BYTES = 20 << 20
BESIDE_FILES = 60
RECORDS_A_STEP = 200

Record = dict[str, Any]


def begins_with(head: Head, *patterns: str) -> bool:
    """Whether a file is JSON whose beginning has all these keys; cheap."""
    text = text_of(head)[:LOOKED_AT]
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    return all(re.search(rf'"(?:{pattern})"\s*:', text) for pattern in patterns)


def documents(path: Path) -> list[Any]:
    """The JSON values of a file: one, or one a line; raises ProblemError naming the line that is broken."""
    data = lenient_json.as_utf8(survey_bytes(path))
    try:
        return [lenient_json.parse(data)]
    except ValueError as error:
        found = _lines(data)
        if found:
            return found
        line = getattr(error, "lineno", 0)
        where = f"{path.name}, line {line}" if line else path.name
        raise ProblemError(where, "The JSON breaks off or is damaged here.", "Export the file again.") from error


def records(values: Any, *keys: str, depth: int = 3) -> list[Record]:
    """The objects under the first of these keys that holds some; of a list, of all its members."""
    found: list[Record] = []
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, dict):
            inner = next((value[key] for key in keys if isinstance(value.get(key), list)), None)
            found += [item for item in inner if isinstance(item, dict)] if inner is not None else [value]
        elif isinstance(value, list) and depth:
            found += records(value, *keys, depth=depth - 1)
    return found


def each(items: list[Record], progress: Progress) -> Iterator[Record]:
    """One after the other, looking up now and then."""
    for number, item in enumerate(items):
        if number % RECORDS_A_STEP == 0:
            progress.step(number, len(items), "Reading the answers")
        yield item


def beside(path: Path, is_wanted: Callable[[Any], bool], mark: bytes) -> Any | None:
    """The first JSON file in the same folder that has the mark in it and is what is wanted."""
    candidates = [other for other in sorted(path.parent.glob("*.json")) if other != path][:BESIDE_FILES]
    for other in candidates:
        try:
            if other.stat().st_size > BESIDE_BYTES or mark not in (data := other.read_bytes()):
                continue
            value = lenient_json.parse(lenient_json.as_utf8(data))
        except (OSError, ValueError):
            continue
        if is_wanted(value):
            return value
    return None


def inner(value: Any, *names: str) -> Any:
    """What lies under names inside one another; None where there is nothing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def named(value: Any, name: str) -> str:
    """A text or a number under a name, as a text; empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return str(found) if isinstance(found, (str, int)) and not isinstance(found, bool) else ""


def members(value: Any, name: str) -> list[Record]:
    """The objects in a list under a name."""
    found = value.get(name) if isinstance(value, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _lines(data: bytes) -> list[Any]:
    """The values of JSON lines; none where a line is broken."""
    found = []
    for line in data.splitlines():
        if line.strip():
            try:
                found.append(lenient_json.parse(line))
            except ValueError:
                return []
    return found if len(found) > 1 else []

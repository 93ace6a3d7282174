"""The containers recordings come in, opened: lists, wrappers, lines, texts of texts, packed and zipped ones."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from convdesk.ingest.lenient_json import as_utf8, parse
from convdesk.ingest.rrweb_values import LATEST_MS, mapping, number
from convdesk.ingest.sniff import is_javascript
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVENT_LISTS = ("events", "snapshots", "rrwebEvents", "snapshot_data", "data")
_BY_WINDOW = ("snapshotsByWindowId", "snapshot_data_by_window_id")
_INSIDE = ("result", "data", "recording", "session")
_PACKED_LIMIT = 256 * 1024 * 1024
_MUTATED = ("texts", "attributes", "removes", "adds")


@dataclass
class Recorded:
    """The events of a file in the order of the file, with what wrappers around them say, and what was no event."""

    events: list[dict[str, Any]] = field(default_factory=list)
    wrappers: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0

    @property
    def read(self) -> int:
        return len(self.events) + self.rejected

    def take(self, item: Any, where: str) -> None:
        """Keep an event, or say why it is none."""
        try:
            self.events.append(as_event(item))
        except ValueError as error:
            self.reject(where, str(error))

    def reject(self, where: str, what: str) -> None:
        self.rejected += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(Problem(where, what, "It was left out; the other events were imported."))


def open_container(data: bytes, name: str) -> Recorded:
    """All events in a file's bytes (already unzipped); raises ProblemError when there can be none."""
    plain = as_utf8(data).strip()
    if not plain:
        raise ProblemError(name, "The file is empty.", "Export the recording again.")
    if is_javascript(plain[:4096].decode("utf-8", "replace")):
        raise ProblemError(
            name, "This is JavaScript, not JSON.", "Save only the list of events, from [ to ], as a .json file."
        )
    recorded = Recorded()
    try:
        whole = parse(plain)
    except ValueError as error:
        _open_lines(plain, name, recorded, error)
    else:
        for position, item in enumerate(_items(whole, recorded), start=1):
            recorded.take(item, f"event {position}")
    if not recorded.events:
        raise _no_events(name, recorded)
    return recorded


def as_event(item: Any) -> dict[str, Any]:
    """One rrweb event, unpacked; raises ValueError that says why the item is none."""
    unpacked = _unpacked(item)
    if not isinstance(unpacked, dict):
        raise ValueError("This is no rrweb event.")
    event: dict[str, Any] = unpacked
    kind, at_ms = event.get("type"), number(event.get("timestamp"))
    if not isinstance(kind, int) or isinstance(kind, bool) or not 0 <= kind <= 7:
        raise ValueError("This is no rrweb event: its type is not a number from 0 to 7.")
    if at_ms is None or not 0 <= at_ms <= LATEST_MS:
        raise ValueError("This event has no usable time.")
    if event.get("cv"):
        event = _without_compression(event)
    if not isinstance(event.get("data"), dict):
        if kind not in {0, 1}:
            raise ValueError("This event says nothing: it has no data.")
        event["data"] = {}
    return event


def _open_lines(plain: bytes, name: str, recorded: Recorded, error: ValueError) -> None:
    """One JSON value a line; a line that cannot be read is rejected, if the first one can."""
    lines = plain.splitlines()
    if not _is_json(lines[0]) or len(lines) < 2:
        raise _not_json(name, plain, error)
    for number_of_line, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"line {number_of_line}"
        try:
            value = parse(line)
        except ValueError:
            recorded.reject(where, "This line is not whole JSON.")
            continue
        if isinstance(value, dict) and "segment_id" in value and "type" not in value:
            continue
        for item in _items(value, recorded) if _is_holder(value) else [value]:
            recorded.take(item, where)


def _items(value: Any, recorded: Recorded) -> Iterator[Any]:
    """The items of a list or of the list inside wrappers; every wrapper is noted without its events."""
    for _ in range(4):
        if isinstance(value, list):
            yield from value
            return
        if not isinstance(value, dict):
            return
        if "type" in value and "timestamp" in value:
            yield value
            return
        recorded.wrappers.append({name: inside for name, inside in value.items() if name not in _EVENT_LISTS})
        by_window = next((value[name] for name in _BY_WINDOW if isinstance(value.get(name), dict)), None)
        if by_window is not None:
            yield from _windows(by_window)
            return
        listed = next((value[name] for name in _EVENT_LISTS if isinstance(value.get(name), list)), None)
        if listed is not None and isinstance(value.get("window_id"), str):
            listed = list(_windows({value["window_id"]: listed}))
        value = next((value[name] for name in _INSIDE if name in value), None) if listed is None else listed


def _is_holder(value: Any) -> bool:
    if isinstance(value, list):
        return not (len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict))
    return isinstance(value, dict) and not ("type" in value and "timestamp" in value)


def _windows(by_window: dict[str, Any]) -> Iterator[Any]:
    for window, items in by_window.items():
        for item in items if isinstance(items, list) else [items]:
            yield [window, item]


def _unpacked(item: Any) -> Any:
    """An event out of its packing: a JSON text, a zipped text (`"v": "v1"`), or a pair of window and event."""
    if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
        event = _unpacked(item[1])
        return {**event, "windowId": item[0]} if isinstance(event, dict) else event
    if not isinstance(item, str):
        return item
    return _unzipped(item) if item.startswith("x") else _parsed(item)


def _without_compression(event: dict[str, Any]) -> dict[str, Any]:
    """PostHog's `cv: 2024-10`: some fields of `data`, or all of it, are zipped texts."""
    data = event.get("data")
    if isinstance(data, str):
        return {**event, "data": _unzipped(data)}
    plain = {
        name: _unzipped(value) if name in _MUTATED and isinstance(value, str) else value
        for name, value in mapping(data).items()
    }
    return {**event, "data": plain}


def _unzipped(packed: str) -> Any:
    try:
        opened = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(packed.encode("latin-1"), _PACKED_LIMIT)
    except (UnicodeEncodeError, zlib.error) as error:
        raise ValueError("This packed event cannot be unpacked.") from error
    return _parsed(opened)


def _parsed(content: str | bytes) -> Any:
    try:
        return parse(content)
    except ValueError as error:
        raise ValueError("This event is not whole JSON.") from error


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(parse(line), (dict, list))
    except ValueError:
        return False


def _not_json(name: str, plain: bytes, error: ValueError) -> ProblemError:
    if not isinstance(error, json.JSONDecodeError):
        return ProblemError(name, "This is not JSON.", "Export the recording again as JSON.")
    where = f"{name}, line {error.lineno}, character {error.colno}"
    is_cut = error.pos >= len(error.doc) - 1 or "nterminated" in error.msg or "end of data" in error.msg
    if is_cut and plain[:1] in b"[{":
        return ProblemError(where, "The file ends here: this is half a JSON.", "Export or copy the recording again.")
    return ProblemError(where, "From here on this is not JSON.", "Export the recording again as JSON.")


def _no_events(name: str, recorded: Recorded) -> ProblemError:
    if recorded.problems:
        first = recorded.problems[0]
        what = f"None of its {recorded.rejected:,} items is an rrweb event; {first.where}: {first.what}"
    else:
        what = "There are no rrweb events in this file."
    return ProblemError(name, what, "Export the recording as a JSON list of rrweb events.")

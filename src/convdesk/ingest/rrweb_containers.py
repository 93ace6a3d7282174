"""The containers recordings come in, opened: lists, wrappers, lines, windows, segments, texts of texts, packed ones."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from convdesk.ingest.json_pieces import whole_part
from convdesk.ingest.lenient_json import as_utf8, parse
from convdesk.ingest.letting_go import let_go_later
from convdesk.ingest.rrweb_events import Unpacking
from convdesk.ingest.rrweb_refusals import no_events, not_json, refuse_foreign
from convdesk.ingest.rrweb_sorting import Around, Sorting
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_recorded import Sorted

Content = bytes | bytearray
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_EVENT_LISTS = (
    "events", "snapshots", "rrwebEvents", "snapshot_data", "$snapshot_items", "$snapshot_data", "recordings", "replays",
    "sessions", "data",
)  # fmt: skip
_BY_WINDOW = ("snapshotsByWindowId", "snapshot_data_by_window_id")
_INSIDE = (
    "result", "results", "data", "recording", "session", "properties", "payload", "replay", "events", "$snapshot_data",
)  # fmt: skip
_WINDOWS = ("window_id", "windowId", "$window_id")
_LISTS = frozenset({*_EVENT_LISTS, *_BY_WINDOW})
_HOLDERS = frozenset({*_LISTS, *_INSIDE, "segment_id"})
_DEEPEST = 8
SEGMENT = re.compile(rb'\{\s*"segment_id"\s*:\s*\d+\s*\}\s*?\r?\n')


@dataclass
class _Opening:
    """A file being opened: what is found goes into `sorting`."""

    unpacking: Unpacking
    sorting: Sorting
    progress: Progress = field(default_factory=Progress)
    line: int = 0
    items: int = 0

    def take_all(self, value: Any) -> None:
        """Take the value of a whole file."""
        try:
            self.take(value, Around())
        except Cancelled:
            let_go_later(value, *(recorded.events for recorded in self.sorting.sorted().recordings))
            raise

    def take(self, value: Any, around: Around, depth: int = 0) -> None:
        """Take a JSON value apart, down to its events."""
        if depth > _DEEPEST:
            self._event(value, around)
        elif is_pair(value):
            self.take(value[1], replace(around, window=value[0]), depth + 1)
        elif isinstance(value, list):
            for item in self.progress.heeding(value):
                self.take(item, around, depth + 1)
        elif isinstance(value, str):
            self._packed(value, around, depth)
        elif _is_wrapper(value):
            self._wrapper(value, around, depth)
        else:
            self._event(value, around)

    def _packed(self, value: str, around: Around, depth: int) -> None:
        try:
            opened = self.unpacking.opened(value)
        except ValueError as error:
            self.reject(str(error))
            return
        if isinstance(opened, str):
            self._event(None, around)
        else:
            self.take(opened, around, depth + 1)

    def _wrapper(self, value: dict[str, Any], around: Around, depth: int) -> None:
        """Note what a wrapper says and go on with what it holds."""
        holding = _holding(value)
        told = {name: inside for name, inside in value.items() if name != holding and name not in _LISTS}
        window = next((value[name] for name in _WINDOWS if isinstance(value.get(name), str)), around.window)
        inner = self.sorting.inside(replace(around, window=window), told)
        held = value.get(holding) if holding else None
        if isinstance(held, dict) and (holding in _BY_WINDOW or _is_by_window(held)):
            for own_window, items in held.items():
                self.take(items, replace(inner, window=own_window), depth + 1)
        elif held is not None:
            self.take(held, inner, depth + 1)

    def _event(self, value: Any, around: Around) -> None:
        self.items += 1
        self.sorting.take(value, around, self._where())

    def reject(self, what: str) -> None:
        """Count something that cannot be an event."""
        self.items += 1
        self.sorting.reject(self._where(), what)

    def _where(self) -> str:
        return f"line {self.line}" if self.line else f"event {self.items}"


def open_container(data: Content, name: str, progress: Progress | None = None, *, keeps_cut: bool = False) -> Sorted:
    """All events in a file's bytes (already unzipped), session by session; raises ProblemError when there are none.

    `keeps_cut`: of a JSON that ends in the middle, what is whole is taken, and the rest is a rejected event.
    """
    unpacking = Unpacking(name, len(data))
    plain = trimmed(_without_segments(data, unpacking, name))
    if not plain:
        raise ProblemError(name, "The file is empty.", "Export the recording again.")
    refuse_foreign(plain, name)
    opening = _Opening(unpacking, Sorting(unpacking), progress or Progress())
    if _is_lines(plain, opening.progress):
        _open_lines(plain, opening)
    else:
        try:
            opening.take_all(parse(plain, progress))
        except ValueError as error:
            part = whole_part(plain) if keeps_cut and plain[:1] in (b"[", b"{") else None
            if part is None or not _is_json(part, opening.progress):
                raise not_json(name, plain, error) from error
            opening.take(parse(part, opening.progress), Around())
            opening.reject("The file ends in the middle of this event.")
    found = opening.sorting.sorted()
    if not found.recordings:
        raise no_events(name, found)
    return found


def is_pair(value: Any) -> bool:
    """Whether a list is a window's id and one event of that window."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def _is_lines(plain: Content, progress: Progress) -> bool:
    """Whether a text is several JSON values, each on a line: whether the first line is one."""
    end = plain.find(b"\n")
    return end > 0 and _is_json(plain[:end], progress)


def _open_lines(plain: Content, opening: _Opening) -> None:
    """One JSON value a line; a line that cannot be read is rejected."""
    start = 0
    while start < len(plain):
        end = plain.find(b"\n", start)
        line = trimmed(plain[start : end if end >= 0 else len(plain)])
        start = end + 1 if end >= 0 else len(plain)
        opening.line += 1
        opening.progress.raise_if_cancelled()
        if not line:
            continue
        try:
            value = parse(line, opening.progress)
        except ValueError:
            opening.reject("This line is not whole JSON.")
            continue
        opening.take(value, Around())


def trimmed(plain: Content) -> Content:
    """The text without blanks around it; not a copy where there are none."""
    has_blanks = plain[:1].isspace() or plain[-1:].isspace()
    return plain.strip() if has_blanks else plain


def _without_segments(data: Content, unpacking: Unpacking, name: str) -> Content:
    """Sentry's segments may be zlib bytes, behind a line with their number; anything else is UTF-8 already."""
    head = SEGMENT.match(data)
    start = head.end() if head else 0
    if is_zlib(data[start : start + 2]):
        try:
            return unpacking.plain(data[start:])
        except zlib.error as error:
            raise ProblemError(name, "The packed segment is damaged.", "Download it again.") from error
    return as_utf8(bytes(data)) if data[:3].startswith(_MARKS) else data


def is_zlib(data: Content) -> bool:
    """Whether bytes begin as zlib writes them."""
    return data[:1] == b"x" and len(data) > 1 and int.from_bytes(data[:2], "big") % 31 == 0 and data[1:2] in _LEVELS


_LEVELS = (b"\x01", b"\x5e", b"\x9c", b"\xda")


def _is_wrapper(value: Any) -> bool:
    """Whether an object holds events instead of being one."""
    if not isinstance(value, dict):
        return False
    if "timestamp" in value and isinstance(value.get("type"), int):
        return False
    return not _HOLDERS.isdisjoint(value)


def _holding(value: dict[str, Any]) -> str | None:
    """The name under which a wrapper holds its events."""
    for name in _BY_WINDOW:
        if isinstance(value.get(name), dict):
            return name
    for name in _EVENT_LISTS:
        held = value.get(name)
        if isinstance(held, list) or (isinstance(held, dict) and _is_by_window(held)):
            return name
    return next((name for name in _INSIDE if name in value), None)


def _is_by_window(value: dict[str, Any]) -> bool:
    """Whether an object is lists of events by window."""
    return bool(value) and all(isinstance(items, list) for items in value.values()) and _HOLDERS.isdisjoint(value)


def _is_json(line: Content, progress: Progress) -> bool:
    try:
        return isinstance(parse(line, progress), (dict, list))
    except ValueError:
        return False

"""The items of a JSON array of any size, parsed block by block: what the file holds is never in memory at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from convdesk.ingest import lenient_json
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

BLOCK_BYTES = 3 << 16
"""Small enough that other threads have their turn, and a cancel is heard, many times a second."""

LARGEST_ITEM_BYTES = 64 << 20
WRAPPERS = frozenset({"results", "events", "batch", "data", "records"})
"""Members that hold the list of records, where a file is one object or a line one object of many records."""

OF_A_RECORD = frozenset({
    "event", "event_name", "event_type", "eventType", "type", "name", "timestamp", "time", "properties", "distinct_id",
    "user_id", "userId",
})  # fmt: skip
"""Members of records themselves: what has one of these wraps none."""

_QUOTE, _BACKSLASH, _COMMA = b'"\\,'
_STEPS = np.zeros(256, np.int8)
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1
_IS_MARK = _STEPS != 0
_IS_MARK[_COMMA] = True


def array_at(text: str) -> int | None:
    """Where the list of objects opens in the beginning of a JSON text: the text itself, or a member so named."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "[":
        return start
    decoder = json.JSONDecoder()
    at = start + 1
    try:
        while text[start : start + 1] == "{":
            name, at = decoder.raw_decode(text, _behind(text, at, " \t\r\n,"))
            at = _behind(text, at, " \t\r\n:")
            if name in WRAPPERS and _opens_objects(text, at):
                return at
            if name in OF_A_RECORD:
                return None
            _, at = decoder.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    return None


def items_of(file: IO[bytes], start: int, where: str) -> Iterator[list[Any]]:
    """The items of the array that opens at a byte of the file, some at a time.

    Raises ProblemError, with the line, where the text is damaged or breaks off.
    """
    file.seek(0)
    before = file.read(start + 1)
    scan = _Scan(where, is_wrapped=before.lstrip()[:1] == b"{", line=1 + before.count(b"\n"))
    while block := _whole_block(file):
        yield scan.items_in(block)
    scan.end()


def _opens_objects(text: str, at: int) -> bool:
    first = _behind(text, at + 1, " \t\r\n")
    return text[at : at + 1] == "[" and text[first : first + 1] in {"{", "]"}


def _behind(text: str, at: int, passed: str) -> int:
    while at < len(text) and text[at] in passed:
        at += 1
    return at


def _whole_block(file: IO[bytes]) -> bytes:
    """The next bytes, never ending between a backslash and what it stands before."""
    block = file.read(BLOCK_BYTES)
    while block.endswith(b"\\") and (more := file.read(1)):
        block += more
    return block


@dataclass
class _Scan:
    """How far the walk is: `depth` 1 is inside the array, 0 behind it; `line` is the one `rest` begins on."""

    where: str
    is_wrapped: bool
    line: int
    depth: int = 1
    is_inside_text: bool = False
    is_over: bool = False
    rest: bytes = b""

    def items_in(self, block: bytes) -> list[Any]:
        """The items that end in a block."""
        places, depths = self._marks_in(block)
        if self.is_over:
            self.rest += block.strip()[:1]
            return []
        closing = np.flatnonzero(depths == 0)
        if closing.size:
            self.is_over = True
            return self._parsed(self.rest, block, int(places[closing[0]]))
        commas = places[(depths == 1) & (np.frombuffer(block, np.uint8)[places] == _COMMA)]
        if commas.size:
            return self._parsed(self.rest, block, int(commas[-1]))
        self.rest += block
        if len(self.rest) > LARGEST_ITEM_BYTES:
            what = f"One item of the list is larger than {LARGEST_ITEM_BYTES >> 20} MB."
            raise _damaged(self.where, self.line, what)
        return []

    def end(self) -> None:
        """Raise ProblemError unless the array was closed, and what it stands in."""
        if not self.is_over or self.is_inside_text or self.depth != -int(self.is_wrapped):
            raise _damaged(self.where, self.line + self.rest.count(b"\n"), "The JSON breaks off here.")
        if self.rest.strip() and not self.is_wrapped:
            raise _damaged(self.where, self.line, "Something follows the end of the list.")

    def _parsed(self, rest: bytes, block: bytes, cut: int) -> list[Any]:
        """The items up to a comma or to the end of the array."""
        piece, self.rest = rest + block[:cut], block[cut + 1 :]
        try:
            values: list[Any] = lenient_json.parse(b"[%b]" % piece) if piece.strip() else []
        except ValueError as error:
            line = self.line + (error.lineno - 1 if isinstance(error, json.JSONDecodeError) else 0)
            raise _damaged(self.where, line, "The JSON is damaged here.") from error
        self.line += piece.count(b"\n")
        return values

    def _marks_in(self, block: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places of brackets and commas outside texts, and how deep it is behind each."""
        data = np.frombuffer(block, np.uint8)
        quotes = _quotes(data)
        marks = np.flatnonzero(_IS_MARK[data])
        marks = marks[(np.searchsorted(quotes, marks) + self.is_inside_text) % 2 == 0]
        depths = self.depth + np.cumsum(_STEPS[data[marks]], dtype=np.int64)
        self.depth = int(depths[-1]) if depths.size else self.depth
        self.is_inside_text = bool((len(quotes) + self.is_inside_text) % 2)
        return marks, depths


def _quotes(block: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where texts begin and end: quotation marks behind an even number of backslashes."""
    quotes = np.flatnonzero(block == _QUOTE)
    slashes = block == _BACKSLASH
    if not quotes.size or not slashes.any():
        return quotes
    places = np.arange(len(block))
    last_other = np.maximum.accumulate(np.where(slashes, -1, places))
    run = np.where(quotes > 0, quotes - 1 - last_other[quotes - 1], 0)
    unescaped: NDArray[np.int64] = quotes[run % 2 == 0]
    return unescaped


def _damaged(where: str, line: int, what: str) -> ProblemError:
    return ProblemError(f"{where}, line {line}", what, "Export the file again, to its end.")

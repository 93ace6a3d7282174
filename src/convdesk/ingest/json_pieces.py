"""A large JSON text parsed in small pieces, so that other threads have their turn between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from convdesk.ingest.letting_go import let_go_later
from convdesk.model.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

PIECE_BYTES = 1 << 18
"""What the fast library parses in a few milliseconds, in which no other thread runs."""

_BLOCK_BYTES = 1 << 20
_DEEPEST = 50
"""Below this, what is left is parsed at once."""
_QUOTE, _BACKSLASH, _BRACKET, _COMMA = b'"\\[,'
_STEPS = np.zeros(256, np.int8)
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1
_IS_MARK = _STEPS != 0
_IS_MARK[list(b",:")] = True


class CutError(json.JSONDecodeError):
    """A JSON text that ends in the middle: its place is its end, and the text is not kept."""

    def __init__(self, data: bytes | bytearray) -> None:
        super().__init__("unexpected end of data", "", 0)
        self.pos = len(data)
        self.lineno = data.count(b"\n") + 1
        self.colno = len(data) - data.rfind(b"\n") - 1


def parse_in_pieces(
    data: bytes | bytearray, loads: Callable[[bytes], Any] = orjson.loads, heed: Callable[[], None] = lambda: None
) -> Any:
    """The value of a JSON text, as `loads` reads pieces of it; `heed` is called before every other piece of work.

    Raises CutError where the text is not whole, ValueError where it is no JSON.
    """
    if len(data) <= PIECE_BYTES:
        return loads(bytes(data))
    marks = _marks_of(data, heed)
    if marks.is_open:
        raise CutError(data)
    return _Text(data, marks, loads).value(0, len(data))


def whole_part(data: bytes | bytearray) -> bytes | None:
    """The beginning of a cut JSON text up to the last whole item of its outermost open list, with its brackets closed.

    None where no list has a whole item.
    """
    if not data:
        return None
    marks = _marks_of(data)
    kinds = np.frombuffer(data, np.uint8)[marks.places]
    closing = b""
    for depth in range(1, min(int(marks.depths[-1]) if marks.depths.size else 0, _DEEPEST) + 1):
        opening = int(np.flatnonzero((_STEPS[kinds] > 0) & (marks.depths == depth))[-1])
        is_list = kinds[opening] == _BRACKET
        closing = (b"]" if is_list else b"}") + closing
        commas = np.flatnonzero((kinds[opening:] == _COMMA) & (marks.depths[opening:] == depth))
        if is_list and commas.size:
            return bytes(data[: int(marks.places[opening + int(commas[-1])])]) + closing
    return None


@dataclass(frozen=True)
class _Marks:
    """Brackets, commas and colons outside texts: where they are, and how deep it is behind them."""

    places: NDArray[np.int64]
    depths: NDArray[np.int32]
    is_open: bool
    """Whether the text ends within brackets or a text."""


@dataclass(frozen=True)
class _Text:
    """The text with its marks, to be parsed from one place to another."""

    data: bytes | bytearray
    marks: _Marks
    loads: Callable[[bytes], Any]

    def value(self, start: int, end: int, depth: int = 0) -> Any:
        """The value between two bytes, which lies `depth` brackets deep."""
        is_small = end - start <= PIECE_BYTES or depth > _DEEPEST
        first, last = (0, 0) if is_small else self._within(start, end)
        if first == last:
            return self.loads(bytes(self.data[start:end]))
        if self.data[first] == _BRACKET:
            return self._list(first, last, depth + 1)
        return self._object(first, last, depth + 1)

    def _list(self, first: int, last: int, depth: int) -> list[Any]:
        values: list[Any] = []
        try:
            for start, end in self._runs(first, last, depth):
                if end - start > PIECE_BYTES:
                    values.append(self.value(start, end, depth))
                else:
                    values += self.loads(b"[%b]" % self._some(start, end))
        except Cancelled:
            let_go_later(values)
            raise
        return values

    def _object(self, first: int, last: int, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for start, end in self._runs(first, last, depth):
            if end - start > PIECE_BYTES:
                colon = self._colon_after(start)
                values[self.loads(bytes(self.data[start:colon]))] = self.value(colon + 1, end, depth)
            else:
                values |= self.loads(b"{%b}" % self._some(start, end))
        return values

    def _within(self, start: int, end: int) -> tuple[int, int]:
        """The opening and the closing bracket of the value between two bytes; (0, 0) where it is a long text."""
        places = self.marks.places
        first, behind = np.searchsorted(places, (start, end))
        if first == behind:
            return 0, 0
        opening, closing = int(places[first]), int(places[behind - 1])
        if self.data[start:opening].strip() or self.data[closing + 1 : end].strip():
            raise ValueError("something stands beside the value")
        if self.data[opening : opening + 1] + self.data[closing : closing + 1] not in (b"[]", b"{}"):
            raise ValueError("the brackets do not fit")
        return opening, closing

    def _some(self, start: int, end: int) -> bytes:
        """The bytes between two commas or brackets, where something must stand."""
        piece = bytes(self.data[start:end])
        if not piece.strip():
            raise ValueError("a comma with nothing beside it")
        return piece

    def _runs(self, first: int, last: int, depth: int) -> Iterator[tuple[int, int]]:
        """Neighbours between two brackets, as many together as fit into a piece; a larger one is alone."""
        start = first + 1
        before = start
        for cut in [*self._commas(first, last, depth), last]:
            if cut - start > PIECE_BYTES and before > start:
                yield start, before - 1
                start = before
            if cut - start > PIECE_BYTES:
                yield start, cut
                start = cut + 1
            before = cut + 1
        if start <= last:
            yield start, last

    def _commas(self, first: int, last: int, depth: int) -> list[int]:
        low, high = np.searchsorted(self.marks.places, (first, last))
        places, depths = self.marks.places[low:high], self.marks.depths[low:high]
        level = places[depths == depth]
        bytes_there = np.frombuffer(self.data, np.uint8)[level]
        found: list[int] = level[bytes_there == _COMMA].tolist()
        return found

    def _colon_after(self, start: int) -> int:
        return int(self.marks.places[np.searchsorted(self.marks.places, start)])


def _marks_of(data: bytes | bytearray, heed: Callable[[], None] = lambda: None) -> _Marks:
    places: list[NDArray[np.int64]] = []
    depths: list[NDArray[np.int32]] = []
    depth, is_inside, start = 0, False, 0
    while start < len(data):
        heed()
        end = _block_end(data, start)
        block = np.frombuffer(data, np.uint8, end - start, start)
        quotes = _quotes(block)
        in_text = np.bitwise_xor.accumulate(quotes)
        marks = np.flatnonzero(_IS_MARK[block] & (in_text == is_inside))
        depths.append(depth + np.cumsum(_STEPS[block[marks]], dtype=np.int32))
        places.append(marks + start)
        depth = int(depths[-1][-1]) if marks.size else depth
        is_inside ^= bool(in_text[-1])
        start = end
    return _Marks(np.concatenate(places), np.concatenate(depths), depth > 0 or bool(is_inside))


def _block_end(data: bytes | bytearray, start: int) -> int:
    """The end of a block, never between a backslash and what it stands before."""
    end = min(start + _BLOCK_BYTES, len(data))
    while end < len(data) and data[end - 1] == _BACKSLASH:
        end += 1
    return end


def _quotes(block: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether a text begins or ends at a byte: quotation marks behind an even number of backslashes."""
    is_quote: NDArray[np.bool_] = block == _QUOTE
    slashes = block == _BACKSLASH
    if not slashes.any():
        return is_quote
    quotes = np.flatnonzero(is_quote)
    escaped = quotes[(quotes > 0) & slashes[quotes - 1]]
    if escaped.size:
        others = np.flatnonzero(~slashes)
        last_other = others[np.searchsorted(others, escaped) - 1]
        last_other[escaped <= others[0]] = -1
        is_quote[escaped[(escaped - 1 - last_other) % 2 == 1]] = False
    return is_quote

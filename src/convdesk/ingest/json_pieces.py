"""A large JSON text parsed in small pieces, so that other threads have their turn between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def parse_in_pieces(data: bytes) -> Any:
    """The value of a JSON text, as orjson would read it; raises ValueError where the text is not whole."""
    if len(data) <= PIECE_BYTES:
        return orjson.loads(data)
    return _Text(data, _marks_of(data)).value(0, len(data))


@dataclass(frozen=True)
class _Marks:
    """Brackets, commas and colons outside texts: where they are, and how deep it is behind them."""

    places: NDArray[np.int64]
    depths: NDArray[np.int32]


@dataclass(frozen=True)
class _Text:
    """The text with its marks, to be parsed from one place to another."""

    data: bytes
    marks: _Marks

    def value(self, start: int, end: int, depth: int = 0) -> Any:
        """The value between two bytes, which lies `depth` brackets deep."""
        is_small = end - start <= PIECE_BYTES or depth > _DEEPEST
        first, last = (0, 0) if is_small else self._within(start, end)
        if first == last:
            return orjson.loads(self.data[start:end])
        if self.data[first] == _BRACKET:
            return self._list(first, last, depth + 1)
        return self._object(first, last, depth + 1)

    def _list(self, first: int, last: int, depth: int) -> list[Any]:
        values: list[Any] = []
        for start, end in self._runs(first, last, depth):
            if end - start > PIECE_BYTES:
                values.append(self.value(start, end, depth))
            else:
                values += orjson.loads(b"[%b]" % self._some(start, end))
        return values

    def _object(self, first: int, last: int, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for start, end in self._runs(first, last, depth):
            if end - start > PIECE_BYTES:
                colon = self._colon_after(start)
                values[orjson.loads(self.data[start:colon])] = self.value(colon + 1, end, depth)
            else:
                values |= orjson.loads(b"{%b}" % self._some(start, end))
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
        piece = self.data[start:end]
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


def _marks_of(data: bytes) -> _Marks:
    places: list[NDArray[np.int64]] = []
    depths: list[NDArray[np.int32]] = []
    depth, is_inside, start = 0, False, 0
    while start < len(data):
        end = _block_end(data, start)
        block = np.frombuffer(data, np.uint8, end - start, start)
        quotes = _quotes(block)
        marks = np.flatnonzero(_IS_MARK[block])
        is_outside = (np.searchsorted(quotes, marks) + is_inside) % 2 == 0
        marks = marks[is_outside]
        depths.append(depth + np.cumsum(_STEPS[block[marks]], dtype=np.int32))
        places.append(marks + start)
        depth = int(depths[-1][-1]) if marks.size else depth
        is_inside = bool((len(quotes) + is_inside) % 2)
        start = end
    if depth or is_inside:
        raise ValueError("the text is not whole")
    return _Marks(np.concatenate(places), np.concatenate(depths))


def _block_end(data: bytes, start: int) -> int:
    """The end of a block, never between a backslash and what it stands before."""
    end = min(start + _BLOCK_BYTES, len(data))
    while end < len(data) and data[end - 1] == _BACKSLASH:
        end += 1
    return end


def _quotes(block: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where texts begin and end: quotation marks behind an even number of backslashes."""
    quotes = np.flatnonzero(block == _QUOTE)
    slashes = block == _BACKSLASH
    if not quotes.size or not slashes.any():
        return quotes
    places = np.arange(len(block))
    last_other = np.maximum.accumulate(np.where(slashes, -1, places))
    before = quotes - 1
    run = np.where(quotes > 0, before - last_other[before], 0)
    unescaped: NDArray[np.int64] = quotes[run % 2 == 0]
    return unescaped

"""Columns as blobs: an array, delta first where that helps, through Zarr's Blosc (zstd with byte shuffle)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import orjson
from numcodecs import blosc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

LEVEL = 3
QUICK_LEVEL = 1
"""For columns and dictionaries, which it packs as small as the next ones do, in half the time."""

PIECE_BYTES = 8 << 20
TERMS_A_BLOCK = 65_536


@dataclass(frozen=True)
class Block:
    """One encoded array: what is needed to decode it."""

    rows: int
    dtype: str
    is_delta: bool
    data: bytes


def encode(array: NDArray[np.generic], *, is_delta: bool = False) -> Block:
    """An array as a block; with `is_delta` the differences are kept (for sorted integers)."""
    dtype = array.dtype.str
    if is_delta and array.size:
        array = np.diff(array, prepend=array.dtype.type(0))
    plain = np.ascontiguousarray(array)
    data = blosc.compress(plain, b"zstd", QUICK_LEVEL, blosc.SHUFFLE) if plain.size else b""
    return Block(len(plain), dtype, is_delta, data)


def decode(block: Block, out: NDArray[np.generic] | None = None) -> NDArray[np.generic]:
    """The array of a block, into `out` where it is given."""
    array = np.empty(block.rows, np.dtype(block.dtype)) if out is None else out
    if not block.rows:
        return array
    blosc.decompress(block.data, array)
    if block.is_delta:
        np.cumsum(array, out=array)
    return array


def narrow(codes: NDArray[np.integer], terms: int) -> NDArray[np.integer]:
    """Codes (−1 allowed) in the smallest signed integers that hold them."""
    for dtype in (np.int8, np.int16, np.int32):
        if terms <= np.iinfo(dtype).max:
            return codes.astype(dtype, copy=False)
    return codes.astype(np.int64, copy=False)


def pack(plain: bytes, *, level: int = LEVEL, heed: Callable[[], None] = lambda: None) -> bytes:
    """Bytes of any kind, compressed piece by piece; `heed` is called before each, and may raise to stop."""
    pieces = []
    for start in range(0, len(plain), PIECE_BYTES):
        heed()
        pieces.append(blosc.compress(plain[start : start + PIECE_BYTES], b"zstd", level, blosc.NOSHUFFLE))
    return b"".join(pieces)


def unpack(data: bytes) -> bytes:
    """The bytes again; Blosc writes into the head of each piece how long it is packed."""
    pieces, start = [], 0
    while start < len(data):
        end = start + int.from_bytes(data[start + 12 : start + 16], "little")
        pieces.append(blosc.decompress(data[start:end]))
        start = end
    return b"".join(pieces)


def encode_terms(terms: Sequence[str]) -> bytes:
    """A piece of a dictionary as a blob."""
    return pack(orjson.dumps(list(terms)), level=QUICK_LEVEL)


def decode_terms(data: bytes) -> list[str]:
    terms: list[str] = orjson.loads(unpack(data))
    return terms


def encode_records(records: NDArray[np.void]) -> bytes:
    """Records (clicks, visits) as a blob; the dtype is known to both sides."""
    return encode(records.view(np.uint8)).data if records.size else b""


def encode_timed(records: NDArray[np.void]) -> bytes:
    """Records with a time in `at_ms` as a blob: field by field, times as differences."""
    fields = [np.ascontiguousarray(records[name]) for name in records.dtype.names or ()]
    fields[0] = np.diff(fields[0], prepend=np.int64(0))
    parts = [blosc.compress(plain, b"zstd", LEVEL, blosc.SHUFFLE) for plain in fields]
    return orjson.dumps([len(part) for part in parts]) + b"\n" + b"".join(parts)


def decode_timed(data: bytes, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """The records that `encode_timed` was given."""
    sizes, _, packed = data.partition(b"\n")
    ends = np.cumsum(orjson.loads(sizes))
    kinds = [dtype[name] for name in dtype.names or ()]
    fields = [
        np.frombuffer(blosc.decompress(packed[end - size : end]), kind)
        for size, end, kind in zip(orjson.loads(sizes), ends, kinds, strict=True)
    ]
    records = np.empty(len(fields[0]), dtype)
    records["at_ms"] = np.cumsum(fields[0])
    for name, values in zip((dtype.names or ())[1:], fields[1:], strict=True):
        records[name] = values
    return records


def decode_records(data: bytes, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    if not data:
        return np.empty(0, dtype)
    return np.frombuffer(blosc.decompress(data), dtype)

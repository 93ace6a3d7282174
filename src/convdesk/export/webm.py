"""WebM: encoded video frames written as Matroska, without a library, since nothing but one track is needed.

https://www.matroska.org/technical/elements.html
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

CLUSTER_MS, LONGEST_CLUSTER_MS = 5_000, 30_000
"""From which length on a cluster ends before a frame that stands alone, and before any: a frame's time inside one has
two bytes."""
_EBML, _SEGMENT, _INFO, _TRACKS, _ENTRY, _VIDEO = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
_CLUSTER, _TIME, _BLOCK, _CUES, _CUE = 0x1F43B675, 0xE7, 0xA3, 0x1C53BB6B, 0xBB


class Chunk(NamedTuple):
    """One encoded frame: ms from the beginning, whether it stands alone, its bytes."""

    at_ms: int
    is_key: bool
    data: bytes


def write_webm(path: Path, size: tuple[int, int], chunks: Sequence[Chunk], lasts_ms: int) -> None:
    """Write a film; see `webm`."""
    path.write_bytes(webm(size, chunks, lasts_ms))


def webm(size: tuple[int, int], chunks: Sequence[Chunk], lasts_ms: int) -> bytes:
    """VP8 frames, the first of which stands alone, as a film of `lasts_ms`."""
    head = _element(_EBML, *(_number(*pair) for pair in ((0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8))),
                    _element(0x4282, b"webm"), _number(0x4287, 4), _number(0x4285, 2))  # fmt: skip
    info = _element(_INFO, _number(0x2AD7B1, 1_000_000), _element(0x4489, struct.pack(">d", float(lasts_ms))),
                    _element(0x4D80, b"convdesk"), _element(0x5741, b"convdesk"))  # fmt: skip
    video = _element(_VIDEO, _number(0xB0, size[0]), _number(0xBA, size[1]))
    track = _element(_ENTRY, _number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1), _element(0x86, b"V_VP8"), video)
    tracks = _element(_TRACKS, track)
    clusters, cues = _clusters(chunks, len(info) + len(tracks))
    body = b"".join([info, tracks, *clusters, cues])
    return head + _id(_SEGMENT) + _size(len(body)) + body


def _clusters(chunks: Iterable[Chunk], begins: int) -> tuple[list[bytes], bytes]:
    """Frames in clusters, and where each one lies that begins with a frame that stands alone."""
    groups: list[list[Chunk]] = []
    for chunk in chunks:
        lasts = chunk.at_ms - groups[-1][0].at_ms if groups else LONGEST_CLUSTER_MS
        if lasts >= (CLUSTER_MS if chunk.is_key else LONGEST_CLUSTER_MS):
            groups.append([])
        groups[-1].append(chunk)
    written, points = [], []
    for group in groups:
        if group[0].is_key:
            points.append(_point(group[0].at_ms, begins))
        written.append(_cluster(group))
        begins += len(written[-1])
    return written, _element(_CUES, *points)


def _cluster(group: Sequence[Chunk]) -> bytes:
    begins = group[0].at_ms
    blocks = (
        _element(_BLOCK, b"\x81" + struct.pack(">hB", chunk.at_ms - begins, 0x80 if chunk.is_key else 0), chunk.data)
        for chunk in group
    )
    return _element(_CLUSTER, _number(_TIME, begins), *blocks)


def _point(at_ms: int, position: int) -> bytes:
    return _element(_CUE, _number(0xB3, at_ms), _element(0xB7, _number(0xF7, 1), _number(0xF1, position)))


def _element(number: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return _id(number) + _size(len(body)) + body


def _number(number: int, value: int) -> bytes:
    return _element(number, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def _id(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _size(length: int) -> bytes:
    """A length in eight bytes, which is always allowed."""
    return (length | 1 << 56).to_bytes(8, "big")

"""WebM files as players read them, taken apart again by their own lengths."""

from __future__ import annotations

import struct

from convdesk.export.webm import CLUSTER_MS, Chunk, write_webm

HOLDING = {0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0x1F43B675, 0x1C53BB6B, 0xBB, 0xB7, 0x1A45DFA3}


def parsed(data, at=0, end=None):
    """(id, position, value) of every element; values of those that hold others are lists."""
    end, found = len(data) if end is None else end, []
    while at < end:
        start, first = at, data[at]
        width = next(n for n in range(1, 5) if first >> (8 - n))
        number = int.from_bytes(data[at : at + width], "big")
        at += width
        assert data[at] == 1, "lengths are of eight bytes"
        length = int.from_bytes(data[at + 1 : at + 8], "big")
        at += 8
        value = parsed(data, at, at + length) if number in HOLDING else data[at : at + length]
        found.append((number, start, value))
        at += length
    assert at == end
    return found


def all_of(found, number):
    here = [(start, value) for one, start, value in found if one == number]
    return here + [hit for _, _, value in found if isinstance(value, list) for hit in all_of(value, number)]


def write(tmp_path, count=120, every=50):
    chunks = [Chunk(100 * n, n % every == 0, b"frame %d" % n) for n in range(count)]
    path = tmp_path / "a.webm"
    write_webm(path, (1280, 800), chunks, 100 * count)
    return path.read_bytes(), chunks


def test_the_file_says_what_it_is_how_large_and_how_long(tmp_path):
    found = parsed(write(tmp_path)[0])
    assert all_of(found, 0x4282)[0][1] == b"webm"
    assert all_of(found, 0x86)[0][1] == b"V_VP8"
    assert struct.unpack(">d", all_of(found, 0x4489)[0][1]) == (12_000.0,)
    assert [int.from_bytes(all_of(found, number)[0][1], "big") for number in (0xB0, 0xBA)] == [1280, 800]


def test_every_frame_is_in_it_at_its_time(tmp_path):
    data, chunks = write(tmp_path)
    times, frames = [], []
    for _, cluster in all_of(parsed(data), 0x1F43B675):
        begins = int.from_bytes(cluster[0][2], "big")
        for number, _, block in cluster[1:]:
            assert number == 0xA3
            offset, flags = struct.unpack(">hB", block[1:4])
            times.append(begins + offset)
            frames.append((bool(flags & 0x80), block[4:]))
    assert times == [chunk.at_ms for chunk in chunks]
    assert frames == [(chunk.is_key, chunk.data) for chunk in chunks]


def test_a_player_can_jump_to_each_cluster_which_begins_with_a_whole_frame(tmp_path):
    data, _ = write(tmp_path)
    found = parsed(data)
    clusters = all_of(found, 0x1F43B675)
    segment = next(value for number, _, value in found if number == 0x18538067)
    begins = segment[0][1]
    positions = [int.from_bytes(value, "big") for _, value in all_of(found, 0xF1)]
    assert positions == [start - begins for start, _ in clusters]
    assert all(cluster[1][2][3] & 0x80 for _, cluster in clusters)
    assert len(clusters) == 120 * 100 // CLUSTER_MS + (120 * 100 % CLUSTER_MS > 0)

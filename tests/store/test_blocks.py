"""Bytes in blocks: what was packed comes back, in one piece or many."""

from __future__ import annotations

import pytest
from numcodecs import blosc

from convdesk.model.progress import Cancelled
from convdesk.store import blocks


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 1050])
def test_bytes_packed_in_pieces_are_the_same_again(monkeypatch, size):
    monkeypatch.setattr(blocks, "PIECE_BYTES", 100)
    plain = bytes(range(256)) * 5
    assert blocks.unpack(blocks.pack(plain[:size])) == plain[:size]


def test_bytes_packed_at_once_by_earlier_releases_are_read():
    plain = b"convdesk" * 1000
    assert blocks.unpack(bytes(blosc.compress(plain, b"zstd", 3, blosc.NOSHUFFLE))) == plain


def test_packing_stops_between_two_pieces(monkeypatch):
    monkeypatch.setattr(blocks, "PIECE_BYTES", 100)
    asked = []

    def heed():
        asked.append(1)
        if len(asked) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        blocks.pack(b"x" * 1000, heed=heed)
    assert len(asked) == 3

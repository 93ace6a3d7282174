"""Tapes and the pieces a player gets of them, of good recordings and of bad ones."""

from __future__ import annotations

import json

import numpy as np
import pytest

from convdesk.analyse import tape_pieces
from convdesk.analyse.tape import offsets, read_tape
from convdesk.analyse.tape_pieces import Pieces
from convdesk.model.replay import Clock

START = 1_700_000_000_000
HOUR = 3_600_000


def page(at_ms, width=800, height=600, **more):
    """A page load: its size, then all of it."""
    node = {"type": 0, "id": 1, "childNodes": []}
    return [
        event(at_ms, 4, {"href": f"https://a.example/{at_ms}", "width": width, "height": height}, **more),
        event(at_ms + 1, 2, {"node": node, "initialOffset": {"left": 0, "top": 0}}, **more),
    ]


def event(at_ms, kind, data, **more):
    return {"type": kind, "data": data, "timestamp": START + at_ms, **more}


def change(at_ms, source, **data):
    window = data.pop("window", None)
    return event(at_ms, 3, {"source": source, **data}, **({"windowId": window} if window else {}))


def tape_of(*events):
    return read_tape(b"[" + b",\n".join(json.dumps(one).encode() for one in events) + b"]")


def piece_of(tape, at_ms):
    piece = Pieces(tape).at(at_ms)
    return piece, json.loads(piece.content)


def test_a_short_recording_is_one_piece_from_beginning_to_end():
    tape = tape_of(*page(0), change(500, 2, type=2, id=1, x=3, y=4), *page(2_000), change(9_000, 3, id=1, x=0, y=10))
    piece, content = piece_of(tape, 4_000)
    assert (piece.from_ms, piece.to_ms, piece.is_last) == (0, 9_000, True)
    assert piece.shows(0)
    assert piece.shows(9_000)
    assert [one["type"] for one in content["events"]] == [4, 2, 3, 4, 2, 3, 5]
    assert content["first_ms"] == 1


def test_a_player_gets_times_on_the_clock_of_the_replay():
    _, content = piece_of(tape_of(*page(0), change(500, 3, id=1, x=0, y=1)), 0)
    assert [one["timestamp"] - START for one in content["events"]] == [1, 1, 500, 500]


def test_without_a_full_snapshot_there_is_no_piece():
    tape = tape_of(event(0, 4, {"href": "", "width": 1, "height": 1}), change(10, 0))
    assert Pieces(tape).at(5) is None
    assert Pieces(tape).stretches == []


def test_what_comes_before_the_first_snapshot_shows_the_first_page():
    tape = tape_of(change(0, 3, id=1, x=0, y=0), *page(8_000), change(12_000, 3, id=1, x=0, y=9))
    piece, content = piece_of(tape, 2_000)
    assert piece.shows(0)
    assert content["events"][1]["type"] == 2


def test_events_out_of_order_are_put_in_order():
    late = change(300, 3, id=1, x=0, y=30)
    tape = tape_of(*page(0), change(900, 3, id=1, x=0, y=90), late)
    assert tape.rows["at_ms"].tolist() == [0, 1, 300, 900]
    assert json.loads(tape.lines[2])["data"]["y"] == 30


def test_hours_without_any_event_are_left_out():
    tape = tape_of(*page(0), change(1_000, 2, type=2, id=1), change(50 * HOUR, 2, type=2, id=1))
    assert tape.lasts_ms == 2_000
    assert tape.clock.offset(START + 50 * HOUR) == 2_000
    assert tape.clock.moment(2_000) == START + 50 * HOUR
    assert tape.clock.offset(START + 20 * HOUR) == 2_000, "inside what is left out"


def test_one_clock_reads_the_same_one_by_one_and_all_at_once():
    clock = Clock(100, ((1_000, 500), (3_000, 700)))
    moments = [100, 900, 1_600, 2_900, 3_800]
    assert offsets(clock, np.array(moments)).tolist() == [clock.offset(at) for at in moments]
    assert [clock.moment(clock.offset(at)) for at in moments] == moments


@pytest.mark.parametrize("size", [0, -5, 10**9, None, "wide"])
def test_a_window_of_absurd_size_is_of_a_usual_one(size):
    _, content = piece_of(tape_of(*page(0, width=size, height=size), change(20, 4, width=size, height=size)), 0)
    sizes = {(one["data"]["width"], one["data"]["height"]) for one in content["events"] if "width" in one["data"]}
    assert sizes == {(1280, 800)}


def test_the_tab_in_which_somebody_did_something_last_is_in_front():
    tape = tape_of(
        *page(0, windowId="a"), *page(100, windowId="b"), change(1_000, 2, type=2, id=1, window="a"),
        change(2_000, 0, window="b"), change(3_000, 2, type=2, id=1, window="b"),
    )  # fmt: skip
    pieces = Pieces(tape)
    assert [(begins, ends) for begins, ends, _ in pieces.stretches] == [
        (0, 101),
        (101, 1_000),
        (1_000, 3_000),
        (3_000, 3_000),
    ]
    first, content = piece_of(tape, 1_500)
    assert (first.from_ms, first.to_ms, first.is_last) == (1_000, 3_000, False)
    assert {one.get("windowId") for one in content["events"]} == {None, "a"}


def test_a_page_of_another_tab_can_be_asked_for():
    tape = tape_of(
        *page(0, windowId="a"), *page(100, windowId="b"), change(1_000, 2, type=2, id=1, window="a"),
        change(2_000, 2, type=2, id=1, window="b"), change(3_000, 2, type=2, id=1, window="a"),
    )  # fmt: skip
    pieces = Pieces(tape)
    assert [pieces.page_at(at_ms) for at_ms in (50, 150, 1_500, 2_999)] == ["/0", "/100", "/0", "/100"]
    windows = [
        {one.get("windowId") for one in json.loads(pieces.at(2_999, path).content)["events"]} - {None}
        for path in ("/100", "/0", "/elsewhere")
    ]
    assert windows == [{"b"}, {"a"}, {"b"}]


def test_events_that_cannot_be_read_are_left_out_and_counted():
    lines = [json.dumps(one).encode() for one in [*page(0), change(500, 2, type=2, id=1), change(900, 2)]]
    lines.insert(3, rb'{"type":3,"timestamp":1700000000700,"data":{"source":5,"text":"\ud83d"}}')
    tape = read_tape(b"[" + b",\n".join(lines) + b"]")
    assert (tape.unread, len(tape.lines), tape.rows["at_ms"].tolist()) == (1, 4, [0, 1, 500, 900])


def test_a_tab_without_a_page_is_never_in_front():
    tape = tape_of(*page(0, windowId="a"), change(1_000, 2, type=2, id=1, window="b"), change(2_000, 0, window="a"))
    assert len({tab for *_, tab in Pieces(tape).stretches}) == 1
    assert tape.tabs == 2


def test_stretches_in_which_nobody_does_anything_are_known():
    tape = tape_of(*page(0), change(500, 0), change(20_000, 2, type=2, id=1), change(21_000, 2, type=2, id=1))
    assert Pieces(tape).idle == [(1_001, 20_000)]


def test_a_long_recording_is_cut_and_loses_only_what_left_no_trace(monkeypatch):
    monkeypatch.setattr(tape_pieces, "MOST_EVENTS", 40)
    moves = [change(100 + 100 * n, 1, positions=[]) for n in range(300)]
    scrolls = [change(105 + 100 * n, 3, id=1 + n % 2, x=0, y=n) for n in range(300)]
    tape = tape_of(*page(0), *moves, *scrolls, change(20_000, 10, family="a"))
    piece, content = piece_of(tape, 25_000)
    kinds = [one["data"].get("source") for one in content["events"] if one["timestamp"] - START < 22_000]
    assert kinds == [None, None, 10, 3, 3], "size, snapshot, the font, the last scroll in each place"
    assert piece.from_ms == 22_000
    assert 25_000 < piece.to_ms < 30_000
    assert not piece.is_last
    assert len(content["events"]) < 120


def test_pieces_follow_one_another_without_a_gap(monkeypatch):
    monkeypatch.setattr(tape_pieces, "MOST_EVENTS", 20)
    tape = tape_of(*page(0), *(change(100 * n, 2, type=2, id=1) for n in range(1, 200)))
    pieces, at_ms, seen = Pieces(tape), 0, 0
    while True:
        piece = pieces.at(at_ms)
        assert piece.shows(at_ms)
        seen += 1
        if piece.is_last:
            break
        at_ms = piece.to_ms
    assert piece.to_ms == tape.lasts_ms
    assert 8 <= seen <= 14


def test_a_recording_kept_on_one_line_is_read_as_well():
    events = [*page(0), change(10, 3, id=1, x=0, y=1)]
    assert len(read_tape(json.dumps(events).encode()).lines) == 3


def test_nodes_and_sources_that_are_none_do_no_harm():
    tape = tape_of(
        *page(0), change(5, 3, id="x"), change(6, "y", id=None), change(7, 2, id=-4), change(8, 99_999, id=2**70)
    )
    assert len(Pieces(tape).at(8).content) > 100


def test_places_of_the_pointer_that_are_none_are_left_out():
    whole = {"x": 1, "y": 2, "id": 1, "timeOffset": -50}
    tape = tape_of(
        *page(0), change(50, 1, positions=[None, {"x": "z", "y": 1}, whole]), change(60, 6, positions="none")
    )
    _, content = piece_of(tape, 0)
    assert [one["data"]["positions"] for one in content["events"] if "positions" in one["data"]] == [[whole], []]

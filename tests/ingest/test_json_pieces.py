"""Large JSON in small pieces: the same values, the same refusals, as when it is read at once."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.ingest import json_pieces
from convdesk.ingest.json_pieces import CutError, parse_in_pieces, whole_part
from convdesk.ingest.lenient_json import parse

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.sampled_from(
    ["\\", '"', '\\"', "[{", "}],:", "a" * 300]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(TEXTS, inner, max_size=8),
    max_leaves=60,
)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(json_pieces, "PIECE_BYTES", 64)
    monkeypatch.setattr(json_pieces, "_BLOCK_BYTES", 97)


def accepted(parse, data):
    try:
        return parse(data)
    except ValueError:
        return "refused"


@given(VALUES, st.booleans())
def test_any_value_comes_back_as_it_was_written(value, is_spread):
    data = orjson.dumps(value, option=orjson.OPT_INDENT_2 if is_spread else None)
    assert parse_in_pieces(b" \n" + data + b"\n") == value


@given(VALUES, st.integers(0), st.sampled_from([b"", b",", b"]", b"}", b":", b'"', b"x"]))
def test_a_damaged_text_is_refused_where_it_is_refused_at_once(value, place, byte):
    data = orjson.dumps(value)
    at = place % len(data)
    damaged = data[:at] + byte + data[at + 1 :]
    assert accepted(parse_in_pieces, damaged) == accepted(orjson.loads, damaged)


def test_a_name_that_comes_twice_has_its_last_value():
    filling = ",".join(f'"k{n}":{n}' for n in range(40))
    assert parse_in_pieces(f'{{"twice":1,{filling},"twice":2}}'.encode())["twice"] == 2


def test_a_text_longer_than_a_piece_is_read_whole():
    assert parse_in_pieces(b'[1, "' + b"a" * 200 + b'", 2]') == [1, "a" * 200, 2]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (b'[{"a":1},{"a":[2,3]},{"a":"x', [{"a": 1}, {"a": [2, 3]}]),
        (b'{"p":{"ids":[1,2]},"events":[{"a":"],"},{"b"', {"p": {"ids": [1, 2]}, "events": [{"a": "],"}]}),
        (b'[{"events":[1,2,3', [{"events": [1, 2]}]),
        (b'[{"a":1}', None),
        (b'{"a":1', None),
        (b"", None),
        (b'"abc', None),
    ],
)
def test_of_a_cut_text_the_whole_items_can_be_had(text, whole):
    part = whole_part(text)
    assert (part and orjson.loads(part)) == whole


def test_a_large_text_that_ends_in_the_middle_is_known_as_cut():
    text = b"[" + b'{"a":"' + b"x" * (1 << 19) + b'"},{"b":'
    with pytest.raises(CutError) as caught:
        parse(b"[\n1," + text)
    assert (caught.value.lineno, caught.value.pos) == (2, len(text) + 4)


def test_half_an_emoji_in_a_large_text_does_no_harm():
    text = b'["\\ud83d",NaN,"' + b"x" * (1 << 19) + b'"]'
    assert parse(text)[:2] == ["\ud83d", None]

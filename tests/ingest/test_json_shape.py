"""The keys of JSON lines: all of them, whatever line they are on and however long the file is."""

from __future__ import annotations

import json

import pytest
from event_logs import opened, read, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.ingest.event_database import temporary_database
from convdesk.ingest.json_shape import DEEPEST, VALUE, by_likeness, by_structure, shape_of
from convdesk.ingest.json_source import IS_OBJECT, lines_of
from convdesk.model.progress import silent


def shape(folder, *lines):
    path = write(folder, lines, "log.ndjson")
    with temporary_database("log.ndjson", silent()) as (database, _):
        return shape_of(database, lines_of(path), IS_OBJECT)


def test_keys_of_all_lines_are_found_most_frequent_lines_first(tmp_path):
    lines = [
        '{"a": 1}',
        '{"b": {"c": 2}, "a": 1}',
        '{"b": {"d": [1]}, "a": 1}',
        '{"b": {"d": [2]}, "a": 1}',
        "",
        "17",
        "{",
    ]
    assert shape(tmp_path, *lines) == (6, 4, {"b": {"d": VALUE, "c": VALUE}, "a": VALUE})


@pytest.mark.parametrize(
    "other", ['{"b": 1}', '{"b": "x"}', '{"b": [1]}', '{"b": 1, "e": {"f": 1}}', '{"b": [{"g": 1}]}']
)
def test_what_is_an_object_here_and_a_value_there_is_a_value(tmp_path, other):
    assert shape(tmp_path, other, '{"b": {"c": 2}}')[2]["b"] == VALUE


@pytest.mark.parametrize("other", ['{"b": null}', '{"b": {}}', '{"b": null, "e": {"f": 1}}', "{}"])
def test_null_and_an_empty_object_say_nothing(tmp_path, other):
    assert shape(tmp_path, other, '{"b": {"c": 2}}')[2]["b"] == {"c": VALUE}


def test_a_long_file_of_lines_is_read_in_bounded_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.event_database.MEMORY_MB", 250)
    line = {"user_id": "u", "event": "go", "timestamp": "2026-01-01", "note": "x" * 300}
    with opened(write(tmp_path, [json.dumps(line)] * 300_000, "log.ndjson")) as reading:
        assert reading.report.kept == 300_000


KEYS = st.sampled_from(["a", "b/c", "d~e", "ü", 'f"g'])
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.text("x{ü", max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=2)),
    max_leaves=5,
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_that_are_alike_tell_the_same_as_every_line(tmp_path, objects):
    def shallow(keys, depth=1):
        inner = {key: value for key, value in keys.items() if isinstance(value, dict)}
        return {
            **keys,
            **{key: shallow(value, depth + 1) if depth <= DEEPEST else VALUE for key, value in inner.items()},
        }

    path = write(tmp_path, [json.dumps(one) for one in objects], "log.ndjson")
    with temporary_database("log.ndjson", silent()) as (database, _):
        slow = by_structure(database, lines_of(path), IS_OBJECT)
        fast = by_likeness(database, lines_of(path), IS_OBJECT)
    assert fast == (*slow[:2], shallow(slow[2]))


def test_many_different_lines_are_looked_at_one_by_one(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.json_shape.MOST_ALIKE", 3)
    lines = [json.dumps({f"k{n}": 1}) for n in range(9)]
    assert shape(tmp_path, *lines) == (9, 9, dict.fromkeys((f"k{n}" for n in range(9)), VALUE))


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_of_any_line_is_lost(tmp_path, objects):
    def leaves(value):
        if isinstance(value, dict):
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        return [] if value is None else [value]

    who = {"user_id": "u", "event": "go", "timestamp": "2026-01-01T10:00:00Z"}
    found = read(write(tmp_path, [json.dumps({**who, **one}) for one in objects], "log.ndjson"))
    kept = [" ".join(text for name, text in texts.items() if name != "event") for _, _, texts in found.rows]
    for one, texts in zip(objects, kept, strict=True):
        for leaf in leaves(one):
            text = leaf if isinstance(leaf, str) else json.dumps(leaf, separators=(",", ":"), ensure_ascii=False)
            assert text in texts

"""JSON lines read at once give what they give line by line, whatever keys come late in the file."""

from __future__ import annotations

import json
import tempfile

import numpy as np
import pytest
from event_logs import opened, propose, read, write
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from convdesk.ingest import event_forms, json_even
from convdesk.ingest.plain_text import plain_text
from convdesk.model.progress import silent

START = {"user_id": "u", "event": "go", "timestamp": "2026-01-01T00:00:00Z"}
FIRST = [START, {**START, "p": {"x": "1", "line": 2}, "note": "n"}]


@pytest.fixture
def few_first_lines(monkeypatch):
    monkeypatch.setattr(json_even, "FIRST_LINES", 2)


@pytest.fixture
def rereads(monkeypatch):
    """The files that had to be read a second time, line by line."""
    found = []
    line_by_line = json_even.EvenJson.line_by_line
    monkeypatch.setattr(
        json_even.EvenJson, "line_by_line", lambda self, database: found.append(self) or line_by_line(self, database)
    )
    return found


def log(folder, *more):
    return write(folder, [line if isinstance(line, str) else json.dumps(line) for line in (*FIRST, *more)], "log.jsonl")


def told(path, mapping):
    found = read(path, mapping=mapping)
    return (
        found.rows, sorted(found.columns), found.report.read, found.report.kept, found.report.rejected, found.problems
    )  # fmt: skip


def as_line_by_line(path):
    """Whether the file says the same when it is read line by line."""
    mapping = propose(path).mapping
    at_once = told(path, mapping)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_forms, "even_json", lambda *_: None)
        return at_once == told(path, mapping)


@pytest.mark.parametrize(
    "late",
    [
        {**START, "p": {"x": None}}, {**START, "note": None, "p": None}, {**START, "p": {}},
        {**START, "note": "a null", "p": {"x": ": null"}}, {**START, "p": {"x": [1, 2]}}, {**START, "note": 'say "x"'},
    ],
)  # fmt: skip
@pytest.mark.usefixtures("few_first_lines")
def test_lines_with_known_keys_are_read_at_once(tmp_path, rereads, late):
    assert as_line_by_line(log(tmp_path, *[late, START] * 3))
    assert not rereads


@pytest.mark.parametrize(
    "late",
    [
        {**START, "late": 1}, {**START, "late": None}, {**START, "p": {"late": {}}}, {**START, "p": 5}, {**START, "p": []},
        {**START, "note": {"inner": 1}}, {**START, "p": {"x": [{"y": 1}]}}, {**START, "NOTE": "n"}, {**START, "p": ""},
        "", "null", "{}", "[]", "17", "{", '{"event": "go", "event": "on"}', '{"late" : "blank"}', '{"a": 1} {"a": 2}',
        json.dumps({**START, "note": "x" * json_even.LONGEST_OBJECT_BYTES * 3}), '{"event": NaN, "late": 1}',
    ],
)  # fmt: skip
@pytest.mark.usefixtures("few_first_lines")
def test_whatever_comes_late_is_found(tmp_path, rereads, late):
    assert as_line_by_line(log(tmp_path, late, START))
    assert len(rereads) < 2


@pytest.mark.parametrize("key", ["", "Event", "a\0b", "x\ny"])
def test_keys_that_no_column_can_be_called_by_are_read_line_by_line(tmp_path, key):
    assert as_line_by_line(log(tmp_path, {**START, key: "v"}))


KEYS = st.sampled_from(["a", "note", "p", "x", 'q"', "b'c", "line", "A", "members"])
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.floats(0, 9), st.text('x":{ü\\', max_size=4)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=4,
)
LINES = st.lists(st.one_of(st.dictionaries(KEYS, VALUES, max_size=3), st.sampled_from(["", "{", "3"])), max_size=6)


@example([{"a": 'x":null'}, {"a": None}])
@given(LINES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("few_first_lines")
def test_any_lines_say_the_same_at_once_and_line_by_line(lines):
    more = [{**START, **line} if isinstance(line, dict) else line for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        path = log(folder, *more)
        assert as_line_by_line(path)


def test_a_long_file_keeps_its_order_and_its_line_numbers(tmp_path, rereads):
    """So long that several threads read it, with columns that are coded while it is read."""
    count, bad = 300_000, {5, 150_000, 299_000}
    lines = [
        f'{{"user_id":"u{n % 2}","event":"e{n % 5}","timestamp":"{"never" if n in bad else "2026-01-01"}",'
        f'"properties":{{"n":{n % 1000}}}}}'
        for n in range(count)
    ]
    with opened(write(tmp_path, lines, "log.jsonl")) as reading:
        notes = [int(text) for piece in reading.events.dictionaries["p:n"] for text in piece]
        codes = np.concatenate([batch.columns["p:n"] for batch in reading.events.batches])
    kept = [n for n in range(count) if n not in bad]
    assert np.array(notes)[codes].tolist() == [n % 1000 for half in (0, 1) for n in kept if n % 2 == half]
    assert [problem.where for problem in reading.report.problems] == [f"line {n + 1}" for n in sorted(bad)]
    assert not rereads


def test_pairs_of_bytes_are_counted_across_the_pieces_a_file_is_read_in(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.plain_text.CHUNK_BYTES", 7)
    text = '{"a":"b","c" :1}\n' * 50
    found = plain_text(write(tmp_path, text, "log.jsonl"), tmp_path, silent(), json_even.COUNTED)
    assert found.counts == (text.count('":'), text.count(" :"), 0)

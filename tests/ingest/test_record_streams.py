"""Raw records of every container, each with its place; and what is no record."""

from __future__ import annotations

import gzip
import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.ingest import json_items
from convdesk.ingest.record_forms import Unreadable
from convdesk.ingest.record_stream import RecordStream
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress, silent
from workbooks import write_workbook

A, B = {"a": 1, "n": {"x": [1, {"y": "é"}]}}, {"a": 2, "t": 'say "[{,"'}


def records(path, folder, progress=None):
    stream = RecordStream(path, folder, progress or silent(), lambda shape: shape.form)
    return [(str(stream.place(place)), record) for place, record in stream]


def held(folder, content, name="data"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("content", [
    json.dumps([A, B]), json.dumps([A, B], indent=2), json.dumps({"count": 2, "results": [A, B], "next": None}, indent=1),
    "\ufeff" + json.dumps([A, B]), json.dumps([json.dumps(A), json.dumps(B)]), gzip.compress(json.dumps([A, B]).encode()),
])  # fmt: skip
def test_lists_in_all_their_clothes_give_their_items(tmp_path, content):
    assert records(held(tmp_path, content), tmp_path) == [("1", A), ("2", B)]


@pytest.mark.parametrize("content", [
    f"{json.dumps(A)}\n{json.dumps(B)}", f"{json.dumps(A)}\r\n\r\n{json.dumps(B)}\r\n".replace("\r\n\r\n", "\r\n"),
    json.dumps(A) + "\n" + json.dumps({"batch": [B]}), ("\ufeff" + json.dumps(A) + "\n" + json.dumps(B)).encode("utf-16-le"),
])  # fmt: skip
def test_lines_in_all_their_clothes_give_their_objects(tmp_path, content):
    assert [record for _, record in records(held(tmp_path, content), tmp_path)] == [A, B]


def test_one_object_alone_is_one_record_and_its_own_lists_are_not_opened(tmp_path):
    order = {"event": "order", "items": [{"sku": 1}], "data": [{"a": 1}]}
    assert records(held(tmp_path, json.dumps(order, indent=2)), tmp_path) == [("1", order)]
    assert records(held(tmp_path, json.dumps(order) + "\n"), tmp_path) == [("1", order)]


def test_bad_lines_keep_their_number_and_do_not_stop_the_others(tmp_path):
    content = b'{"a": 1}\n{broken\n\n[1]\n{"h": "\\ud83d"}\n{"n": NaN, "i": 1' + b"0" * 30 + b"}\n"
    found = dict(records(held(tmp_path, content), tmp_path))
    assert isinstance(found["2"], Unreadable)
    assert isinstance(found["4"], Unreadable)
    assert set(found) == {"1", "2", "4", "5", "6"}
    assert found["6"] == {"n": None, "i": 10**30}


@pytest.mark.parametrize(("content", "line"), [
    ('[{"a": 1},\n{"a": 2},\n{"a": }]', 3), ('[{"a": 1},\n{"a": 2}', 2), ('[{"a": 1}]\n[{"a": 2}]', 1),
    ('{"results": [{"a": 1},\n{"a"', 2), ('{"a":\n "b', 2),
])  # fmt: skip
def test_a_broken_list_names_its_line(tmp_path, content, line):
    with pytest.raises(ProblemError, match=f"data, line {line}:"):
        records(held(tmp_path, content), tmp_path)


def test_a_list_longer_than_a_block_is_read_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(json_items, "BLOCK_BYTES", 7)
    many = [A, B, {"s": "\\\\\\" + "x" * 40}, [], {}] * 9
    found = [
        record for _, record in records(held(tmp_path, json.dumps({"x": 1, "data": [A, *many]}, indent=1)), tmp_path)
    ]
    assert [one for one in found if isinstance(one, dict)] == [A, *(one for one in many if isinstance(one, dict))]
    assert len(found) == len(many) + 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=8,
)  # fmt: skip


@given(
    st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), min_size=1), st.integers(1, 40), st.booleans()
)
def test_any_list_of_objects_comes_back_as_it_was(tmp_path_factory, values, block, is_spaced):
    folder = tmp_path_factory.mktemp("any")
    path = held(folder, json.dumps(values, indent=2 if is_spaced else None, ensure_ascii=is_spaced), "list.json")
    before, json_items.BLOCK_BYTES = json_items.BLOCK_BYTES, block
    try:
        with path.open("rb") as file:
            assert [one for some in json_items.items_of(file, 0, "x") for one in some] == values
    finally:
        json_items.BLOCK_BYTES = before


def test_tables_of_any_dialect_give_filled_cells_by_name_at_their_physical_lines(tmp_path):
    content = 'id;text;more\r\n1;"two\r\nlines; and ""marks""";\r\n\r\n2;x;y;z\r\n3;;w\r\n'
    found = records(held(tmp_path, content, "t.csv"), tmp_path)
    assert found[0] == ("2", {"id": "1", "text": 'two\r\nlines; and "marks"'})
    assert (found[1][0], type(found[1][1])) == ("5", Unreadable)
    assert found[2] == ("6", {"id": "3", "more": "w"})


def test_a_quotation_mark_that_stays_open_is_refused_with_its_line(tmp_path):
    content = 'id,text\n1,a\n2,"open\n' + "3,b\n" * 50
    with pytest.raises(ProblemError, match=r"t\.csv, line 3: A quotation mark opens here"):
        records(held(tmp_path, content, "t.csv"), tmp_path)


def test_parquet_keeps_lists_structures_and_long_numbers(tmp_path):
    path = tmp_path / "p.parquet"
    duckdb.execute(
        "copy (select 9007199254740993 as i, [{'k': 'a', 'v': null}] as l, timestamp '2026-01-05 10:00:00.5' as t, "
        f"'nan'::double as n) to '{path}'"
    )
    row = {"i": 9007199254740993, "l": [{"k": "a", "v": None}], "t": "2026-01-05 10:00:00.5", "n": None}
    assert records(path, tmp_path) == [("1", row)]


def test_a_sheet_gives_its_rows_below_the_header(tmp_path):
    path = write_workbook(tmp_path / "s.xlsx", {"One": [["A note"], ["id", "what"], [1, "go"], ["", ""], [2, ""]]})
    assert records(path, tmp_path) == [("3", {"id": "1", "what": "go"}), ("5", {"id": "2"})]


def test_parts_of_a_folder_come_in_order_with_their_names_and_empty_ones_are_passed_over(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    held(folder, json.dumps(B) + "\n", "00002-b.json")
    held(folder, gzip.compress((json.dumps(A) + "\n").encode()), "00001-a.json.gz")
    held(folder, b"", "00003-empty.json")
    assert records(folder, tmp_path) == [("1 of a.json.gz", A), ("1 of b.json", B)]


def test_a_cancel_is_heard_while_records_pass(tmp_path):
    path = held(tmp_path, (json.dumps(A) + "\n") * 60_000)
    progress = Progress()
    stream = iter(RecordStream(path, tmp_path, progress, lambda shape: shape.form))
    next(stream)
    progress.cancel()
    with pytest.raises(Cancelled):
        list(stream)

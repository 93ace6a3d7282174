"""GA4's BigQuery export in all the forms it comes in."""

from __future__ import annotations

import json

import duckdb

from convdesk.model.mapping import Role
from ingest.vendor_logs import claim, lines, propose, read, write


def param(key, **value):
    return {"key": key, "value": {"string_value": None, "int_value": None, **value}}


def event(name, at_us, *params, visitor="11.22", **more):
    return {
        "event_date": "20260105", "event_timestamp": str(at_us), "event_name": name, "event_params": list(params),
        "user_pseudo_id": visitor, "event_bundle_sequence_id": "7", "device": {"category": "desktop"}, **more,
    }  # fmt: skip


T0 = 1_767_600_000_123_456
CART = "https://shop.test/cart"
VIEW = event("page_view", T0, param("ga_session_id", int_value="99"), param("page_location", string_value=CART))
ADD = event("add_to_cart", T0 + 9_000_000, param("ga_session_id", int_value="99"), param("value", double_value=9.5))


def test_rows_are_events_with_microseconds_sessions_of_a_visitor_and_parameters_as_properties(tmp_path):
    found = read(write(tmp_path, lines(VIEW, ADD)))
    assert found.rows == [
        ("user:11.22", "2026-01-05T08:00:00.123456Z", {
            "event": "page_view", "page": CART, "session": "11.22.99", "p:ga_session_id": "99",
            "p:device.category": "desktop",
        }),
        ("user:11.22", "2026-01-05T08:00:09.123456Z", {
            "event": "add_to_cart", "session": "11.22.99", "p:ga_session_id": "99", "p:value": "9.5",
            "p:device.category": "desktop",
        }),
    ]  # fmt: skip
    assert found.report.zone_assumed is None


def test_it_is_known_by_its_columns_and_proposed_with_roles(tmp_path):
    path = write(tmp_path, lines(VIEW, ADD))
    assert claim(path) == ("ga4", 0.95)
    roles = {column.name: column.role for column in propose(path).mapping.columns}
    assert roles["user_pseudo_id"] is Role.USER
    assert roles["session"] is Role.SESSION
    assert roles["event key"] is Role.ID


def test_a_row_that_comes_twice_is_a_duplicate(tmp_path):
    assert read(write(tmp_path, lines(VIEW, ADD, VIEW))).counts == (3, 2, 1, 0)


def test_rows_without_a_visitor_are_rejected_with_the_reason(tmp_path):
    found = read(write(tmp_path, lines(VIEW, event("page_view", T0, visitor=None))))
    assert found.counts == (2, 1, 0, 1)
    assert found.problems == [("line 2", "The row names no visitor: whoever it was refused consent.")]


def test_a_user_id_is_another_key_of_the_visitor(tmp_path):
    found = read(write(tmp_path, lines(VIEW, {**ADD, "user_id": "ada"})))
    assert ("user:11.22", "user:ada") in found.links


def test_parquet_is_the_same_as_json_lines(tmp_path):
    source = write(tmp_path, lines(VIEW, ADD))
    target = tmp_path / "events.parquet"
    columns = (
        "{event_name: 'varchar', event_timestamp: 'bigint', user_pseudo_id: 'varchar', "
        "event_bundle_sequence_id: 'bigint', device: 'struct(category varchar)', event_params: "
        "'struct(key varchar, value struct(string_value varchar, int_value bigint, double_value double))[]'}"
    )
    duckdb.execute(f"copy (select * from read_json('{source}', columns = {columns})) to '{target}'")
    assert claim(target) == ("ga4", 0.95)
    assert read(target).rows == read(source).rows


def test_lists_with_an_extra_level_are_lists(tmp_path):
    nested = {**VIEW, "event_params": {"list": [{"element": one} for one in VIEW["event_params"]]}}
    assert read(write(tmp_path, lines(nested))).rows == read(write(tmp_path, lines(VIEW), "plain.json")).rows


def test_parameters_written_as_text_are_read_as_json_python_or_numpy(tmp_path):
    texts = [
        json.dumps(VIEW["event_params"]),
        repr(VIEW["event_params"]),
        repr(VIEW["event_params"]).replace("}, {'key'", "}\n {'key'"),
    ]
    rows = ['"' + text.replace('"', '""') + '"' for text in texts]
    content = "event_name,event_timestamp,user_pseudo_id,event_params\n"
    content += "".join(f"page_view,{T0 + number},11.22,{row}\n" for number, row in enumerate(rows))
    found = read(write(tmp_path, content, "console.csv"))
    assert found.counts == (3, 3, 0, 0)
    assert found.texts("session") == ["11.22.99"] * 3
    assert found.texts("page") == [CART] * 3


def test_rows_repeated_for_each_parameter_are_one_event_at_the_line_of_the_first(tmp_path):
    header = "event_name,event_timestamp,user_pseudo_id,event_params.key,event_params.value.string_value,event_params.value.int_value"
    blank = [f"page_view,{T0},11.22,ga_session_id,,99", f",,,page_location,{CART},", f"scroll,{T0 + 5},,page_title,Cart,",
             f"scroll,{T0 + 9},11.22,page_title,Cart,"]  # fmt: skip
    found = read(write(tmp_path, "\n".join([header, *blank]), "unnested.csv"))
    assert (found.names, found.texts("page")) == (["page_view", "scroll"], [CART, None])
    assert found.counts == (3, 2, 0, 1)
    assert found.problems[0][0] == "line 4"
    assert "1 row holds a further parameter" in found.warnings
    full = [f"page_view,{T0},11.22,ga_session_id,,99", f"page_view,{T0},11.22,page_location,{CART},"]
    assert read(write(tmp_path, "\n".join([header, *full]), "full.csv")).names == ["page_view"]


def test_a_table_flattened_from_it_is_known_and_keeps_both_columns_of_one_name(tmp_path):
    content = (
        "name,timestamp,user_pseudo_id,bundle_sequence_id,param_ga_session_id,param_engaged,param_engaged\n"
        "scroll,2026-01-05 08:00:00,11.22,1,99,1,0\n"
    )
    path = write(tmp_path, content, "table.csv")
    assert claim(path)[0] == "ga4"
    found = read(path)
    assert found.rows[0][:2] == ("user:11.22", "2026-01-05T08:00:00Z")
    assert (found.texts("p:engaged"), found.texts("p:engaged·2")) == (["1"], ["0"])


def test_wrong_types_are_problems_of_their_rows(tmp_path):
    bad = [{**VIEW, "event_params": 5}, {**VIEW, "event_params": [5]}, {**VIEW, "event_name": {"a": 1}},
           {**VIEW, "user_pseudo_id": []}, {**VIEW, "user_properties": "x"}, {**VIEW, "event_timestamp": {}}]  # fmt: skip
    found = read(write(tmp_path, lines(ADD, *bad)))
    assert found.counts == (7, 1, 0, 6)
    assert [where for where, _ in found.problems] == [f"line {number}" for number in range(2, 8)]

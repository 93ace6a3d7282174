"""Event logs in spreadsheets, and in lists inside one JSON object."""

from __future__ import annotations

import json

from ingest.vendor_logs import claim, read, tried, write
from workbooks import write_workbook

ROWS = [
    ["Export of our shop"],
    ["user_id", "event", "timestamp", "amount"],
    [7, "view", (46027 + 36001 / 86400, "date"), None],
    ["", "", "", ""],
    [7.0, "buy", (46027 + 36009 / 86400, "date"), 12.5],
    ["", "lost", (46027 + 36009 / 86400, "date"), 1],
]


def test_typed_dates_whole_numbers_and_ragged_rows_are_read(tmp_path):
    path = write_workbook(tmp_path / "log.xlsx", {"Events": ROWS})
    assert claim(path)[0] == "events-xlsx"
    found = read(path)
    assert found.rows == [
        ("user:7", "2026-01-05T10:00:01Z", {"event": "view"}),
        ("user:7", "2026-01-05T10:00:09Z", {"event": "buy", "p:amount": "12.5"}),
    ]
    assert found.problems == [("row 6", "The row names neither a person nor a session.")]


def test_a_list_of_events_inside_an_object_is_a_log_whoever_made_it(tmp_path):
    events = [
        {"visitorId": f"v{number % 2}", "action": "view", "at": f"2026-01-05T10:00:0{number}Z",
         "properties": {"plan": "pro", "action": "mine"}, "page": {"url": "/a", "tags": [1]}}
        for number in range(4)
    ]  # fmt: skip
    path = write(tmp_path, json.dumps({"startTime": 1, "results": events}, indent=1))
    assert claim(path)[0] == "events-json-list"
    found = read(path)
    assert found.counts == (4, 4, 0, 0)
    assert found.actors == ["user:v0", "user:v0", "user:v1", "user:v1"]
    assert found.rows[0][2] == {
        "event": "view", "p:plan": "pro", "p:properties.action": "mine", "page": "/a", "p:page.tags": "[1]",
    }  # fmt: skip
    lined = write(tmp_path, "".join(json.dumps({"events": [one]}) + "\n" for one in events), "lines.json")
    assert read(lined).rows == found.rows


def test_an_object_without_a_list_is_refused_in_words(tmp_path):
    assert tried(write(tmp_path, json.dumps({"a": 1, "b": {}}, indent=1)), "events-json-list").remedy


def test_deep_and_odd_values_in_a_list_stop_nothing(tmp_path):
    deep = json.loads("[" * 300 + "]" * 300)
    events = [
        {"user": "u", "action": "go", "at": "2026-01-05T10:00:00Z", "x": odd}
        for odd in (1, deep, {}, {"y": deep}, "\x00")
    ]
    path = write(tmp_path, json.dumps({"results": events}, indent=1))
    assert tried(path, "events-json-list").read == 5

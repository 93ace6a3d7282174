"""FullStory's old export and its newer events."""

from __future__ import annotations

import json

from ingest.vendor_logs import claim, lines, read, write

OLD = {
    "UserId": 5091835271, "SessionId": 6634823445, "IndvId": 77, "EventStart": "2026-01-05T10:00:00.25Z",
    "EventType": "click", "EventTargetText": "Buy", "EventModFrustrated": 1, "PageUrl": "https://a.test/cart",
    "PageIp": "1.2.3.4", "UserEmail": "ada@example.org",
}  # fmt: skip
NEW = {
    "event_id": "e1", "device_id": "d1", "session_id": "s1", "view_id": "v1", "event_time": "2026-01-05T10:00:00Z",
    "event_type": "navigate", "event_properties": {"load": 5}, "source_type": "web",
    "source_properties": {"url": {"full_url": "https://a.test/"}, "user_agent": {"raw_user_agent": "Mozilla"}},
}  # fmt: skip


def test_the_old_export_joins_user_and_session_to_one_key(tmp_path):
    path = write(
        tmp_path, json.dumps([OLD, {**OLD, "EventType": "custom", "EventCustomName": "Paid", "UserAppKey": "u9"}])
    )
    assert claim(path) == ("fullstory", 0.95)
    found = read(path)
    assert found.names == ["click", "Paid"]
    assert found.rows[0] == ("user:5091835271", "2026-01-05T10:00:00.250Z", {
        "event": "click", "session": "5091835271:6634823445", "page": "https://a.test/cart",
        "p:EventTargetText": "Buy", "p:EventModFrustrated": "1",
    })  # fmt: skip
    assert {("user:5091835271", "user:77"), ("user:5091835271", "user:u9")} <= set(found.links)


def test_the_newer_events_come_in_lines_and_wrapped(tmp_path):
    path = write(tmp_path, lines(NEW, NEW))
    assert claim(path)[0] == "fullstory"
    found = read(path)
    assert found.counts == (2, 1, 1, 0)
    assert found.rows == [
        (
            "user:d1",
            "2026-01-05T10:00:00Z",
            {"event": "navigate", "session": "d1:s1", "page": "https://a.test/", "p:load": "5"},
        )
    ]
    wrapped = write(tmp_path, json.dumps({"events": [NEW]}, indent=1), "api.json")
    assert read(wrapped).rows == found.rows


def test_an_identify_event_joins_the_device_to_the_user(tmp_path):
    who = {**NEW, "event_id": "e2", "event_type": "identify", "event_properties": {"uid": "ada"}}
    assert ("user:d1", "user:ada") in read(write(tmp_path, lines(NEW, who))).links


def test_wrong_types_are_problems_of_their_rows(tmp_path):
    bad = [{**NEW, "event_type": {}}, {**NEW, "device_id": []}, {**NEW, "event_properties": 3},
           {**NEW, "source_properties": {"url": {"full_url": []}}, "event_id": "x", "session_id": {}}]  # fmt: skip
    assert read(write(tmp_path, lines(NEW, *bad))).counts == (5, 1, 0, 4)

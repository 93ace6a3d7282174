"""Mixpanel's raw export, its list of events, and its table in a warehouse."""

from __future__ import annotations

import json

from ingest.vendor_logs import claim, lines, read, write


def event(name, time, user="ada", **more):
    return {"event": name, "properties": {"time": time, "distinct_id": user, **more}}


SIGNED = event("Signed up", 1_602_611_311, **{"$insert_id": "i1", "$current_url": "https://a.test/", "plan": "pro"})
CLICK = event("$mp_rage_click", 1_602_611_399, **{"$insert_id": "i2"})


def test_events_have_their_properties_and_seconds_or_milliseconds(tmp_path):
    path = write(tmp_path, lines(SIGNED, CLICK, event("late", 1_602_611_400_500)))
    assert claim(path) == ("mixpanel", 0.95)
    assert read(path).rows == [
        ("user:ada", "2020-10-13T17:48:31Z", {"event": "Signed up", "page": "https://a.test/", "p:plan": "pro"}),
        ("user:ada", "2020-10-13T17:49:59Z", {"event": "$mp_rage_click"}),
        ("user:ada", "2020-10-13T17:50:00.500Z", {"event": "late"}),
    ]


def test_an_array_is_read_like_lines(tmp_path):
    path = write(tmp_path, json.dumps([SIGNED, CLICK], indent=1))
    assert claim(path)[0] == "mixpanel"
    assert read(path).names == ["Signed up", "$mp_rage_click"]


def test_the_same_event_twice_is_a_duplicate_and_the_same_insert_id_of_another_time_is_not(tmp_path):
    other = event("Signed up", 1_602_611_312, **{"$insert_id": "i1"})
    assert read(write(tmp_path, lines(SIGNED, SIGNED, other, CLICK))).counts == (4, 3, 1, 0)


def test_events_without_an_insert_id_are_never_duplicates(tmp_path):
    assert read(write(tmp_path, lines(event("a", 1_602_611_311), event("a", 1_602_611_311)))).counts == (2, 2, 0, 0)


def test_the_device_joins_the_anonymous_visitor_to_the_user(tmp_path):
    before = event("view", 1_602_611_311, "$device:d1", **{"$device_id": "d1"})
    after = event("buy", 1_602_611_399, "ada", **{"$device_id": "d1", "$user_id": "ada"})
    found = read(write(tmp_path, lines(before, after)))
    assert found.actors == ["user:ada", "user:d1"]
    assert ("user:ada", "user:d1") in found.links


def test_an_identify_call_joins_what_it_names(tmp_path):
    call = event("$identify", 1_602_611_399, "ada", **{"$anon_distinct_id": "anon-7"})
    merge = event("$merge", 1_602_611_400, "ada", **{"$distinct_ids": ["ada", "old-ada"]})
    links = read(write(tmp_path, lines(call, merge))).links
    assert {("user:ada", "user:anon-7"), ("user:ada", "user:old-ada")} <= set(links)


def test_the_table_in_a_warehouse_opens_its_properties(tmp_path):
    content = (
        "event_id,name,time,distinct_id,properties,insert_id\n"
        '9,plays,2020-08-01 10:16:46,u1,"{""title"": ""sponge"", ""time"": 5, ""video_id"": 52}",i9\n'
    )
    path = write(tmp_path, content, "event.csv")
    assert claim(path)[0] == "mixpanel"
    assert read(path).rows == [
        ("user:u1", "2020-08-01T10:16:46Z", {"event": "plays", "p:title": "sponge", "p:video_id": "52"})
    ]


def test_the_list_of_events_saved_as_csv_is_known(tmp_path):
    path = write(tmp_path, "Event Name,Time,Distinct ID,Plan\nview,2026-01-05T10:00:00Z,u1,pro\n", "list.csv")
    assert claim(path)[0] == "mixpanel"
    assert read(path).rows == [("user:u1", "2026-01-05T10:00:00Z", {"event": "view", "p:Plan": "pro"})]


def test_wrong_types_are_problems_of_their_rows(tmp_path):
    bad = [
        {"event": "x", "properties": 5}, {"event": [], "properties": {"distinct_id": "u", "time": 1}}, "[1]", "nonsense",
        event("x", 1_602_611_311, {"a": 1}), event("", 1_602_611_311), event("x", "yesterday"),
    ]  # fmt: skip
    found = read(write(tmp_path, lines(SIGNED, *bad)), "mixpanel")
    assert found.counts == (8, 1, 0, 7)
    assert [where for where, _ in found.problems] == [f"line {number}" for number in range(2, 9)]

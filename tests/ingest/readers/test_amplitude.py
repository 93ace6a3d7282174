"""Amplitude's export: files cut by the hour of upload, out of order, with three kinds of ids."""

from __future__ import annotations

import gzip

from ingest.vendor_logs import claim, lines, read, write


def event(name, time, number=1, **more):
    return {
        "uuid": f"{name}-{number}", "event_id": number, "event_type": name, "event_time": time, "amplitude_id": 75805000264,
        "device_id": "dev-1", "user_id": None, "session_id": 1767600000000, "event_properties": {}, "data": {}, **more,
    }  # fmt: skip


AT = "2026-01-05 10:00:01.123000"
VIEW = event("view", AT, event_properties={"step": 2, "page": "x"}, platform="Web", user_properties={"plan": "pro"})


def test_times_are_utc_ids_are_texts_and_properties_stand_beside_those_of_the_user(tmp_path):
    path = write(tmp_path, lines(VIEW))
    assert claim(path) == ("amplitude", 0.95)
    found = read(path)
    assert found.rows == [
        ("user:75805000264", "2026-01-05T10:00:01.123Z", {
            "event": "view", "session": "dev-1/1767600000000", "p:step": "2", "p:event_properties.page": "x",
            "p:platform": "Web", "p:user_properties.plan": "pro",
        })
    ]  # fmt: skip
    assert found.report.zone_assumed is None


def test_the_person_is_the_user_id_else_amplitudes_own_else_the_device(tmp_path):
    events = [event("a", AT, 1, user_id="ada"), event("b", AT, 2), event("c", AT, 3, amplitude_id=None)]
    found = read(write(tmp_path, lines(*events)))
    assert found.actors == ["user:75805000264", "user:ada", "user:dev-1"]
    assert ("user:ada", "user:75805000264") in found.links


def test_minus_one_is_no_session(tmp_path):
    found = read(write(tmp_path, lines(VIEW, event("push", AT, 9, session_id=-1))))
    assert sorted(found.texts("session"), key=str) == [None, "dev-1/1767600000000"]


def test_events_of_one_moment_come_in_the_order_of_their_numbers(tmp_path):
    found = read(write(tmp_path, lines(event("third", AT, 112), event("first", AT, 9), event("second", AT, 31))))
    assert found.names == ["first", "second", "third"]


def test_problems_name_their_lines_although_events_are_put_in_order(tmp_path):
    found = read(write(tmp_path, lines(event("b", AT, 5), event("bad", "never", 1), event("a", AT, 2))))
    assert found.problems == [("line 2", "“never” cannot be read as a time between 1970 and 2100.")]


def test_a_folder_of_hours_is_one_export_and_what_comes_twice_counts_once(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    hours = {
        "00001-10_10#1.json.gz": [VIEW, event("b", AT, 2)],
        "00002-10_11#1.json.gz": [event("b", AT, 2), "{broken"],
    }
    for name, events in hours.items():
        write(folder, gzip.compress(lines(*events)), name)
    found = read(folder)
    assert found.counts == (4, 2, 1, 1)
    assert found.problems == [("line 2 of 10_11#1.json.gz", "The line is no JSON object.")]


def test_wrong_types_are_problems_of_their_rows(tmp_path):
    bad = [event([], AT), event("x", AT, user_id=[1]), event("x", AT, event_properties=3), event("x", AT, uuid={}),
           event("x", {}, 3), event("x", AT, groups="g")]  # fmt: skip
    assert read(write(tmp_path, lines(VIEW, *bad))).counts == (7, 1, 0, 6)

"""Several recordings in one file, windows of one session, and recordings the study has already."""

from __future__ import annotations

import json

import pytest
from rrweb_samples import T0, click, custom, element, meta, reading, recording, session_of, snapshot, step, written

BUTTON = element(4, "button", written(5, "Go"), id="go")


def tape(start: int = 0) -> list[dict]:
    return [meta(start), snapshot(start + 2, BUTTON), click(start + 9, 4)]


def lines(*values) -> bytes:
    return b"\n".join(json.dumps(value).encode() for value in values)


SEVERAL = {
    "wrappers in lines": lines({"session_id": "a", "events": tape()}, {"session_id": "b", "events": tape(50)}),
    "wrappers in a list": [{"sessionId": "a", "user": "u1", "events": tape()}, {"sessionId": "b", "events": tape(50)}],
    "wrappers with ids": [{"id": "a", "snapshots": tape()}, {"id": "b", "snapshots": tape(50)}],
    "recordings in a wrapper": {"recordings": [{"id": "a", "events": tape()}, {"id": "b", "events": tape(50)}]},
    "events that name theirs": [{**one, "sessionId": "a"} for one in tape()] + [{**one, "sessionId": "b"} for one in tape(50)],
    "events in turns": [
        {**one, "session_id": name} for pair in zip(tape(), tape(50), strict=True) for one, name in zip(pair, "ab", strict=True)
    ],
}  # fmt: skip


@pytest.mark.parametrize("content", SEVERAL.values(), ids=SEVERAL.keys())
def test_every_session_of_a_file_is_a_recording(tmp_path, content):
    with reading(tmp_path, content) as result:
        report, tapes = result.report, result.recordings
    assert [one.session for one in tapes] == ["a", "b"]
    assert (report.recordings, report.sessions, report.clicks, report.kept) == (2, 2, 2, 6)
    assert [one.elements for one in tapes] == [[("#go", "Go")]] * 2


def test_parts_of_one_session_are_one_recording(tmp_path):
    parts = [{"session_id": "a", "events": tape()[:2]}, {"session_id": "a", "events": tape()[2:]}]
    with reading(tmp_path, parts) as result:
        assert [(one.session, one.events) for one in result.recordings] == [("a", 3)]


def test_people_are_told_apart_where_sessions_are_not_named(tmp_path):
    with reading(tmp_path, [{"user": "u1", "events": tape()}, {"user": "u2", "events": tape(50)}]) as result:
        assert [one.keys for one in result.recordings] == [("user:u1",), ("user:u2",)]
        assert len({one.session for one in result.recordings}) == 2


def test_an_event_that_names_no_session_belongs_to_the_one_before(tmp_path):
    events = [{**tape()[0], "sessionId": "a"}, *tape()[1:], {**tape(50)[0], "sessionId": "b"}, *tape(50)[1:]]
    with reading(tmp_path, events) as result:
        assert [(one.session, one.events) for one in result.recordings] == [("a", 3), ("b", 3)]


def test_windows_are_told_apart_in_what_is_stored_and_clicks_are_resolved_in_their_own(tmp_path):
    other = [meta(1, "https://a.test/b"), snapshot(3, element(4, "a", id="other")), click(8, 4)]
    with reading(tmp_path, {"data": {"snapshotsByWindowId": {"w1": tape(), "w2": other}}}) as result:
        (one,) = result.recordings
    assert [one.elements[row["element"]][0] for row in one.clicks] == ["#other", "#go"]
    assert [(event["windowId"], event["type"]) for event in json.loads(one.data)] == [
        ("w1", 4), ("w2", 4), ("w1", 2), ("w2", 2), ("w2", 3), ("w1", 3)
    ]  # fmt: skip
    assert one.visits["page"].tolist() == [0, 1]


def test_a_known_recording_is_a_duplicate_in_whatever_container(tmp_path):
    known = frozenset({recording(tmp_path, *tape()).digest})
    with reading(tmp_path, {"data": {"id": "x", "snapshots": tape()}}, known_recordings=known) as result:
        report = result.report
    assert (report.read, report.kept, report.duplicates, report.rejected, result.recordings) == (3, 0, 3, 0, ())
    assert "has this recording already" in report.warnings[0].what


def test_of_several_recordings_only_the_new_ones_are_kept(tmp_path):
    known = frozenset({recording(tmp_path, *tape()).digest})
    with reading(tmp_path, SEVERAL["wrappers in a list"], known_recordings=known) as result:
        report = result.report
    assert (report.kept, report.duplicates, [one.session for one in result.recordings]) == (3, 3, ["b"])


def test_a_recording_that_lies_in_a_file_twice_is_kept_once(tmp_path):
    twice = [{"session_id": "a", "events": tape()}, {"session_id": "b", "events": tape()}]
    with reading(tmp_path, twice) as result:
        assert (result.report.kept, result.report.duplicates) == (3, 3)


def test_recordings_that_differ_only_in_what_they_report_of_their_visitor_are_two(tmp_path):
    one, two = (recording(tmp_path, *tape(), custom(5, "identify", user_id=name)).digest for name in ("u1", "u2"))
    assert one != two
    assert len(one) == 64


def test_hiding_what_was_typed_does_not_change_the_digest(tmp_path):
    events = session_of(
        snapshot(2, element(4, "input", value="typed")), step(9, 5, id=4, text="typed", isChecked=False)
    )
    assert recording(tmp_path, *events).digest == recording(tmp_path, *events, keep_personal=True).digest


def test_what_is_doubtful_about_many_sessions_is_said_in_few_sentences(tmp_path):
    many = [{"session_id": f"s{n}", "events": [meta(n * 100), click(n * 100 + 5, 9)]} for n in range(60)]
    with reading(tmp_path, many) as result:
        assert result.report.recordings == 60
        assert len(result.report.warnings) < 25


def test_clicks_on_elements_that_were_never_shown_are_kept_and_said(tmp_path):
    with reading(tmp_path, session_of(snapshot(2, BUTTON), click(9, 4), click(20, 99))) as result:
        report, one = result.report, result.recordings[0]
    assert [one.elements[row["element"]][0] for row in one.clicks] == ["#go", "(unknown)"]
    assert "1 of 2 clicks are on elements that the recording never showed" in report.warnings[-1].what


def test_a_recording_that_never_names_its_page_has_an_unknown_one(tmp_path):
    one = recording(
        tmp_path, snapshot(2, BUTTON), click(9, 4), step(12, 1, positions=[{"x": 1, "y": 2, "timeOffset": -3}])
    )
    assert (one.pages, one.clicks["page"].tolist(), one.moves["page"].tolist()) == (["(unknown)"], [0], [0])


def test_moves_are_on_the_page_at_their_own_time(tmp_path):
    positions = [{"x": 5, "y": 6, "id": 4, "timeOffset": -40}, {"x": 7.5, "y": 8, "id": 4, "timeOffset": 0}]
    one = recording(
        tmp_path, *session_of(snapshot(2, BUTTON, top=100), step(500, 1, positions=positions)),
        step(300, 6, positions=[{"x": 1, "y": 1, "timeOffset": 0}, {"x": None, "y": 2, "timeOffset": 0}, "junk"]),
    )  # fmt: skip
    assert one.moves.tolist() == [(T0 + 300, 0, 1, 101), (T0 + 460, 0, 5, 106), (T0 + 500, 0, 7.5, 108)]


def test_moves_in_frames_are_counted_but_have_no_place_on_the_page(tmp_path):
    inner = element(22, "html", element(23, "body"))
    add = {"parentId": 4, "nextId": None, "node": {"type": 0, "id": 21, "childNodes": [inner]}}
    positions = [{"x": 5, "y": 6, "id": 23, "timeOffset": 0}, {"x": 7, "y": 8, "id": 3, "timeOffset": 0}]
    events = session_of(snapshot(2, element(4, "iframe")), step(5, 0, adds=[add]), step(9, 1, positions=positions))
    with reading(tmp_path, events) as result:
        assert (result.report.moves, result.recordings[0].moves["x"].tolist()) == (2, [7])


def test_times_in_seconds_among_milliseconds_are_brought_into_line(tmp_path):
    breadcrumb = {"type": 5, "timestamp": T0 / 1000 + 0.02, "data": {"tag": "breadcrumb", "payload": {}}}
    with reading(tmp_path, [*session_of(snapshot(2, BUTTON), click(30, 4)), breadcrumb]) as result:
        one = result.recordings[0]
        assert (one.started_ms, one.duration_ms) == (T0, 30)
        assert not any("implausible" in warning.what for warning in result.report.warnings)

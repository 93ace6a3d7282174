"""The reader of rrweb recordings: containers, counts, clocks, owners and refusals."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rrweb_samples import T0, click, custom, element, meta, reading, recording, session_of, snapshot, step, written

from convdesk.ingest.readers.rrweb import READER
from convdesk.ingest.rrweb_digest import digest_of
from convdesk.ingest.sniff import head_of
from convdesk.model.mapping import Mapping
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
EVENTS = session_of(snapshot(2, element(4, "button", written(5, "Go"), id="go")), click(9, 4))
LINES = "\n".join(json.dumps(event) for event in EVENTS).encode()


def packed(event):
    return zlib.compress(json.dumps({**event, "v": "v1"}).encode()).decode("latin-1")


def compressed(event):
    """As PostHog writes events since October 2024: a whole snapshot, and some fields of mutations, are zipped."""
    zipped = lambda value: gzip.compress(json.dumps(value).encode(), mtime=0).decode("latin-1")  # noqa: E731
    if event["type"] == 2:
        return {**event, "data": zipped(event["data"]), "cv": "2024-10"}
    return event


def in_lines(*values):
    return b"\n".join(json.dumps(value).encode() for value in values)


DIGEST = digest_of(json.loads(json.dumps(EVENTS)))
EXPORT_2022 = {"version": "2022-12-02", "data": {"person": {"id": 3}, "snapshotsByWindowId": {"w": EVENTS}}}
IN_WINDOW = [{**event, "windowId": "w"} for event in EVENTS]
CONTAINERS = {
    "list": EVENTS,
    "events": {"events": EVENTS, "name": "demo"},
    "lines": LINES,
    "lines with blank lines and CRLF": LINES.replace(b"\n", b"\r\n\r\n"),
    "gzipped list": gzip.compress(json.dumps(EVENTS).encode()),
    "gzipped lines": gzip.compress(LINES),
    "gzipped events": gzip.compress(json.dumps({"events": EVENTS}).encode()),
    "result": {"result": {"snapshots": EVENTS, "person": {}}},
    "posthog 2022": EXPORT_2022,
    "posthog 2023": {"version": "2023-04-28", "data": {"id": "s", "snapshots": IN_WINDOW}},
    "posthog 2024": {"version": "2023-04-28", "data": {"id": "s", "snapshots": [compressed(one) for one in IN_WINDOW]}},
    "by window": {"data": {"snapshotsByWindowId": {"w": EVENTS}}},
    "data by window": {"snapshot_data_by_window_id": {"w": EVENTS}, "person": {}},
    "result by window": {"result": {"w": EVENTS}},
    "window lines": in_lines(*({"window_id": "w", "data": [event]} for event in EVENTS)),
    "pairs": [["w", event] for event in EVENTS],
    "pair lines": in_lines(*(["w", event] for event in EVENTS)),
    "captured": in_lines(*(
        {"event": "$snapshot", "properties": {"$snapshot_items": [event], "$session_id": "s1", "$window_id": "w"}}
        for event in EVENTS
    )),
    "texts": [json.dumps(event) for event in EVENTS],
    "texts in a wrapper": {"device_id": "d", "events": [json.dumps(event) for event in EVENTS]},
    "a text of a list": json.dumps(json.dumps(EVENTS)).encode(),
    "packed": [packed(event) for event in EVENTS],
    "packed in a wrapper": {"events": [packed(event) for event in EVENTS]},
    "segment": b'{"segment_id":0}\n' + json.dumps(EVENTS).encode(),
    "segments": b'{"segment_id":0}\n' + in_lines(EVENTS[:2]) + b'\n{"segment_id":1}\n' + in_lines(EVENTS[2:]),
    "zipped segment": b'{"segment_id":0}\n' + zlib.compress(json.dumps(EVENTS).encode()),
    "zipped": zlib.compress(json.dumps(EVENTS).encode()),
    "list of segments": [EVENTS[:2], EVENTS[2:]],
    "highlight": {"session_secure_id": "h1", "events": {"events": EVENTS}, "messages": ""},
    "utf-8 with a mark": b"\xef\xbb\xbf" + json.dumps(EVENTS).encode(),
    "utf-16": json.dumps(EVENTS).encode("utf-16"),
    "pretty": json.dumps(EVENTS, indent=1).encode(),
}  # fmt: skip


@pytest.mark.parametrize("content", CONTAINERS.values(), ids=CONTAINERS.keys())
def test_every_container_gives_the_same_recording(tmp_path, content):
    with reading(tmp_path, content) as result:
        report, tape = result.report, result.recordings[0]
    assert (report.read, report.kept, report.rejected, report.clicks, report.recordings) == (4, 4, 0, 1, 1)
    assert tape.elements == [("#go", "Go")]
    assert tape.digest == DIGEST
    assert [event["type"] for event in json.loads(tape.data)] == [4, 5, 2, 3]
    assert READER.claims(head_of(tmp_path / "tape.json")).confidence > 0.9


def test_what_is_no_event_is_rejected_with_its_position(tmp_path):
    junk = [
        "no", 7, None, {"type": "3", "timestamp": T0}, {"type": 3, "timestamp": "yesterday", "data": {}},
        {"type": 3, "timestamp": -5, "data": {}}, {"type": 3, "timestamp": 1e300, "data": {}}, {"type": 3, "timestamp": T0},
    ]  # fmt: skip
    with reading(tmp_path, [*EVENTS, *junk]) as result:
        report = result.report
    assert (report.read, report.kept, report.rejected) == (12, 4, 8)
    assert [problem.where for problem in report.problems] == [f"event {position}" for position in range(5, 13)]


def test_a_broken_line_is_rejected_with_its_number(tmp_path):
    with reading(tmp_path, LINES + b'\n{"type": 3, "timest', name="a.ndjson") as result:
        assert (result.report.kept, result.report.problems[0].where) == (4, "line 5")


def test_duplicates_are_kept_and_events_put_in_order_of_time(tmp_path):
    tape = recording(tmp_path, *EVENTS[::-1], EVENTS[-1])
    times = [event["timestamp"] for event in json.loads(tape.data)]
    assert (times, len(tape.clicks), tape.events) == (sorted(times), 2, 5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"const events = [{type: 4}]", "JavaScript, not JSON"),
        (json.dumps(EVENTS).encode()[:-40], "half a JSON"),
        (b"[]", "no rrweb events"),
        (b'{"events": []}', "no rrweb events"),
        (b'[{"event": "signup"}]', "None of its 1 items is an rrweb event"),
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"[1, 2, oops]", "not JSON"),
        (b"\xff\x00\x01", "not JSON"),
        (gzip.compress(LINES)[:-20], "damaged or cut off"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_by_name(tmp_path, content, says):
    with pytest.raises(ProblemError, match=says), reading(tmp_path, content):
        pass


def test_half_a_json_is_refused_with_the_place_where_it_ends(tmp_path):
    content = json.dumps(EVENTS).encode()[:60]
    with pytest.raises(ProblemError) as caught, reading(tmp_path, content):
        pass
    assert "tape.json, line 1, character" in caught.value.problem.where


def test_half_an_emoji_and_other_odd_values_do_no_harm(tmp_path):
    odd = json.dumps([*EVENTS, step(20, 5, id=4, text="\ud83d")]).replace('"y": 20', '"y": NaN')
    with reading(tmp_path, odd.encode(), keep_personal=True) as result:
        assert json.loads(result.recordings[0].data)[-1]["data"]["text"] == "\ufffd"


@pytest.mark.slow
@pytest.mark.parametrize("in_one_mutation", [False, True])
def test_a_hundred_thousand_nested_nodes_do_not_crash(tmp_path, in_one_mutation):
    depth = 100_000
    if in_one_mutation:
        adds = [{"parentId": n, "nextId": None, "node": element(n + 1, "div")} for n in range(3, depth)][::-1]
        content = json.dumps([*session_of(snapshot(2), step(3, 0, adds=adds), click(9, depth))]).encode()
    else:
        nodes = "".join(f'{{"type":2,"tagName":"div","id":{n},"childNodes":[' for n in range(2, depth)) + "]}" * (
            depth - 2
        )
        full = f'{{"type":2,"timestamp":{T0},"data":{{"node":{{"type":0,"id":1,"childNodes":[{nodes}]}}}}}}'
        content = f"[{json.dumps(meta(0))},{full},{json.dumps(click(9, depth - 1))}]".encode()
    with reading(tmp_path, content) as result:
        tape = result.recordings[0]
    assert tape.elements[0][1] == "div"
    assert len(tape.data) > depth


OWNERS = {
    "custom event": ([], {}, "tape.json", ("user:u1", "session:s1"), "s1"),
    "what was said of the file": ([], {"user": "m1", "session": "m2"}, "tape.json", ("user:m1", "session:m2"), "m2"),
}


@pytest.mark.parametrize(("extra", "options", "name", "keys", "session"), OWNERS.values(), ids=OWNERS.keys())
def test_the_strongest_statement_says_whose_it_is(tmp_path, extra, options, name, keys, session):
    tape = recording(tmp_path, *EVENTS, *extra, name=name, options=options)
    assert (tape.keys, tape.session) == (keys, session)


def test_a_wrapper_is_stronger_than_the_events_and_names_all_ids_of_a_person(tmp_path):
    person = {"id": 7, "distinct_ids": ["d1", "d2"], "properties": {"email": "Ana@Work.test"}}
    with reading(tmp_path, {"data": {"id": "w9", "person": person, "snapshots": EVENTS}}) as result:
        keys = result.recordings[0].keys
    assert keys[:3] == ("user:d1", "user:d2", "session:w9")
    assert keys[3].startswith("email:")
    assert "ork.test" not in str(keys)


@pytest.mark.parametrize(
    ("name", "options", "keys", "session"),
    [
        ("u-12_s-9.json.gz", {}, ("user:u-12", "session:s-9"), "s-9"),
        ("player_events.json", {}, ("session:player_events",), "player_events"),
        ("2026-ana-42.json", {"file_pattern": "2026-{user}-{session}.json"}, ("user:ana", "session:42"), "42"),
    ],
)
def test_a_file_name_says_whose_it_is_when_nothing_else_does(tmp_path, name, options, keys, session):
    tape = recording(tmp_path, meta(0), snapshot(1), name=name, options=options)
    assert (tape.keys, tape.session) == (keys, session)


def test_a_session_on_every_event_is_used(tmp_path):
    tape = recording(tmp_path, *({**event, "sessionId": "abc"} for event in (meta(0), snapshot(1))))
    assert (tape.keys, tape.session) == (("session:abc",), "abc")


def test_a_recording_of_nobody_stays_anonymous_and_says_so(tmp_path):
    with reading(tmp_path, [meta(0), snapshot(1)]) as result:
        assert result.recordings[0].keys == ("session:tape",)
        assert "stays anonymous" in result.report.warnings[0].what


def test_a_recording_that_names_two_people_says_so(tmp_path):
    with reading(tmp_path, [*EVENTS, custom(20, "identify", user_id="u2")]) as result:
        assert result.recordings[0].keys == ("user:u1", "session:s1")
        assert "names 2 people" in result.report.warnings[0].what


def test_a_pattern_without_a_place_for_ids_is_refused(tmp_path):
    with pytest.raises(ProblemError, match="A pattern names"):
        recording(tmp_path, meta(0), options={"file_pattern": "tape.json"})


def warned(folder, *events):
    with reading(folder, list(events)) as result:
        return [warning.what for warning in result.report.warnings], result.recordings[0]


def test_a_clock_that_jumps_is_doubted_and_the_duration_counts_only_short_stretches(tmp_path):
    day = 86_400_000
    says, tape = warned(tmp_path, *EVENTS, step(5_000, 1, positions=[]), step(200 * day, 1, positions=[]))
    assert tape.duration_ms == 5_000
    assert any("jumps by more than a day" in what for what in says)
    assert tape.visits["left_ms"].tolist() == [T0 + 5_000]


@pytest.mark.parametrize(("shift", "says"), [(-T0 + 60_000, "before the year 2000"), (10**13, "in the future")])
def test_times_far_from_ours_are_doubted(tmp_path, shift, says):
    warnings, _ = warned(tmp_path, *({**event, "timestamp": event["timestamp"] + shift} for event in EVENTS))
    assert any(says in what for what in warnings)


def test_a_pause_for_lunch_is_part_of_the_duration(tmp_path):
    assert recording(tmp_path, *EVENTS, step(3_600_000, 1, positions=[])).duration_ms == 3_600_000


def test_a_proposal_shows_the_first_events_and_whose_they_are(tmp_path):
    path = tmp_path / "tape.json"
    path.write_text(json.dumps(EVENTS))
    proposal = READER.propose(head_of(path))
    assert proposal.rows[0] == ("2023-11-14T22:13:20Z", "page", "https://a.test/")
    assert "user:u1" in proposal.reason


def test_an_import_can_be_cancelled(tmp_path):
    path = tmp_path / "tape.json"
    path.write_text(json.dumps(EVENTS))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled), READER.read(path, Mapping("rrweb"), progress):
        pass


@pytest.mark.parametrize(
    "content",
    [b"user,event\n1,a\n", b'{"event":"a","properties":{"time":1}}', b'[{"type":"track","data":{}}]', b"\x00\xff"],
)
def test_other_files_are_not_claimed(tmp_path, content):
    (tmp_path / "other.json").write_bytes(content)
    assert READER.claims(head_of(tmp_path / "other.json")).confidence == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from([
            "type", "data", "timestamp", "source", "id", "node", "childNodes", "attributes", "adds", "removes", "texts",
            "parentId", "nextId", "href", "payload", "tag", "value", "text", "positions", "tagName", "textContent", "x",
            "y", "initialOffset", "top", "person", "events", "snapshots", "windowId", "sessionId", "width", "cv", "style",
        ]), inner, max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip
STEPS = st.fixed_dictionaries(
    {"type": st.integers(0, 7), "timestamp": st.integers(0, 10**13), "data": JSON | st.dictionaries(st.just("node"), JSON)}
) | st.builds(
    lambda at, data, source: {"type": 3, "timestamp": at, "data": {**data, "source": source}},
    st.integers(0, 10**13), st.dictionaries(
        st.sampled_from(["adds", "removes", "texts", "attributes", "id", "type", "x", "y", "text", "positions"]), JSON
    ), st.integers(0, 15),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(content=JSON | st.lists(JSON | STEPS, max_size=8) | st.binary(max_size=60))
def test_any_junk_is_a_problem_or_a_reading(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp()
    try:
        with reading(folder, content) as result:
            assert result.report.read == result.report.kept + result.report.rejected > 0
    except ProblemError as error:
        assert error.problem.remedy


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
@pytest.mark.parametrize(
    "name",
    [
        "derived__posthog_export_v2_cv2024-10", "derived__rrweb_player_events_packed_v1",
        "posthog__hogflix_session_recording", "rrweb__fixture_iframe", "rrweb__fixture_scroll",
        "rrweb__fixture_video-playback", "rrweb__player_events",
    ],
)  # fmt: skip
def test_real_recordings_give_the_counts_of_the_answer_key(name):
    answers = json.loads((REAL / "ANSWERS.json").read_text())[f"recordings/{name}.json"]
    path = REAL / "recordings" / f"{name}.json"
    with READER.read(path, Mapping("rrweb"), Progress()) as result:
        report, tape = result.report, result.recordings[0]
    assert (report.read, report.kept) == (answers["events"],) * 2
    assert report.clicks == answers["clicks"] == len(tape.clicks)
    assert (report.moves, report.scrolls) == (answers["move_positions"], answers["scroll_events"])
    assert report.pages == len({href for href, *_ in answers["pages"]})
    assert tape.started_ms == answers["first_ts_ms"]
    if "video" not in name:
        assert tape.duration_ms == answers["duration_ms"]
    assert "(unknown)" not in [selector for selector, _ in tape.elements]

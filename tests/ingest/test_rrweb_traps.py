"""Recordings that are traps, cut or foreign: bounded, honest, refused by name."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rrweb_samples import T0, click, element, meta, reading, recording, session_of, snapshot, step, written

from convdesk.ingest import rrweb_events
from convdesk.ingest.readers import rrweb
from convdesk.ingest.readers.rrweb import READER
from convdesk.ingest.rrweb_containers import open_container
from convdesk.ingest.rrweb_document import Document
from convdesk.ingest.rrweb_elements import described
from convdesk.ingest.sniff import choose, head_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress

EVENTS = session_of(snapshot(2, element(4, "button", written(5, "Go"), id="go")), click(9, 4))


@pytest.fixture
def _small_limit(monkeypatch):
    monkeypatch.setattr(rrweb_events, "FREE_UNPACKED_BYTES", 1 << 20)


def zipped(content: bytes, pack=zlib.compress) -> str:
    return pack(content).decode("latin-1")


@pytest.mark.usefixtures("_small_limit")
@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress])
def test_a_packed_event_that_grows_without_bounds_is_refused(tmp_path, pack):
    bomb = zipped(b'{"type":3,"timestamp":1,"data":{"a":"' + b" " * (3 << 20) + b'"}}', pack)
    with pytest.raises(ProblemError, match="unpacks to more than 1 MB"), reading(tmp_path, [*EVENTS, bomb]):
        pass


@pytest.mark.usefixtures("_small_limit")
def test_many_packed_fields_that_grow_together_are_refused(tmp_path):
    adds = zipped(json.dumps([" " * (1 << 18)]).encode(), gzip.compress)
    events = [{**step(n, 0, adds=adds), "cv": "2024-10"} for n in range(10)]
    with pytest.raises(ProblemError, match="grows without bounds"), reading(tmp_path, [*EVENTS, *events]):
        pass


@pytest.mark.usefixtures("_small_limit")
def test_a_zipped_segment_that_grows_without_bounds_is_refused(tmp_path):
    content = b'{"segment_id":0}\n' + zlib.compress(b"[" + b" " * (3 << 20) + b"]")
    with pytest.raises(ProblemError, match="grows without bounds"), reading(tmp_path, content):
        pass


def test_a_packed_event_that_is_cut_is_rejected_and_the_others_are_kept(tmp_path):
    whole = zlib.compress(json.dumps(meta(50)).encode())
    with reading(tmp_path, [*EVENTS, whole[:-12].decode("latin-1"), "x\x9cnonsense", "\x1f\x8bnot gzip"]) as result:
        assert (result.report.kept, result.report.rejected) == (4, 3)


@pytest.mark.parametrize(
    ("name", "content", "kind", "says"),
    [
        ("1234.mob", b"\xff" * 8 + b"\x51\x00\x01", "OpenReplay", "OpenReplay recording"),
        ("1234.mobs", b"\x28\xb5\x2f\xfd\x04\x00", "OpenReplay", "OpenReplay recording"),
        ("dump", b"\xff" * 8 + b"\x51\x00\x01", "OpenReplay", "OpenReplay recording"),
        ("p.json", b'{"e":["0.7.1",1,0,100],"a":[[0,4,1]],"p":[]}', "Clarity", "Microsoft Clarity"),
        ("e.js", b"const events = [{type: 4, timestamp: 1}]", "JavaScript", "JavaScript, not JSON"),
    ],
)
def test_what_is_known_and_cannot_be_read_is_refused_by_name_with_a_way_out(tmp_path, name, content, kind, says):
    (tmp_path / name).write_bytes(content)
    head = head_of(tmp_path / name)
    reader, claim = choose(head, [READER])
    assert kind in claim.reason
    with pytest.raises(ProblemError, match=says) as caught:
        reader.propose(head)
    assert caught.value.problem.remedy


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"version": "2022-12-02", "data": {"snapshotsByWindowId": {"w": EVENTS}}}, "PostHog export of 2022-12-02"),
        ({"version": "2023-04-28", "data": {"snapshots": EVENTS}}, "PostHog export of 2023-04-28"),
        (b'{"segment_id":0}\n' + json.dumps(EVENTS).encode(), "Sentry"),
        ([zipped(json.dumps(event).encode()) for event in EVENTS], "packed"),
        ([json.dumps(event) for event in EVENTS], "written as texts"),
        (b"\n".join(json.dumps(["w", event]).encode() for event in EVENTS), "one event of a window a line"),
        (b"\n".join(json.dumps(event).encode() for event in EVENTS), "JSON lines"),
    ],
)
def test_the_reason_of_a_claim_names_the_container(tmp_path, content, says):
    (tmp_path / "tape").write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    claim = READER.claims(head_of(tmp_path / "tape"))
    assert says in claim.reason
    assert claim.confidence > 0.9


def test_a_jump_of_the_clock_is_told_with_its_numbers(tmp_path):
    day = 86_400_000
    with reading(tmp_path, [*EVENTS, step(5_000, 1, positions=[]), step(200 * day, 1, positions=[])]) as result:
        said = " ".join(warning.what for warning in result.report.warnings)
    assert "6 events reach over 200 days" in said
    assert "5.0 s count as its duration" in said


def test_lines_that_are_cut_leave_a_usable_rest(tmp_path):
    lines = b"\n".join(json.dumps(event).encode() for event in EVENTS)
    with reading(tmp_path, lines[:-30]) as result:
        assert (result.report.kept, result.report.rejected, result.report.problems[0].where) == (3, 1, "line 4")


def test_a_cut_list_is_refused_but_can_be_kept_as_far_as_it_is_whole(tmp_path):
    cut = json.dumps({"data": {"snapshots": EVENTS}}).encode()[:-60]
    with pytest.raises(ProblemError, match="cut = keep"), reading(tmp_path, cut):
        pass
    with reading(tmp_path, cut, options={"cut": "keep"}) as result:
        report = result.report
    assert (report.read, report.kept, report.rejected) == (4, 3, 1)
    assert "ends in the middle" in report.problems[0].what


def test_a_large_recording_is_proposed_from_its_beginning(tmp_path):
    many = [step(20 + n, 1, positions=[{"x": n, "y": n, "id": 4, "timeOffset": 0}]) for n in range(20_000)]
    (tmp_path / "tape.json").write_text(json.dumps({"data": {"id": "s9", "snapshots": [*EVENTS, *many]}}))
    head = head_of(tmp_path / "tape.json")
    assert not head.is_whole
    assert "session:s" in READER.propose(head).reason


def test_fields_that_a_container_wrote_on_events_are_not_kept(tmp_path):
    events = [{**event, "email": "ana@work.test", "ip": "10.0.0.1", "windowId": "w"} for event in EVENTS]
    data = recording(tmp_path, *events).data
    assert b"work.test" not in data
    assert b"10.0.0.1" not in data
    assert b'"windowId":"w"' in data


NODES = st.integers(1, 9)
TREES = st.recursive(
    st.builds(lambda n, text: written(n, text), NODES, st.sampled_from(["a", "b"])),
    lambda inner: st.builds(
        lambda n, tag, children, typed: {
            **element(n, tag, *children), "attributes": {"contenteditable": "true"} if typed else {"class": tag}
        },
        NODES, st.sampled_from(["div", "p", "textarea", "button"]), st.lists(inner, max_size=3), st.booleans(),
    ),
    max_leaves=8,
)  # fmt: skip
CHANGES = st.fixed_dictionaries({
    "adds": st.lists(st.builds(
        lambda parent, before, node: {"parentId": parent, "nextId": before, "node": node}, NODES, st.none() | NODES, TREES
    ), max_size=2),
    "removes": st.lists(st.builds(lambda n: {"id": n}, NODES), max_size=2),
    "texts": st.lists(st.builds(lambda n: {"id": n, "value": "new"}, NODES), max_size=2),
    "attributes": st.lists(st.builds(lambda n, a: {"id": n, "attributes": a}, NODES, st.sampled_from(
        [{"class": "x"}, {"contenteditable": "true"}, {"contenteditable": None}, {"type": "password"}]
    )), max_size=2),
})  # fmt: skip


def unique(tree: dict, taken: set[int]) -> dict:
    """The tree with every id once, as recorders write it."""
    tree = dict(tree)
    while tree["id"] in taken:
        tree["id"] += 10
    taken.add(tree["id"])
    return {**tree, "childNodes": [unique(child, taken) for child in tree.get("childNodes", [])]}


@settings(max_examples=150, deadline=None)
@given(tree=TREES, changes=st.lists(CHANGES, max_size=4))
def test_a_page_looked_at_late_is_the_page_looked_at_all_the_time(tree, changes):
    root = {"type": 0, "id": 0, "childNodes": [unique(tree, set())]}
    late, early = Document(), Document()
    late.load(root)
    early.load(root)
    for number, change in enumerate(changes):
        taken = {100 * (number + 1)}
        for add in change["adds"]:
            add["node"] = unique(add["node"], taken) if number % 2 else add["node"] | {"childNodes": []}
        late.mutate(change)
        for node_id in range(60):
            early.node(node_id)
        early.mutate(change)
    for node_id in range(60):
        assert late.is_typed(node_id) == early.is_typed(node_id)
        assert described(late.node(node_id)) == described(early.node(node_id))


@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=80) | st.text(max_size=40).map(str.encode), opening=st.sampled_from(
    [b"", b'{"segment_id":0}\n', b"x\x9c", b"\x1f\x8b", b'["w",', b'{"data":', b"[[", b'{"events":["x', b"\xff" * 8]
))  # fmt: skip
def test_any_bytes_behind_any_opening_are_a_problem_or_a_reading(tmp_path_factory, data, opening):
    path = tmp_path_factory.getbasetemp() / "trap.json"
    path.write_bytes(opening + data)
    try:
        READER.claims(head_of(path))
        with reading(path.parent, opening + data, name="trap.json") as result:
            assert result.report.read == result.report.kept + result.report.rejected
    except ProblemError as error:
        assert error.problem.remedy


@pytest.mark.parametrize("opening", ["[", '{"data":', '["w",', '{"events":['])
def test_json_nested_without_end_is_refused(tmp_path, opening):
    depth = 50_000
    closing = "]" if opening.startswith("[") else "]}" if opening.endswith("[") else "}"
    with pytest.raises(ProblemError), reading(tmp_path, (opening * depth + "1" + closing * depth).encode()):
        pass


def test_a_gzipped_recording_that_grows_without_bounds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rrweb, "FREE_EXPANSION_BYTES", 1 << 20)
    monkeypatch.setattr(rrweb, "CHUNK_BYTES", 1 << 16)
    bomb = gzip.compress(json.dumps([*EVENTS, {"type": 5, "timestamp": T0, "data": {"a": "a" * (3 << 20)}}]).encode())
    with pytest.raises(ProblemError, match="larger than 1 MB when unpacked"), reading(tmp_path, bomb):
        pass


@pytest.mark.parametrize("content", [json.dumps(EVENTS), "\n".join(map(json.dumps, EVENTS))])
def test_opening_a_container_stops_when_it_should(content):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        open_container(content.encode(), "session.json", progress)


def test_times_before_all_clocks_are_read_and_doubted(tmp_path):
    with reading(tmp_path, [{**event, "timestamp": event["timestamp"] - T0} for event in EVENTS]) as result:
        assert result.report.first == "1970-01-01T00:00:00Z"


def test_events_that_are_there_twice_word_for_word_are_kept_and_said(tmp_path):
    once = session_of(snapshot(2, element(5, "button")), click(700, 5))
    with reading(tmp_path, [event for event in once for _ in range(2)]) as twice:
        assert (twice.report.kept, twice.report.duplicates, twice.report.clicks) == (2 * len(once), 0, 2)
        assert f"{len(once)} events are exactly like another one" in twice.report.warnings[0].what
    with reading(tmp_path, once) as result:
        assert not any("exactly like" in warning.what for warning in result.report.warnings)


@pytest.mark.parametrize("odd", [{"tagName": []}, {"tagName": {}}, {"attributes": [[]]}, {"attributes": [{}]},
                                 {"attributes": 7}, {"childNodes": 7}, {"childNodes": [7, None, []]}])  # fmt: skip
def test_a_node_of_odd_parts_is_walked_over(tmp_path, odd):
    node = {**element(4, "p", written(5, "Go")), **odd}
    added = {"type": 3, "timestamp": T0 + 5, "data": {"source": 0, "texts": [], "attributes": [], "removes": [],
             "adds": [{"parentId": 3, "nextId": None, "node": {**node, "id": 9}}]}}  # fmt: skip
    tape = recording(tmp_path, *session_of(snapshot(2, node, element(7, "button", id="go")), added, click(9, 7)))
    assert tape.elements == [("#go", "button")]

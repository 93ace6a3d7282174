"""Recordings with odd clocks, pieces of one session, and imports that are stopped on the way."""

from __future__ import annotations

import gc
import json
import threading

import pytest
from rrweb_samples import T0, click, element, reading, session_of, snapshot

from convdesk.ingest import letting_go
from convdesk.ingest.json_pieces import PIECE_BYTES, parse_in_pieces
from convdesk.ingest.letting_go import let_go
from convdesk.ingest.rrweb_values import moment_ms
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled
from convdesk.operations.imports import import_file
from small_study import small_study


@pytest.fixture
def study(tmp_path):
    opened = small_study(tmp_path)
    yield opened
    opened.close()


EVENTS = session_of(snapshot(2, element(4, "button", id="go")), click(9, 4), click(4000, 4))


def timed(change):
    return [{**event, "timestamp": change(event["timestamp"])} for event in EVENTS]


@pytest.mark.parametrize(
    "change",
    [
        lambda at: at / 1000, lambda at: at * 1000, lambda at: at * 1_000_000, str, lambda at: f"{at / 1000:.3f}",
    ],
    ids=["seconds", "microseconds", "nanoseconds", "text", "seconds as text"],
)  # fmt: skip
def test_times_in_any_unit_are_milliseconds(tmp_path, change):
    with reading(tmp_path, EVENTS) as plain, reading(tmp_path, timed(change)) as odd:
        assert (odd.report.first, odd.report.last) == (plain.report.first, plain.report.last)
        assert odd.recordings[0].clicks["at_ms"].tolist() == plain.recordings[0].clicks["at_ms"].tolist()


def test_whole_numbers_that_could_be_seconds_are_left_as_they_are(tmp_path):
    with reading(tmp_path, timed(lambda at: at // 1000)) as found:
        assert found.report.first.startswith("1970-01")
        assert "before the year 2000" in " ".join(one.what for one in found.report.warnings)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (T0, T0), (1.5, 1.5), (True, None), (None, None), (-1, None), (float("nan"), None), (1e30, None), ("", None),
        ("noon", None), ("2026-01-05T08:00:00Z", 1767600000000), ("2026-01-05 08:00:00", 1767600000000), ([], None),
    ],
)  # fmt: skip
def test_what_is_a_moment(value, expected):
    assert moment_ms(value) == expected


def test_a_comma_too_many_is_not_taken_for_a_cut_file(tmp_path):
    with pytest.raises(ProblemError, match="not JSON"), reading(tmp_path, (json.dumps(EVENTS)[:-1] + ",]").encode()):
        pass


def piece(folder, name, events):
    path = folder / name
    path.write_text(json.dumps({"session_id": "S", "distinct_id": "u", "events": events}))
    return path


def test_pieces_of_a_session_that_overlap_are_warned_of(tmp_path, study):
    import_file(study, piece(tmp_path, "first.json", EVENTS[:-1]))
    report = import_file(study, piece(tmp_path, "second.json", EVENTS[-2:]))
    assert any("the study has from first.json too: clicks in both count twice" in one.what for one in report.warnings)


def test_pieces_of_a_session_that_follow_one_another_are_not_warned_of(tmp_path, study):
    import_file(study, piece(tmp_path, "first.json", EVENTS[:-1]))
    report = import_file(study, piece(tmp_path, "second.json", EVENTS[-1:]))
    assert not any("count twice" in one.what for one in report.warnings)


def test_looking_for_the_pieces_of_a_large_text_can_be_stopped():
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        parse_in_pieces(b"[%b]" % (b"1," * PIECE_BYTES + b"1"), heed=stop)


def test_lists_are_emptied():
    items = list(range(1_700))
    let_go(items)
    assert items == []


def test_many_objects_are_let_go_on_a_thread_of_their_own(monkeypatch):
    monkeypatch.setattr(letting_go, "MANY", 10)
    many, few = list(range(3_000)), [1, 2]
    letting_go.let_go_later(few)
    assert few == [1, 2]
    letting_go.let_go_later({"data": {"events": many}})
    for thread in threading.enumerate():
        if thread.name == letting_go.NAME:
            thread.join()
    assert many == []
    assert gc.get_freeze_count() == 0


def test_a_page_nested_deeper_than_the_json_library_writes_is_read(tmp_path, study):
    inner = element(1000, "div")
    for number in range(400):
        inner = element(1001 + number, "div", inner)
    path = tmp_path / "deep.json"
    path.write_text(json.dumps(session_of(snapshot(2, inner), click(9, 1000))))
    assert import_file(study, path).kept == 4

"""Whatever is wrong with a recording: it comes in as far as it can be used, is said, and can be opened anywhere."""

from __future__ import annotations

import re

import orjson
import pytest

from bad_recordings import BAD
from convdesk.model.problem import ProblemError
from convdesk.operations import replays
from convdesk.operations.imports import import_file
from convdesk.operations.studies import create_study

SLOW = {"300,000 nodes", "20 MB attribute"}
SAID = {
    "no full snapshot": "no full snapshot", "only meta": "no full snapshot", "unordered": "put in order",
    "strange times": "no usable time", "far future": "in the future", "a gap of 30 days": "jumps by more than a day",
    "waiting adds": "the recording never showed: 20,000", "unknown ids": "the recording never showed: 1",
    "5,000 levels": "nested deeper than 400: 1", "odd letters": "halves of characters",
    "unknown kinds": "not a number from 0 to 7", "strange clicks": "6 of 10 clicks are on elements",
    "packed, some cut": "cannot be unpacked", "cut fields": "not whole JSON", "cut lines": "not whole JSON",
}  # fmt: skip
SHOWN_WITH = {
    "full snapshot late": "Its first 20 s come without a page", "two tabs": "recorded in 2 tabs",
    "far future": "left out: 1", "a gap of 30 days": "left out: 1, together 720.0 h",
    "one event": "does not say how large the window was",
}  # fmt: skip


@pytest.fixture
def study(tmp_path):
    made = create_study(tmp_path / "bad.convdesk", "Bad")
    yield made
    made.close()


def imported(study, tmp_path, name):
    path = tmp_path / "tape.json"
    path.write_bytes(BAD[name]())
    report = import_file(study, path)
    return report, replays.open_replay(study, study.loaded().recordings[0].id)


@pytest.mark.parametrize("name", sorted(BAD.keys() - SLOW))
def test_a_bad_recording_comes_in_as_far_as_it_can_be_used_and_what_is_wrong_is_said(study, tmp_path, name):
    report, opened = imported(study, tmp_path, name)
    assert report.read == report.kept + report.rejected
    said = " ".join(one.what for one in (*report.warnings, *report.problems))
    assert SAID.get(name, "") in said
    shown_with = " ".join(one.what for one in opened.replay.told)
    assert SHOWN_WITH.get(name, "") in shown_with
    if not opened.replay.can_be_shown:
        with pytest.raises(ProblemError, match="no full snapshot"):
            opened.piece_at(0)
        return
    for share in (0.0, 0.5, 1.0):
        events = orjson.loads(opened.piece_at(opened.replay.lasts_ms * share).content)["events"]
        assert [event["type"] for event in events[:2]] == [4, 2]


def test_a_size_no_window_has_is_the_size_before(study, tmp_path):
    _, opened = imported(study, tmp_path, "absurd windows")
    events = orjson.loads(opened.piece_at(4_000).content)["events"]
    sizes = {(event["data"]["width"], event["data"]["height"]) for event in events if "width" in event["data"]}
    assert sizes == {(1000, 700)}
    assert set(study.loaded().clicks.clicks["width"].tolist()) == {1000}


def test_letters_of_all_kinds_are_kept(study, tmp_path):
    _, opened = imported(study, tmp_path, "odd letters")
    content = opened.piece_at(0).content.decode()
    assert "half \ufffd, nothing \\u0000, back \u202e" in content


def test_a_page_nested_without_end_keeps_everything_that_is_in_it(study, tmp_path):
    _, opened = imported(study, tmp_path, "5,000 levels")
    content = opened.piece_at(0).content
    assert len(set(re.findall(rb'"id":(\d+)', content))) > 5_000
    assert b'"deep"' in content

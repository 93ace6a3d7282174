"""Recordings in a study: brought in once, with their moves, and equal to the answer key."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from convdesk.operations.history import undo
from convdesk.operations.imports import import_files, remove_source
from convdesk.operations.studies import check_study, create_study, describe_study
from convdesk.store.recordings import load_digests, load_recordings
from small_study import START_MS, recording

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
needs_real = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
MOVES = {"type": 3, "timestamp": START_MS + 15_000, "data": {"source": 1, "positions": [
    {"x": 10, "y": 20, "id": 5, "timeOffset": -100}, {"x": 11.5, "y": 20, "id": 5, "timeOffset": 0}]}}  # fmt: skip
CLICK_LOG = f"time,x,y,event,session_id\n{START_MS},5,6,click,a-1\n{START_MS + 9},7,8,move,a-1\n"


@pytest.fixture
def study(tmp_path):
    opened = create_study(tmp_path / "study.convdesk", "Tapes", "UTC")
    yield opened
    opened.close()


def brought(study, folder, name, content):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    (report,) = import_files(study, [path])
    return report


def test_moves_are_stored_and_read_when_asked_for(study, tmp_path):
    brought(study, tmp_path, "tape.json", [*recording("u1"), MOVES])
    (one,) = load_recordings(study.workspace)
    assert one.moves()[["x", "y"]].tolist() == [(10, 20), (11.5, 20)]
    assert one.moves()["at_ms"].tolist() == [START_MS + 14_900, START_MS + 15_000]


def test_where_the_window_stood_is_stored(study, tmp_path):
    brought(study, tmp_path, "tape.json", recording("u1"))
    windows = load_recordings(study.workspace)[0].windows()
    assert windows["shown_ms"].sum() > 0
    assert set(windows["top_px"].tolist()) == {0.0}


def test_a_recording_without_moves_has_none(study, tmp_path):
    brought(study, tmp_path, "tape.json", recording("u1"))
    assert load_recordings(study.workspace)[0].moves().size == 0


def test_the_same_recording_in_another_container_adds_nothing_and_leaves_no_source(study, tmp_path):
    brought(study, tmp_path, "tape.json", recording("u1"))
    report = brought(study, tmp_path, "export.json", {"version": "2023-04-28", "data": {"snapshots": recording("u1")}})
    assert (report.read, report.kept, report.duplicates, report.source) == (8, 0, 8, None)
    assert describe_study(study).recordings == 1
    assert len(describe_study(study).sources) == 1


def test_a_recording_that_was_taken_out_can_be_brought_in_again(study, tmp_path):
    report = brought(study, tmp_path, "tape.json", recording("u1"))
    remove_source(study, report.source)
    assert load_digests(study.workspace) == frozenset()
    assert brought(study, tmp_path, "tape.json", recording("u1")).kept == 8
    undo(study)
    undo(study)
    assert describe_study(study).recordings == 1


def test_a_click_log_is_stored_once_and_the_study_is_whole(study, tmp_path):
    assert brought(study, tmp_path, "log.csv", CLICK_LOG).clicks == 1
    assert brought(study, tmp_path, "again.csv", CLICK_LOG).duplicates == 2
    assert describe_study(study).clicks == 1
    path = study.path
    study.close()
    report = check_study(path)
    assert report.is_whole
    assert report.checked["pointer moves"] == 1


@needs_real
@pytest.mark.parametrize(
    ("original", "twin"),
    [
        ("rrweb__player_events", "derived__rrweb_player_events_packed_v1"),
        ("posthog__hogflix_session_recording", "derived__posthog_export_v2_cv2024-10"),
    ],
)
def test_twins_of_real_recordings_add_nothing(study, original, twin):
    folder = REAL / "recordings"
    first, second = import_files(study, [folder / f"{original}.json", folder / f"{twin}.json"])
    assert (second.read, second.kept, second.duplicates) == (first.kept, 0, first.kept)


@needs_real
def test_every_real_recording_and_click_log_is_brought_in_as_the_answer_key_has_it(study, tmp_path):
    answers = json.loads((REAL / "ANSWERS.json").read_text())
    for path in sorted([*(REAL / "recordings").iterdir(), *(REAL / "clicks").iterdir()]):
        answer = answers[f"{path.parent.name}/{path.name}"]
        copy = tmp_path / path.name
        shutil.copy(path, copy)
        (report,) = import_files(study, [copy])
        told = report.as_dict()
        rows = answer.get("events") or answer.get("rows") or answer.get("points")
        assert told["read"] == told["kept"] + told["duplicates"] == rows, path.name
        if told["kept"]:
            assert told["clicks"] == answer["clicks"], path.name
            assert told["moves"] == answer.get("move_positions", rows), path.name


@needs_real
def test_secrets_in_the_pages_of_a_real_recording_are_not_stored(study):
    import_files(study, [REAL / "recordings" / "posthog__hogflix_session_recording.json"])
    (one,) = load_recordings(study.workspace)
    assert "helloworld" not in " ".join(one.pages)
    assert "12314143" not in " ".join(one.pages)

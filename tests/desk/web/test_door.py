"""Where web views cannot be, the app says why and how to get them, and does not look for them before it is asked to."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from convdesk import places
from convdesk.desk.web import door
from convdesk.model.problem import ProblemError


def test_without_the_web_engine_the_app_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(door, "find_spec", lambda _: None)
    closed = door.why_closed()
    assert "not installed" in closed.what
    assert "everything else works" in closed.what
    assert "pip install" in closed.remedy
    with pytest.raises(ProblemError, match="not installed"):
        door.open_replay_view()


def test_without_rrweb_the_app_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(door, "find_spec", lambda _: object())
    monkeypatch.setattr(places, "replay_parts", lambda: None)
    closed = door.why_closed()
    assert "rrweb" in closed.what
    assert "make setup" in closed.remedy


def test_root_is_told_why_the_sandbox_does_not_start(monkeypatch, tmp_path):
    monkeypatch.setattr(door, "find_spec", lambda _: object())
    monkeypatch.setattr(places, "replay_parts", lambda: tmp_path)
    monkeypatch.setattr(door, "_is_root", lambda: True)
    monkeypatch.delenv(door.NO_SANDBOX, raising=False)
    assert "root" in door.why_closed().what
    monkeypatch.setenv(door.NO_SANDBOX, "1")
    assert door.why_closed() is None


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(door, "why_closed", lambda: None)
    monkeypatch.setitem(sys.modules, "convdesk.desk.web.view", None)
    with pytest.raises(ProblemError) as refused:
        door.open_replay_view()
    assert "system libraries" in refused.value.problem.remedy


def test_parts_that_are_only_half_there_are_not_there(monkeypatch, tmp_path):
    parts = tmp_path / "replay" / "parts"
    parts.mkdir(parents=True)
    monkeypatch.setattr(places, "folder", lambda _: tmp_path)
    (parts / "rrweb.min.js").touch()
    assert places.replay_parts() is None
    for name in places.REPLAY_PARTS:
        (parts / name).touch()
    assert places.replay_parts() == parts


LOOK = """
import sys
from convdesk.desk import app
from convdesk.desk.web import door
app.application()
door.why_closed()
import convdesk.desk.window
sys.exit(any('WebEngine' in name or 'WebChannel' in name for name in sys.modules))
"""


def test_the_web_engine_is_not_imported_with_the_window():
    done = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

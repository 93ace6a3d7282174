"""A hostile recording reaches nobody, runs nothing and reads nothing; with the locks off the same test sees it all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from convdesk.desk.web.door import why_closed

HERE = Path(__file__).parent
MODES = ("locked", "open", "policy", "interceptor", "resolver")
pytestmark = pytest.mark.skipif(why_closed() is not None, reason=why_closed().what if why_closed() else "")


def batched(modes: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    return [modes[start : start + size] for start in range(0, len(modes), size)]


def siege(mode: str) -> subprocess.Popen[str]:
    """A process of its own: the flags of Qt's web engine count for all of it."""
    roots = [str(HERE), str(HERE.parents[2] / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(roots)}
    environment.pop("QTWEBENGINE_CHROMIUM_FLAGS", None)  # a web view in this process would have left its locks there
    words = [sys.executable, str(HERE / "siege.py"), mode]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.fixture(scope="module")
def sieges():
    """What each of them found; two at a time, as there are processors."""
    found = {}
    for pair in batched(MODES, 2):
        for mode, running in {mode: siege(mode) for mode in pair}.items():
            said, complained = running.communicate(timeout=90)
            assert running.returncode == 0, complained
            found[mode] = json.loads(said)
    return found


@pytest.fixture
def locked(sieges):
    return sieges["locked"]


@pytest.fixture
def unlocked(sieges):
    return sieges["open"]


def test_the_hostile_recording_is_shown(locked):
    assert locked["opened"]
    assert locked["title"] == "Hostile recording"


def test_nothing_is_requested_and_nobody_is_connected_to(locked):
    assert locked["requests"] == []
    assert locked["connections"] == 0


def test_no_script_runs(locked):
    assert locked["scripts"] == []
    assert locked["main_world"] == "", "in the world of a recorded page nothing runs at all"


def test_it_goes_nowhere_and_opens_no_window(locked):
    assert locked["address"] == "convdesk://desk/page.html"
    assert locked["windows"] == 0


def test_it_reads_no_file_and_writes_no_clipboard(locked):
    assert locked["file"].strip("|") == ""
    assert locked["clipboard"] == "before"


def test_with_the_locks_off_the_same_recording_is_seen_to_get_through(unlocked):
    seen = set(unlocked["requests"])
    assert len(seen) >= 40, sorted(seen)
    assert {"img", "css-set", "link-stylesheet", "iframe.html", "canvas-draw", "svg-image"} <= seen, sorted(seen)
    assert unlocked["connections"] > len(seen) // 2
    assert len(unlocked["scripts"]) >= 5, unlocked["scripts"]


def test_even_where_scripts_run_the_bridge_is_out_of_their_world(unlocked):
    assert unlocked["main_world"] == "undefined undefined undefined"


@pytest.mark.parametrize("lock", ["policy", "interceptor", "resolver"])
def test_each_lock_alone_keeps_every_request_in(sieges, lock):
    assert sieges[lock]["requests"] == []

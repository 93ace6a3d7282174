"""A seek in a long recording, which starts from a page that was kept, shows the page that playing it would show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from convdesk.desk.web.door import why_closed

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(why_closed() is not None, reason=why_closed().what if why_closed() else "")


def sought(folder, *more):
    roots = [str(HERE), str(HERE.parents[1]), str(HERE.parents[2] / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(roots)}
    environment["CONVDESK_DATA"] = str(folder)
    words = [sys.executable, str(HERE / "seeking.py"), *more]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=240, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_page_of_a_moment_is_the_one_that_all_changes_before_it_make(tmp_path):
    found = sought(tmp_path, "0", "25")
    assert found["pages"] == 50
    assert found["nodes"] > 2_000
    assert found["differ"] == {}


def test_that_comparison_finds_pages_that_differ(tmp_path):
    assert len(sought(tmp_path, "0", "3", "wrongly")["differ"]) >= 3

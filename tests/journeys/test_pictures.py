"""The pictures of the docs are made by going through the app, so that they show what it looks like.

`CONVDESK_PICTURES=docs/pictures` keeps them; otherwise they are made and thrown away.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    kept = os.environ.get("CONVDESK_PICTURES")
    folder = ROOT / kept if kept else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    own = tmp_path_factory.mktemp("own")
    roots = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": roots,
                   "CONVDESK_DATA": str(own), "XDG_CONFIG_HOME": str(own)}  # fmt: skip
    words = [sys.executable, str(HERE / "picture_tour.py"), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=240, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_every_screen_of_the_tour_shows_the_sample_without_a_problem(tour):
    _, told = tour
    assert {name: one["problem"] for name, one in told.items() if one["problem"]} == {}
    assert {name for name, one in told.items() if one["colours"] < 20} == set()


def test_every_picture_has_the_size_of_a_small_laptop(tour):
    folder, told = tour
    sizes = set()
    for name in told:
        with Image.open(folder / f"{name}.png") as picture:
            sizes.add(picture.size)
    assert sizes == {(1366, 768)}


def test_every_picture_in_the_docs_is_one_of_the_tour(tour):
    _, told = tour
    kept = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert kept <= told.keys()

"""Pages rebuilt from recordings are pictured as their visitors saw them, with every element where it was clicked."""

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


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    roots = [str(HERE), str(HERE.parents[2] / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(roots)}
    environment["CONVDESK_DATA"] = str(folder / "data")
    words = [sys.executable, str(HERE / "photograph.py"), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=240, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_98_of_100_clicks_on_the_sample_lie_within_their_own_element(found):
    assert found["clicks"] > 800
    assert found["in_element"] / found["clicks"] >= 0.98


def test_rebuilt_pages_look_like_chromiums_own_pictures_of_the_site(found):
    likeness = {page: one["like"] for page, one in found["pages"].items()}
    if None in likeness.values():
        pytest.skip("Chromium is not here")
    assert {page: like for page, like in likeness.items() if like < 0.995} == {}


def test_a_page_is_pictured_in_its_full_height(found):
    assert found["pages"]["/"]["size"][0] == 1440
    assert found["pages"]["/"]["size"][1] > 2000


def test_a_very_tall_page_is_cut_with_every_row_in_its_place(found):
    assert (found["tall"]["height"], found["tall"]["page_height"], found["tall"]["wrong"]) == (30_000, 100_000, [])


def test_boxes_are_of_the_whole_page_and_of_other_widths_too(found):
    assert found["tall"]["box"] == [0, 2000, 1200, 1000]
    assert found["tall"]["narrow"] == [0, 2000, 700, 1000]


def test_elements_in_frames_and_shadow_roots_have_boxes_on_the_page_and_what_is_not_there_has_none(found):
    frame, in_frame, in_shadow, gone, broken = found["framed"]["here"]
    assert frame == [102, 302 - 400, 316, 236], "where its page begins: it is scrolled by 400"
    assert in_frame == [122, frame[1] + 500, 80, 30]
    assert in_shadow == [605, 106, 70, 20]
    assert (gone, broken) == (None, None)


def test_clicks_in_a_list_that_scrolls_lie_on_their_rows_and_those_on_rows_out_of_sight_are_counted_and_not_drawn(
    found,
):
    placed, rows = found["list"]["placed"], found["list"]["rows"]
    assert placed == {"in_element": 8, "moved": 0, "scaled": 0, "nowhere": 0, "hidden": 2}
    assert rows["1"] == [5, [200, 60]], "the head stays where it is"
    assert rows["14"] == [2, [200, 165]], "clicked at 160 and 170, were the list scrolled as it is in the picture"
    assert (rows["15"], rows["4"], rows["79"]) == ([1, [200, 180]], [1, None], [1, None])

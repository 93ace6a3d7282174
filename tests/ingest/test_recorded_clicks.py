"""Click exports that do not say “click” in a cell: Crazy Egg's confetti, Matomo's recordings."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click_logs import FILE_MS, opened, said, table

from convdesk.ingest.click_kinds import why_clicks


def test_confetti_with_a_time_to_click_is_clicks_that_are_no_burst(tmp_path):
    content = table(
        "x,y,Element,Referrer,Device,Time to click (s)", (100, 200, "a#buy", "g.test", "PC", 3.2),
        (101, 201, "a#buy", "g.test", "PC", 3.3), (102, 202, "a#buy", "g.test", "PC", 3.4),
    )  # fmt: skip
    with opened(tmp_path, content) as result:
        report, (tape,) = result.report, result.recordings
    assert (report.clicks, report.moves) == (3, 0)
    assert np.diff(tape.clicks["at_ms"]).min() >= 2000
    assert "counts from each visitor's own arrival" in said(result)
    assert "every row is taken for a click" in said(result)


def test_confetti_with_moments_is_clicks(tmp_path):
    moment = "2026-01-05 10:00:00"
    content = table(
        "X,Y,Time,Element,Referrer,Browser", (1, 2, moment, "a", "g.test", "Safari"), (3, 4, moment, "b", "", "Edge")
    )
    with opened(tmp_path, content) as result:
        assert (result.report.clicks, result.report.moves) == (2, 0)


def test_the_mapping_still_says_that_they_are_none(tmp_path):
    content = table("x,y,Time to click", (1, 2, 3.2), (3, 4, 5.5))
    with opened(tmp_path, content, options={"click": "none"}) as result:
        assert (result.report.clicks, result.report.moves) == (0, 2)


@pytest.mark.parametrize(
    ("columns", "is_anonymous"),
    [(["x", "y", "time"], True), (["x", "y", "referrer", "browser"], False), (["x", "y", "clicked", "clicks"], True)],
)
def test_other_columns_do_not_make_every_row_a_click(columns, is_anonymous):
    assert why_clicks(columns, is_anonymous=is_anonymous) == ""


RECORDED = [
    {"time_since_load": "100", "event_type": "1", "x": "500", "y": "900", "selector": "#a"},
    {"time_since_load": "900", "event_type": "2", "x": "510", "y": "905", "selector": "#buy"},
    {"time_since_load": "1500", "event_type": "3", "x": "0", "y": "300"},
    {"time_since_load": "1600", "event_type": "4", "x": "1280", "y": "720"},
]


def test_matomos_numbers_are_its_kinds_and_its_places_are_inside_elements(tmp_path):
    content = {
        "idVisit": "5",
        "viewport_w_px": 1280,
        "viewport_h_px": 720,
        "url": "https://a.test/",
        "events": RECORDED,
    }
    with opened(tmp_path, json.dumps(content), "session.json") as result:
        report, (tape,) = result.report, result.recordings
    assert (report.read, report.kept, report.clicks, report.moves, report.scrolls) == (4, 4, 1, 0, 1)
    (click,) = tape.clicks
    assert (click["at_ms"], tape.elements[click["element"]][0]) == (FILE_MS + 900, "#buy")
    assert (click["width"], click["height"]) == (1280, 720)
    assert np.isnan(click["x"])
    assert tape.session.endswith(" 5")
    assert "“click (2)” as clicks" in said(result)
    assert "parts of the element that is named" in said(result)


def test_a_table_of_matomos_events_is_read_alike(tmp_path):
    rows = [(1, one["time_since_load"], one["event_type"], one["x"], one["y"]) for one in RECORDED]
    with opened(tmp_path, table("idlogvisit,time_since_load,event_type,x,y", *rows)) as result:
        assert (result.report.clicks, result.report.moves, result.report.scrolls) == (1, 0, 1)


POINT = {"x": 1, "y": 2, "ts": 1_767_600_000_000, "type": "click", "session": "s"}


def test_lines_and_items_without_a_point_are_rejected_where_they_stand(tmp_path):
    later = {**POINT, "ts": POINT["ts"] + 10}
    lines = "\n".join([json.dumps(POINT), "junk", '{"y": 2}', json.dumps(later), "5"])
    with opened(tmp_path, lines, "clicks.ndjson") as result:
        report = result.report
    assert (report.read, report.kept, report.rejected) == (5, 2, 3)
    assert [problem.where for problem in report.problems] == ["point 2", "point 3", "point 5"]
    with opened(tmp_path, json.dumps([POINT, {"foo": 1}, "x", later]), "clicks.json") as result:
        report = result.report
    assert (report.read, report.kept) == (4, 2)
    assert {(problem.where, problem.what) for problem in report.problems} == {
        ("point 2", "There is no point with x and y here."), ("point 3", "There is no point with x and y here."),
    }  # fmt: skip

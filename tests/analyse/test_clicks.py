"""Clicks are counted by element, with rage and dead ones told apart and nothing drawn where the place is unknown."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import binomtest

from convdesk.analyse import clicks, heat
from convdesk.columns import CLICK, VISIT, RecordingColumns
from convdesk.model.heat import ClickKind, ClickSpec
from convdesk.model.share import wilson

NAN = math.nan


def recording(rows: list[tuple], name: str = "r", *, pages: tuple[str, ...] = ("https://a.test/verify",)):
    """A recording with clicks (ms, page, element, x, y, width, reaction)."""
    own = [(at, page, element, x, y, width, 900, reaction, 0, 0) for at, page, element, x, y, width, reaction in rows]
    visits = [(0, 9000, code, 1440, 900, 900) for code in range(len(pages))]
    return RecordingColumns(
        id=name, source="s", keys=(f"user:{name}",), session=name, started_ms=0, duration_ms=9000, pages=list(pages),
        elements=[("#resend", "Resend code"), ("#verify", "Verify"), ("iframe ||| b", "Help")],
        clicks=np.array(own, CLICK), visits=np.array(visits, VISIT),
    )  # fmt: skip


def table(*recordings: RecordingColumns) -> clicks.ClickTable:
    return clicks.gather(recordings, np.arange(len(recordings)))


BURST = [(t, 0, 0, 100.0 + t / 100, 50.0, 1440, -1) for t in (0, 300, 600)]


def test_clicks_are_counted_by_element_with_people_and_share():
    both = table(recording(BURST, "a"), recording([(0, 0, 1, 9.0, 9.0, 1440, 20), (1, 0, 0, 9.0, 9.0, 1440, 20)], "b"))
    result = clicks.count(both, ClickSpec("/verify"), None)
    assert [(e.selector, e.clicks, e.people, e.rage, e.dead) for e in result.elements] == [
        ("#resend", 4, 2, 3, 3),
        ("#verify", 1, 1, 0, 0),
    ]
    assert sum(element.share for element in result.elements) == 1
    assert (result.clicks, result.people, result.sessions) == (5, 2, 2)


def test_a_burst_needs_three_clicks_soon_after_each_other_at_one_place():
    assert table(recording(BURST)).rage.all()
    assert not table(recording(BURST[:2])).rage.any()
    assert not table(recording([(t * 4, *rest) for t, *rest in BURST])).rage.any()
    assert not table(recording([(t, 0, 0, 100.0 + t, 50.0, 1440, -1) for t in (0, 300, 600)])).rage.any()
    assert not table(recording(BURST[:2], "a"), recording(BURST[2:], "b")).rage.any()


def test_a_click_is_dead_when_the_page_did_not_react_within_a_second():
    found = table(recording([(0, 0, 0, 1.0, 1.0, 1440, r) for r in (-1, 0, 999, 1000, 1001)]))
    assert found.dead.tolist() == [True, False, False, False, True]


def test_only_the_kind_the_people_the_page_and_the_width_asked_for_count():
    pages = ("https://a.test/verify?x=1", "https://a.test/other")
    rows = [*BURST, (2000, 1, 1, 5.0, 5.0, 1440, 3), (4000, 0, 1, 5.0, 5.0, 390, 3)]
    found = table(recording(rows, "a", pages=pages), recording(BURST, "b"))
    assert clicks.count(found, ClickSpec("/verify"), None).clicks == 7
    assert clicks.count(found, ClickSpec("/*"), None).clicks == 8
    assert clicks.count(found, ClickSpec("/verify", ClickKind.RAGE), None).clicks == 6
    assert clicks.count(found, ClickSpec("/verify"), np.array([True, False])).clicks == 4
    narrow = clicks.count(found, ClickSpec("/verify", width=390), None)
    assert (narrow.clicks, narrow.shown_width, narrow.points) == (1, 390, ((5.0, 5.0),))
    assert narrow.viewports == {1440: 6, 390: 1}


def test_a_click_in_a_frame_counts_but_is_not_drawn_and_the_share_placed_says_so():
    inside = [(5000, 0, 2, NAN, NAN, 1440, 3), (9000, 0, 2, 7.0, 7.0, 1440, 3)]
    result = clicks.count(table(recording([*BURST, *inside])), ClickSpec("/verify"), None)
    assert (result.clicks, len(result.points), result.placed) == (5, 3, 0.6)
    assert next(e for e in result.elements if e.label == "Help").x is None


def test_no_clicks_is_an_answer_too():
    result = clicks.count(table(), ClickSpec("/nowhere"), None)
    assert (result.clicks, result.elements, result.placed, result.shown_width) == (0, (), None, None)


def test_pages_are_listed_by_clicks_with_people_who_only_looked():
    found = clicks.list_pages(table(recording(BURST, "a"), recording([], "b", pages=("https://a.test/other",))))
    assert [(page.page, page.clicks, page.people) for page in found] == [("/verify", 3, 1), ("/other", 0, 1)]


def test_the_hottest_place_of_the_heat_is_where_most_clicks_are():
    drawn = heat.draw([(400, 300)] * 50 + [(1200, 100)] * 5, 1440, 900)
    pixels = np.frombuffer(drawn.raster.rgba, np.uint8).reshape(drawn.raster.height, drawn.raster.width, 4)
    rows, columns = np.nonzero(pixels[..., 3] == pixels[..., 3].max())
    assert abs(columns.mean() * heat.CELL_PX - 400) < heat.CELL_PX
    assert abs(rows.mean() * heat.CELL_PX - 300) < heat.CELL_PX
    assert pixels[..., 3].max() <= round(255 * heat.MOST_ALPHA)
    assert pixels[25, 300, 3] > 0, "five clicks elsewhere are not hidden by fifty here"
    assert pixels[-1, -1, 3] == 0


def test_heat_without_a_click_on_the_page_is_nothing():
    assert heat.draw([(5000, 5000), (-3, 4)], 1440, 900) is None
    assert heat.draw([], 1440, 900) is None


def test_the_interval_is_scipys_wilson_interval():
    for successes, n in [(0, 5), (5, 5), (1, 3), (881, 2144), (10, 10_000)]:
        expected = binomtest(successes, n).proportion_ci(method="wilson")
        assert np.allclose(wilson(successes, n), (expected.low, expected.high), atol=1e-12)
    assert wilson(0, 0) is None

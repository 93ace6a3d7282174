"""Heatmaps: clicks lie in their elements, people are counted once, groups are compared, strips say who saw them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.analyse import bands, clicks, heat, heatmaps, page_clicks
from convdesk.analyse.anchor import Ground, How, anchor
from convdesk.analyse.heatmaps import Side
from convdesk.columns import CLICK, VISIT, WINDOW, RecordingColumns
from convdesk.model.heatmap import Placement
from convdesk.model.page import Bucket, bucket_of

NAN = math.nan
ELEMENTS = [("#buy", "Buy"), ("#menu", "Menu"), ("#help ||| #ask", "Ask"), ("#gone", "Gone")]
WIDE = {"#buy": (100.0, 200.0, 80.0, 40.0), "#menu": (1300.0, 0.0, 100.0, 50.0), "#help": (900.0, 500.0, 300.0, 300.0),
        "#help ||| #ask": (950.0, 700.0, 60.0, 20.0)}  # fmt: skip
NARROW = {"#buy": (10.0, 400.0, 160.0, 80.0)}
GROUND = Ground(1440, 1000, WIDE)


def _click(at, element, x, y, width, shift_y=0.0):
    return (at, 0, element, x, y, width, 900, 5, 0.0, shift_y)


def table(*people: list[tuple]) -> clicks.ClickTable:
    """One recording a person; clicks are (ms, element, x, y, width)."""
    recordings = [
        RecordingColumns(
            id=f"r{n}", source="s", keys=(f"user:{n}",), session=f"s{n}", started_ms=0, duration_ms=9000,
            pages=["https://a.test/shop"], elements=ELEMENTS,
            clicks=np.array([_click(*row) for row in rows], CLICK),
            visits=np.array([(0, 4000, 0, 1440, 900, 900), (5000, 9000, 0, 1440, 900, 900)], VISIT),
        )
        for n, rows in enumerate(people)
    ]  # fmt: skip
    return clicks.gather(recordings, np.arange(len(people)))


def placed(rows: list[tuple], layouts: dict[int, dict] | None = None) -> list[tuple[float, float, How]]:
    measured = {width: Ground(width, 1000, boxes) for width, boxes in (layouts or {}).items()}
    found = anchor(table(rows), np.arange(len(rows)), GROUND, measured)
    return [
        (round(float(x), 2), round(float(y), 2), How(how))
        for x, y, how in zip(found.x, found.y, found.how, strict=True)
    ]


def test_a_click_keeps_its_position_inside_its_element_from_one_width_to_another():
    assert placed([(0, 0, 50.0, 460.0, 390)], {390: NARROW}) == [(120.0, 230.0, How.IN_ELEMENT)]


def test_a_click_outside_its_elements_box_moves_to_the_near_edge():
    assert placed([(0, 0, 190.0, 220.0, 1440), (1, 0, 90.0, 300.0, 1440)]) == [
        (180.0, 220.0, How.MOVED), (100.0, 240.0, How.MOVED),
    ]  # fmt: skip


def test_a_click_of_a_width_nobody_measured_is_scaled_and_then_kept_in_its_element():
    assert placed([(0, 0, 70.0, 210.0, 720)]) == [(140.0, 210.0, How.IN_ELEMENT)]


def test_a_click_on_an_element_without_a_box_lies_at_its_own_place_scaled_to_the_width():
    assert placed([(0, 3, 100.0, 300.0, 720)]) == [(200.0, 300.0, How.SCALED)]


INNER = Ground(
    1440, 1000, {"#buy": (100.0, 150.0, 80.0, 40.0), "#menu": (50.0, 100.0, 300.0, 200.0)},
    {"#buy": (0.0, 50.0, 50.0, 100.0, 300.0, 200.0), "#menu": (0.0, 50.0, 50.0, 100.0, 300.0, 200.0)},
)  # fmt: skip


def placed_in_list(*rows: tuple) -> list[tuple]:
    """On a list (#menu) that was scrolled by 50 when it was measured, with a row (#buy) in it."""
    found = anchor(table(list(rows)), np.arange(len(rows)), INNER, {})
    return [(float(y), How(how)) for y, how in zip(found.y, found.how, strict=True)]


def test_a_click_on_a_row_of_a_list_scrolled_further_lies_on_its_row():
    assert placed_in_list((0, 0, 120.0, 110.0, 1440, 100.0)) == [(160.0, How.IN_ELEMENT)]


def test_what_does_not_scroll_with_its_list_keeps_its_clicks():
    assert placed_in_list((0, 0, 120.0, 160.0, 1440, 900.0)) == [(160.0, How.IN_ELEMENT)]


def test_a_click_on_content_of_a_list_that_the_picture_does_not_show_is_hidden_and_counted():
    (y, how), (_, fits) = placed_in_list((0, 1, 120.0, 250.0, 1440, 400.0), (1, 1, 120.0, 250.0, 1440, 60.0))
    assert math.isnan(y)
    assert (how, fits) == (How.HIDDEN, How.IN_ELEMENT)


def test_a_click_on_a_row_scrolled_out_of_the_picture_makes_no_point():
    away = Ground(1440, 1000, {"#buy": (100.0, 700.0, 80.0, 40.0)}, {"#buy": (0.0, 0.0, 50.0, 100.0, 300.0, 200.0)})
    found = anchor(table([(0, 0, 120.0, 210.0, 1440, 500.0)]), np.arange(1), away, {})
    assert math.isnan(found.x[0])
    assert found.placement(np.ones(1, bool)) == Placement(hidden=1)


def test_a_click_in_a_frame_lies_where_the_frame_lies():
    assert placed([(0, 2, 70.0, 210.0, 1440)]) == [(970.0, 710.0, How.IN_ELEMENT)]


def test_a_click_without_a_place_lies_in_the_middle_of_its_element_or_nowhere():
    (in_middle, nowhere) = placed([(0, 0, NAN, NAN, 1440), (1, 3, NAN, NAN, 1440)])
    assert in_middle == (140.0, 220.0, How.MOVED)
    assert math.isnan(nowhere[0])
    assert nowhere[2] is How.NOWHERE


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-50, 2000, width=32), st.floats(-50, 2000, width=32),
                          st.sampled_from([390, 720, 1440])), min_size=1, max_size=30))  # fmt: skip
def test_every_click_on_an_element_with_a_box_lies_within_it_and_every_click_is_counted_once(rows):
    asked = [(n, *row) for n, row in enumerate(rows)]
    found = anchor(table(asked), np.arange(len(asked)), GROUND, {390: Ground(390, 1000, NARROW)})
    for (_, element, *_), x, y in zip(asked, found.x, found.y, strict=True):
        left, top, width, height = WIDE[ELEMENTS[element][0]]
        assert left - 0.01 <= x <= left + width + 0.01
        assert top - 0.01 <= y <= top + height + 0.01
    assert found.placement(np.ones(len(asked), bool)).total == len(asked)


def test_the_layout_match_is_the_share_inside_their_element_and_unknown_without_boxes():
    assert Placement(in_element=8, moved=1, scaled=1).match == 0.8
    assert Placement(scaled=5).match is None
    assert Placement(in_element=8, moved=2, hidden=90).match == 0.8


PEOPLE = [
    [(0, 0, 120.0, 210.0, 1440), (300, 0, 121.0, 210.0, 1440), (600, 0, 122.0, 211.0, 1440), (5100, 1, 1310.0, 9.0, 1440)],
    [(0, 0, 110.0, 205.0, 1440)],
    [(0, 1, 1350.0, 20.0, 1440)],
]  # fmt: skip


def prepared() -> page_clicks.PageClicks:
    found = table(*PEOPLE)
    return page_clicks.prepare(found, page_clicks.rows_on(found, "/shop"), GROUND, {})


def everyone(page: page_clicks.PageClicks) -> Side:
    return Side(np.ones(len(page.rows), bool), seen=3)


def test_elements_are_listed_with_their_clicks_people_and_bursts():
    page = prepared()
    found = heatmaps.elements_of(page, everyone(page))
    assert [(e.label, e.clicks, e.people, e.seen, e.rage, e.box) for e in found] == [
        ("Buy", 4, 2, 3, 3, WIDE["#buy"]), ("Menu", 2, 2, 3, 0, WIDE["#menu"]),
    ]  # fmt: skip
    assert found[0].at == (pytest.approx(118.25), pytest.approx(209.0))


def test_the_first_click_of_each_stay_is_a_first_click():
    assert prepared().is_first.tolist() == [True, False, False, True, True, True]


def test_by_people_many_clicks_of_one_person_weigh_as_one():
    page = prepared()
    weights = heatmaps._by_person(page, np.ones(len(page.rows), bool))
    assert weights.tolist() == [pytest.approx(1 / 3)] * 3 + [1, 1, 1]


def test_a_difference_compares_shares_of_people_and_puts_the_clear_ones_first():
    page = prepared()
    left, stayed = (Side(np.isin(page.actors, who), len(who)) for who in ([0, 1], [2]))
    found = {e.label: e.difference for e in heatmaps.elements_of(page, left, stayed)}
    assert (found["Buy"].one, found["Buy"].one_n, found["Buy"].other, found["Buy"].other_n) == (2, 2, 0, 1)
    assert found["Menu"].difference == -0.5
    picture = heatmaps.difference_heat(page, left, stayed, 22)
    rgba = np.frombuffer(picture.raster.rgba, np.uint8).reshape(picture.raster.height, picture.raster.width, 4)
    red, _, blue, _ = rgba[210 // 4, 120 // 4].tolist()
    assert red > blue
    red, _, blue, _ = rgba[20 // 4, 1350 // 4].tolist()
    assert blue > red


def test_a_difference_with_nobody_on_one_side_is_not_drawn():
    page = prepared()
    assert heatmaps.difference_heat(page, everyone(page), Side(np.zeros(len(page.rows), bool), 0), 22) is None


def test_dots_are_coloured_by_the_most_frequent_values_and_every_click_is_in_a_group():
    page = prepared()
    dots, groups = heatmaps.dots_of(page, np.ones(len(page.rows), bool), ["ad", "mail"], np.array([1, 1, -1]))
    assert [(group.value, group.clicks, group.people) for group in groups] == [("mail", 5, 2), ("(none)", 1, 1)]
    assert sum(group.clicks for group in groups) == len(dots) == 6
    assert {groups[dot.group].value for dot in dots} == {"mail", "(none)"}


@pytest.mark.parametrize(("width", "bucket"), [(390, "phone"), (480, "phone"), (481, "tablet"), (1024, "tablet"),
                                               (1025, "desktop"), (0, "unknown")])  # fmt: skip
def test_screens_are_told_apart_by_their_width(width, bucket):
    assert bucket_of(width) is Bucket(bucket)


def test_everyone_saw_the_top_and_fewer_what_lies_deeper():
    people, reach = bands.furthest(np.array([4, 4, 7]), np.array([500.0, 900.0, 1000.0]))
    assert (people.tolist(), reach.tolist()) == ([4, 7], [900, 1000])
    found = bands.reached(reach, 2000)
    assert [found[n].people for n in (0, 40, 44, 45, 49, 50, 99)] == [2, 2, 2, 1, 1, 0, 0]


@given(st.lists(st.floats(0, 3000), min_size=1, max_size=20), st.integers(1, 4000))
def test_the_reach_never_rises_on_the_way_down(reach, height):
    people = [band.people for band in bands.reached(np.array(reach), height)]
    assert people == sorted(people, reverse=True)
    assert people[0] == len(reach)


def test_attention_is_the_time_a_strip_was_on_screen_over_all_who_saw_the_page():
    rows = [(0, 4000, 0, 0.0, 1440, 500), (4000, 2000, 0, 500.0, 1440, 500), (0, 1000, 0, 0.0, 1440, 500)]
    found = bands.watched(np.array(rows, WINDOW), np.array([0, 0, 1]), 4, 1000)
    assert (found[0].seconds, found[0].people) == (1.25, 2)
    assert (found[99].seconds, found[99].people) == (0.5, 1)
    assert all(band.seen == 4 for band in found)


def test_places_off_the_page_are_not_drawn():
    places = np.array([-1, 0, 1439, 1440, NAN], np.float32)
    assert heat.cells_of(places, np.zeros(5, np.float32), 1440, 900).tolist() == [-1, 0, 359, -1, -1]

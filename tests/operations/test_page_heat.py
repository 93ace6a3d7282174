"""Heatmaps of a study: pictures and boxes are kept, screens told apart, groups compared, and nothing is guessed."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from convdesk.model.heatmap import Clicked, HeatSpec, HeatView
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.page import Bucket, Layout
from convdesk.model.problem import ProblemError
from convdesk.operations import heat_figures, heatmaps, pictures
from convdesk.operations.history import undo
from convdesk.operations.imports import import_files
from convdesk.operations.pictures import Shot, keep_layout, keep_picture, list_layouts, list_pictures, remove_picture
from convdesk.operations.segments import people_in_segment, read_segment
from convdesk.operations.studies import create_study
from small_study import recording, small_study

PAGE = "/verify-email"
BOXES = {"#resend": (480.0, 280.0, 100.0, 40.0)}


@pytest.fixture
def study(tmp_path):
    made = small_study(tmp_path)
    yield made
    made.close()


def png(folder, width: int = 1440, height: int = 900) -> bytes:
    path = folder / "page.png"
    Image.new("RGB", (width, height), "white").save(path)
    return path.read_bytes()


def layout(width: int = 1440, boxes: dict | None = None, state: str = "") -> Layout:
    return Layout("", PAGE, width, 900, boxes or BOXES, state)


def test_without_a_picture_clicks_are_drawn_on_a_blank_page_and_nothing_is_known_of_the_layout(study):
    found = heatmaps.heatmap(study, HeatSpec(PAGE))
    assert (found.clicks, found.people, found.seen, found.sessions) == (6, 2, 2, 2)
    assert (found.page_width, found.picture, found.placed.match) == (1440, None, None)
    assert found.heat is not None
    assert found.elements[0].at == (500, 300)


def test_over_a_picture_with_boxes_the_layout_match_is_told(study, tmp_path):
    keep_picture(study, Shot(PAGE, 1440, recording="r", at_ms=5, layouts=(layout(),)), png(tmp_path))
    found = heatmaps.heatmap(study, HeatSpec(PAGE))
    assert (found.placed.match, found.elements[0].box, found.picture.is_rebuilt) == (1.0, BOXES["#resend"], True)


def test_a_picture_and_its_boxes_come_and_go_as_one_edit(study, tmp_path):
    keep_picture(study, Shot(PAGE, 1440, layouts=(layout(), layout(390))), png(tmp_path))
    assert [(one.width, one.boxes) for one in list_layouts(study)] == [(390, BOXES), (1440, BOXES)]
    remove_picture(study, list_pictures(study)[0])
    assert (list_pictures(study), [one.width for one in list_layouts(study)]) == ((), [390])
    undo(study)
    undo(study)
    assert (list_pictures(study), list_layouts(study)) == ((), ())


def test_states_of_a_page_have_pictures_of_their_own(study, tmp_path):
    keep_picture(study, Shot(PAGE, 1440), png(tmp_path))
    keep_picture(study, Shot(PAGE, 1440, state="help is open", layouts=(layout(state="help is open"),)), png(tmp_path))
    assert [picture.state for picture in list_pictures(study)] == ["", "help is open"]
    assert pictures.picture_for(study, PAGE, 1440).state == ""
    assert heatmaps.heatmap(study, HeatSpec(PAGE)).placed.match is None
    assert heatmaps.heatmap(study, HeatSpec(PAGE, state="help is open")).placed.match == 1.0


def test_a_box_drawn_by_hand_is_seen_at_once(study, tmp_path):
    keep_picture(study, Shot(PAGE, 1440), png(tmp_path))
    assert heatmaps.heatmap(study, HeatSpec(PAGE)).elements[0].box is None
    keep_layout(study, layout(), "Draw a box")
    assert heatmaps.heatmap(study, HeatSpec(PAGE)).elements[0].box == BOXES["#resend"]


def test_phones_and_desktops_are_counted_apart(study, tmp_path):
    events = recording("u05")
    events[0]["data"].update(width=390, height=800)
    (tmp_path / "phone.json").write_text(json.dumps(events))
    import_files(study, [tmp_path / "phone.json"])
    assert heatmaps.usual_bucket(study, PAGE) is Bucket.DESKTOP
    assert heatmaps.heatmap(study, HeatSpec(PAGE)).buckets == {Bucket.DESKTOP: 6, Bucket.PHONE: 3}
    phones = heatmaps.heatmap(study, HeatSpec(PAGE, bucket=Bucket.PHONE))
    assert (phones.clicks, phones.people, phones.seen, phones.page_width) == (3, 1, 1, 390)


@pytest.mark.parametrize(("view", "clicks"), [(HeatView.RAGE, 6), (HeatView.DEAD, 6), (HeatView.FIRST, 2)])
def test_each_view_counts_its_own_clicks(study, view, clicks):
    found = heatmaps.heatmap(study, HeatSpec(PAGE, view))
    assert found.clicks == clicks
    assert found.definition[0].isupper()


def test_scroll_reach_has_a_strip_for_every_part_of_the_page_and_a_fold(study, tmp_path):
    keep_picture(study, Shot(PAGE, 1440), png(tmp_path, 1440, 1880))
    found = heatmaps.heatmap(study, HeatSpec(PAGE, HeatView.SCROLL))
    assert (found.fold_px, len(found.bands), found.bands[0].people) == (900, 100, 2)
    assert [band.people for band in found.bands if band.top_px >= 940] == [0] * 50


def test_attention_tells_the_seconds(study):
    found = heatmaps.heatmap(study, HeatSpec(PAGE, HeatView.ATTENTION))
    assert found.bands[0].people == 2
    assert found.bands[0].seconds == pytest.approx(40, abs=1)


def test_what_the_recordings_do_not_tell_is_said(study):
    assert "no pointer moves" in heatmaps.heatmap(study, HeatSpec(PAGE, HeatView.MOVE)).cannot
    assert "No click" in heatmaps.heatmap(study, HeatSpec("/nowhere")).cannot
    assert "No stay" in heatmaps.heatmap(study, HeatSpec("/nowhere", HeatView.SCROLL)).cannot
    with pytest.raises(ProblemError, match="No errors are logged"):
        heatmaps.heatmap(study, HeatSpec(PAGE, HeatView.ERROR))
    with pytest.raises(ProblemError, match="There are: device"):
        heatmaps.heatmap(study, HeatSpec(PAGE, confetti="plan"))


def test_those_who_left_are_compared_with_those_who_went_on(study):
    spec = HeatSpec(PAGE, segment=read_segment(study, "person(u00)"), minus=read_segment(study, "person(u03)"))
    found = heatmaps.heatmap(study, spec)
    assert (found.seen, found.minus_seen, found.elements[0].difference.difference) == (1, 1, 0.0)
    assert "minus" in found.definition


def test_confetti_is_coloured_by_a_property_of_the_person(study):
    found = heatmaps.heatmap(study, HeatSpec(PAGE, confetti="device"))
    assert [(group.value, group.clicks) for group in found.groups] == [("desktop", 6)]
    assert len(found.dots) == 6


def test_those_who_clicked_an_element_are_a_segment(study):
    clicked = read_segment(study, "clicked(/verify-email, #resend)")
    assert clicked == Clicked("/verify-email", "#resend")
    assert people_in_segment(study, clicked) == ("u00", "u03")
    assert people_in_segment(study, read_segment(study, "clicked(/verify-email, #code)")) == ()
    assert segment_from_json(segment_to_json(clicked)) == clicked


def test_the_picture_of_a_heatmap_is_the_page_with_its_heat(study, tmp_path):
    keep_picture(study, Shot(PAGE, 1440, layouts=(layout(),)), png(tmp_path))
    out = tmp_path / "heat.png"
    assert heat_figures.save_heat_picture(study, heatmaps.heatmap(study, HeatSpec(PAGE)), out)
    with Image.open(out) as drawn:
        assert drawn.size == (1440, 900)
        assert drawn.convert("RGB").getpixel((500, 300)) != (255, 255, 255)
    assert not heat_figures.save_heat_picture(study, heatmaps.heatmap(study, HeatSpec("/nowhere")), out)


def test_a_click_log_is_drawn_on_blank_paper_and_what_it_cannot_tell_is_said(study, tmp_path):
    rows = "".join(f"u05,2026-03-02T10:00:0{n}Z,click,/shop,{100 + n},200,1280,720\n" for n in range(3))
    (tmp_path / "clicks.csv").write_text(f"user,time,type,page,pageX,pageY,viewport_width,viewport_height\n{rows}")
    import_files(study, [tmp_path / "clicks.csv"])
    found = heatmaps.heatmap(study, HeatSpec("/shop"))
    assert (found.clicks, found.page_width, found.picture, found.placed.match) == (3, 1280, None, None)
    assert found.heat is not None
    assert [element.dead for element in found.elements] == [None]
    assert "does not tell how the page reacted" in heatmaps.heatmap(study, HeatSpec("/shop", HeatView.DEAD)).cannot


@pytest.mark.parametrize(
    ("place", "size", "wide"),
    [
        ({"x": None}, {}, 1440),
        ({"y": -1e300}, {}, 1440),
        ({"x": 1e12, "y": 1e12}, {"width": 0}, 700),
        ({}, {"width": 10**9, "height": 10**9}, 700),
    ],
)
@pytest.mark.parametrize("view", sorted(set(HeatView) - {HeatView.ERROR}))
def test_clicks_at_places_that_cannot_be_and_windows_of_absurd_size_leave_a_usable_heatmap(
    tmp_path, place, size, wide, view
):
    events = [json.loads(json.dumps(event).replace("verify-email", "far")) for event in recording("u05")]
    events[0]["data"].update(size)
    events[4]["data"].update(place)
    path = tmp_path / "far.json"
    path.write_text(json.dumps(events))
    study = create_study(tmp_path / "far.convdesk", "Far")
    import_files(study, [path])
    found = heatmaps.heatmap(study, HeatSpec("/far", view))
    assert found.page_width == wide
    assert found.page_height < 2_000
    study.close()


def test_every_element_of_a_heatmap_opens_exactly_its_people(study):
    for page in ("/verify-email", "*"):
        for element in heatmaps.heatmap(study, HeatSpec(page)).elements:
            assert len(people_in_segment(study, Clicked(page, element.selector))) == element.people

"""Clicks and stays of a recording: what was clicked, where, and whether the page reacted."""

from __future__ import annotations

import pytest
from rrweb_samples import (
    T0,
    click,
    clicked,
    custom,
    element,
    meta,
    mouse,
    mutation,
    reading,
    recording,
    session_of,
    snapshot,
    step,
    written,
)  # fmt: skip

BUTTON = element(4, "button", element(5, "span", written(6, "Buy now")), id="buy")


def reactions(folder, *events):
    return (
        recording(folder, *session_of(snapshot(2, BUTTON, element(7, "input", id="name")), *events))
        .clicks["reaction_ms"]
        .tolist()
    )


def test_a_click_on_the_text_of_a_button_is_a_click_on_the_button(tmp_path):
    assert clicked(tmp_path, *session_of(snapshot(2, BUTTON), click(50, 5))) == [("#buy", "Buy now")]


def test_a_click_on_plain_content_is_the_element_itself(tmp_path):
    body = element(4, "main", element(5, "p", written(6, "Long text")), tabindex="-1")
    assert clicked(tmp_path, *session_of(snapshot(2, body), click(50, 5))) == [
        ("html > body > main:nth-of-type(1) > p:nth-of-type(1)", "Long text")
    ]


def test_only_clicks_count_among_mouse_events(tmp_path):
    events = [mouse(10 + kind, kind, 4, x=1, y=1) for kind in range(11)]
    assert len(recording(tmp_path, *session_of(snapshot(2, BUTTON), *events)).clicks) == 1


def test_page_coordinates_are_client_coordinates_and_the_scroll(tmp_path):
    tape = recording(
        tmp_path,
        *session_of(snapshot(2, BUTTON, top=100), click(10, 4), step(20, 3, id=1, x=5, y=700), click(30, 4)),
        step(40, 3, id=4, x=0, y=999), click(50, 4),
    )  # fmt: skip
    assert [(row["x"], row["y"]) for row in tape.clicks] == [(10, 120), (15, 720), (15, 720)]
    assert tape.clicks["width"].tolist() == [1200] * 3


def test_a_click_in_a_scrolled_list_is_kept_with_how_far_the_list_was_scrolled_and_the_window_is_not_counted(tmp_path):
    inner = element(6, "div", element(7, "button"))
    outer = element(4, "ul", element(5, "li", inner, id="row"))
    inner["attributes"]["rr_scrollLeft"], outer["attributes"]["rr_scrollTop"] = 30, 40
    page = snapshot(2, outer, top=100)
    tape = recording(
        tmp_path, *session_of(page, click(10, 7), step(20, 3, id=4, x=0, y=700), step(21, 3, id=1, x=0, y=9)),
        click(30, 7), step(40, 3, id=6, x=0, y=0), click(50, 7), click(60, 3), click(70, 99),
    )  # fmt: skip
    assert tape.clicks["shift_y"].tolist() == [40, 700, 700, 0, 0]
    assert tape.clicks["shift_x"].tolist() == [30, 30, 0, 0, 0]


def test_a_click_inside_a_frame_is_placed_on_the_frames_own_page_with_a_selector_through_the_frame(tmp_path):
    inner = element(22, "html", element(23, "body", element(24, "button", written(25, "Ask"))))
    add = {"parentId": 4, "nextId": None, "node": {"type": 0, "id": 21, "rootId": 21, "childNodes": [inner]}}
    framed = [snapshot(2, element(4, "iframe", id="help"), top=900), mutation(5, adds=[add]), click(9, 24)]
    tape = recording(tmp_path, *session_of(*framed, step(20, 3, id=21, x=0, y=300), click(30, 24)))
    assert [(row["x"], row["y"]) for row in tape.clicks] == [(10, 20), (10, 320)]
    assert tape.elements == [("#help ||| html > body > button:nth-of-type(1)", "Ask")]


def test_where_the_window_stood_is_kept_with_how_long_it_stood_there(tmp_path):
    tape = recording(
        tmp_path,
        *session_of(snapshot(2, BUTTON), step(1000, 3, id=1, x=0, y=600), step(1000, 3, id=1, x=0, y=700)),
        click(3000, 4), click(93_000, 4), step(94_000, 4, width=1200, height=500), click(95_000, 4),
    )  # fmt: skip
    found = [(row["at_ms"] - T0, row["shown_ms"], row["top_px"], row["height"]) for row in tape.windows]
    assert found == [(0, 1000, 0, 800), (1000, 2000 + 30_000 + 1000, 700, 800), (94_000, 1000, 700, 500)]


def test_a_selector_crosses_shadow_roots_and_counts_only_their_own_children(tmp_path):
    inside = element(5, "button", written(6, "Play"))
    inside["isShadow"] = True
    host = element(4, "x-player", element(7, "button", written(8, "outside")), inside)
    assert clicked(tmp_path, *session_of(snapshot(2, host), click(9, 5))) == [
        ("html > body > x-player:nth-of-type(1) >>> button:nth-of-type(1)", "Play")
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"id": "save"}, "#save"),
        ({"id": "ember1234"}, "html > body > button:nth-of-type(1)"),
        ({"id": ":r1:"}, "html > body > button:nth-of-type(1)"),
        ({"id": "radix-7"}, "html > body > button:nth-of-type(1)"),
        ({"id": "a1b2c3d4"}, "html > body > button:nth-of-type(1)"),
        ({"data_testid": "save"}, '[data-testid="save"]'),
        ({"id": "step-2"}, "#step-2"),
    ],
)
def test_an_id_made_by_a_machine_does_not_name_an_element(tmp_path, attributes, expected):
    assert (
        clicked(tmp_path, *session_of(snapshot(2, element(4, "button", **attributes)), click(9, 4)))[0][0] == expected
    )


@pytest.mark.parametrize(
    ("node", "label"),
    [
        (element(4, "a", written(5, "Read  \n more"), aria_label="More about plans"), "More about plans"),
        (element(4, "a", element(5, "img", alt="Logo")), "Logo"),
        (element(4, "img", alt="A cat"), "A cat"),
        (element(4, "input", placeholder="Your e-mail", value="ana@work.test"), "Your e-mail"),
        (element(4, "input", name="q", value="secret words"), "q"),
        (element(4, "input", type="submit", value="Send"), "Send"),
        (element(4, "textarea", written(5, "my secret")), "textarea"),
        (element(4, "div", written(5, "my secret"), contenteditable="true", tabindex="0"), "div"),
        (element(4, "button", written(5, "x" * 200)), "x" * 79 + "…"),
    ],
)
def test_a_label_is_what_the_page_says_and_never_what_was_typed(tmp_path, node, label):
    assert clicked(tmp_path, *session_of(snapshot(2, node), click(9, 4)))[0][1] == label


def test_a_field_is_called_by_its_label(tmp_path):
    body = element(
        4, "form", element(5, "label", written(6, "Work email"), for_="mail"), element(7, "input", id="mail")
    )
    assert clicked(tmp_path, *session_of(snapshot(2, body), click(9, 7))) == [("#mail", "Work email")]


def test_an_unknown_node_is_called_unknown(tmp_path):
    assert clicked(tmp_path, *session_of(snapshot(2), click(9, 77))) == [("(unknown)", "(unknown)")]


def test_node_ids_restart_at_every_snapshot(tmp_path):
    other = element(4, "a", written(5, "Back"), id="back")
    events = (snapshot(2, BUTTON), click(9, 4), meta(20, "https://a.test/b"), snapshot(21, other), click(30, 4))
    assert clicked(tmp_path, *session_of(*events)) == [("#buy", "Buy now"), ("#back", "Back")]


def test_mutations_change_what_is_clicked(tmp_path):
    add = {"parentId": 3, "nextId": 4, "node": element(30, "button")}
    child = {"parentId": 30, "nextId": None, "node": written(31, "New")}
    events = session_of(
        snapshot(2, BUTTON), mutation(3, adds=[child, add]),
        mutation(4, texts=[{"id": 6, "value": "Sold out"}], attributes=[{"id": 4, "attributes": {"id": None}}]),
        click(5, 30), click(6, 4), mutation(7, removes=[{"parentId": 3, "id": 30}]), click(8, 4),
    )  # fmt: skip
    assert clicked(tmp_path, *events) == [
        ("html > body > button:nth-of-type(1)", "New"),
        ("html > body > button:nth-of-type(2)", "Sold out"),
        ("html > body > button:nth-of-type(1)", "Sold out"),
    ]


def test_a_click_without_any_echo_in_three_seconds_has_no_reaction(tmp_path):
    assert reactions(tmp_path, click(10, 4), mutation(3011, removes=[{"parentId": 4, "id": 5}])) == [-1]


@pytest.mark.parametrize(
    "echo",
    [
        mutation(60, texts=[{"id": 6, "value": "…"}]), step(60, 3, id=1, x=0, y=9), step(60, 7, id=4, type=0),
        meta(60, "https://a.test/next"), step(60, 5, id=7, text="", isChecked=True), step(60, 14, ranges=[]),
        mouse(60, 5, 7), custom(60, "$pageview", href="/next"), {"type": 1, "timestamp": T0 + 60, "data": {}},
    ],
)  # fmt: skip
def test_the_first_sign_of_life_of_the_page_is_its_reaction(tmp_path, echo):
    assert reactions(tmp_path, click(10, 4), echo) == [50]


@pytest.mark.parametrize("noise", [mouse(60, 6, 4), mouse(60, 5, 4), step(60, 1, positions=[]), meta(60), mutation(60)])
def test_pointer_focus_on_buttons_and_checkouts_are_no_reaction(tmp_path, noise):
    assert reactions(tmp_path, click(10, 4), noise) == [-1]


def test_a_blinking_text_cursor_is_no_reaction(tmp_path):
    blink = mutation(60, attributes=[{"id": 4, "attributes": {"style": "visibility: hidden"}}])
    caret = element(4, "div", class_="CodeMirror-cursors")
    tape = recording(tmp_path, *session_of(snapshot(2, caret, element(5, "p")), click(10, 5), blink))
    assert tape.clicks["reaction_ms"].tolist() == [-1]


def test_a_click_into_a_field_answers_itself_by_the_focus_it_gave(tmp_path):
    assert reactions(tmp_path, mouse(8, 1, 7), mouse(9, 5, 7), click(10, 7), mouse(500, 1, 7), click(501, 7)) == [0, 0]


def test_what_the_visitor_does_next_elsewhere_is_no_reaction_of_the_page(tmp_path):
    later = (mouse(700, 1, 7), mouse(701, 5, 7), click(710, 7), step(900, 5, id=7, text="a", isChecked=False))
    assert reactions(tmp_path, click(10, 4), *later) == [-1, 0]


def test_a_checkout_of_the_same_page_does_not_begin_a_new_stay(tmp_path):
    tape = recording(
        tmp_path, *session_of(snapshot(2), step(50, 3, id=1, x=0, y=400), meta(60), snapshot(61, top=400)),
        meta(100, "https://a.test/b?token=abc#top"), step(150, 1, positions=[]),
    )  # fmt: skip
    assert tape.pages == ["https://a.test/", "https://a.test/b?token=***#top"]
    assert tape.visits.tolist() == [(T0, T0 + 100, 0, 1200, 800, 1200), (T0 + 100, T0 + 150, 1, 1200, 800, 800)]


def test_an_address_change_without_a_page_load_begins_a_stay(tmp_path):
    tape = recording(tmp_path, *session_of(snapshot(2), custom(9, "url-changed", url="/cart"), click(12, 3)))
    assert tape.pages == ["https://a.test/", "https://a.test/cart"]
    assert tape.clicks["page"].tolist() == [1]


def test_parallel_tabs_stay_apart(tmp_path):
    def in_tab(name, *events):
        return [{**event, "windowId": name} for event in events]

    one = in_tab("w1", meta(0), snapshot(1, BUTTON), click(10, 4))
    two = in_tab("w2", meta(5, "https://a.test/b"), snapshot(6, element(4, "a", id="other")), click(11, 4))
    assert clicked(tmp_path, *one, *two) == [("#buy", "Buy now"), ("#other", "a")]


def test_a_recording_without_a_snapshot_keeps_what_it_has_and_says_so(tmp_path):
    with reading(tmp_path, session_of(click(10, 4), step(12, 6, positions=[{}, {}]))) as result:
        report, tape = result.report, result.recordings[0]
    assert (tape.elements, report.moves, tape.clicks["y"].tolist()) == ([("(unknown)", "(unknown)")], 2, [20])
    assert "no full snapshot" in report.warnings[0].what

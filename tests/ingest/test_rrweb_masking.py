"""Nothing that was typed stays readable in a stored recording, and no event is lost by hiding it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rrweb_samples import custom, element, meta, mutation, recording, session_of, snapshot, step, written

SECRET = "Secret1!"
FIELDS = [
    element(4, "input", type="text", value=SECRET), element(5, "textarea", written(6, SECRET), value=SECRET),
    element(7, "select", element(8, "option", written(9, "Norway"), value="no"), value=SECRET),
    element(10, "div", element(11, "p", written(12, SECRET)), contenteditable="true"),
    element(13, "input", type="password", value=SECRET), element(14, "input", type="checkbox", value="on"),
    element(15, "input", type="submit", value="Send it"), element(16, "p", written(17, "Hello")),
]  # fmt: skip


def stored(folder, *events, **choices):
    data = recording(folder, *session_of(snapshot(2, *FIELDS), *events), **choices).data.decode()
    assert len(json.loads(data)) == len(events) + 3
    return data


@pytest.mark.parametrize(
    "event",
    [
        step(9, 5, id=4, text=SECRET, isChecked=False), step(9, 5, id=99, text=SECRET, isChecked=False),
        mutation(9, attributes=[{"id": 4, "attributes": {"value": SECRET}}]),
        mutation(9, attributes=[{"id": 99, "attributes": {"value": SECRET}}]),
        mutation(9, texts=[{"id": 12, "value": SECRET}]), mutation(9, texts=[{"id": 6, "value": SECRET}]),
        mutation(9, adds=[{"parentId": 11, "nextId": None, "node": written(40, SECRET)}]),
        mutation(9, adds=[{"parentId": 3, "nextId": None, "node": element(41, "input", value=SECRET)}]),
        custom(9, "form", email=SECRET), custom(9, "form", step={"phone": [SECRET], "phone_number": SECRET}),
    ],
)  # fmt: skip
def test_typed_text_is_hidden_with_its_length(tmp_path, event):
    data = stored(tmp_path, event) if "phone" not in str(event) else stored(tmp_path, custom(9, "f", phone=SECRET))
    assert SECRET not in data
    assert "*" * len(SECRET) in data


def test_what_the_page_says_is_not_hidden(tmp_path):
    data = stored(
        tmp_path, step(9, 5, id=14, text="on", isChecked=True), mutation(10, texts=[{"id": 17, "value": "Welcome"}])
    )
    assert all(text in data for text in ("Send it", "Norway", '"value":"no"', "Welcome", '"text":"on"'))


def test_typed_text_can_be_kept_but_never_a_password(tmp_path):
    data = stored(
        tmp_path, step(9, 5, id=4, text="fine", isChecked=False), step(10, 5, id=13, text="hidden9", isChecked=False),
        mutation(11, attributes=[{"id": 13, "attributes": {"type": "text", "value": "hidden8"}}]),
        step(12, 5, id=13, text="hidden7", isChecked=False), keep_personal=True,
    )  # fmt: skip
    assert '"text":"fine"' in data
    assert "hidden" not in data
    assert data.count(SECRET) == 5


def test_text_becomes_typed_text_when_its_element_is_made_editable(tmp_path):
    data = stored(
        tmp_path, mutation(9, attributes=[{"id": 16, "attributes": {"contenteditable": ""}}]),
        mutation(10, texts=[{"id": 17, "value": SECRET}]),
    )  # fmt: skip
    assert SECRET not in data


def test_addresses_are_cleaned_everywhere(tmp_path):
    link = element(4, "a", href="https://a.test/x?token=abc123")
    tape = recording(
        tmp_path, meta(0, "https://a.test/?password=abc123"), snapshot(1, link), custom(2, "go", url="/?sid=abc123")
    )
    assert b"abc123" not in tape.data


def test_links_that_would_open_a_connection_are_blunted_even_when_typed_text_is_kept(tmp_path):
    links = [
        element(4, "link", rel="preconnect", href="https://spy.test"),
        element(5, "link", rel="stylesheet", href="/a.css"),
    ]
    late = mutation(9, attributes=[{"id": 5, "attributes": {"rel": "DNS-prefetch", "href": "https://spy.test"}}])
    data = recording(tmp_path, *session_of(snapshot(2, *links), late), keep_personal=True).data
    assert b"spy.test" not in data
    assert b"stylesheet" in data


@settings(max_examples=60, deadline=None)
@given(typed=st.lists(st.tuples(st.sampled_from([4, 5, 7, 13, 50]), st.text(min_size=3, max_size=12)), max_size=12))
def test_masking_loses_no_event_and_no_length(tmp_path_factory, typed):
    events = [step(10 + n, 5, id=node, text=text, isChecked=False) for n, (node, text) in enumerate(typed)]
    tape = recording(tmp_path_factory.getbasetemp(), *session_of(snapshot(2, *FIELDS), *events))
    texts = [event["data"]["text"] for event in json.loads(tape.data) if event["data"].get("source") == 5]
    assert texts == ["*" * len(text) for _, text in typed]

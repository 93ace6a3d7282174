"""Changes that later ones undo are left out, and the page is the same."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from test_tape import change, page, tape_of

from convdesk.analyse.tape_folding import folded
from convdesk.analyse.tape_pieces import Pieces

VALUES = st.one_of(
    st.none(), st.text("ab", max_size=2), st.dictionaries(st.sampled_from("cd"), st.text("ab", max_size=1))
)
CHANGE = st.fixed_dictionaries({
    "texts": st.lists(st.fixed_dictionaries({"id": st.integers(1, 3), "value": st.text("ab", max_size=2)}), max_size=2),
    "attributes": st.lists(st.fixed_dictionaries({
        "id": st.integers(1, 3), "attributes": st.dictionaries(st.sampled_from(["class", "style", "id"]), VALUES),
    }), max_size=3),
})  # fmt: skip


def line(data):
    return json.dumps({"type": 3, "timestamp": 1, "data": {"source": 0, "adds": [], "removes": [], **data}}).encode()


def page_after(lines):
    """Texts, attributes and styles of each node, as rrweb would have them."""
    texts, plain = {}, {}
    for data in (json.loads(one)["data"] for one in lines):
        texts |= {one["id"]: one["value"] for one in data["texts"]}
        for one in data["attributes"]:
            for name, value in one["attributes"].items():
                key = one["id"], name
                if name == "style" and isinstance(value, dict):
                    before = plain.get(key)
                    plain[key] = [before[0] if isinstance(before, list) else before,
                                  {**(before[1] if isinstance(before, list) else {}), **value}]  # fmt: skip
                else:
                    plain[key] = value
    kept = {key: value[0] if isinstance(value, list) and not value[1] else value for key, value in plain.items()}
    return texts, {key: value for key, value in kept.items() if value is not None}


@given(st.lists(CHANGE, max_size=12))
def test_the_page_is_the_same_after_folded_changes(changes):
    lines = [line(one) for one in changes]
    assert page_after([one for one in folded(lines) if one is not None]) == page_after(lines)


def test_what_is_written_anew_later_is_left_out_and_additions_and_unknown_shapes_stay():
    first = line({"texts": [{"id": 1, "value": "a"}], "attributes": [{"id": 2, "attributes": {"class": "a"}}]})
    added = line({"texts": [], "attributes": [], "adds": [{"parentId": 1, "node": {"id": 9}}]})
    odd = line({"texts": 5, "attributes": None})
    last = line({"texts": [{"id": 1, "value": "b"}], "attributes": [{"id": 2, "attributes": {"class": "b"}}]})
    assert folded([first, added, odd, last]) == [None, added, odd, last]


def test_a_long_page_that_cannot_be_told_is_handed_over_without_what_its_own_later_changes_undo():
    odd = {"parentId": 1, "nextId": None, "previousId": 7, "node": {"type": 5, "id": 9, "textContent": ""}}
    flips = [change(10 + n, 0, texts=[], adds=[], removes=[], attributes=[{"id": 1, "attributes": {"class": str(n)}}])
             for n in range(9_000)]  # fmt: skip
    content = json.loads(
        Pieces(tape_of(*page(0), change(5, 0, texts=[], removes=[], attributes=[], adds=[odd]), *flips))
        .at(9_000)
        .content
    )
    changes = [one["data"] for one in content["events"] if one["type"] == 3]
    assert changes[0]["adds"] == [odd]
    seen = [one["attributes"][0]["attributes"]["class"] for one in changes[1:]]
    assert seen[0] == "5989", "the last before those that are kept as they were, 3 seconds before the moment"
    assert seen[-1] == "8999"

"""A page that is kept on the way through a recording is the page that was recorded, or none at all."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_tape import change, page, tape_of

from convdesk.analyse import tape_keyframes, tape_pieces
from convdesk.analyse.tape import read_tape
from convdesk.analyse.tape_page import Page
from convdesk.analyse.tape_pieces import Pieces
from convdesk.analyse.tape_tree import Tree
from recorder import Recorder, shape_of

FAR = 1 << 40


def recorded(seed, changes):
    made = Recorder(Random(seed))
    return made, read_tape(json.dumps(made.record(changes)).encode())


def shown(built):
    """What a player makes of it."""
    made = Page(json.loads(json.dumps(built.snapshot["node"])))
    for data in json.loads(json.dumps(built.changes)):
        made.change(data)
    for node in made.below(made.root):
        own = node.get("attributes", {})
        late = made.attributes.get(node["id"], {})
        if node.get("tagName") == "textarea" and late.get("value", "") is None:
            del late["value"]
        own |= late
        for child in node.get("childNodes", ()):
            if child["id"] in made.texts:
                child["textContent"] = made.texts[child["id"]]
                own.pop("_cssText", None)
    return shape_of(made.root, made.frames, made.styles)


def built_of(tape, every=0):
    """The page at the end of a tape, by way of keyframes in between where there are any."""
    pieces = Pieces(tape)
    places = tape.rows["kind"].nonzero()[0][1:]
    if every:
        pieces.lines.keyframes._every = every
        list(pieces.lines.keyframes.build(places))
    return pieces.lines.keyframes.built(places, len(places))


@given(st.integers(0, FAR), st.integers(0, 150), st.sampled_from([0, 7, 40]))
def test_a_page_that_is_kept_is_the_page_that_was_recorded(seed, changes, every):
    made, tape = recorded(seed, changes)
    built = built_of(tape, every)
    assert built.count == len(tape.rows) - 1, "nothing a recorder writes is uncertain"
    assert shown(built) == made.shape()


def test_that_property_fails_where_changes_are_made_wrongly(monkeypatch):
    def at_the_end(tree, parent, node, before):
        assert before is None or before["id"] in tree._nodes
        insert(tree, parent, node, None)

    insert = Tree.insert
    for name, wrong in (("insert", at_the_end), ("forget", lambda *_: None)):
        with monkeypatch.context() as patch:
            patch.setattr(Tree, name, wrong)
            assert not all(_is_the_page_recorded(seed) for seed in range(5)), name


def _is_the_page_recorded(seed):
    made, tape = recorded(seed, 100)
    built = built_of(tape)
    return built.count == len(tape.rows) - 1 and shown(built) == made.shape()


def mutation(at_ms, **parts):
    return change(at_ms, 0, **{"texts": [], "attributes": [], "adds": [], "removes": [], **parts})


def element(number, tag="div", children=(), **attributes):
    return {"type": 2, "id": number, "tagName": tag, "attributes": attributes, "childNodes": list(children)}


def text(number, words=""):
    return {"type": 3, "id": number, "textContent": words}


def visit(*nodes, then=()):
    """A page with a body that holds these nodes, and what is changed on it."""
    first, snapshot = page(0)
    snapshot["data"]["node"]["childNodes"] = [element(2, "html", [element(3, "head"), element(4, "body", nodes)])]
    return tape_of(first, snapshot, *then)


def added(parent, node, before=None):
    return {"parentId": parent, "nextId": before, "node": node}


def test_what_comes_after_the_body_and_sounds_that_come_later_are_added_by_the_player():
    adds = [added(2, element(9, "aside")), added(9, text(10, "x")), added(4, element(11, "audio"), 5)]
    built = built_of(visit(element(5), then=[mutation(10, adds=adds)]))
    assert [
        [(one["parentId"], one["nextId"], one["node"]["id"]) for one in data["adds"]] for data in built.changes
    ] == [[(2, None, 9), (9, None, 10), (4, 5, 11)]]
    html = built.snapshot["node"]["childNodes"][0]
    assert [child["id"] for child in html["childNodes"]] == [3, 4]


def test_what_a_player_builds_in_another_way_than_it_sets_it_is_set():
    named = [
        {"id": 5, "attributes": {"value": "b", "class": "k"}},
        {"id": 6, "attributes": {"style": {"color": "red"}}},
    ]
    built = built_of(visit(element(5, "input", value="a"), element(6), then=[mutation(10, attributes=named)]))
    body = built.snapshot["node"]["childNodes"][0]["childNodes"][1]
    assert body["childNodes"][0]["attributes"] == {"value": "a", "class": "k"}
    assert [data["attributes"] for data in built.changes] == [
        [{"id": 5, "attributes": {"value": "b"}}, {"id": 6, "attributes": {"style": {"color": "red"}}}]
    ]


def test_what_is_typed_and_where_things_stand_is_kept_and_goes_with_its_node():
    then = [
        change(10, 5, id=5, text="a"), change(20, 5, id=6, text="b"), change(30, 3, id=6, x=0, y=9), change(40, 5, id=5, text="c"),
        change(50, 8, id=7, adds=[]), change(60, 15, id=1, styleIds=[]), change(70, 9, id=5), change(80, 7, id=5, type=0),
        change(85, 1, positions=[{"x": 1, "y": 1, "id": 5, "timeOffset": 0}]), change(90, 4, width=300, height=200),
        mutation(100, removes=[{"parentId": 4, "id": 6}, {"parentId": 7, "id": 8}]),
    ]  # fmt: skip
    tape = visit(element(5, "input"), element(6, "input"), element(7, "style", [text(8, "p {}")]), then=then)
    built = built_of(tape)
    assert [int(tape.rows["at_ms"][place]) for place in built.places] == [30, 40, 60, 80, 90]


UNCERTAIN = {
    "a parent that is not the one it hangs in": mutation(50, removes=[{"parentId": 5, "id": 6}]),
    "a sibling that never comes": mutation(50, adds=[added(4, element(20), 99)]),
    "a node that is there already": mutation(50, adds=[added(4, element(5))]),
    "a sibling elsewhere": mutation(50, adds=[added(5, element(20), 6)]),
    "siblings as rrweb wrote them once": mutation(50, adds=[{**added(4, element(20)), "previousId": 5}]),
    "a second page": mutation(50, adds=[added(1, element(20, "html"))]),
    "a document in what is no frame": mutation(50, adds=[added(4, {"type": 0, "id": 20, "childNodes": []})]),
    "a style sheet that was changed before it came": mutation(
        50, attributes=[{"id": 7, "attributes": {"media": "print"}}, {"id": 7, "attributes": {"_cssText": "p {}"}}]
    ),
}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_from_what_is_uncertain_on_everything_is_left_to_the_player(monkeypatch, name):
    monkeypatch.setattr(tape_pieces, "MOST_EVENTS", 2)
    then = [mutation(10 + n, texts=[{"id": 8, "value": str(n)}]) for n in range(20)]
    later = [mutation(60 + n, texts=[{"id": 8, "value": f"later {n}"}]) for n in range(20)]
    tape = visit(element(5), element(6), element(7, "link"), element(9, children=[text(8)]),
                 then=[*then, UNCERTAIN[name], *later, change(9_000, 2, type=2, id=5)])  # fmt: skip
    pieces = Pieces(tape)
    list(pieces.prepare())
    content = json.loads(pieces.at(9_000).content)
    changes = [one["data"] for one in content["events"] if one["type"] == 3 and one["data"]["source"] == 0]
    assert [one["texts"] for one in changes] == [[], [{"id": 8, "value": "later 19"}]]
    assert {key: changes[0][key] for key in ("adds", "removes", "attributes")} == {
        key: UNCERTAIN[name]["data"][key] for key in ("adds", "removes", "attributes")
    }
    held = content["events"][1]["data"]["node"]["childNodes"][0]["childNodes"][1]["childNodes"][-1]
    assert held["childNodes"][0]["textContent"] == "19", "as it was before"


def test_a_snapshot_that_is_uncertain_is_left_to_the_player_as_it_is(monkeypatch):
    monkeypatch.setattr(tape_pieces, "MOST_EVENTS", 2)
    tape = visit(element(5), element(5), then=[mutation(10 + n) for n in range(20)] + [change(9_000, 2, type=2, id=5)])
    assert len(json.loads(Pieces(tape).at(9_000).content)["events"][1]["data"]["node"]["childNodes"]) == 1


def test_parts_that_hang_on_nothing_are_counted():
    assert built_of(visit(then=[mutation(10, adds=[added(77, element(20)), added(20, text(21)), 5])])).lost == 2


def test_keyframes_are_never_more_than_is_allowed(monkeypatch):
    monkeypatch.setattr(tape_keyframes, "MOST_BYTES", 3_000)
    made, tape = recorded(3, 300)
    pieces = Pieces(tape)
    places = tape.rows["kind"].nonzero()[0][1:]
    pieces.lines.keyframes._every = 10
    sizes = list(pieces.lines.keyframes.build(places))
    assert 0 < max(sizes) <= 3_000
    assert shown(pieces.lines.keyframes.built(places, len(places))) == made.shape()


def test_far_from_a_keyframe_the_player_makes_the_changes_itself(monkeypatch):
    monkeypatch.setattr(tape_keyframes, "FARTHEST", 30)
    _, tape = recorded(3, 300)
    assert built_of(tape).count == 1
    assert built_of(tape, 20).count == len(tape.rows) - 1


NONSENSE = (None, [], {}, "x", -1, 1.5, True, [[]], {"a": 1}, [None], [{}])


@given(st.integers(0, FAR), st.lists(st.tuples(st.randoms(), st.sampled_from(NONSENSE)), min_size=1, max_size=6))
def test_whatever_a_recording_says_a_seek_has_its_page_or_leaves_it_to_the_player(seed, wrong):
    events = Recorder(Random(seed)).record(60)
    for random, value in wrong:
        _spoil(random.choice(events[2:])["data"], deepcopy(value), random)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tape_keyframes, "EVERY", 7)
        patch.setattr(tape_pieces, "MOST_EVENTS", 10)
        pieces = Pieces(read_tape(json.dumps(events).encode()))
        list(pieces.prepare())
        for part in range(4):
            assert json.loads(pieces.at(pieces.tape.lasts_ms * part / 3).content)["events"]


def _spoil(inside, value, random):
    """Put a value in the place of another, somewhere in there."""
    names = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
    name = random.choice(names)
    if isinstance(inside[name], dict | list) and inside[name] and random.random() < 0.8:
        _spoil(inside[name], value, random)
    else:
        inside[name] = value


def test_a_page_nested_too_deep_to_be_written_is_left_to_the_player():
    def div(number):
        return {"type": 2, "tagName": "div", "attributes": {}, "id": number, "childNodes": []}

    adds = [{"parentId": 1 if n == 2 else n - 1, "nextId": None, "node": div(n)} for n in range(2, 400)]
    deep = [change(n, 0, texts=[], removes=[], attributes=[], adds=[one]) for n, one in enumerate(adds, 5)]
    for every in (0, 10):
        assert 50 < built_of(tape_of(*page(0), *deep), every).count < 127, "two brackets each, of 254"

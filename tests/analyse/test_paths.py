"""Paths: every layer, edge and transition as a walk by hand finds it; the parts add up."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse import paths, walks
from convdesk.analyse.path_walks import log_of
from convdesk.analyse.sessions import session_starts
from convdesk.analyse.walks import pair_counts, pair_people
from convdesk.model.dropoff import DropOff
from convdesk.model.funnel import FunnelRules, FunnelSpec
from convdesk.model.page import PagePattern
from convdesk.model.path import ENDED, OTHER, CountedBy, Nodes, OnPath, PathSpec, Side, TransitionSpec
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.model.step import event_step
from convdesk.operations.walked import people_on_path, walked

GAP = 1800 * 1_000_000
events = st.tuples(st.integers(0, 3), st.integers(0, 40), st.sampled_from("AAABBCD"))
logs = st.lists(events, min_size=1, max_size=40, unique_by=lambda e: e[:2]).map(
    lambda rows: [(f"u{who}", tick, name) for who, tick, name in rows]
)
whole = {"least_share": 0.0, "most_branches": 99}


def everyone(_segment):
    return None


def follow(rows, spec):
    table = table_of(rows)
    log, walks_, stretches = walked(table, spec, everyone, Progress())
    return paths.count(log, walks_, stretches, spec), table


def by_person(rows):
    return [[e[1:] for e in own] for _, own in groupby(sorted(rows), key=lambda e: e[0])]


def folded(names):
    return [(name, len(list(run))) for name, run in groupby(names)]


def expected_paths(rows, spec):
    found = []
    for own in by_person(rows):
        anchors = [n for n, (_, name) in enumerate(own) if name == "A"]
        for n in anchors[:1] if spec.by is CountedBy.PEOPLE else anchors:
            names = [name for _, name in own]
            if spec.side is Side.AFTER:
                found.append(folded(names[n + 1 :]))
            elif spec.side is Side.BEFORE:
                found.append(folded(names[:n][::-1]))
            elif "C" in names[n + 1 :]:
                found.append(folded(names[n + 1 : n + 1 + names[n + 1 :].index("C")]))
    return found


@given(logs, st.sampled_from(list(Side)), st.sampled_from(list(CountedBy)), st.integers(1, 6))
@settings(max_examples=200, deadline=None)
def test_layers_and_edges_are_those_of_walking_by_hand(rows, side, by, length):
    spec = PathSpec(event_step("A"), side, event_step("C"), length=length, by=by, **whole)
    result, _ = follow(rows, spec)
    walked_ = expected_paths(rows, spec)
    assert result.paths == len(walked_)
    nodes, edges, again = Counter(), Counter(), Counter()
    for path in walked_:
        places = [(result.anchor, 1), *path, (ENDED, 1)][: length + 1]
        nodes.update((n, name) for n, (name, _) in enumerate(places))
        again.update({(n, name): times - 1 for n, (name, times) in enumerate(places)})
        edges.update((n, a[0], b[0]) for n, (a, b) in enumerate(pairwise(places)))
    found = {(n.layer, n.name): n for layer in result.layers for n in layer if n.count}
    assert {key: n.count for key, n in found.items()} == dict(nodes)
    assert {key: n.repeats for key, n in found.items() if n.repeats} == {k: v for k, v in again.items() if v}
    assert {(e.layer, e.source, e.target): e.count for e in result.edges} == dict(edges)


@given(logs, st.integers(1, 3))
@settings(max_examples=80, deadline=None)
def test_merging_keeps_all_paths_and_every_number_lists_its_people(rows, most):
    spec = PathSpec(event_step("A"), length=3, least_share=0.3, most_branches=most)
    result, table = follow(rows, spec)
    for before, layer in zip(result.layers, result.layers[1:], strict=False):
        assert sum(n.count for n in layer) == sum(n.count for n in before if n.name != ENDED)
        assert len([n for n in layer if n.name not in {OTHER, ENDED}]) <= most
        for node in layer:
            assert len(people_on_path(table, node.segment, everyone, Progress())) == node.count
    for edge in result.edges:
        assert len(people_on_path(table, edge.segment, everyone, Progress())) == edge.count
    for at in range(len(result.layers) - 1):
        assert sum(counts[at] for _, counts in result.matrix) == result.paths


@given(logs, st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_a_shift_in_time_and_other_names_of_people_change_nothing(rows, shift):
    spec = PathSpec(event_step("A"), length=3, **whole)
    moved = [(f"x{who}", tick + shift, name) for who, tick, name in rows]
    one, other = follow(rows, spec)[0], follow(moved, spec)[0]
    assert (one.layers, one.edges, one.matrix) == (other.layers, other.edges, other.matrix)


def test_before_leaving_ends_with_the_last_thing_inside_the_window():
    funnel = FunnelSpec((event_step("A"), event_step("B"), event_step("C")), FunnelRules(50))
    rows = [("u1", 0, "A"), ("u1", 5, "B"), ("u1", 20, "Resend"), ("u1", 40, "Help"), ("u1", 90, "Later"),
            ("u2", 0, "A"), ("u2", 5, "B"), ("u2", 9, "C")]  # fmt: skip
    left, _ = follow(rows, PathSpec(DropOff(funnel, 2), Side.BEFORE, length=2, **whole))
    assert [(n.layer, n.name) for layer in left.layers[1:] for n in layer] == [(1, "Help"), (2, "Resend")]
    after, _ = follow(rows, PathSpec(DropOff(funnel, 2), Side.AFTER, length=3, **whole))
    assert [n.name for layer in after.layers[1:] for n in layer] == ["Resend", "Help", ENDED]
    assert left.paths == after.paths == 1


def test_without_an_anchor_the_first_session_of_each_person_counts_or_every_one():
    rows = [("u1", 0, "A"), ("u1", 5, "B"), ("u1", 2 * GAP, "C"), ("u2", 0, "A")]
    once, _ = follow(rows, PathSpec(**whole))
    every, _ = follow(rows, PathSpec(by=CountedBy.TRANSITIONS, **whole))
    last, _ = follow(rows, PathSpec(side=Side.BEFORE, **whole))
    assert [(n.name, n.count) for n in once.layers[1]] == [("A", 2)]
    assert [(n.name, n.count) for n in every.layers[1]] == [("A", 2), ("C", 1)]
    assert [(n.name, n.count) for n in last.layers[1]] == [("A", 1), ("C", 1)]


def test_pages_are_nodes_by_their_pattern_and_a_log_without_pages_says_so():
    rows = [("u1", n, "View", {"page": f"https://a.test/item/{n}"}) for n in range(3)] + [("u1", 9, "Tick", {})]
    result, _ = follow(rows, PathSpec(nodes=Nodes.PAGES, **whole))
    assert [(n.name, n.repeats) for n in result.layers[1]] == [("/item/:id", 2)]
    with pytest.raises(ProblemError):
        follow([("u1", 0, "A")], PathSpec(nodes=Nodes.PAGES))


def test_nobody_and_a_million_of_one_are_answers():
    result, _ = follow([("u1", 0, "B")], PathSpec(event_step("A")))
    assert (result.paths, result.edges) == (0, ())
    codes = np.zeros(1_000_000, np.uint8)
    found = walks.forwards(codes, np.array([0, 10]), np.array([1_000_000, 900]), 3)
    assert found.times[:, 0].tolist() == [1_000_000, 890]
    assert found.codes[:, 1].tolist() == [-1, -1]


@given(logs)
@settings(max_examples=100, deadline=None)
def test_transitions_are_the_neighbours_in_each_session(rows):
    spread = [(who, tick * GAP // 3, name) for who, tick, name in rows]
    table = table_of(spread)
    found = paths.transitions(log_of(table, Nodes.EVENTS, Progress()), TransitionSpec(), None)
    counts, people = Counter(), {}
    for who, own in groupby(sorted(spread), key=lambda e: e[0]):
        own = list(own)
        for (_, t, a), (_, u, b) in pairwise(own):
            if u - t <= GAP:
                counts[a, b] += 1
                people.setdefault((a, b), set()).add(who)
    assert {(r.source, r.target): (r.count, r.people) for r in found.rows} == {
        k: (n, len(people[k])) for k, n in counts.items()
    }
    assert found.count == sum(counts.values())
    half = np.arange(table.people.count) % 2 == 0
    parts = [
        paths.transitions(log_of(table, Nodes.EVENTS, Progress()), TransitionSpec(), mask) for mask in (half, ~half)
    ]
    assert sum(part.count for part in parts) == found.count


def test_rare_names_are_merged_when_there_are_very_many():
    table = table_of([("u1", n, f"e{n % 90}") for n in range(1000)])
    found = paths.transitions(log_of(table, Nodes.EVENTS, Progress()), TransitionSpec(most_nodes=10), None)
    assert {row.source for row in found.rows} <= {*(f"e{n}" for n in range(90)), OTHER}
    assert found.count == 999


def test_pieces_give_the_counts_of_the_whole(monkeypatch):
    rng = np.random.default_rng(3)
    codes, starts = rng.integers(0, 5, 500).astype(np.uint8), np.unique(np.r_[0, rng.integers(0, 500, 40)])
    whole_ = pair_counts(codes, starts, 5)
    people, anybody = pair_people(codes, starts, np.arange(500), 1000, 5)
    assert np.array_equal(people, whole_ > 0)
    assert anybody == 1
    keys = np.sort(rng.integers(0, 10**6, 500))
    begun = session_starts(keys, 2 * 10**6, 900)
    monkeypatch.setattr(walks, "PIECE", 7)
    monkeypatch.setattr("convdesk.analyse.sessions.PIECE", 11)
    assert np.array_equal(pair_counts(codes, starts, 5), whole_)
    assert np.array_equal(session_starts(keys, 2 * 10**6, 900), begun)


@given(logs)
@settings(max_examples=50, deadline=None)
def test_sessions_begin_where_the_table_says(rows):
    table = table_of([(who, tick * GAP // 3, name) for who, tick, name in rows])
    starts = np.r_[0, np.flatnonzero(np.diff(table.sessions)) + 1]
    assert np.array_equal(session_starts(table.keys, table.stride, GAP), starts)


def test_a_node_that_is_not_there_has_nobody():
    _, table = follow([("u1", 0, "A"), ("u1", 1, "B")], PathSpec(event_step("A")))
    for condition in (OnPath(PathSpec(event_step("A")), 1, "none"), OnPath(PathSpec(event_step("A")), 9, "B")):
        assert not len(people_on_path(table, condition, everyone, Progress()))


@given(logs, st.sampled_from(list(Side)), st.sampled_from(list(CountedBy)))
@settings(max_examples=120, deadline=None)
def test_inside_a_session_a_path_goes_no_further_than_the_session_of_its_anchor(rows, side, by):
    spread = [(who, tick * GAP // 3, name) for who, tick, name in rows]
    spec = PathSpec(event_step("A"), side, event_step("C"), length=4, by=by, in_session=True, **whole)
    result, _ = follow(spread, spec)
    own = {who: [] for who, _, _ in spread}
    for session in sessions_of(spread):
        own[session[0][0]].append([name for _, _, name in session])
    walked_ = []
    for sessions in own.values():
        anchors = [(names, n) for names in sessions for n, name in enumerate(names) if name == "A"]
        for names, n in anchors[:1] if by is CountedBy.PEOPLE else anchors:
            if side is Side.BETWEEN and "C" not in names[n + 1 :]:
                continue
            after = names[n + 1 :][: names[n + 1 :].index("C")] if side is Side.BETWEEN else names[n + 1 :]
            walked_.append([name for name, _ in folded(names[:n][::-1] if side is Side.BEFORE else after)])
    firsts = Counter(path[0] if path else ENDED for path in walked_)
    assert result.paths == len(walked_)
    assert {n.name: n.count for n in (result.layers[1] if len(result.layers) > 1 else ())} == dict(firsts)


def sessions_of(rows):
    """Each person's events, cut where more than 30 minutes lie between."""
    found = []
    for event in sorted(rows):
        is_same = found and found[-1][-1][0] == event[0] and event[1] - found[-1][-1][1] <= GAP
        found[-1].append(event) if is_same else found.append([event])
    return found


def test_what_was_merged_can_be_opened_in_one_place_alone():
    rows = [(f"u{n}", tick, name) for n in range(12) for tick, name in ((0, "A"), (5, f"e{n:02}"))]
    merged, _ = follow(rows, PathSpec(event_step("A"), length=2, most_branches=3))
    assert [(n.name, n.merged) for n in merged.layers[1]][-1] == (OTHER, 9)
    opened, table = follow(rows, PathSpec(event_step("A"), length=2, most_branches=3, opened=frozenset({1})))
    assert [n.name for n in opened.layers[1]] == [f"e{n:02}" for n in range(12)]
    assert all(len(people_on_path(table, n.segment, everyone, Progress())) == n.count for n in opened.layers[1])


def test_own_groups_of_pages_are_nodes():
    rows = [("u1", n, "View", {"page": page}) for n, page in enumerate(("/shop/a", "/shop/b/x", "/help/1", "/help/2"))]
    own = (PagePattern("/shop/*"), PagePattern("/help/*", is_apart=True))
    result, _ = follow(rows, PathSpec(nodes=Nodes.PAGES, patterns=own, **whole))
    assert [layer[0].name for layer in result.layers[1:4]] == ["/shop/*", "/help/1", "/help/2"]
    assert "/shop/*, /help/* (each for itself)" in result.definition


@given(st.lists(st.integers(0, 4), max_size=12), st.integers(0, 14))
def test_the_most_frequent_are_the_first_of_all_in_order(counts, most):
    names = [f"n{n * 7 % 5}-{n}" for n in range(len(counts))]
    found = paths.most_frequent(np.array(counts, np.int64), names, most).tolist()
    order = sorted((n for n in range(len(counts)) if counts[n]), key=lambda n: (-counts[n], names[n]))
    assert found == order[:most]

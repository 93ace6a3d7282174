"""Whatever is claimed in whatever order: people are a partition, limits hold, splits win, and a slow oracle agrees."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.test_people import linked, partition
from convdesk.analyse.components import components
from convdesk.analyse.people import resolve
from convdesk.analyse.stitching import CODE, Claims, Splits, stitch
from convdesk.model.people import LIMITS, EdgeKind, HandEdge, Identity, JoinRule

NODES = 12
node = st.integers(0, NODES - 1)
claim = st.tuples(st.sampled_from([JoinRule.EMAIL, JoinRule.DEVICE, JoinRule.SESSION, JoinRule.HAND]), node, node)
claims = st.lists(claim, max_size=40)
limits = st.lists(st.sampled_from([1, 1, 5]), min_size=NODES, max_size=NODES)
KEYS = [f"user:{n:02}" for n in range(NODES)]


def stitched(said, most, *, alone=(), apart=()):
    rules, people, keys = ([CODE[rule] for rule, _, _ in said], [p for _, p, _ in said], [k for _, _, k in said])
    whole = Claims(np.array(rules, np.int8), np.array(people, np.int64), np.array(keys, np.int64))
    splits = Splits(np.array(alone, np.int64), tuple(apart))
    return stitch(KEYS, whole, np.array(most, np.int64), splits).label.tolist()


def oracle(said, most):
    """The same by hand: join while some key has few enough people, counted as they are by then."""
    label = list(range(NODES))

    def join(one, other):
        low, high = sorted((label[one], label[other]))
        label[:] = [low if n == high else n for n in label]

    for rule, person, key in said:
        if rule is JoinRule.HAND:
            join(person, key)
    beside = defaultdict(set)
    for rule, person, key in said:
        if rule is not JoinRule.HAND and person != key:
            beside[key].add(person)
    hubs = too_sociable(beside, most, label)
    beside = {key: people - hubs for key, people in beside.items() if key not in hubs}
    is_open = True
    while is_open:
        before = list(label)
        for key, people in beside.items():
            if len({label[person] for person in people}) <= most[key]:
                for person in people:
                    join(person, key)
        is_open = before != label
    return label


def too_sociable(beside, most, label):
    """Those who share keys with more than five other people."""
    others = defaultdict(set)
    for key, people in beside.items():
        if 1 < len(people) <= most[key]:
            for person in people:
                others[person] |= {label[one] for one in people} - {label[person]}
    return {person for person, found in others.items() if len(found) > LIMITS.people_per_address}


@given(claims, limits)
@settings(max_examples=300, deadline=None)
def test_a_slow_oracle_joins_the_same_keys(said, most):
    assert stitched(said, most) == oracle(said, most)


@given(claims, limits, st.randoms())
@settings(deadline=None)
def test_the_order_of_what_is_claimed_does_not_matter(said, most, random):
    shuffled = list(said)
    random.shuffle(shuffled)
    assert stitched(shuffled, most) == stitched(said, most)


@given(claims, limits, st.lists(node, max_size=3))
@settings(deadline=None)
def test_a_key_that_stands_alone_is_with_what_is_known_through_it_only(said, most, alone):
    label = stitched(said, most, alone=alone)
    assert len({label[one] for one in alone}) == len(set(alone))
    for one in alone:
        group = {n for n in range(NODES) if label[n] == label[one]}
        known_by = {k: {p for _, p, key in said if key == k and p != k} for k in group - {one}}
        assert all(people <= group for people in known_by.values())


@given(claims, limits, st.lists(st.tuples(node, node).filter(lambda pair: pair[0] != pair[1]), max_size=3))
@settings(max_examples=300, deadline=None)
def test_two_who_are_never_one_never_are_and_nobody_else_is_joined_for_it(said, most, apart):
    whole, cut = stitched(said, most), stitched(said, most, apart=apart)
    assert all(cut[one] != cut[other] for one, other in apart)
    assert all(whole[one] == whole[other] for one in range(NODES) for other in range(NODES) if cut[one] == cut[other])


@given(st.lists(st.tuples(node, node), max_size=30))
def test_components_are_named_by_their_smallest_node(edges):
    one, other = (np.array([edge[n] for edge in edges], np.int64) for n in (0, 1))
    label = components(NODES, one, other).tolist()
    assert label == oracle([(JoinRule.HAND, a, b) for a, b in edges], [1] * NODES)


letters = st.sampled_from("abcdef")
rows = st.lists(st.tuples(letters, st.integers(0, 9), st.just("x")), min_size=1, max_size=8)
shared = st.sampled_from(["email:1", "email:2", "user:d1", "user:d2"])


@st.composite
def logs(draw):
    own = draw(rows)
    people = sorted({row[0] for row in own})
    return linked(own, *draw(st.lists(st.tuples(st.sampled_from(people), shared), max_size=6)))


@given(st.lists(logs(), min_size=1, max_size=3), st.booleans())
@settings(deadline=None)
def test_the_order_of_sources_does_not_matter(sources, is_hand):
    said = Identity((HandEdge("1", EdgeKind.MERGE, "user:a", "user:b"),) if is_hand else (), (("user:c", "email:2"),))
    recorded, answered = [("user:a", "user:r1")], [("email:1", "user:b")]
    forth = resolve(sources, recorded, answered, said)
    back = resolve(sources[::-1], recorded, answered, said)
    assert partition(forth) == partition(back)
    assert [one.key for one in forth.conflicts] == [one.key for one in back.conflicts]


@given(logs())
@settings(deadline=None)
def test_every_actor_of_a_log_has_a_place_a_name_and_one_leading_key(source):
    people = resolve([source], [], [])
    assert len(set(people.names)) == people.count
    actors = set(people.actor_of[people.actor_of >= 0].tolist())
    assert actors == set(range(people.count))
    assert people.actor_of[people.leading].tolist() == list(range(people.count))

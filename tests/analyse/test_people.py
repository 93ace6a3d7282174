"""Keys become people: shared ids join, implausible ones do not, and nobody is joined by chance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import source_of
from convdesk.analyse.people import resolve
from convdesk.model.people import EdgeKind, HandEdge, Identity, JoinRule, KeyKind


def linked(rows, *links, name="log"):
    """A log whose people are linked with keys: `("a", "email:1f")`."""
    source = source_of(rows, name)
    actors = source.terms("actor")
    return replace(source, links=lambda: [(actors.index(f"user:{who}"), key) for who, key in links])


def log(*people):
    return source_of([(person, 0, "x") for person in people])


def half_named(*rows):
    """A log of `(person or None, time, session)`: whoever is unnamed is known by the session only."""
    source = source_of(
        [(f"u{n}" if who is None else who, at, "x", {"session": s}) for n, (who, at, s) in enumerate(rows)]
    )
    keys = [f"user:{who}" if who else f"session:{s}" for who, _, s in rows]
    actors = sorted(set(keys))
    order = sorted(range(len(rows)), key=lambda n: (actors.index(keys[n]), rows[n][1]))
    packed = [actors.index(keys[n]) * source.stride + rows[n][1] for n in order]
    sessions = list(dict.fromkeys(rows[n][2] for n in order))
    import numpy as np

    codes = np.array([sessions.index(rows[n][2]) for n in order], np.int32)
    return replace(
        source, actor_count=len(actors), keys=lambda: np.array(packed, np.int64), column={"session": codes}.__getitem__,
        terms={"actor": actors, "session": sessions}.__getitem__, names=("actor", "session"),
    )  # fmt: skip


def hand(*edges):
    return Identity(tuple(HandEdge(str(n), kind, *keys) for n, (kind, *keys) in enumerate(edges)))


def partition(people):
    """Which keys are together, whatever the actors are called."""
    labels = people._stitched.label if people._stitched else range(people.count)
    groups = {}
    for key, label in zip(people.keys, labels, strict=True):
        groups.setdefault(int(label), set()).add(key)
    return {frozenset(group) for group in groups.values()}


def test_two_logs_that_share_user_ids_have_the_same_people():
    people = resolve([log("a", "b"), log("b", "c")], [], [])
    assert people.names == ["a", "b", "c"]
    assert [codes.tolist() for codes in people.maps] == [[0, 1], [1, 2]]


def test_ids_that_differ_only_in_case_are_two_people():
    assert resolve([log("ab", "AB")], [], []).count == 2


class TestEmails:
    def test_a_shared_email_joins_two_user_ids(self):
        people = resolve([linked([("a", 0, "x"), ("b", 0, "x")], ("a", "email:1f"), ("b", "email:1f"))], [], [])
        assert people.names == ["a"]
        assert people.codes == {"a": 0, "b": 0, "email 1f": 0}

    def test_an_email_shared_by_too_many_joins_nobody_and_is_reported(self):
        everybody = [f"u{n}" for n in range(8)]
        people = resolve(
            [linked([(who, 0, "x") for who in everybody], *((who, "email:1f") for who in everybody))], [], []
        )
        assert people.count == 8
        (conflict,) = people.conflicts
        assert (conflict.key, conflict.kind, conflict.would_join) == ("email:1f", KeyKind.EMAIL, 8)

    def test_an_account_that_shares_addresses_with_many_is_left_out(self):
        """A test account that was everybody once does not make everybody one."""
        rows = [(f"u{n}", 0, "x") for n in range(9)] + [("test", 0, "x")]
        links = [(who, f"email:{n}") for n in range(9) for who in (f"u{n}", "test")]
        people = resolve([linked(rows, *links)], [], [])
        assert people.count == 10
        assert [(one.key, one.would_join) for one in people.conflicts] == [("user:test", 9)]

    def test_ids_that_are_one_person_already_count_once(self):
        rows = [(f"u{n}", 0, "x") for n in range(7)]
        links = [(f"u{n}", "email:1f") for n in range(7)]
        merged = hand(*((EdgeKind.MERGE, "user:u0", f"user:u{n}") for n in range(1, 4)))
        assert resolve([linked(rows, *links)], [], [], merged).count == 1


class TestDevices:
    def test_what_was_done_on_a_device_before_signing_in_is_the_users(self):
        people = resolve([linked([("d1", 0, "open"), ("ann", 5, "buy")], ("ann", "user:d1"))], [], [])
        assert people.names == ["ann"]
        assert [people.kinds[node] for node in people.nodes_of(0)] == [0, 1]

    def test_a_device_with_two_users_joins_neither_and_keeps_what_happened_before(self):
        rows = [("d1", 0, "open"), ("ann", 5, "buy"), ("bob", 9, "buy")]
        people = resolve([linked(rows, ("ann", "user:d1"), ("bob", "user:d1"))], [], [])
        assert people.names == ["ann", "bob", "d1"]
        (conflict,) = people.conflicts
        assert (conflict.name, conflict.kind, conflict.would_join) == ("d1", KeyKind.DEVICE, 2)

    def test_two_user_ids_of_one_address_may_share_a_device(self):
        rows = [("d1", 0, "open"), ("ann", 5, "buy"), ("anne", 9, "buy")]
        links = [("ann", "user:d1"), ("anne", "user:d1"), ("ann", "email:1"), ("anne", "email:1")]
        people = resolve([linked(rows, *links)], [], [])
        assert people.names == ["ann"]
        assert people.conflicts == ()

    def test_records_of_former_ids_lead_from_one_to_the_next(self):
        rows = [("d2", 0, "x"), ("d1", 1, "x"), ("ann", 2, "x")]
        assert resolve([linked(rows, ("d1", "user:d2"), ("ann", "user:d1"))], [], []).names == ["ann"]

    def test_an_id_that_stands_for_everybody_joins_nobody(self):
        """`guest` with hundreds of devices is no person."""
        rows = [("guest", 0, "x"), *((f"d{n}", 0, "x") for n in range(150))]
        people = resolve([linked(rows, *(("guest", f"user:d{n}") for n in range(150)))], [], [])
        assert people.count == 151
        assert people.conflicts[0].would_join == 150


class TestSessions:
    def test_a_session_with_one_person_in_it_is_that_persons_also_before_the_name(self):
        people = resolve([half_named((None, 0, "s1"), ("ann", 5, "s1"), (None, 0, "s2"))], [], [])
        assert people.names == ["ann", "session s2"] or sorted(people.names) == ["ann", "session s2"]

    def test_a_session_with_two_people_joins_neither(self):
        people = resolve([half_named((None, 0, "s1"), ("ann", 5, "s1"), ("bob", 9, "s1"))], [], [])
        assert sorted(people.names) == ["ann", "bob", "session s1"]
        assert [one.key for one in people.conflicts] == ["session:s1"]

    def test_a_log_of_sessions_only_is_left_as_it_is(self):
        people = resolve([half_named((None, 0, "s1"), (None, 0, "s2"))], [], [])
        assert people.maps == [None]


class TestRecordingsAndAnswers:
    def test_a_recording_with_a_session_of_the_log_is_that_sessions_person(self):
        source = source_of([("a", 0, "x", {"session": "s1"}), ("b", 0, "x", {"session": "s2"})])
        people = resolve([source], [("session:s2",)], [])
        assert people.names[people.others[0]] == "b"

    def test_a_respondent_with_an_email_of_the_log_is_that_person(self):
        source = linked([("a", 0, "x"), ("b", 0, "x")], ("b", "email:1f"))
        people = resolve([source], [], [("email:1f",), ("email:other",), ()])
        assert people.others.tolist() == [1, -1, -1]

    def test_a_recording_of_somebody_unknown_becomes_a_person_and_a_respondent_can_be_that_person(self):
        people = resolve([log("a")], [("user:new", "session:s9")], [("session:s9",)])
        assert people.count == 2
        assert people.names == ["a", "new"]
        assert people.others.tolist() == [1, 1]

    def test_recordings_alone_make_people(self):
        people = resolve([], [("user:a",), ("user:b",), ("user:a",)], [])
        assert people.names == ["a", "b"]
        assert people.others.tolist() == [0, 1, 0]

    def test_a_recorders_own_id_is_joined_through_the_session(self):
        source = source_of([("b", 0, "x", {"session": "s1"})])
        people = resolve([source], [("user:recorded-7", "session:s1")], [("user:recorded-7",)])
        assert people.names == ["b"]
        assert people.others.tolist() == [0, 0]

    def test_a_recording_that_names_another_user_than_its_session_does_not_make_them_one(self):
        source = source_of([("a", 0, "x"), ("b", 0, "x", {"session": "s1"})])
        people = resolve([source], [("user:a", "session:s1")], [])
        assert people.names == ["a", "b"]
        assert people.others.tolist() == [0]
        assert [(one.key, one.would_join) for one in people.conflicts] == [("session:s1", 2)]

    def test_a_recording_of_a_session_of_two_people_is_whose_was_first_in_it(self):
        source = source_of([("a", 9, "x", {"session": "s1"}), ("b", 0, "x", {"session": "s1"})])
        people = resolve([source], [("session:s1",)], [])
        assert people.names[people.others[0]] == "b"

    def test_answers_that_carry_a_user_id_and_an_address_tell_whose_the_address_is(self):
        people = resolve([log("a", "b")], [], [("user:a", "email:1f"), ("email:1f",)])
        assert people.others.tolist() == [0, 0]


class TestMatchTable:
    def test_rows_join_ids_of_different_kinds(self):
        identity = Identity(matches=(("user:a", "email:1f"), ("user:b", "device:d1"), ("any:c", "any:b")))
        people = resolve([log("a", "b", "c", "d1")], [], [("email:1f",)], identity)
        assert people.names == ["a", "b"]
        assert people.others.tolist() == [0]

    def test_a_device_given_to_two_people_is_a_conflict_there_too(self):
        identity = Identity(matches=(("user:a", "device:d1"), ("user:b", "device:d1")))
        people = resolve([log("a", "b", "d1")], [], [], identity)
        assert people.count == 3
        assert [one.key for one in people.conflicts] == ["user:d1"]

    def test_an_id_of_a_table_that_stands_in_too_many_rows_joins_nobody(self):
        identity = Identity(matches=tuple((f"user:u{n}", "any:0815") for n in range(9)))
        people = resolve([log(*(f"u{n}" for n in range(9)))], [], [], identity)
        assert people.count == 9
        assert people.conflicts[0].would_join == 9


class TestByHand:
    def test_two_people_are_merged(self):
        people = resolve([log("a", "b", "c")], [], [], hand((EdgeKind.MERGE, "user:a", "user:c")))
        assert people.names == ["a", "b"]
        assert people.codes["c"] == 0

    def test_a_key_that_stands_alone_is_joined_by_nothing(self):
        source = linked([("d1", 0, "x"), ("ann", 5, "x")], ("ann", "user:d1"))
        people = resolve([source], [], [], hand((EdgeKind.ALONE, "user:d1")))
        assert people.names == ["ann", "d1"]

    def test_a_user_id_that_is_split_off_keeps_its_own_device_and_not_what_is_shared(self):
        rows = [("d1", 0, "x"), ("a", 0, "x"), ("b", 0, "x"), ("c", 0, "x")]
        shared = [(who, "email:1") for who in "abc"]
        people = resolve([linked(rows, ("b", "user:d1"), *shared)], [], [], hand((EdgeKind.ALONE, "user:b")))
        assert people.names == ["a", "b"]
        assert people.codes["d1"] == people.codes["b"]
        assert people.codes["c"] == people.codes["email 1"] == people.codes["a"]

    def test_two_who_are_never_one_are_kept_apart_and_what_they_share_joins_neither(self):
        rows = [("a", 0, "x"), ("b", 0, "x"), ("c", 0, "x")]
        source = linked(rows, ("a", "email:1"), ("b", "email:1"), ("b", "email:2"), ("c", "email:2"))
        people = resolve([source], [], [], hand((EdgeKind.APART, "user:a", "user:b")))
        assert people.names == ["a", "b"]
        assert people.codes["c"] == people.codes["b"]

    def test_a_device_shared_by_two_who_are_kept_apart_is_nobodys(self):
        rows = [("d", 0, "x"), ("a", 0, "x"), ("b", 0, "x")]
        source = linked(rows, ("a", "user:d"), ("b", "user:d"), ("a", "email:1"), ("b", "email:1"))
        assert resolve([source], [], []).count == 1
        assert resolve([source], [], [], hand((EdgeKind.APART, "user:a", "user:b"))).names == ["a", "b", "d"]

    def test_a_conflict_that_was_settled_by_hand_is_none_any_more(self):
        rows = [("d1", 0, "open"), ("ann", 5, "buy"), ("bob", 9, "buy")]
        source = linked(rows, ("ann", "user:d1"), ("bob", "user:d1"))
        people = resolve([source], [], [], hand((EdgeKind.MERGE, "user:ann", "user:d1")))
        assert people.names == ["ann", "bob"]
        assert people.conflicts == ()


def test_the_accepted_claims_say_why_keys_are_one_person():
    source = linked([("d1", 0, "x"), ("ann", 5, "x")], ("ann", "user:d1"), ("ann", "email:1"))
    people = resolve([source], [], [])
    told = {(people.keys[p], people.keys[k]) for p, k in zip(people.claims.person, people.claims.key, strict=True)}
    assert told == {("user:ann", "user:d1"), ("user:ann", "email:1")}


def test_nothing_is_joined_where_there_is_nothing_to_join():
    people = resolve([log("a", "b")], [], [])
    assert people.maps == [None]
    assert people.names == ["a", "b"]
    assert people.conflicts == ()


@pytest.mark.parametrize("rule", JoinRule)
def test_every_rule_has_a_name(rule):
    assert rule.value

"""Keys become people: shared ids join, implausible ones do not, and nobody is joined by chance."""

from __future__ import annotations

from dataclasses import replace

from builders import source_of
from convdesk.analyse.people import resolve


def test_two_logs_that_share_user_ids_have_the_same_people():
    people = resolve([source_of([("a", 0, "x"), ("b", 0, "x")]), source_of([("b", 0, "x"), ("c", 0, "x")])], [], [])
    assert people.names == ["a", "b", "c"]
    assert [codes.tolist() for codes in people.maps] == [[0, 1], [1, 2]]


def test_ids_that_differ_only_in_case_are_two_people():
    assert resolve([source_of([("ab", 0, "x"), ("AB", 0, "x")])], [], []).count == 2


def test_a_shared_email_joins_two_user_ids():
    source = replace(source_of([("a", 0, "x"), ("b", 0, "x")]), links=lambda: [(0, "email:1f"), (1, "email:1f")])
    people = resolve([source], [], [])
    assert people.count == 1
    assert people.names == ["a"]


def test_an_email_shared_by_too_many_joins_nobody_and_is_reported():
    rows = [(f"u{n}", 0, "x") for n in range(8)]
    source = replace(source_of(rows), links=lambda: [(n, "email:1f") for n in range(8)])
    people = resolve([source], [], [])
    assert people.count == 8
    assert people.conflicts == ("email shared by 8 people",)


def test_a_recording_with_a_session_of_the_log_is_that_sessions_person():
    source = source_of([("a", 0, "x", {"session": "s1"}), ("b", 0, "x", {"session": "s2"})])
    people = resolve([source], [("session:s2",)], [])
    assert people.names[people.others[0]] == "b"


def test_a_respondent_with_an_email_of_the_log_is_that_person():
    source = replace(source_of([("a", 0, "x"), ("b", 0, "x")]), links=lambda: [(1, "email:1f")])
    people = resolve([source], [], [("email:1f",), ("email:other",), ()])
    assert people.others.tolist() == [1, -1, -1]


def test_a_recording_of_somebody_unknown_becomes_a_person_and_a_respondent_can_be_that_person():
    people = resolve([source_of([("a", 0, "x")])], [("user:new", "session:s9")], [("session:s9",)])
    assert people.count == 2
    assert people.names == ["a", "new"]
    assert people.others.tolist() == [1, 1]


def test_recordings_alone_make_people():
    people = resolve([], [("user:a",), ("user:b",), ("user:a",)], [])
    assert people.names == ["a", "b"]
    assert people.others.tolist() == [0, 1, 0]


def test_a_recording_that_carries_two_ids_of_the_log_joins_them():
    source = source_of([("a", 0, "x"), ("b", 0, "x", {"session": "s1"})])
    people = resolve([source], [("user:a", "session:s1")], [])
    assert people.count == 1

"""Devices beside people: whose a row is, and what joins."""

from __future__ import annotations

import pytest
from event_logs import propose, read, write

from convdesk.ingest.identity import email_key
from convdesk.model.mapping import Column, Mapping, Role

HEADER = "user_id,anonymous_id,session_id,event,timestamp,email"
ROLES = (Role.USER, Role.DEVICE, Role.SESSION, Role.EVENT, Role.TIME, Role.EMAIL)
MAPPING = Mapping("events-csv", tuple(Column(name, role) for name, role in zip(HEADER.split(","), ROLES, strict=True)))


def read_rows(folder, *rows):
    lines = [f"{who},go,2026-01-01 10:00:{n:02d}," for n, who in enumerate(rows)]
    return read(write(folder, [HEADER, *lines]), mapping=MAPPING)


def test_a_row_is_its_users_else_its_devices_else_its_sessions(tmp_path):
    found = read_rows(tmp_path, "u1,d1,s1", ",d1,s1", "null,d2,s2", ",,s3", "0,undefined,s3", ",,")
    assert sorted(actor for actor, _, _ in found.rows) == [
        "session:s3", "session:s3", "user:d1", "user:d2", "user:u1",
    ]  # fmt: skip
    assert found.problems == [("line 7", "The row names neither a person nor a session.")]


def test_a_device_beside_a_user_joins_them_once(tmp_path):
    found = read_rows(tmp_path, "u1,d1,s1", "u1,d1,s2", "u1, d2 ,s2", "u2,d1,s3", ",d3,s4")
    assert found.links == [("user:u1", "user:d1"), ("user:u1", "user:d2"), ("user:u2", "user:d1")]


@pytest.mark.parametrize("nobody", ["", "null", "0", "(not set)", "NaN"])
def test_a_device_that_names_nobody_joins_nobody(tmp_path, nobody):
    assert read_rows(tmp_path, f"u1,{nobody},s1", f"u2,{nobody},s2").links == []


def test_a_device_that_is_the_user_is_no_link(tmp_path):
    assert read_rows(tmp_path, "u1,u1,s1").links == []


def test_a_session_of_devices_and_users_is_nobody_of_its_own(tmp_path):
    found = read_rows(tmp_path, "u1,,s1", ",d1,s1")
    assert {actor for actor, _, _ in found.rows} == {"user:u1", "user:d1"}
    assert found.report.sessions == 1


def test_addresses_beside_devices_and_users_join_too(tmp_path):
    lines = ["u1,d1,s1,go,2026-01-01,ada@example.org", ",d2,s2,go,2026-01-01,ada@example.org"]
    found = read(write(tmp_path, [HEADER, *lines]), mapping=MAPPING)
    key = email_key("ada@example.org")
    assert sorted(found.links) == [("user:d2", key), ("user:u1", key), ("user:u1", "user:d1")]


def test_devices_alone_are_people(tmp_path):
    mapping = Mapping("events-csv", (Column("d", Role.DEVICE), Column("e", Role.EVENT), Column("t", Role.TIME)))
    found = read(write(tmp_path, ["d,e,t", "d1,go,2026-01-01"]), mapping=mapping)
    assert [actor for actor, _, _ in found.rows] == ["user:d1"]


@pytest.mark.parametrize("device", ["anonymous_id", "anonymousId", "device_id", "client_id"])
def test_a_device_is_proposed_where_a_better_column_names_people(tmp_path, device):
    lines = [f"{f'u{n}' if n % 9 == 0 else ''},d{n % 4},go,2026-01-01" for n in range(30)]
    mapping = propose(write(tmp_path, [f"user_id,{device},event,timestamp", *lines])).mapping
    assert (mapping.named(Role.USER), mapping.named(Role.DEVICE)) == ("user_id", device)


@pytest.mark.parametrize("other", ["account_id", "user_id"])
def test_a_device_is_the_person_where_nobody_better_is_named(tmp_path, other):
    lines = [f"{'' if other == 'user_id' else 'a'},d{n % 4},go,2026-01-01" for n in range(30)]
    mapping = propose(write(tmp_path, [f"{other},client_id,event,timestamp", *lines])).mapping
    assert (mapping.named(Role.USER), mapping.named(Role.DEVICE)) == ("client_id", None)

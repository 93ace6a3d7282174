"""What a file is taken for before it is imported."""

from __future__ import annotations

import json

import pytest
from event_logs import propose, write

from convdesk.model.mapping import Role


def roles(path):
    return {column.role: column.name for column in propose(path).mapping.columns if column.role is not Role.PROPERTY}


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("client_id,event,timestamp", "1,go,2026-01-01", {Role.USER: "client_id", Role.EVENT: "event", Role.TIME: "timestamp"}),
        ("Distinct ID,Action,Created At", "x,go,1767225600", {Role.USER: "Distinct ID", Role.EVENT: "Action", Role.TIME: "Created At"}),
        ("userId,sessionId,eventName,ts,pageUrl", "u,s,go,1767225600000,/x", {
            Role.USER: "userId", Role.SESSION: "sessionId", Role.EVENT: "eventName", Role.TIME: "ts", Role.PAGE: "pageUrl"}),
        ("visitor,page_path,when", "u,/x,2026-01-01T10:00Z", {Role.USER: "visitor", Role.PAGE: "page_path", Role.TIME: "when"}),
        ("customer,email_hash,type,logged", f"u,{'ab' * 32},go,2026-01-01 10:00:00", {
            Role.USER: "customer", Role.EMAIL: "email_hash", Role.EVENT: "type", Role.TIME: "logged"}),
    ],
)  # fmt: skip
def test_roles_are_told_from_names_and_values(tmp_path, header, row, expected):
    assert roles(write(tmp_path, [header, row])) == expected


def test_values_overrule_names(tmp_path):
    lines = ["user_id,name,event,time,timestamp"] + [f"u{n},Person {n},go,{n}.5,2026-01-{n:02d}" for n in range(1, 20)]
    assert roles(write(tmp_path, lines)) == {Role.USER: "user_id", Role.EVENT: "event", Role.TIME: "timestamp"}


def test_what_is_missing_is_said_in_sentences(tmp_path):
    proposal = propose(write(tmp_path, ["a,b", "x,1"]))
    assert len(proposal.missing) == 3
    assert proposal.confidence < 0.2


def test_a_proposal_shows_the_first_rows_and_some_values(tmp_path):
    lines = [f"u{n},{'go' if n % 2 else 'on'},2026-01-01" for n in range(30)]
    proposal = propose(write(tmp_path, ["user_id,event,timestamp", *lines]))
    assert proposal.header == ("user_id", "event", "timestamp")
    assert len(proposal.rows) == 12
    assert proposal.rows[0] == ("u0", "on", "2026-01-01")
    assert proposal.mapping.columns[1].examples == ("on", "go")
    assert proposal.confidence == 0.8


def test_json_lines_are_proposed_with_the_members_of_their_properties(tmp_path):
    line = {"event": "go", "properties": {"distinct_id": "u", "time": 1767225600, "$current_url": "https://a.example/"}}
    assert roles(write(tmp_path, json.dumps(line) + "\n", "log.json")) == {
        Role.EVENT: "event", Role.USER: "distinct_id", Role.TIME: "time", Role.PAGE: "$current_url",
    }  # fmt: skip

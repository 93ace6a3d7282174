"""What happened is in a column of names; what only says whether, or is mostly empty, is none."""

from __future__ import annotations

from event_logs import read, write

from convdesk.ingest.roles import propose_columns
from convdesk.model.mapping import Role


def lines(names):
    return [f"u{n % 5},{name},/p{n % 3},2026-01-05T10:00:{n:02}Z" for n, name in enumerate(names)]


def test_a_column_of_yes_and_no_names_no_event():
    rows = [["s1", "false", "/a", "2026-01-05T10:00:00Z"], ["s2", "true", "/b", "2026-01-05T10:00:01Z"]]
    roles = {one.name: one.role for one in propose_columns(("session", "Event", "path", "time"), rows)}
    assert roles["Event"] is Role.PROPERTY
    assert roles["path"] is Role.PAGE


def test_names_in_some_rows_only_are_said_where_pages_name_the_events(tmp_path):
    names = ["buy" if n % 10 == 0 else "" for n in range(40)]
    found = read(write(tmp_path, ["user_id,event_name,path,time", *lines(names)], "log.csv"))
    assert set(found.report.names) == {"/p0", "/p1", "/p2"}
    assert "“event_name” names an event in some rows only" in found.warnings


def test_nothing_is_said_where_a_column_names_them_all(tmp_path):
    found = read(write(tmp_path, ["user_id,event_name,path,time", *lines(["buy", "see"] * 20)], "log.csv"))
    assert "names an event in some rows only" not in found.warnings


def test_events_of_which_hardly_one_name_comes_twice_are_still_called_by_their_names(tmp_path):
    found = read(write(tmp_path, ["user_id,event,path,time", *lines(f"Name {n:05}" for n in range(60))], "log.csv"))
    assert len(found.report.names) == 60
    assert "names an event in some rows only" not in found.warnings


def test_ids_in_a_column_of_events_are_no_names():
    rows = [["u1", f"{n:08x}-7", "/a", f"2026-01-05T10:00:{n:02}Z"] for n in range(30)]
    roles = {one.name: one.role for one in propose_columns(("user_id", "event", "path", "time"), rows)}
    assert roles["path"] is Role.PAGE
    assert roles["event"] is Role.PROPERTY

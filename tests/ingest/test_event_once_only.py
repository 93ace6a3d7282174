"""Once only: the vendor's own ids of events, within a file and against the study."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter

import duckdb
import numpy as np
import pytest
from event_logs import opened, propose, read, read_lines, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.ingest.event_ids import came_before, hash_sql
from convdesk.model.mapping import Column, Mapping, Role
from convdesk.model.progress import silent

HEADER = "user_id,event,timestamp,insert_id"
ROLES = {"user_id": Role.USER, "event": Role.EVENT, "timestamp": Role.TIME, "insert_id": Role.ID}
MAPPING = Mapping("events-csv", tuple(Column(name, role) for name, role in ROLES.items()))
ONE = "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"


def read_ids(folder, *lines, **choices):
    return read(write(folder, [HEADER, *lines]), mapping=MAPPING, **choices)


def hash_of(text):
    """What the hash of an id is, for ever: studies keep it."""
    return int(hashlib.md5(text.encode()).hexdigest()[:16], 16)


@pytest.mark.parametrize("text", ["a", "Köp", "x" * 1000, "0012", "1e3", "12345678901234567890", ONE.lower()])
def test_the_hash_of_an_id_is_the_same_for_ever(text):
    found = duckdb.execute(f"select {hash_sql('v')} from (select ?::varchar as v)", [f" {text}\n"]).fetchall()
    assert found == [(hash_of(text),)]


def test_ids_differ_by_case_but_for_uuids(tmp_path):
    ids = ["Ab1x", "aB1x", ONE, ONE.lower(), f" {ONE.title()} "]
    found = read_ids(tmp_path, *(f"u,go,2026-01-01,{text}" for text in ids))
    assert (found.report.read, found.report.kept, found.report.duplicates) == (5, 3, 2)
    assert found.ids.tolist() == sorted(hash_of(text) for text in ["Ab1x", "aB1x", ONE.lower()])


def test_the_first_of_the_file_is_kept_and_the_column_is_no_property(tmp_path):
    found = read_ids(tmp_path, "u,late,2026-01-03,x-1", "u,early,2026-01-01,x-1", "u,other,2026-01-02,x-2")
    assert [texts["event"] for _, _, texts in found.rows] == ["other", "late"]
    assert found.report.names == {"late": 1, "other": 1}
    assert found.columns == ("actor", "event")
    assert (found.report.first, found.report.last) == ("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")


def test_rows_without_an_id_are_never_duplicates(tmp_path):
    blanks = ["", "null", "NULL", "(not set)", " ", "0", "undefined", "nan"]
    lines = [f"u,go,2026-01-01,{text}" for text in blanks]
    found = read_ids(tmp_path, *lines, *lines)
    assert (found.report.kept, found.report.duplicates, len(found.ids)) == (16, 0, 0)
    assert "15 rows are exactly like another one" in found.warnings


def test_rows_that_differ_by_their_id_alone_are_no_twins(tmp_path):
    found = read_ids(tmp_path, *(f"u,go,2026-01-01,x-{n}" for n in range(5)))
    assert found.report.kept == 5
    assert "exactly like" not in found.warnings


def test_a_row_that_cannot_be_read_is_rejected_and_does_not_hide_a_good_one_with_its_id(tmp_path):
    found = read_ids(tmp_path, "u,go,never,x-1", "u,go,2026-01-01,x-1", "u,go,2026-01-02,x-1", "u,go,someday,x-1")
    report = found.report
    assert (report.read, report.kept, report.duplicates, report.rejected) == (4, 1, 1, 2)
    assert [where for where, _ in found.problems] == ["line 2", "line 5"]


def test_what_the_study_has_is_left_out_and_what_is_new_comes_in(tmp_path):
    week = [f"u{n % 3},go,2026-01-{n + 1:02d},x-{n}" for n in range(20)]
    first = read_ids(tmp_path, *week[:12])
    second = read_ids(tmp_path, *week[8:], known=first.ids)
    assert (second.report.read, second.report.kept, second.report.duplicates) == (12, 8, 4)
    assert second.report.actors == len({actor for actor, _, _ in second.rows})
    assert not set(second.ids.tolist()) & set(first.ids.tolist())


def test_people_and_sessions_of_duplicates_only_are_not_handed_over(tmp_path):
    header = "user_id,session_id,event,timestamp,insert_id,email"
    lines = [f"u{n},s{n},go,2026-01-0{n},x-{n},u{n}@a.example" for n in range(1, 6)]
    known = read_lines(tmp_path, lines[0], lines[2], header=header).ids
    with opened(write(tmp_path, [header, *lines]), known=known) as reading:
        texts = {name: [t for piece in pieces for t in piece] for name, pieces in reading.events.dictionaries.items()}
        actors = [code for batch in reading.events.batches for code in batch.actor.tolist()]
        links = [actor for actor, _ in reading.events.links]
    assert texts["actor"] == ["user:u2", "user:u4", "user:u5"]
    assert texts["session"] == ["s2", "s4", "s5"]
    assert actors == links == [0, 1, 2]
    assert (reading.report.actors, reading.report.sessions) == (3, 3)


def test_a_file_of_duplicates_only_is_no_error_and_brings_no_events(tmp_path):
    path = write(tmp_path, [HEADER, "u,go,2026-01-01,x-1", "u,go,never,x-2"])
    with opened(path, known=read(path).ids) as reading:
        report = reading.report
        assert reading.events is None
    assert (report.read, report.kept, report.duplicates, report.rejected) == (2, 0, 1, 1)
    assert (report.first, report.last, report.actors, report.names) == (None, None, 0, {})
    assert report.warnings[-1].what == "All of it is in the study already."


def test_the_same_ids_are_known_from_every_format(tmp_path):
    ids = [str(uuid.UUID(int=n * 7919)) for n in range(1, 30)]
    rows = [("u", "go", f"2026-01-01 10:00:{n:02d}", text) for n, text in enumerate(ids)]
    table = read(write(tmp_path, [HEADER, *(",".join((*row[:3], row[3].upper())) for row in rows)]))
    lines = [json.dumps(dict(zip(HEADER.split(","), row, strict=True))) for row in rows]
    objects = read(write(tmp_path, lines, "log.ndjson"))
    duckdb.sql(
        f"copy (select * replace (insert_id::uuid as insert_id) from read_csv('{tmp_path / 'log.csv'}')) "
        f"to '{tmp_path / 'log.parquet'}'"
    )
    packed = read(tmp_path / "log.parquet")
    assert table.ids.tolist() == objects.ids.tolist() == packed.ids.tolist() == sorted(map(hash_of, ids))
    for name in ("log.csv", "log.ndjson", "log.parquet"):
        with opened(tmp_path / name, known=table.ids) as reading:
            assert (reading.report.kept, reading.report.duplicates) == (0, 29)


def test_numbers_in_json_are_the_ids_their_digits_are_in_a_table(tmp_path):
    number = 17672256000001234
    line = json.dumps({"user_id": "u", "event": "go", "timestamp": "2026-01-01", "insert_id": number})
    assert read(write(tmp_path, [line], "log.ndjson")).ids.tolist() == [hash_of(str(number))]


IDS = st.sampled_from(["", "null", "a", "A", "b ", "b", "c", ONE, ONE.lower()])
TIMES = st.sampled_from(["2026-01-01", "2026-01-02", "never", ""])


@given(st.lists(st.tuples(st.sampled_from("uv"), TIMES, IDS), min_size=1, max_size=25), st.sets(IDS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_kept_a_duplicate_or_rejected_and_no_id_is_lost(tmp_path, rows, known):
    def own(text):
        return text.strip().lower() if len(text.strip()) == 36 else text.strip()

    nobody = {"", "null"}
    path = write(tmp_path, [HEADER, "w,go,2026-01-01,first", *(f"{u},go,{at},{text}" for u, at, text in rows)])
    with opened(path, mapping=MAPPING, known=[hash_of(own(text)) for text in known if text not in nobody]) as reading:
        report, kept_ids = reading.report, reading.events.ids.tolist()
    good = [own(text) for _, at, text in rows if at.startswith("2026")]
    fresh = {text for text in good if text not in nobody} - {own(text) for text in known}
    assert report.read == len(rows) + 1 == report.kept + report.duplicates + report.rejected
    assert report.rejected == len(rows) - len(good)
    assert report.kept == 1 + len(fresh) + sum(Counter(good)[blank] for blank in nobody)
    assert kept_ids == sorted(map(hash_of, {*fresh, "first"}))


HASHES = st.lists(st.one_of(st.integers(0, 5), st.integers(0, 2**64 - 1), st.integers(2**63, 2**63 + 3)), max_size=60)


@given(HASHES, HASHES)
def test_what_came_before_is_what_a_walk_over_all_would_find(hashes, known):
    seen, before = set(known), []
    for place, one in enumerate(hashes):
        if one and one in seen:
            before.append(place)
        seen.add(one)
    found = came_before(np.array(hashes, np.uint64), np.unique(np.array(known, np.uint64)), silent())
    assert found.tolist() == before


@pytest.mark.parametrize(
    "name", ["insert_id", "$insert_id", "event_id", "message_id", "messageId", "event_uuid", "uuid"]
)
def test_a_column_of_ids_is_proposed_by_name_where_hardly_one_comes_twice(tmp_path, name):
    rows = [f"u{n % 3},go,2026-01-01,{uuid.UUID(int=n)}" for n in range(30)]
    columns = propose(write(tmp_path, [f"user_id,event,timestamp,{name}", *rows])).mapping
    assert columns.named(Role.ID) == name
    assert columns.named(Role.USER) == "user_id"


def _id_of(n):
    return str(uuid.UUID(int=n))


@pytest.mark.parametrize("value", [str, lambda n: _id_of(n % 4), lambda n: _id_of(n) if n > 20 else ""])
def test_running_numbers_and_values_that_repeat_or_are_mostly_missing_are_no_ids(tmp_path, value):
    rows = [f"u,go,2026-01-01,{value(n)}" for n in range(30)]
    assert propose(write(tmp_path, ["user_id,event,timestamp,event_id", *rows])).mapping.named(Role.ID) is None


def test_a_uuid_is_a_person_where_nobody_else_is_named(tmp_path):
    rows = [f"{uuid.UUID(int=n)},go,2026-01-01" for n in range(30)]
    mapping = propose(write(tmp_path, ["uuid,event,timestamp", *rows])).mapping
    assert (mapping.named(Role.USER), mapping.named(Role.ID)) == ("uuid", None)

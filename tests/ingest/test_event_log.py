"""The reader of event logs: whose rows, in what order, with which texts."""

from __future__ import annotations

import gzip
import json

import duckdb
import pytest
from event_logs import HEADER, opened, propose, read, read_lines, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.columns import EventBatch
from convdesk.ingest.identity import email_key
from convdesk.model.mapping import Role


def test_rows_come_sorted_by_person_time_and_place_in_the_file(tmp_path):
    found = read_lines(
        tmp_path, "b,second,2026-01-02 10:00:00", "a,third,2026-01-03 10:00:00", "b,first,2026-01-01 10:00:00",
        "b,tie one,2026-01-02 10:00:00", "a,fourth,2026-01-03 10:00:00",
    )  # fmt: skip
    assert [(actor, texts["event"]) for actor, _, texts in found.rows] == [
        ("user:a", "third"), ("user:a", "fourth"), ("user:b", "first"), ("user:b", "second"), ("user:b", "tie one"),
    ]  # fmt: skip


def test_ids_that_differ_in_case_or_only_in_their_last_digit_stay_two_people(tmp_path):
    ids = ["550E8400-E29B-41D4-A716-446655440000", "550e8400-e29b-41d4-a716-446655440000"]
    ids += ["12345678901234567891", "12345678901234567890", "0012", "12", "1e3", "1000"]
    found = read_lines(tmp_path, *(f"{name},go,2026-01-01" for name in ids))
    assert [actor for actor, _, _ in found.rows] == sorted(f"user:{name}" for name in ids)


def test_rows_without_a_person_belong_to_their_session_and_without_either_are_rejected(tmp_path):
    found = read_lines(
        tmp_path, "u1,s1,go,2026-01-01", ",s2,go,2026-01-01", "null,s2,on,2026-01-02", "(not set),,go,2026-01-01",
        header="user_id,session_id,event,timestamp",
    )  # fmt: skip
    assert [(actor, texts["event"]) for actor, _, texts in found.rows] == [
        ("session:s2", "go"), ("session:s2", "on"), ("user:u1", "go"),
    ]  # fmt: skip
    assert found.problems == [("line 5", "The row names neither a person nor a session.")]
    assert (found.report.read, found.report.kept, found.report.rejected) == (4, 3, 1)


def test_sessions_alone_are_people_enough(tmp_path):
    found = read_lines(tmp_path, "s9,go,2026-01-01", "s8,go,2026-01-01", header="session_id,event,timestamp")
    assert [actor for actor, _, _ in found.rows] == ["session:s8", "session:s9"]
    assert found.report.sessions == 2


def test_sessions_are_numbered_in_the_order_of_their_texts(tmp_path):
    lines = [f"u{n % 7},s{n * 37 % 50:02d},go,2026-01-01 10:00:{n % 60:02d}" for n in range(200)]
    with opened(write(tmp_path, ["user_id,session_id,event,timestamp", *lines])) as reading:
        (batch,) = reading.events.batches
        texts = [text for piece in reading.events.dictionaries["session"] for text in piece]
    assert texts == [f"s{n:02d}" for n in range(50)]
    assert sorted(set(batch.columns["session"].tolist())) == list(range(50))


def test_sessions_without_a_row_that_is_kept_are_not_there(tmp_path):
    lines = ["u1,s1,go,2026-01-01", "u2,s2,go,yesterday", "u2,s3,go,2026-01-02", "u1,s4,,2026-01-01"]
    with opened(write(tmp_path, ["user_id,session_id,event,timestamp", *lines])) as reading:
        (batch,) = reading.events.batches
        texts = [text for piece in reading.events.dictionaries["session"] for text in piece]
    assert [texts[code] for code in batch.columns["session"]] == ["s1", "s3"]
    assert sorted(texts) == ["s1", "s3"]
    assert reading.report.sessions == 2


def test_an_address_becomes_a_hash_that_joins_and_is_kept_nowhere_else(tmp_path):
    found = read_lines(
        tmp_path, "u1, Ada@Example.org ,go,2026-01-01", "u1,ada@example.org,on,2026-01-02", "u2,,go,2026-01-01",
        header="user_id,email,event,timestamp",
    )  # fmt: skip
    assert found.links == [("user:u1", email_key("ada@example.org"))]
    assert found.columns == ("actor", "event")
    assert found.report.personal == ("email",)


def test_a_column_of_hashes_is_taken_as_it_is_in_lower_case(tmp_path):
    hashed = email_key("ada@example.org").removeprefix("email:")
    found = read_lines(tmp_path, f"u1,{hashed.upper()},go,2026-01-01", header="user_id,email_sha256,event,timestamp")
    assert found.links == [("user:u1", f"email:{hashed}")]


def test_people_named_by_their_addresses_are_hashed_unless_asked_for(tmp_path):
    lines = ["ada@example.org,go,2026-01-01", "bob@example.org,go,2026-01-01"]
    found = read_lines(tmp_path, *lines)
    assert {actor for actor, _, _ in found.rows} == {email_key("ada@example.org"), email_key("bob@example.org")}
    assert {actor for actor, _, _ in read_lines(tmp_path, *lines, keep_personal=True).rows} == {
        "user:ada@example.org", "user:bob@example.org",
    }  # fmt: skip


def test_personal_columns_are_left_out_unless_asked_for(tmp_path):
    header = "user_id,event,timestamp,ip,contact,plan"
    line = "u1,go,2026-01-01,10.0.0.1,ada@example.org,pro"
    found = read_lines(tmp_path, line, header=header)
    assert found.report.personal == ("ip", "contact")
    assert found.columns == ("actor", "event", "p:plan")
    kept = read_lines(tmp_path, line, header=header, keep_personal=True)
    assert kept.columns == ("actor", "event", "p:ip", "p:contact", "p:plan")


def test_secrets_in_addresses_are_cleaned_and_what_becomes_equal_is_one(tmp_path):
    found = read_lines(
        tmp_path, "u1,go,2026-01-01,https://a.example/x?token=1", "u1,go,2026-01-02,https://a.example/x?token=2",
        "u1,go,2026-01-03,https://me:pw@a.example/y", header="user_id,event,timestamp,url",
    )  # fmt: skip
    assert found.texts("page") == ["https://a.example/x?token=***"] * 2 + ["https://a.example/y"]


def test_a_log_without_events_is_told_by_its_pages(tmp_path):
    found = read_lines(tmp_path, "u1,/cart,2026-01-01", header="visitor,page_path,ts")
    assert found.report.names == {"/cart": 1}
    assert found.texts("page") == ["/cart"]


def test_columns_of_the_same_name_are_kept_apart(tmp_path):
    found = read_lines(tmp_path, "u1,go,2026-01-01,x,y", header="user_id,event,timestamp,plan,plan")
    assert found.columns == ("actor", "event", "p:plan", "p:plan·2")


def test_values_that_come_late_and_values_that_never_repeat_are_not_lost(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.event_table.SAMPLE_ROWS", 10)
    monkeypatch.setattr("convdesk.ingest.event_codes.MOST_ENUM_VALUES", 20)
    lines = [f"u{n},{'early' if n < 50 else f'late {n % 3}'},2026-01-01 00:{n % 60:02d}:00,{n},{n % 30 or ''}"
             for n in range(100)]  # fmt: skip
    monkeypatch.setattr("convdesk.ingest.event_table.FEW_VALUES", 5)
    found = read_lines(tmp_path, *lines, header="user_id,event,timestamp,order,many")
    by_order = {int(texts["p:order"]): texts for _, _, texts in found.rows}
    assert [by_order[n]["event"] for n in range(100)] == ["early"] * 50 + [f"late {n % 3}" for n in range(50, 100)]
    assert [by_order[n].get("p:many") for n in range(100)] == [str(n % 30) if n % 30 else None for n in range(100)]


@pytest.mark.parametrize("early", [["a"], ["a", "b", "c", "d"]], ids=["settled", "unsettled"])
def test_what_the_first_rows_did_not_show_is_read_all_the_same(tmp_path, monkeypatch, early):
    monkeypatch.setattr("convdesk.ingest.event_table.SAMPLE_ROWS", 5)
    rows = [f"u{n},{early[n % len(early)]},2026-01-01 00:{n:02d}:00,{'x' * (n % 2)}" for n in range(50)]
    rows[20], rows[30], rows[40] = "u20,late,2026-01-01 00:20:00,y", "u30,a,soon,x", "u40,a,2026-01-01"
    found = read_lines(tmp_path, *rows, header="user_id,event,timestamp,plan")
    assert [texts for actor, _, texts in found.rows if actor == "user:u20"] == [{"event": "late", "p:plan": "y"}]
    assert found.problems == [
        ("line 32", "“soon” cannot be read as a time between 1970 and 2100."), ("line 42", "The row has too few columns."),
    ]  # fmt: skip
    assert (found.report.read, found.report.kept) == (50, 48)
    assert found.report.names["late"] == 1


def test_batches_cut_a_long_log_without_losing_order(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.event_columns.BATCH_ROWS", 7)
    monkeypatch.setattr("convdesk.ingest.event_columns.PIECE_TERMS", 3)
    lines = [f"u{n % 5},s{n % 11},e{n % 3},2026-01-01 00:{n % 60:02d}:00" for n in range(50)]
    found = read_lines(tmp_path, *lines, header="user_id,session_id,event,timestamp")
    assert [(actor, at) for actor, at, _ in found.rows] == sorted((actor, at) for actor, at, _ in found.rows)
    assert found.report.sessions == 11


def test_the_tick_is_the_coarsest_that_loses_nothing(tmp_path):
    assert read_lines(tmp_path, "u,go,2026-01-01 10:00:00").tick_us == 1_000_000
    assert read_lines(tmp_path, "u,go,2026-01-01 10:00:00", "u,go,2026-01-01 10:00:00.5").tick_us == 1_000
    assert read_lines(tmp_path, "u,go,2026-01-01 10:00:00.000001").tick_us == 1


def test_exact_twins_are_kept_and_counted(tmp_path):
    found = read_lines(tmp_path, *["u,go,2026-01-01"] * 3, "u,on,2026-01-01")
    assert found.report.kept == 4
    assert "2 rows are exactly like another one" in found.warnings


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.tsv", "user_id\tevent\ttimestamp\nu1\tgo\t2026-01-01\n"),
        ("log.csv", "user_id;event;timestamp\nu1;go;2026-01-01\n"),
        ("log.txt", "user_id|event|timestamp\nu1|go|2026-01-01\n"),
        ("log", "user_id,event,timestamp\r\nu1,go,2026-01-01\r\n"),
        ("mac.csv", "user_id,event,timestamp\ru1,go,2026-01-01\r"),
        ("mixed.csv", "user_id,event,timestamp\r\nu1,go,2026-01-01\n"),
        ("bom.csv", "\ufeffuser_id,event,timestamp\nu1,go,2026-01-01"),
        ("excel.csv", "sep=;\nuser_id;event;timestamp\nu1;go;2026-01-01\n"),
        ("comment.csv", "# an export\n# of today\nuser_id,event,timestamp\n\nu1,go,2026-01-01\n\n"),
        ("quoted.csv", '"user_id","event","timestamp"\n"u1","go","2026-01-01"\n'),
        ("utf16.csv", "user_id,event,timestamp\nu1,go,2026-01-01\n".encode("utf-16")),
        ("packed.csv.gz", gzip.compress(b"user_id,event,timestamp\nu1,go,2026-01-01\n")),
        ("two.csv.gz", gzip.compress(b"user_id,event,timestamp\n") + gzip.compress(b"u1,go,2026-01-01\n")),
        ("lines.json", '{"user_id": "u1", "event": "go", "timestamp": "2026-01-01"}\n'),
        ("lines.ndjson.gz", gzip.compress(b'{"user_id":"u1","event":"go","timestamp":"2026-01-01"}')),
        ("array.json", '[\n{"user_id": "u1", "event": "go",\n "timestamp": "2026-01-01"}]'),
        ("a[1]*b?.csv", "user_id,event,timestamp\nu1,go,2026-01-01\n"),
        ("it's.csv", "user_id,event,timestamp\nu1,go,2026-01-01\n"),
    ],
)
def test_one_event_is_the_same_in_every_spelling_of_a_table(tmp_path, name, content):
    found = read(write(tmp_path, content, name))
    assert found.rows == [("user:u1", "2026-01-01T00:00:00Z", {"event": "go"})]
    assert (found.report.read, found.report.rejected) == (1, 0)


def test_a_table_without_a_header_has_its_columns_numbered(tmp_path):
    proposal = propose(write(tmp_path, "7,2026-01-01,go\n8,2026-01-02,go\n"))
    assert proposal.header == ("column 1", "column 2", "column 3")
    assert proposal.missing[0].startswith("No column says who it was")


def test_a_header_below_line_breaks_in_quotes_is_found(tmp_path):
    found = read(write(tmp_path, 'user_id,"event\nname",timestamp\nu1,go,2026-01-01\nu2,go,never\n'),
                 mapping=_mapping(["user_id", "event\nname", "timestamp"]))  # fmt: skip
    assert found.problems[0][0] == "line 4"


def test_line_breaks_and_doubled_marks_in_quotes_stay_in_their_cells(tmp_path):
    found = read(write(tmp_path, f'{HEADER},note\nu1,go,2026-01-01,"one\ntwo ""three"""\n'))
    assert found.texts("p:note") == ['one\ntwo "three"']


def test_accents_survive_and_windows_text_is_read_with_a_warning(tmp_path):
    found = read(write(tmp_path, f"{HEADER}\nu1,Köp,2026-01-01\n".encode("cp1252")))
    assert found.texts("event") == ["Köp"]
    assert "Windows-1252" in found.warnings


def test_an_id_of_ten_thousand_letters_is_kept(tmp_path):
    found = read_lines(tmp_path, f"{'x' * 10_000},go,2026-01-01")
    assert found.rows[0][0] == "user:" + "x" * 10_000


def test_json_keys_that_come_late_nested_objects_and_lists_become_columns(tmp_path):
    lines = [
        {"user_id": 7, "event": "go", "timestamp": 1767225600000, "properties": {"plan": "pro", "user_id": "x"}},
        {"user_id": 12345678901234567890, "event": "on", "timestamp": "1767225601000", "tags": ["a", {"b": 1}]},
        {"user_id": 7, "event": "off", "timestamp": 1767225602000, "geo": {"city": {"name": "Oslo", "at": {"x": 1}}}},
        {"user_id": 7, "event": "late", "timestamp": 1767225603000, "late/key~": True, "amount": 12.50, "none": None},
    ]
    found = read(write(tmp_path, [json.dumps(line) for line in lines], "log.ndjson"))
    by_event = {texts["event"]: (actor, texts) for actor, _, texts in found.rows}
    assert by_event["go"][1] == {"event": "go", "p:plan": "pro", "p:properties.user_id": "x"}
    assert by_event["on"] == ("user:12345678901234567890", {"event": "on", "p:tags": '["a",{"b":1}]'})
    assert by_event["off"][1] == {"event": "off", "p:geo.city.name": "Oslo", "p:geo.city.at": '{"x":1}'}
    assert by_event["late"][1] == {"event": "late", "p:late/key~": "true", "p:amount": "12.5"}


def test_bad_json_lines_are_rejected_with_their_lines(tmp_path):
    good = '{"user_id":"u","event":"go","timestamp":"2026-01-01"}'
    late = '{"user_id":"u","event":"go","timestamp":"someday"}'
    found = read(write(tmp_path, [good, "", '{"user_id":', good, "17", late, good], "log.jsonl"))
    assert (found.report.read, found.report.kept, found.report.rejected) == (6, 3, 3)
    assert [where for where, _ in found.problems] == ["line 3", "line 5", "line 6"]


def test_parquet_types_become_the_texts_people_would_write(tmp_path):
    path = tmp_path / "log.parquet"
    duckdb.sql(
        "copy (select '550e8400-e29b-41d4-a716-446655440000'::uuid as user_id, 'go' as event, "
        "timestamptz '2026-01-01 10:00:00.5+02' as timestamp, 5::bigint as count, 5.0::double as amount, "
        "date '2026-01-02' as day, [1, 2] as list, {'a': 1} as inner, true as is_new, null::varchar as nothing) "
        f"to '{path}'"
    )
    found = read(path)
    assert found.rows == [(
        "user:550e8400-e29b-41d4-a716-446655440000", "2026-01-01T08:00:00.500Z",
        {"event": "go", "p:count": "5", "p:amount": "5.0", "p:day": "2026-01-02", "p:list": "[1,2]",
         "p:inner": '{"a":1}', "p:is_new": "true"},
    )]  # fmt: skip


def test_roles_can_be_moved_and_columns_left_out(tmp_path):
    path = write(tmp_path, ["who,what,when,plan", "u1,go,2026-01-01,pro"])
    mapping = propose(path).mapping
    for name, role in {"who": Role.USER, "what": Role.EVENT, "when": Role.TIME, "plan": Role.SKIP}.items():
        mapping = mapping.with_role(name, role)
    assert read(path, mapping=mapping).rows == [("user:u1", "2026-01-01T00:00:00Z", {"event": "go"})]


def test_what_is_handed_over_has_one_length_and_sorted_people(tmp_path):
    with opened(write(tmp_path, [HEADER, "b,go,2026-01-01", "a,go,2026-01-01"])) as reading:
        actors = [text for piece in reading.events.dictionaries["actor"] for text in piece]
        (batch,) = reading.events.batches
    assert actors == sorted(actors)
    assert isinstance(batch, EventBatch)
    assert {len(codes) for codes in (batch.actor, batch.tick, *batch.columns.values())} == {2}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.integers(0, 4_000_000_000)), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_cells_hold_every_row_is_kept_or_rejected(tmp_path, rows):
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["user_id", "event", "timestamp", "note"])
    writer.writerow(["u", "go", "2026-01-01", "x"])
    for user, event, note, at in rows:
        writer.writerow([user, event, at, note])
    found = read(write(tmp_path, out.getvalue()), mapping=_mapping(["user_id", "event", "timestamp"]))
    assert found.report.read == len(rows) + 1
    assert found.report.kept + found.report.rejected == len(rows) + 1


def _mapping(names):
    from convdesk.model.mapping import Column, Mapping

    roles = (Role.USER, Role.EVENT, Role.TIME)
    return Mapping("events-csv", tuple(Column(name, role) for name, role in zip(names, roles, strict=True)))

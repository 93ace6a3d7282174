"""The order of rows: by person, time and place in the file, however the work is cut up."""

from __future__ import annotations

from collections import Counter

import duckdb
import numpy as np
import pytest
from event_logs import opened, read, read_lines, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.ingest import event_order, event_rows
from convdesk.ingest.event_database import temporary_database
from convdesk.ingest.event_order import in_order
from convdesk.ingest.event_rows import FileRows, Room
from convdesk.model.progress import Cancelled, Progress, silent

HEADER = "user_id,session_id,event,timestamp,note"


@pytest.fixture
def small_pieces(monkeypatch):
    """Everything that is cut for long logs is cut for short ones."""
    monkeypatch.setattr(event_order, "LOT_ROWS", 3)
    monkeypatch.setattr(event_order, "SLICE_ROWS", 5)
    monkeypatch.setattr(event_rows, "SLICE_ROWS", 4)
    monkeypatch.setattr("convdesk.ingest.event_columns.BATCH_ROWS", 6)
    monkeypatch.setattr("convdesk.ingest.event_columns.CHOSEN_AT_ONCE", 4)
    monkeypatch.setattr("convdesk.ingest.event_columns.PIECE_TERMS", 2)


ROWS = st.lists(
    st.tuples(st.integers(-1, 9), st.sampled_from([0, 1, 2, 2**40, 2**61]), st.integers(-1, 3)), max_size=40
)


@pytest.mark.usefixtures("small_pieces")
@given(ROWS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_is_that_of_a_sort_of_all_rows(tmp_path, rows):
    actor, tick, code = (np.array([row[n] for row in rows], dtype) for n, dtype in enumerate(["i4", "i8", "i2"]))
    kept = sorted((a, t, place) for place, (a, t, _) in enumerate(rows) if a >= 0)
    place = np.arange(len(rows), dtype=np.int32)
    found = FileRows({"actor": actor, "tick": tick, "code": code, "place": place}, len(kept))
    ordered = in_order(found, 10, Room(tmp_path, len(kept)), silent())
    columns = ordered.columns
    assert list(zip(columns["actor"], columns["tick"], columns["place"], strict=True)) == kept
    assert columns["code"].tolist() == [rows[n][2] for _, _, n in kept]
    assert ordered.actors.tolist() == sorted({a for a, _, _ in kept})
    del found.columns["place"]
    twins = in_order(found, 10, Room(tmp_path, len(kept)), silent()).twins
    assert twins == sum(count - 1 for count in Counter(row for row in rows if row[0] >= 0).values())


@pytest.mark.usefixtures("small_pieces")
def test_columns_of_a_very_long_log_are_kept_in_files(monkeypatch, tmp_path):
    lines = [f"u{n % 5},s{n % 11},e{n % 3},2026-01-01 00:{n * 7 % 60:02d}:00,{n}" for n in range(50)]
    plain = read_lines(tmp_path, *lines, header=HEADER)
    monkeypatch.setattr(event_rows, "MOST_ROWS_IN_MEMORY", 10)
    assert isinstance(Room(tmp_path, 11).column(np.int64), np.memmap)
    assert read_lines(tmp_path, *lines, header=HEADER).rows == plain.rows


IDS = st.sampled_from(["", "null", "a", "b", " a", "ü", "x" * 30])
LINES = st.lists(st.tuples(IDS, IDS, st.sampled_from("gop"), st.integers(10, 40)), min_size=1, max_size=30)


@pytest.mark.usefixtures("small_pieces")
@given(LINES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_people_told_apart_before_or_after_the_rows_are_read_are_the_same(tmp_path, lines):
    texts = [
        "w,s,go,2026-01-01,x",
        *(f"{u},{s},{event},2026-01-01 10:{at},{n}" for n, (u, s, event, at) in enumerate(lines)),
    ]
    path = write(tmp_path, [HEADER, *texts])
    with pytest.MonkeyPatch.context() as patch:
        before = read(path)
        patch.setattr("convdesk.ingest.event_import.knows_ids", lambda *_: False)
        after = read(path)
    assert (before.rows, before.report, before.links) == (after.rows, after.report, after.links)
    assert before.report.read == len(texts)


def test_a_long_file_keeps_its_order_and_its_line_numbers(tmp_path):
    """So long that several threads read it, with columns that are coded while it is read."""
    count, bad = 420_000, {5, 150_000, 399_999, 419_000}
    texts = (f"u{n % 2},s{n % 7},e{n % 5},{'never' if n in bad else '2026-01-01'},{n % 1000}" for n in range(count))
    path = write(tmp_path, [HEADER, *texts])
    with opened(path, zone="Europe/Oslo") as reading:
        notes = [int(t) for piece in reading.events.dictionaries["p:note"] for t in piece]
        codes = np.concatenate([batch.columns["p:note"] for batch in reading.events.batches])
        found = np.array(notes)[codes]
    kept = [n for n in range(count) if n not in bad]
    assert found.tolist() == [n % 1000 for n in kept if n % 2 == 0] + [n % 1000 for n in kept if n % 2]
    assert [problem.where for problem in reading.report.problems] == [f"line {n + 2}" for n in sorted(bad)]


def test_values_that_are_long_and_many_are_coded_by_a_join(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.event_codes.MOST_ENUM_VALUES", 5)
    lines = [f"u{n % 3},s,go,2026-01-01 10:00:{n % 60:02d},{f'note {n % 40}' if n % 7 else ''}" for n in range(100)]
    found = read_lines(tmp_path, *lines, header=HEADER)
    expected = Counter(f"note {n % 40}" if n % 7 else None for n in range(100))
    assert Counter(found.texts("p:note")) == expected


@pytest.mark.usefixtures("small_pieces")
def test_sorting_can_be_stopped(tmp_path):
    progress = Progress(lambda *said: said[-1] == "Sorting the rows" and progress.cancel())
    path = write(tmp_path, [HEADER, *(f"u{n},s,go,2026-01-01,x" for n in range(20))])
    with pytest.raises(Cancelled), opened(path, progress=progress):
        pass


def test_a_person_whose_rows_are_all_rejected_is_nobody(tmp_path):
    found = read_lines(tmp_path, "a,s1,go,never,", "b,s2,go,2026-01-01,", "c,s3,,2026-01-01,", header=HEADER)
    assert [actor for actor, _, _ in found.rows] == ["user:b"]
    assert (found.report.actors, found.report.sessions, found.report.rejected) == (1, 1, 2)


def test_parquet_and_a_table_give_the_same_rows(tmp_path):
    lines = [f"u{n % 5},s{n % 11},e{n % 3},2026-01-01 00:{n % 60:02d}:00,{n}" for n in range(50)]
    plain = read_lines(tmp_path, *lines, header=HEADER)
    source = f"read_csv('{tmp_path / 'log.csv'}', all_varchar = true)"
    duckdb.sql(f"copy (select * from {source}) to '{tmp_path / 'log.parquet'}'")
    assert read(tmp_path / "log.parquet").rows == plain.rows


def test_a_query_that_has_hardly_begun_when_the_work_is_stopped_is_stopped_too(monkeypatch):
    connect = duckdb.connect

    class Late:
        """A connection on which the work is stopped just before a query begins: then there is nothing to interrupt."""

        def __init__(self):
            self._connection = connect()

        def __getattr__(self, name):
            return getattr(self._connection, name)

        def execute(self, sql, values=None):
            if "range" in sql:
                progress.cancel()
            return self._connection.execute(sql, values)

    monkeypatch.setattr("duckdb.connect", Late)
    progress = Progress()
    with temporary_database("log.csv", progress) as (database, _), pytest.raises(Cancelled):
        database.rows("select count(*) from range(20_000_000_000) t(n) where n % 7 = 3")

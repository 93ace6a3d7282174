"""Files that cannot be read are refused in words, whole; bad rows are named by their lines; nothing is left behind."""

from __future__ import annotations

import gzip
import os
import tempfile
import threading
from pathlib import Path

import pytest
from event_logs import HEADER, leftovers, opened, propose, read, read_lines, write

from convdesk.ingest.temporary_folder import PREFIX, temporary_folder
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress

GOOD = "u1,go,2026-01-01"


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield
    assert leftovers() == []


def refusal(path, **choices):
    with pytest.raises(ProblemError) as caught:
        read(path, **choices)
    problem = caught.value.problem
    assert problem.where
    assert problem.what.endswith(".")
    assert problem.remedy.endswith(".")
    return problem


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n \n", "empty"),
        ("header.csv", f"{HEADER}\n".encode(), "a header and no rows"),
        ("onecolumn.csv", b"user event time\nu1 go 2026\nu2 go 2026\n", "Only one column"),
        ("nul.csv", f"{HEADER}\n{GOOD}\nu2,g\0o,2026-01-01\n".encode(), "NUL bytes"),
        ("half.json", b'{"user_id": "u1", "event": "go", "timesta', "breaks off"),
        ("half.json", b'[{"user_id":"u1","event":"go","timestamp":"2026-01-01"},{"user_', "breaks off"),
        ("page.html", b"<!doctype html><p>No, events, here</p>", "web page"),
        ("events.js", b'const events = [{"user_id": "u1"}];', "JavaScript"),
        ("events.json", b'window.events = [{"user_id": "u1"}];', "JavaScript"),
        ("sheet.xlsx", b"PK\x03\x04rest", "spreadsheet"),
        ("study.csv", b"SQLite format 3\0", "database"),
        ("cut.csv.gz", gzip.compress(f"{HEADER}\n{GOOD}\n".encode() * 99)[:-9], "damaged or cut off"),
        ("bad.csv.gz", b"\x1f\x8b\x08\x00not gzip at all", "damaged or cut off"),
        ("cut.parquet", b"PAR1rest", "damaged or cut off"),
        ("wide.csv", (",".join(f"c{n}" for n in range(5_001)) + "\n" + "," * 5_000).encode(), "5,001 columns"),
        ("wide.csv", b"c," * 3_000_000 + b"\n", "columns"),
        ("long.csv", b"x" * 3_000_000 + b",y\n1,2\n", "does not end"),
        ("never.csv", f"{HEADER}\nu1,go,never\nu2,go,soon\n".encode(), "No row can be read"),
    ],
)
def test_a_file_that_holds_no_events_is_refused_with_the_reason(tmp_path, name, content, words):
    problem = refusal(write(tmp_path, content, name))
    assert words in problem.what
    assert name in problem.where


def test_a_folder_a_missing_file_and_a_locked_one_are_refused(tmp_path, monkeypatch):
    assert "folder" in refusal(tmp_path).what
    assert "no such file" in refusal(tmp_path / "gone.csv").what
    path = write(tmp_path, [HEADER, GOOD])
    path.chmod(0)
    if os.access(path, os.R_OK):  # whoever runs this may read everything
        monkeypatch.setattr("pathlib.Path.open", _refuse)
    assert "may not read" in refusal(path).what


def test_a_file_that_unpacks_without_bound_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("convdesk.ingest.plain_text.FREE_EXPANSION_BYTES", 1 << 20)
    bomb = gzip.compress(f"{HEADER}\n".encode() + f"{GOOD}\n".encode() * 2_000_000)
    assert "unpacks to more than" in refusal(write(tmp_path, bomb, "bomb.csv.gz")).what


def test_a_file_that_changes_or_goes_while_it_is_read_is_refused(tmp_path):
    path = write(tmp_path, [HEADER, *[GOOD] * 50])
    grow = _at("Coding the columns", lambda: path.write_bytes(path.read_bytes() + b"u2,go,2026-01-01\n"))
    with pytest.raises(ProblemError, match="changed while"), opened(path, Progress(grow)):
        pass
    with pytest.raises(ProblemError, match="is gone"), opened(path, Progress(_at("Coding the columns", path.unlink))):
        pass


def test_rows_with_too_few_or_too_many_cells_are_rejected_with_their_lines(tmp_path):
    found = read_lines(tmp_path, GOOD, "u2,go", GOOD, "", "u3,go,2026-01-01,more", GOOD)
    assert found.problems == [
        ("line 3", "The row has too few columns."), ("line 6", "The row has too many columns."),
    ]  # fmt: skip
    assert (found.report.read, found.report.kept, found.report.rejected) == (5, 3, 2)


def test_rows_without_a_time_a_person_or_an_event_are_rejected_with_their_lines(tmp_path):
    found = read_lines(
        tmp_path, GOOD, "u2,go,yesterday", "", ",go,2026-01-01", "u3,,2026-01-01", "u4,go,", "u5,go,0001-01-01",
        "u6,go,9999-12-31 23:59:59", GOOD,
    )  # fmt: skip
    assert found.problems == [
        ("line 3", "“yesterday” cannot be read as a time between 1970 and 2100."),
        ("line 5", "The row names neither a person nor a session."),
        ("line 6", "The row names no event."),
        ("line 7", "The row has no time."),
        ("line 8", "“0001-01-01” cannot be read as a time between 1970 and 2100."),
        ("line 9", "“9999-12-31 23:59:59” cannot be read as a time between 1970 and 2100."),
    ]
    assert (found.report.read, found.report.kept, found.report.rejected) == (8, 2, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_right_below_line_breaks_in_quotes(tmp_path, end):
    lines = [f"{HEADER},note", 'u1,go,2026-01-01,"a', 'b', '', 'c"', "u2,go", "u3,go,never,x", "",
             'u4,go,never,"d', 'e"', f"{GOOD},ok"]  # fmt: skip
    found = read(write(tmp_path, end.join(lines).encode() + end.encode()))
    assert [where for where, _ in found.problems] == ["line 6", "line 7", "line 9"]
    assert (found.report.read, found.report.kept) == (5, 2)


def test_the_report_names_the_first_twenty_problems_in_order_and_counts_all(tmp_path):
    lines = [GOOD if n % 3 else ("u,go" if n % 2 else "u,go,never") for n in range(120)]
    found = read_lines(tmp_path, *lines)
    listed = found.report.as_dict()["problems"]
    assert [int(one["where"].split()[1]) for one in listed] == [n + 2 for n in range(0, 60, 3)]
    assert len(found.problems) == 40
    assert found.report.rejected == 40


def test_an_unclosed_quotation_mark_in_a_plain_file_costs_no_row(tmp_path):
    lines = [GOOD] * 3_000
    lines[1_000] = 'u1,"go,2026-01-01'
    found = read_lines(tmp_path, *lines)
    assert found.report.kept == 3_000
    assert "Quotation marks do not pair up" in found.warnings


def test_an_unclosed_quotation_mark_among_quoted_cells_is_refused_with_its_line(tmp_path):
    lines = ['u1,"go, on",2026-01-01'] * 3_000
    lines[1_000] = 'u1,"go on,2026-01-01'
    lines[1_001:] = [GOOD] * 1_999
    problem = refusal(write(tmp_path, [HEADER, *lines]))
    assert problem.where == "log.csv, line 1002"
    assert "quotation mark" in problem.what.lower()


def test_a_mark_inside_a_cell_opens_nothing(tmp_path):
    found = read_lines(tmp_path, 'u1,5" screen,2026-01-01', 'u2,6" screen,2026-01-01')
    assert found.texts("event") == ['5" screen', '6" screen']


def test_a_mapping_for_another_file_is_refused(tmp_path):
    mapping = propose(write(tmp_path, ["who_id,user_id,event,time", "1,u1,go,2026-01-01"], "one.csv")).mapping
    problem = refusal(write(tmp_path, [HEADER, GOOD]), mapping=mapping)
    assert "no column “time”" in problem.what


def test_an_unknown_zone_is_refused(tmp_path):
    assert "time zone" in refusal(write(tmp_path, [HEADER, GOOD]), zone="Mars/Olympus").where


@pytest.mark.parametrize("text", ["Looking through the file", "Reading the file", "Coding the columns", "Handing over"])
def test_an_import_can_be_cancelled_at_any_stage(tmp_path, text):
    path = write(tmp_path, [HEADER, *[GOOD] * 50])
    progress = Progress()
    progress._report = _at(text, progress.cancel)
    with pytest.raises(Cancelled), opened(path, progress) as reading:
        for _ in reading.events.batches:
            pass


def test_a_long_query_is_interrupted():
    from convdesk.ingest.event_database import temporary_database

    progress = Progress()
    with temporary_database("log.csv", progress) as (database, _):
        thread = threading.Thread(target=progress.cancel)
        thread.start()
        with pytest.raises(Cancelled):
            database.rows("select count(*) from range(20000000) a, range(1000000) b where a.range % 7 = b.range % 3")
        thread.join()


def test_what_a_killed_import_left_is_removed_by_a_later_one_and_what_is_in_use_stays(tmp_path):
    left = Path(tempfile.mkdtemp(prefix=PREFIX))
    (left / "events.duckdb").write_bytes(b"rest")
    with temporary_folder() as busy:
        for folder in (left, busy):
            os.utime(folder, (0, 0))
        read_lines(tmp_path, GOOD)
        assert not left.exists()
        assert busy.exists()


def _at(wanted, act):
    """A listener that acts once, when a step says these words."""
    waiting = [act]

    def report(_done, _total, text):
        if text == wanted and waiting:
            waiting.pop()()

    return report


def _refuse(*_, **__):
    raise PermissionError(13, "Permission denied")

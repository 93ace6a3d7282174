"""Event logs that are odd, and readable: marks in cells, huge cells, relative clocks, texts that are JSON, rounded times."""

from __future__ import annotations

import json
import os

import pytest
from event_logs import HEADER, opened, propose, read, read_lines, write

from convdesk.ingest import sniff
from convdesk.ingest.readers.table import all_readers
from convdesk.model.problem import ProblemError

FILE_S = 1_700_000_000
ONE = {"user_id": "u1", "event": "a", "timestamp": "2026-03-29T02:30:00Z"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_byte_order_marks_in_every_cell_are_taken_out(tmp_path, encoding):
    lines = ["user_id,event,timestamp", "u1,a,2026-03-29T02:30:00Z", "u2,b,2026-03-29T02:30:01Z"]
    text = "".join("\ufeff" + line.replace(",", ",\ufeff") + "\r\n" for line in lines)
    found = read(write(tmp_path, text.encode(encoding)))
    assert [(actor, texts["event"]) for actor, _, texts in found.rows] == [("user:u1", "a"), ("user:u2", "b")]


@pytest.mark.parametrize("size", [200_000, 1_200_000])
def test_a_huge_cell_is_kept_though_nothing_else_is_seen_of_the_file(tmp_path, size):
    header = HEADER + ",note"
    found = read_lines(tmp_path, f"u1,a,2026-03-29T02:30:00Z,{'x' * size}", header=header)
    assert (found.report.read, found.report.kept) == (1, 1)


def test_a_row_that_is_too_long_is_rejected_with_its_line(tmp_path):
    rows = [f"u1,a,2026-03-29T02:30:00Z,{'x' * 3_200_000}", "u1,b,2026-03-29T02:31:00Z,y"]
    found = read_lines(tmp_path, *rows, header=HEADER + ",note")
    assert found.problems == [("line 2", "The row is longer than 2 MB.")]
    assert found.report.names == {"b": 1}


def test_a_file_with_nothing_below_its_header_has_no_rows(tmp_path):
    with pytest.raises(ProblemError, match="a header and no rows"):
        propose(write(tmp_path, HEADER + "\n\n"))


def counted(folder, name, *values, options=None, separator=","):
    """What is read of a log whose column of times counts: two sessions by turns."""
    rows = [f"s{place % 2}{separator}e{separator}{value}" for place, value in enumerate(values)]
    path = write(folder, [separator.join(["session_id", "event", name]), *rows])
    os.utime(path, (FILE_S, FILE_S))
    mapping = propose(path).mapping
    mapping.options.update(options or {})
    return read(path, mapping=mapping)


def test_seconds_since_the_start_of_a_session_begin_when_the_file_was_changed(tmp_path):
    found = counted(tmp_path, "seconds", 0, 0.25, "3.5", 40)
    assert {at for _, at, _ in found.rows} == {
        "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.250Z", "2023-11-14T22:13:23.500Z", "2023-11-14T22:14:00Z",
    }  # fmt: skip
    assert "Times count seconds since the start of a session" in found.warnings
    assert "file was last changed" in found.warnings


@pytest.mark.parametrize(
    ("name", "values", "unit"),
    [
        ("timestamp", (0, 1, 12, 30), "seconds"), ("timestamp", (0, 5, 9_000, 70_000), "milliseconds"),
        ("elapsed_ms", (0, 1, 2, 3), "milliseconds"), ("timestamp", ("0,5", "1,25", "3,5", "9,75"), "seconds"),
    ],
)  # fmt: skip
def test_the_unit_is_told_by_the_name_or_by_the_usual_step(tmp_path, name, values, unit):
    assert f"Times count {unit}" in counted(tmp_path, name, *values, separator=";").warnings


def test_the_mapping_says_when_sessions_began_and_in_what_time_counts(tmp_path):
    options = {"start": "2026-01-05T10:00:00+01:00", "time_unit": "ms"}
    found = counted(tmp_path, "seconds", 0, 10, 500, 1500, options=options)
    assert (found.report.first, found.report.last) == ("2026-01-05T09:00:00Z", "2026-01-05T09:00:01.500Z")
    assert "the moment the mapping tells" in found.warnings


@pytest.mark.parametrize("options", [{"start": "noon"}, {"time_unit": "fortnight"}])
def test_an_option_that_means_nothing_is_named(tmp_path, options):
    with pytest.raises(ProblemError, match=r"There is no such unit|This is no moment"):
        counted(tmp_path, "seconds", 0, 10, options=options)


def test_zeros_are_no_clock(tmp_path):
    with pytest.raises(ProblemError, match="“0” cannot be read as a time"):
        counted(tmp_path, "timestamp", 0, 0)


def test_how_long_something_took_is_no_time(tmp_path):
    path = write(tmp_path, ["user_id,event,duration_seconds", "u1,a,1", "u1,b,2.5"])
    assert propose(path).missing


def lists(*values):
    return json.dumps(values)


def lines(*values):
    return "\n".join(map(json.dumps, values))


@pytest.mark.parametrize("written", [lists, lines])
def test_objects_written_as_texts_are_read_as_objects(tmp_path, written):
    content = written(json.dumps(ONE), json.dumps({**ONE, "event": "b"}), "junk", ONE)
    path = write(tmp_path, content, "log.json")
    assert sniff.choose(sniff.head_of(path), all_readers())[0].name == "events-json"
    found = read(path)
    assert (found.report.read, found.report.kept, found.report.names) == (4, 3, {"a": 2, "b": 1})
    assert "no JSON object" in found.problems[0][1]


@pytest.mark.parametrize("odd", ["NaN", "[1,Infinity]", '{"a":-Infinity}'])
@pytest.mark.parametrize("form", ["[%s,%s]", "%s\n%s"])
def test_numbers_that_are_none_do_not_stop_an_import(tmp_path, odd, form):
    first = json.dumps(ONE)[:-1] + f',"v":{odd}}}'
    found = read(write(tmp_path, form % (first, json.dumps({**ONE, "event": "b"})), "log.json"))
    assert (found.report.read, found.report.kept) == (2, 2)


def test_epochs_with_a_decimal_comma_are_read(tmp_path):
    path = write(tmp_path, ["user_id;event;timestamp", "u1;a;1767600000,123", "u1;b;1767600001,5"])
    found = read(path)
    assert (found.report.first, found.report.last) == ("2026-01-05T08:00:00.123Z", "2026-01-05T08:00:01.500Z")


def test_epochs_a_spreadsheet_rounded_are_rejected_and_those_it_did_not_are_read(tmp_path):
    found = read_lines(tmp_path, "u1,a,1.70E+12", "u1,b,1.767600000123E+12", "u1,c,1767600000124")
    assert [at for _, at, _ in found.rows] == ["2026-01-05T08:00:00.123Z", "2026-01-05T08:00:00.124Z"]
    ((where, what),) = found.problems
    assert (where, "a spreadsheet rounded" in what) == ("line 2", True)


def test_where_all_times_are_rounded_the_way_out_is_told(tmp_path):
    path = write(tmp_path, [HEADER, "u1,a,1.70E+12"])
    with pytest.raises(ProblemError) as caught, opened(path):
        pass
    assert "Take the file as it was exported" in caught.value.problem.remedy


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("[]", "list of events is empty"), ('{"results": [], "next": null}', "list of events is empty"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "This is a web page"),
        ("\n<html>\n<a>,</a>\n<b>,</b>", "This is a web page"), ("<?xml version='1.0'?><a/>", "This is XML"),
    ],
)  # fmt: skip
def test_what_holds_no_events_is_refused_for_what_it_is(tmp_path, content, what):
    path = write(tmp_path, content, "log.json")
    with pytest.raises(ProblemError, match=what):
        sniff.choose(sniff.head_of(path), all_readers())[0].propose(sniff.head_of(path))


@pytest.mark.parametrize("said", ["Jan 5 2026", "5 Jan 2026", "Jan 5, 2026", "Jan 5 2026 00:00:00"])
def test_names_of_months_are_read_with_and_without_a_comma(tmp_path, said):
    assert read_lines(tmp_path, f'u1,a,"{said}"').report.first == "2026-01-05T00:00:00Z"


def test_a_cell_of_very_many_lines_is_a_cell(tmp_path):
    long = '"' + "said\n" * 1500 + '"'
    found = read_lines(
        tmp_path, f"u1,a,2026-03-29T02:30:00Z,{long}", "u2,b,2026-03-29T02:31:00Z,y", header=HEADER + ",note"
    )
    assert (found.report.read, found.report.kept, found.report.warnings) == (2, 2, ())

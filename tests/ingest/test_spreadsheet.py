"""Spreadsheets: what becomes of cells, which sheet is read, and what is refused."""

from __future__ import annotations

import threading
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convdesk.ingest import spreadsheet
from convdesk.ingest.spreadsheet import is_xlsx, read_sheet, texts_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress, silent
from workbooks import write_workbook


def rows_of(path, sheet=""):
    return read_sheet(path, silent(), sheet).rows


def rewritten(source, target, change):
    """A workbook with one part changed: change(name, data) → data."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def test_cells_become_texts_of_one_width():
    rows = [
        ["a", 7.0, 7.5, True, False],
        [datetime.fromisoformat("2026-01-05T10:00"), date(2026, 1, 5), time(12, 30), timedelta(days=1, hours=6)],
        [datetime.fromisoformat("2026-01-05T09:59:59.999999"), 12345678901.0, -0.0, 1e300],
        [],
    ]
    assert texts_of(rows) == [
        ["a", "7", "7.5", "TRUE", "FALSE"],
        ["2026-01-05 10:00:00", "2026-01-05", "12:30:00", "30:00:00", ""],
        ["2026-01-05 10:00:00", "12345678901", "0", "1e+300", ""],
        ["", "", "", "", ""],
    ]


def test_a_sheet_is_read_from_its_first_cell_on(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"One": [["", ""], ["", "x"], [1, 2.5]]})
    assert is_xlsx(path)
    assert rows_of(path) == [["", ""], ["", "x"], ["1", "2.5"]]


def test_the_fullest_sheet_is_read_unless_another_is_named(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"Notes": [["n"]], "Answers": [["q", "r"], [1, 2]], "Empty": []})
    sheet = read_sheet(path, silent())
    assert (sheet.name, sheet.others) == ("Answers", ("Notes", "Empty"))
    assert rows_of(path, "Notes") == [["n"]]
    with pytest.raises(ProblemError, match=r"no sheet of that name.*Notes, Answers, Empty"):
        rows_of(path, "Gone")


def test_a_hidden_sheet_is_read_only_when_it_is_named(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"Seen": [["a"]], "Lists": [["b"] * 9] * 9}, hidden="Lists")
    assert rows_of(path) == [["a"]]
    assert len(rows_of(path, "Lists")) == 9


def test_what_is_no_spreadsheet_is_told_apart(tmp_path):
    text, packed = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    text.write_text("a,b\n1,2\n")
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("events.csv", "a,b\n")
    assert not is_xlsx(text)
    assert not is_xlsx(packed)
    assert not is_xlsx(tmp_path / "gone.xlsx")


def test_a_bomb_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 1 << 20)
    honest = write_workbook(tmp_path / "a.xlsx", {"A": [["x"]]})
    bomb = rewritten(honest, tmp_path / "b.xlsx", lambda n, d: d + b" " * (2 << 20) if "sheet1" in n else d)
    with pytest.raises(ProblemError, match="larger than"):
        rows_of(bomb)


def test_a_bomb_that_hides_its_size_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 1 << 20)
    honest = write_workbook(tmp_path / "a.xlsx", {"A": [["x"]]})
    bomb = rewritten(honest, tmp_path / "b.xlsx", lambda n, d: d + b" " * (2 << 20) if "sheet1" in n else d)
    with zipfile.ZipFile(bomb) as packed:
        size = packed.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    bomb.write_bytes(bomb.read_bytes().replace(size, (99).to_bytes(4, "little")))
    with pytest.raises(ProblemError, match="larger than"):
        rows_of(bomb)


@pytest.mark.parametrize("reference", [b'"XFD1048576"', b"'xfd1048576'", b' "XFD1048576"'])
def test_two_cells_far_apart_are_no_reason_to_fill_the_memory(tmp_path, reference):
    honest = write_workbook(tmp_path / "a.xlsx", {"A": [["x", "y"]]})
    far = rewritten(honest, tmp_path / "b.xlsx", lambda n, d: d.replace(b'"B1"', reference) if "sheet1" in n else d)
    with pytest.raises(ProblemError, match="larger than"):
        rows_of(far)


def test_an_entity_is_not_expanded(tmp_path):
    honest = write_workbook(tmp_path / "a.xlsx", {"A": [["x"]]})
    lol = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    def with_entity(name, data):
        if name != "xl/sharedStrings.xml":
            return data
        return data.replace(b"?>", b"?>" + lol, 1).replace(b">x<", b">&b;<")

    bad = rewritten(honest, tmp_path / "b.xlsx", with_entity)
    try:
        assert len(repr(rows_of(bad))) < 100
    except ProblemError as error:
        assert "damaged" in error.problem.what


def test_a_damaged_spreadsheet_is_a_problem(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"A": [["x"] * 50] * 50})
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(ProblemError, match="damaged"):
        rows_of(path)


def test_reading_stops_when_asked(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"A": [["x"]]})
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        read_sheet(path, progress)


def test_waiting_for_the_sheet_stops_when_asked():
    begun, done = threading.Event(), threading.Event()
    progress = Progress(lambda *_: progress.cancel() if begun.is_set() else None)

    def work():
        begun.set()
        done.wait(10)

    with pytest.raises(Cancelled):
        spreadsheet._in_background(work, progress)
    done.set()


@settings(max_examples=60, deadline=None)
@given(cuts=st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=4)), max_size=6))
def test_any_damage_is_a_problem_or_a_sheet(tmp_path_factory, cuts):
    folder = tmp_path_factory.getbasetemp()
    data = bytearray(write_workbook(folder / "whole.xlsx", {"A": [["x", 1], ["y", 2]]}).read_bytes())
    for place, piece in cuts:
        data[place : place + len(piece)] = piece
    broken = folder / "broken.xlsx"
    broken.write_bytes(bytes(data))
    try:
        assert read_sheet(broken, silent()).rows is not None
    except ProblemError as error:
        assert error.problem.remedy

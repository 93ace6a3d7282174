"""Exports of surveys that went through spreadsheets, other languages and hands: read as they are, or refused in words."""

from __future__ import annotations

import pytest

from convdesk.model.problem import ProblemError
from survey_files import as_csv, outline, read, said, warned

HEADER = ["Response ID", "Submitted at", "How easy was it?", "What almost stopped you?"]
ROWS = [[f"r{n}", f"2026-01-{n + 1:02} 10:00:00", n % 11, f"it was quite slow {n}"] for n in range(20)]
TYPEFORM = ["#", "How was it?", "Why?", "Response Type", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]


def counts(reading):
    report = reading.report
    return report.read, report.kept, report.duplicates, report.rejected


def test_a_header_that_comes_again_is_no_response(tmp_path):
    reading = read(tmp_path, [HEADER, *ROWS[:10], HEADER, *ROWS[10:]])
    assert counts(reading) == (21, 20, 0, 1)
    assert "repeats the header" in reading.report.problems[0].what
    assert reading.report.problems[0].where.endswith("line 12")


def test_a_number_sign_after_a_line_for_a_spreadsheet_begins_the_header(tmp_path):
    rows = [[f"t{n}", n % 10, f"so slow {n}", "completed", "2026-01-05 10:00:00", "2026-01-05 10:02:00", "x"]
            for n in range(20)]  # fmt: skip
    reading = read(tmp_path, "sep=,\r\n" + as_csv([TYPEFORM, *rows]))
    assert (reading.report.format, counts(reading)) == ("typeform", (20, 20, 0, 0))


@pytest.mark.parametrize(
    ("encoding", "time", "question"),
    [("cp1251", "Отметка времени", "Почему это было так?"), ("cp932", "タイムスタンプ", "理由は何ですか?"),
     ("utf-8", "タイムスタンプ", "理由は何ですか?"), ("utf-16-be", "时间戳记", "为什么?")],
)  # fmt: skip
def test_other_scripts_are_read_in_the_code_pages_of_their_countries(tmp_path, encoding, time, question):
    rows = [[time, question], *[[f"2026/01/{n + 1:02} 10:00:00", f"{question} {n}"] for n in range(20)]]
    data = as_csv(rows).encode(encoding)
    reading = read(tmp_path, b"\xfe\xff" + data if encoding == "utf-16-be" else data)
    assert (reading.report.format, reading.report.first) == ("google-forms", "2026-01-01T10:00:00Z")
    assert said(reading.survey, question)[3] == f"{question} 3"
    assert ("not UTF-8" in warned(reading)) == (not encoding.startswith("utf"))


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"{\\rtf1\\ansi hello}", "RTF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, ".xls"),
     (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"), (b"\xef\xbb\xbf", "empty")],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_name(tmp_path, data, words):
    with pytest.raises(ProblemError, match=words):
        read(tmp_path, data)


def test_marks_of_byte_order_blank_rows_and_empty_columns_leave_no_trace(tmp_path):
    wide = [[*row, "", ""] for row in [HEADER, *ROWS]]
    between = [cells for row in wide[1:] for cells in ([f"\ufeff{cell}" for cell in row], [""] * 6)]
    reading = read(tmp_path, [wide[0], *between])
    assert counts(reading) == (20, 20, 0, 0)
    assert said(reading.survey, "What almost stopped you?")[2] == "it was quite slow 2"


def test_a_cell_of_megabytes_is_an_answer(tmp_path):
    reading = read(tmp_path, [HEADER, *ROWS, ["rx", "2026-01-05 10:00:00", 5, "so slow " * 400_000]])
    assert counts(reading) == (21, 21, 0, 0)


def test_emojis_and_line_breaks_in_headers_are_part_of_the_question(tmp_path):
    reading = read(tmp_path, [[*HEADER[:3], "What almost\nstopped you? 🎉"], *ROWS])
    assert ("open", "What almost stopped you? 🎉") in outline(reading.survey)


def test_a_title_above_the_table_of_a_sheet_is_told_of_and_passed_over(tmp_path):
    reading = read(tmp_path, [["Survey of spring 2026", "", "", ""], ["", "", "", ""], HEADER, *ROWS], "title.xlsx")
    assert counts(reading) == (20, 20, 0, 0)
    assert "taken for a title: “Survey of spring 2026”" in warned(reading)
    assert outline(reading.survey)[-1] == ("open", "What almost stopped you?")

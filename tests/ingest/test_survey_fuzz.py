"""Whatever is in a file, a survey reader says what is wrong with it, or where every response went."""

from __future__ import annotations

import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convdesk.ingest import sniff
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.table import all_readers
from convdesk.model.imports import SourceKind
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress, silent
from survey_files import as_csv, read, write

SURVEYS = [reader for reader in all_readers() if reader.kind is SourceKind.SURVEY]
BY_NAME = pytest.mark.parametrize("reader", SURVEYS, ids=lambda reader: reader.name)

WORDS = st.sampled_from(
    ["ResponseId", "Respondent ID", "V1", "V2", "#", "Timestamp", "Why?", "Q - A", "Q - B", "Q [A]", "Question", "Answer",
     "id", "submitdate", "lastpage", '{"ImportId":"QID1"}', "{'ImportId': '_recordId'}", "Response", "Other", "", "Yes",
     "No", "1", "5", "10", "A, B", "2026-01-05 10:00:00", "12/13/2019 1:02:03", "N/A", "a\nb", 'x"y', "é", "=1", "<br>",
     "code[SQ1]. text [sub]", "Email", "Hotjar User ID", "Score", "Comment", "Participant ID", "99999999999999999999"]
)  # fmt: skip
TABLES = st.lists(st.lists(WORDS, max_size=6), max_size=8).map(lambda rows: as_csv(rows).encode())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["data", "pages", "questions", "answers", "id", "choice_id", "row_id", "text", "survey_id", "items", "field",
             "type", "token", "choices", "labels", "responses", "values", "responseId", "QID1", "QID2_TEXT", "finished",
             "surveyId", "score", "survey_type", "person", "form_response", "definition", "fields", "title", "hidden",
             "properties", "custom_variables", "headings", "submitted_at", "choice", "number", "other", "status"]
        ),
        inner, max_size=5,
    ),
    max_leaves=30,
)  # fmt: skip
JSON = VALUES.map(lambda value: json.dumps(value).encode())


def try_reading(reader, path, progress=None):
    """Read a file with a reader, forced; anything but a problem or a whole account is a bug."""
    try:
        head = sniff.head_of(path)
        assert 0 <= reader.claims(head).confidence <= 1
        mapping = reader.propose(head).mapping
        with reader.read(path, mapping, progress or silent(), Terms()) as reading:
            report = reading.report
            assert report.read == report.kept + report.duplicates + report.rejected
            assert reading.survey is None or len(reading.survey.respondents) == report.kept
    except ProblemError as error:
        assert error.problem.what
        assert error.problem.remedy


FUZZ = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@BY_NAME
@FUZZ
@given(content=st.binary(max_size=300) | TABLES | JSON)
def test_any_bytes_are_a_problem_or_a_reading(reader, content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(content)
    try_reading(reader, path)


@BY_NAME
@pytest.mark.parametrize(
    "content",
    [
        b"Respondent ID,Why?\n", b"#,Why?,Start Date (UTC),Submit Date (UTC),Network ID\n", b'a,"b\n1,2\n3,4\n',
        b"Timestamp,Why?\n1,2,3\n4\n5,6\n", b'"' + b"x" * 300_000, b"a,b\n1," + b"y" * 300_000 + b"\n2,z\n",
        ("Why?;How?\n" + "é;ü\n" * 5).encode("cp1252"), b"\xff\xfe" + "a\tb?\n1\t2\n".encode("utf-16-le"),
        b'{"data": ' + b"[" * 60_000, b"[" * 5000 + b"]" * 5000, b'{"a": ' * 3000 + b"1" + b"}" * 3000,
        json.dumps({"data": [{"pages": 1, "id": []}, 5, None, {"pages": [{"questions": [{"answers": [{"text": {}}]}]}]}]}).encode(),
        b"PK\x03\x04 not a zip at all", b"\x1f\x8b\x08 not gzip",
        b"\0,\rsubmitdate\r\0,", b"a,b,c\nV1\n{'ImportId':'Q'}\n1,2,3\n", b"Respondent ID,Q?,,\n,\n118000001,1,2,3\n",
        b"Respondent ID," + b",".join([b"Q?"] * 900) + b"\n" + b",".join([b"1"] * 901) + b"\n",
    ],
    ids=lambda content: repr(content[:24]),
)  # fmt: skip
def test_known_kinds_of_broken_files_are_a_problem_or_a_reading(reader, content, tmp_path):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    try_reading(reader, path)


@BY_NAME
def test_an_archive_called_a_spreadsheet_is_a_problem(reader, tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(ProblemError):
        reader.propose(sniff.head_of(path))


@pytest.mark.parametrize(
    ("reader", "header", "answers"),
    [
        ("surveymonkey", [["Respondent ID", "How?", "", "Why?"], ["", "A", "B"]], ["118000001", "A", "", "so"]),
        ("qualtrics", [["ResponseId", "Q1"], ["Response ID"], ["{'ImportId':'_recordId'}", "{'ImportId':'QID1'}"]], ["R_1", "so"]),
        ("limesurvey", [["Response", "Sent", "Why?"], ["id", "submitdate"]], ["1", "2026-01-05 10:00:00", "so"]),
        ("survey", [["Q1_a", "Q2_b", "Q3_c", "Q4_d"], ["How often do you?", "How much is it?", "Why is that so?"]], ["1", "2", "3", "so"]),
    ],
)  # fmt: skip
def test_a_header_row_that_is_shorter_than_the_first_loses_no_column(reader, header, answers, tmp_path):
    survey = read(tmp_path, [*header, answers], reader=reader).survey
    assert [list(person.answers.values())[-1] for person in survey.respondents] == ["so"]


def test_rows_that_do_not_fit_are_counted_with_their_lines(tmp_path):
    rows = [
        ["Response ID", "Why did you come?"],
        ["r1", "to look around a bit"],
        ["r2"],
        ["r3", "a", "b"],
        ["r4", "as I do"],
    ]
    report = read(tmp_path, rows).report
    assert (report.read, report.kept, report.rejected) == (4, 2, 2)
    assert [problem.where for problem in report.problems] == ["survey.csv, line 3", "survey.csv, line 4"]


def test_a_cell_of_any_length_is_read(tmp_path):
    text = "so " * 100_000
    reading = read(tmp_path, [["Response ID", "Why did you come?"], ["r1", text], ["r2", "to look around a bit"]])
    assert len(reading.survey.respondents[0].answers[1]) == len(text.strip())


def test_ids_that_come_twice_with_other_answers_are_kept_and_told_of(tmp_path):
    rows = [["Response ID", "Why did you come?"], ["r1", "to look around a bit"], ["r1", "to buy"], ["r1", "to buy"]]
    reading = read(tmp_path, rows)
    assert (reading.report.kept, reading.report.duplicates) == (2, 1)
    assert len({person.fingerprint for person in reading.survey.respondents}) == 2


def test_far_too_many_different_answers_are_refused(tmp_path):
    items = [
        {"id": str(n), "surveyId": "s", "finished": True, "data": {f"q{n}-{m}": "x" for m in range(100)}}
        for n in range(60)
    ]
    with pytest.raises(ProblemError, match="different answers"):
        read(tmp_path, {"data": items}, "many.json")


def test_far_too_many_questions_in_long_form_are_refused(tmp_path):
    rows = [["Participant ID", "Task", "Answer"], *[[f"p{n}", f"Task {n}", "done"] for n in range(2100)]]
    with pytest.raises(ProblemError, match="different texts"):
        read(tmp_path, rows, reader="usertest")
    assert read(tmp_path, rows, reader="usertest", roles={"Task": Role.OPEN, "Answer": Role.OPEN}).report.kept == 2100


@BY_NAME
def test_reading_stops_as_soon_as_it_is_asked_to(reader, tmp_path):
    rows = [["Respondent ID", "Why did you come?"], *[[str(118000000 + n), f"to look around {n}"] for n in range(1500)]]
    path = write(tmp_path, rows)
    steps = 0

    def count(*_):
        nonlocal steps
        steps += 1
        if steps == 3:
            progress.cancel()

    progress = Progress(count)
    try:
        mapping = reader.propose(sniff.head_of(path)).mapping
        with pytest.raises(Cancelled), reader.read(path, mapping, progress, Terms()):
            pass
    except ProblemError:
        return
    assert steps <= 4

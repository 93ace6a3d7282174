"""The reader of survey tables: roles, answers, keys, counts and refusals."""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convdesk.ingest import survey_times
from convdesk.ingest.reader import Terms
from convdesk.ingest.readers.survey_csv import READER
from convdesk.ingest.sniff import head_of
from convdesk.ingest.times import stamp_sql, style_of
from convdesk.model.answers import QuestionKind
from convdesk.model.mapping import Column, Mapping, Role
from convdesk.model.problem import ProblemError
from convdesk.model.progress import silent

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
HEADER = "Response ID,Submitted at,User ID,Email,IP Address,How easy was it? (0-10),Which plan?,What stopped you?"
ROWS = [
    "R1,2026-03-02T16:21:42Z,u1,,10.0.0.1,6,Team,The upload said the file was too big.",
    'R2,2026-03-02T17:00:00Z,,Ana@Work.test,10.0.0.2,10,Free,"Nothing, it was\nquick"',
    "R3,2026-03-03T08:00:00Z,null,,10.0.0.3,N/A,Free,-",
]
SURVEY = "\n".join([HEADER, *ROWS]) + "\n"


@contextmanager
def reading(folder, content, name="march_survey.csv", mapping=None, **choices):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with READER.read(path, mapping or Mapping("survey"), silent(), Terms(**choices)) as result:
        yield result


def roles_of(folder, content):
    path = folder / "s.csv"
    path.write_bytes(content.encode())
    return {column.name: column.role for column in READER.propose(head_of(path)).mapping.columns}


def kinds(survey):
    return tuple((asked.text, asked.kind) for asked in survey.questions)


def claim(folder, content):
    path = folder / "s.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return READER.claims(head_of(path)).confidence


def test_a_survey_gives_respondents_questions_and_answers(tmp_path):
    with reading(tmp_path, SURVEY) as result:
        survey, report = result.survey, result.report
    assert survey.title == "march survey"
    assert kinds(survey) == (
        ("How easy was it? (0-10)", QuestionKind.SCALE),
        ("Which plan?", QuestionKind.CLOSED),
        ("What stopped you?", QuestionKind.OPEN),
    )
    assert [person.answers for person in survey.respondents] == [
        {1: "6", 2: "Team", 3: "The upload said the file was too big."},
        {1: "10", 2: "Free", 3: "Nothing, it was\nquick"},
        {2: "Free"},
    ]
    assert [(person.ref, person.row) for person in survey.respondents] == [("R1", 2), ("R2", 3), ("R3", 5)]
    assert (report.read, report.kept, report.respondents, report.questions) == (3, 3, 3, 3)
    assert (report.first, report.last) == ("2026-03-02T16:21:42Z", "2026-03-03T08:00:00Z")


def test_keys_join_a_respondent_and_an_address_is_kept_only_as_its_hash(tmp_path):
    with reading(tmp_path, SURVEY) as result:
        keys = [person.keys for person in result.survey.respondents]
    assert keys[0] == ("user:u1",)
    assert keys[1][0].startswith("email:")
    assert keys[2] == ()
    assert "ork.test" not in repr(result.survey)


def test_personal_columns_are_left_out_and_listed(tmp_path):
    with reading(tmp_path, SURVEY) as result:
        assert result.report.personal == ("Email", "IP Address")
        assert "10.0.0.1" not in repr(result.survey)


def test_personal_columns_come_along_when_asked_for(tmp_path):
    with reading(tmp_path, SURVEY, keep_personal=True) as result:
        assert ("IP Address", QuestionKind.OPEN) in kinds(result.survey)
        assert result.report.personal == ("Email",)


def test_a_mapping_says_what_a_column_is(tmp_path):
    mapping = Mapping("survey", (Column("Which plan?", Role.SKIP), Column("What stopped you?", Role.CLOSED)))
    with reading(tmp_path, SURVEY, mapping=mapping) as result:
        assert [kind for _, kind in kinds(result.survey)] == [QuestionKind.SCALE, QuestionKind.CLOSED]


def test_a_mapping_for_another_file_is_refused(tmp_path):
    mapping = Mapping("survey", (Column("Why?", Role.OPEN),))
    with pytest.raises(ProblemError, match="no such column"), reading(tmp_path, SURVEY, mapping=mapping):
        pass


@pytest.mark.parametrize(
    "content",
    [
        SURVEY.encode("utf-8-sig"), SURVEY.encode("utf-16"), SURVEY.replace("\n", "\r\n").encode(),
        gzip.compress(SURVEY.encode()), SURVEY.replace("Team", "\ufeffTeam").encode(),
    ],
)  # fmt: skip
def test_encodings_line_ends_and_stray_marks_make_no_difference(tmp_path, content):
    with reading(tmp_path, content) as result:
        assert result.survey.questions[0].text == "How easy was it? (0-10)"
        assert [person.answers.get(2) for person in result.survey.respondents] == ["Team", "Free", "Free"]
        assert result.report.warnings == ()


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows = [["id", "Why did you come?", "Rate us"], ["a", "Just, because", "4"], ["b", "To look around", "5"]]
    with reading(tmp_path, "\n".join(delimiter.join(row) for row in rows)) as result:
        assert result.survey.respondents[0].answers == {1: "Just, because", 2: "4"}


def test_an_old_encoding_is_read_with_a_warning(tmp_path):
    with reading(tmp_path, SURVEY.replace("Team", "Équipe").encode("cp1252")) as result:
        assert result.survey.respondents[0].answers[2] == "Équipe"
        assert "some characters may be wrong" in result.report.warnings[0].what


def test_rows_that_do_not_fit_are_rejected_with_their_line_and_blank_rows_are_no_rows(tmp_path):
    content = SURVEY + ",,,,,,,\n\nR4,too short\nR5,,,,,1,Free,,,,\nR6,,,,,1,Free,,x\n"
    with reading(tmp_path, content) as result:
        report = result.report
    assert (report.read, report.kept, report.rejected) == (6, 4, 2)
    assert [problem.where for problem in report.problems] == [f"march_survey.csv, line {n}" for n in (8, 10)]


def test_equal_headers_are_kept_apart(tmp_path):
    with reading(tmp_path, "id,Why?,Why?\n1,a b c d e,f\n2,g h i j k,l\n") as result:
        assert [asked.text for asked in result.survey.questions] == ["Why?", "Why?·2"]


def test_copies_with_an_id_are_duplicates_and_other_answers_of_the_same_id_are_kept(tmp_path):
    with reading(tmp_path, SURVEY + ROWS[0] + "\n" + ROWS[0].replace("Team", "Free") + "\n") as result:
        report = result.report
    assert (report.read, report.kept, report.duplicates) == (5, 4, 1)
    assert [person.ref for person in result.survey.respondents] == ["R1", "R2", "R3", "R1·2"]
    assert "repeats the id" in report.warnings[0].what


def test_twins_without_an_id_are_both_kept(tmp_path):
    with reading(tmp_path, "Timestamp,Why?\n2026-01-01,too slow\n2026-01-01,too slow\n") as result:
        assert (result.report.kept, result.report.duplicates) == (2, 0)


def test_times_without_a_zone_are_taken_in_the_assumed_one(tmp_path):
    content = "Timestamp,How was it?\n12/13/2019 12:02:32,good\n1/9/2020 20:30:20,bad\nsoon,bad\n"
    with reading(tmp_path, content, mapping=Mapping("survey", zone="Europe/Oslo")) as result:
        report = result.report
    assert (report.first, report.last) == ("2019-12-13T11:02:32Z", "2020-01-09T19:30:20Z")
    assert report.zone_assumed == "Europe/Oslo"
    assert "1 time could not be read (line 4)" in report.warnings[0].what


def test_dates_that_can_be_read_in_two_ways_are_said_to_be_guessed(tmp_path):
    content = "Timestamp,How was it?\n3/4/2026 10:00:00,good\n5/6/2026 10:00:00,bad\n"
    with reading(tmp_path, content) as result:
        assert (result.report.first or "").startswith("2026-03-04")
        assert "read in two ways" in result.report.warnings[0].what
    with reading(tmp_path, content, mapping=Mapping("survey", options={"dates": "day first"})) as result:
        assert (result.report.first or "").startswith("2026-04-03")
        assert result.report.warnings == ()


def test_metadata_is_no_question(tmp_path):
    content = (
        "#,Status,Duration (in seconds),Last page,Hotjar User ID,How was it?\n1,0,120,3,h1,good\n2,0,90,4,h2,bad\n"
    )
    assert list(roles_of(tmp_path, content).values()) == [
        Role.RESPONDENT, Role.PROPERTY, Role.PROPERTY, Role.PROPERTY, Role.USER, Role.CLOSED
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values", "role"),
    [
        ("How likely?", ["1", "7", "3", "N/A", "5"], Role.SCALE),
        ("How likely?", ["1", "0", "1", "0", "1"], Role.CLOSED),
        ("Born in?", ["1986", "1986", "1990", "1990", "1986"], Role.CLOSED),
        ("Fast", ["Fast", "", "Fast", "", "Fast"], Role.CLOSED),
        ("Which?", ["A, B", "B", "A", "B, A", "A"] * 3, Role.MULTIPLE),
        ("How many in all?", [str(n * 7) for n in range(20)], Role.NUMBER),
        ("When did you start?", ["2026-01-02", "2026-02-03", "2026-04-05"], Role.DATE),
        ("Why? - Other (please specify)", ["x", "y", "", "z", "w"], Role.OPEN),
        ("Why?", ["It was far too slow", "I do not need it", "", "My boss said no", "Cannot say that"], Role.OPEN),
        ("What is your phone number?", ["123", "456", "", "", ""], Role.SKIP),
        ("Do you use us on mobile?", ["Yes", "No", "Yes", "No", "Yes"], Role.CLOSED),
        ("First name", ["Ana", "Bo", "Cy", "Di", "Ed"], Role.SKIP),
        ("Contact", ["a@b.test", "c@d.test", "", "", ""], Role.EMAIL),
    ],
)
def test_a_column_gets_its_role_from_its_name_and_its_values(tmp_path, name, values, role):
    rows = "\n".join(f'{n},"{value}"' for n, value in enumerate(values))
    assert roles_of(tmp_path, f'id,"{name}"\n{rows}\n')[name] is role


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('a,b\nA?,B?\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n1,2\n', "more than one header row"),
        ("Respondent ID,How?,Why?\n,Response,Open-Ended Response\n1,a,b\n", "more than one header row"),
        ("Timestamp,User ID\n2026-01-01,u1\n", "No column is a question"),
        (b"", "empty"),
        ('Why?,How?\na,b\n1,"' + "x" * 200_000, "never ends"),
        (gzip.compress(SURVEY.encode())[:-9], "damaged or cut off"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_remedy(tmp_path, content, says):
    with pytest.raises(ProblemError, match=says), reading(tmp_path, content):
        pass


def test_a_survey_is_claimed_and_an_event_log_is_not(tmp_path):
    assert claim(tmp_path, SURVEY) > 0.8
    assert claim(tmp_path, "Response ID,Score,Plan\nR1,3,Team\nR2,4,Free\n") == 0.7
    log = "user_id,event,timestamp\n" + "u1,open,2026-01-01\nu1,buy,2026-01-02\nu2,open,2026-01-02\n" * 5
    assert claim(tmp_path, log) <= 0.3
    assert claim(tmp_path, '[{"type": 4}]') == claim(tmp_path, b"PK\x03\x04\0\0") == 0


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=80) | st.text(alphabet='ab?,;\n"\t 1-é\0', max_size=80).map(str.encode))
def test_any_junk_is_a_problem_or_a_reading(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp()
    try:
        with reading(folder, content) as result:
            report = result.report
            assert report.read == report.kept + report.duplicates + report.rejected
    except ProblemError as error:
        assert error.problem.remedy


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
@pytest.mark.parametrize(
    ("name", "respondents", "questions"),
    [("538__thanksgiving-2015-poll-data", 1058, 23), ("rstudio__2019_Spanish_Responses", 338, 51)],
)
def test_real_surveys_give_the_counts_of_the_answer_key(name, respondents, questions):
    path = REAL / "surveys" / f"{name}.csv"
    with READER.read(path, Mapping("survey"), silent()) as result:
        report = result.report
    assert READER.claims(head_of(path)).confidence > 0.8
    assert (report.read, report.kept, report.rejected) == (respondents, respondents, 0)
    assert (report.questions, report.rejected) == (questions, 0)


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_the_score_of_a_real_question_is_that_of_the_answer_key():
    with READER.read(REAL / "surveys" / "rstudio__2019_Spanish_Responses.csv", Mapping("survey"), silent()) as result:
        survey = result.survey
    asked = "¿Qué tan probable es que recomiendes R a un colega, amiga/o o un familiar?"
    position = [asked.text for asked in survey.questions].index(asked) + 1
    scores = [int(person.answers[position]) for person in survey.respondents if position in person.answers]
    assert (len(scores), sum(score >= 9 for score in scores), sum(score <= 6 for score in scores)) == (331, 270, 15)


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_real_event_logs_are_not_claimed():
    logs = sorted((REAL / "events").glob("*.csv"))
    assert [path.name for path in logs if READER.claims(head_of(path)).confidence > 0.3] == []


@given(
    st.lists(
        st.datetimes(min_value=datetime.fromisoformat("1960-01-01"), max_value=datetime.fromisoformat("2120-01-01")).flatmap(
            lambda at: st.sampled_from(
                [at.isoformat(sep, "milliseconds") + zone for sep in "T " for zone in ("", "Z", "+02:00", "-09:30")]
            )
        )
        | st.just(""),
        min_size=1, max_size=12,
    )
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_plain_times_are_read_at_once_as_they_are_read_by_the_database(texts):
    quick = survey_times._plain_stamps(texts)
    assert quick == survey_times._stamps(texts, stamp_sql("s", style_of(texts)), silent())

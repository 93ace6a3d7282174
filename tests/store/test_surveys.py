"""Surveys in the workspace: questions with their shape, answers a row each, responses known again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convdesk.model.answers import AskedQuestion, QuestionKind, Respondent, ResponseState, Shape, SurveyImport
from convdesk.model.imports import Source, SourceKind
from convdesk.operations import studies
from convdesk.store import rows, survey_writing, surveys

ASKED = (
    AskedQuestion("How likely?", QuestionKind.NPS, Shape(ends=(1, 10), labels={"10": "Very"}, note="not the standard")),
    AskedQuestion("Which?", QuestionKind.MULTIPLE, Shape(("A", "B"), columns=("Q2_1", "Q2_2"))),
    AskedQuestion("Which? – Other", QuestionKind.OTHER, Shape(row="Other"), parent=2),
    AskedQuestion("Rate", QuestionKind.MATRIX),
    AskedQuestion("Rate – Help", QuestionKind.CLOSED, Shape(row="Help"), parent=4),
)
PEOPLE = (
    Respondent("r1", 2, 1_000, ("user:u1",), {1: "10 - Very", 2: "A; B", 3: "fax"}, choices={2: ("A", "B")}, fingerprint="f1"),
    Respondent("r2", 3, None, (), {1: "3", 2: "(none chosen)", 5: "Good"}, choices={2: ()}, state=ResponseState.PARTIAL, fingerprint="f2"),
    Respondent("r3", 4, None, ("user:u3",), {1: "9", 5: "Bad"}, state=ResponseState.TEST, fingerprint="f3"),
)  # fmt: skip


@pytest.fixture
def study(tmp_path):
    made = studies.create_study(tmp_path / "s.convdesk", "S")
    yield made
    made.close()


def write(study, asked=ASKED, people=PEOPLE, source="s1"):
    with study.workspace.history.edit("Import") as edit:
        rows.insert_source(edit.connection, Source(source, "a.csv", "survey", SourceKind.SURVEY, 3, "now"), "{}")
        survey_writing.write_survey(edit.connection, source, SurveyImport("S", asked, people), study.workspace.stamps)
        edit.put("sources", source, is_removed=0)


def answers(study, code):
    question = next(q for q in surveys.load_questions(study.workspace) if q.code == code)
    return [(row.ref, row.text, row.value, row.choices) for row in surveys.load_answers(study.workspace, question.id)]


def test_questions_come_back_with_their_shape_and_their_place(study):
    write(study)
    questions = surveys.load_questions(study.workspace)
    assert [question.code for question in questions] == ["Q1", "Q2", "Q2.1", "Q3", "Q3.1"]
    assert [question.shape for question in questions] == [asked.shape for asked in ASKED]
    assert questions[2].parent == questions[1].id
    assert [question.answered for question in questions] == [2, 2, 1, 1, 1], (
        "tests do not count; a matrix is answered in its lines"
    )


def test_answers_come_back_with_numbers_and_choices_and_without_tests(study):
    write(study)
    assert answers(study, "Q1") == [("r1", "10 - Very", 10.0, ()), ("r2", "3", 3.0, ())]
    assert answers(study, "Q2") == [("r1", "A; B", None, ("A", "B")), ("r2", "(none chosen)", None, ())]
    assert answers(study, "Q2.1") == [("r1", "fax", None, ())]


def test_answers_of_some_respondents_only(study):
    write(study)
    first = surveys.load_respondents(study.workspace)[0].id
    question = surveys.load_questions(study.workspace)[0].id
    assert [row.ref for row in surveys.load_answers(study.workspace, question, [first])] == ["r1"]


def test_an_answer_is_found_by_its_id(study):
    write(study)
    for question in surveys.load_questions(study.workspace):
        for row in surveys.load_answers(study.workspace, question.id):
            assert surveys.load_answer(study.workspace, row.id) == row
    assert surveys.load_answer(study.workspace, "gone") is None
    assert surveys.load_answer(study.workspace, "gone/1") is None


def test_a_second_survey_goes_on_counting_and_keeps_its_answers_apart(study):
    write(study)
    write(study, (AskedQuestion("Why?", QuestionKind.OPEN),), (Respondent("r9", 2, answers={1: "so"}),), "s2")
    assert [question.code for question in surveys.load_questions(study.workspace)][-1] == "Q4"
    assert answers(study, "Q4") == [("r9", "so", None, ())]


def test_tests_are_joined_to_nobody(study):
    write(study)
    assert [row.keys for row in surveys.load_respondents(study.workspace)] == [("user:u1",), (), ()]
    assert surveys.count_tests(study.workspace, 1) == 1


def test_fingerprints_say_which_responses_were_partial(study):
    write(study)
    assert surveys.load_fingerprints(study.workspace) == {"f1", "f2", "f2 partial", "f3"}
    with study.workspace.history.edit("Remove") as edit:
        edit.put("sources", "s1", is_removed=1)
    assert surveys.load_fingerprints(study.workspace) == frozenset()


def test_the_view_of_answers_is_what_is_counted_and_deleted(study):
    write(study)
    connection = study.workspace.reading
    assert connection.execute("select count(*) from answers").fetchone() == (8,)
    with study.workspace.history.edit("Forget") as edit:
        edit.connection.execute("delete from answers where respondent = (select id from respondents where ref = 'r1')")
    assert connection.execute("select count(*) from replies").fetchone() == (5,)


def test_who_is_deleted_takes_their_answers_along(study):
    write(study)
    with study.workspace.history.edit("Forget") as edit:
        edit.connection.execute("delete from respondents where ref = 'r1'")
    assert answers(study, "Q1") == [("r2", "3", 3.0, ())]
    with study.workspace.history.edit("Forget") as edit:
        edit.connection.execute("delete from surveys")
    assert study.workspace.reading.execute("select count(*) from replies").fetchone() == (0,)


def test_a_study_of_the_first_release_keeps_its_answers_and_their_ids(tmp_path):
    kept = Path(__file__).parents[1] / "workspaces" / "0.1.0.convdesk"
    copy = tmp_path / kept.name
    shutil.copy(kept, copy)
    opened = studies.open_study(copy)
    try:
        questions = surveys.load_questions(opened.workspace)
        assert [(question.code, question.kind.value, question.answered) for question in questions] == [
            ("Q1", "scale", 5), ("Q2", "open", 5),
        ]  # fmt: skip
        row = surveys.load_answers(opened.workspace, questions[0].id)[0]
        assert "/" not in row.id
        assert surveys.load_answer(opened.workspace, row.id) == row
    finally:
        opened.close()

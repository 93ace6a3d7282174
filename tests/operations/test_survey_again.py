"""A later export of a survey adds its new answers to the questions the study has."""

from __future__ import annotations

import csv

import pytest

from convdesk.model.answers import QuestionKind
from convdesk.operations import answers, history, imports, studies
from convdesk.operations.imports import ImportChoices

HEADER = [
    "Response ID",
    "Submitted at",
    "How likely are you to recommend us?",
    "Which do you use?",
    "Why did you come?",
]
WHY = ["to look around a bit", "to buy a chair for my aunt", "I was sent here by a friend", "because it rained all day"]


@pytest.fixture
def study(tmp_path):
    opened = studies.create_study(tmp_path / "again.convdesk")
    yield opened
    opened.close()


def row(n, *more):
    return [f"r{n}", f"2026-01-05 10:{n:02}:00", n % 8 + 1, ("Search", "Filters")[n % 2], WHY[n % 4], *more]


def export(folder, name, rows, header=HEADER):
    path = folder / name
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def questions(study):
    return [(one.code, one.text, one.answered) for one in answers.list_questions(study)]


def warned(report):
    return " | ".join(problem.what for problem in report.warnings)


def test_new_responses_go_to_the_same_questions(study, tmp_path):
    imports.import_file(study, export(tmp_path, "january.csv", map(row, range(10))))
    report = imports.import_file(study, export(tmp_path, "february.csv", map(row, range(25))))
    assert (report.read, report.kept, report.duplicates) == (25, 15, 10)
    assert [(code, n) for code, _, n in questions(study)] == [("Q1", 25), ("Q2", 25), ("Q3", 25)]
    assert "It goes on with the survey “january”: 3 questions are the same." in warned(report)
    summary = studies.describe_study(study)
    assert (summary.surveys, summary.answers) == (1, 75)
    assert len(answers.list_answers(study, answers.list_questions(study)[2]).answers) == 25


def test_options_and_ends_that_later_answers_bring_belong_to_the_question(study, tmp_path):
    imports.import_file(study, export(tmp_path, "a.csv", map(row, range(4))))
    more = [*map(row, range(4, 8)), ["r9", "2026-01-06 10:00:00", 10, "Basket", WHY[0]]]
    imports.import_file(study, export(tmp_path, "b.csv", more))
    likely, which, _ = answers.list_questions(study)
    assert likely.kind is QuestionKind.NPS
    assert likely.shape.ends == (1, 10)
    assert set(which.shape.options) == {"Search", "Filters", "Basket"}


def test_questions_that_are_new_or_changed_stand_beside_the_others(study, tmp_path):
    imports.import_file(study, export(tmp_path, "a.csv", map(row, range(10))))
    header = [*HEADER[:4], "What made you come?", "How was it for you?"]
    report = imports.import_file(study, export(tmp_path, "b.csv", [row(n, n % 5 + 1) for n in range(10, 20)], header))
    assert [(code, n) for code, _, n in questions(study)] == [
        ("Q1", 20),
        ("Q2", 20),
        ("Q3", 10),
        ("Q4", 10),
        ("Q5", 10),
    ]
    assert "2 questions are new, or asked otherwise than before: What made you come?; How was it for you?" in warned(
        report
    )


def test_responses_are_known_again_though_a_question_was_added(study, tmp_path):
    imports.import_file(study, export(tmp_path, "a.csv", map(row, range(10))))
    longer = export(tmp_path, "b.csv", [row(n, n % 5 + 1) for n in range(14)], [*HEADER, "How was it for you?"])
    assert imports.import_file(study, longer).duplicates == 10


def test_taking_out_either_export_leaves_the_other_whole(study, tmp_path):
    first = imports.import_file(study, export(tmp_path, "a.csv", map(row, range(10))))
    second = imports.import_file(study, export(tmp_path, "b.csv", map(row, range(25))))
    imports.remove_source(study, first.source)
    assert [n for _, _, n in questions(study)] == [15, 15, 15]
    assert studies.describe_study(study).answers == 45
    history.undo(study)
    imports.remove_source(study, second.source)
    assert [n for _, _, n in questions(study)] == [10, 10, 10]
    assert len(answers.list_answers(study, answers.list_questions(study)[2]).answers) == 10


def test_another_survey_that_shares_a_question_is_another(study, tmp_path):
    imports.import_file(study, export(tmp_path, "a.csv", map(row, range(10))))
    header = [*HEADER[:2], "How likely are you to recommend us?", "Was it dear?", "Who told you of it?"]
    report = imports.import_file(study, export(tmp_path, "b.csv", map(row, range(30, 40)), header))
    assert (studies.describe_study(study).surveys, report.duplicates) == (2, 0)
    assert len(questions(study)) == 6


def test_who_wants_two_surveys_gets_two(study, tmp_path):
    imports.import_file(study, export(tmp_path, "a.csv", map(row, range(10))))
    again = export(tmp_path, "b.csv", map(row, range(10, 20)))
    mapping = imports.propose_import(again).mapping
    mapping.options["survey"] = "new"
    imports.import_file(study, again, ImportChoices(mapping=mapping))
    assert [n for _, _, n in questions(study)] == [10] * 6


def test_rows_without_ids_are_kept_and_told_of(study, tmp_path):
    rows = [row(n)[1:] for n in range(5)]
    imports.import_file(study, export(tmp_path, "a.csv", rows, HEADER[1:]))
    report = imports.import_file(study, export(tmp_path, "b.csv", [*rows, row(7)[1:]], HEADER[1:]))
    assert (report.kept, report.duplicates) == (6, 0)
    assert "5 responses have no ids of their own" in warned(report)
    assert [n for _, _, n in questions(study)] == [11, 11, 11]


def test_an_import_that_changes_nothing_but_answers_can_be_undone(study, tmp_path):
    imports.import_file(study, export(tmp_path, "a.csv", map(row, range(10))))
    imports.import_file(study, export(tmp_path, "b.csv", map(row, range(25))))
    history.undo(study)
    assert [n for _, _, n in questions(study)] == [10, 10, 10]
    history.undo(study)
    assert questions(study) == []
    history.redo(study)
    history.redo(study)
    assert [n for _, _, n in questions(study)] == [25, 25, 25]

"""Answers counted and listed: options with intervals, scales, an NPS, once only, and on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from convdesk.cli.program import program
from convdesk.model.mapping import Role
from convdesk.operations import answers, imports, segments, studies
from survey_files import write

HEADER = [
    "Response ID", "Submitted at", "User ID", "How likely are you to recommend us?", "Which? - Search", "Which? - Filters",
    "Which? - Other (please specify)", "Where from?", "Why did you come here?", "How many in all?",
]  # fmt: skip
ROWS = [
    [f"R{n}", "2026-01-05T10:00:00Z", f"u{n}", n % 11, "Search" if n % 2 else "", "Filters" if n % 3 == 0 else "",
     "a fax" if n == 1 else "", "Friends" if n < 15 else "A poster", f"I came to look at number {n}", 7 * n]
    for n in range(22)
]  # fmt: skip


@pytest.fixture
def study(tmp_path):
    made = studies.create_study(tmp_path / "s.convdesk", "S")
    report = imports.import_file(made, write(tmp_path, [HEADER, *ROWS]))
    assert (report.kept, report.questions) == (22, 5)
    yield made
    made.close()


def counts(study, code, segment=""):
    question = segments.question_coded(study, code)
    return answers.count_answers(study, question, segments.read_segment(study, segment))


def test_options_are_counted_of_those_who_answered(study):
    found = counts(study, "Q2")
    assert found.n == 15, "seven ticked nothing"
    assert [(option.option, option.n) for option in found.options] == [
        ("Search", 11), ("Filters", 8), ("Other (please specify)", 1),
    ]  # fmt: skip
    assert found.options[0].share == pytest.approx(11 / 15)
    assert found.options[0].low < 11 / 15 < found.options[0].high


def test_a_scale_for_recommending_has_promoters_and_detractors(study):
    found = counts(study, "Q1")
    assert (found.nps.n, found.nps.promoters, found.nps.passives, found.nps.detractors) == (22, 4, 4, 14)
    assert found.nps.nps == pytest.approx(100 * (4 - 14) / 22)
    assert (found.scale.least, found.scale.most, found.scale.mean) == (0, 10, 5)
    assert found.scale.counts["10"] == 2


def test_a_matrix_counts_who_answered_any_line_and_how_many_each(study, tmp_path):
    marks = [["Good", ""], ["", "Bad"], ["Bad", "Good"], ["", ""], ["Good", "Good"]] * 4
    rows = [
        ["Response ID", "How is it? [Help]", "How is it? [Search]"],
        *[[f"m{n}", *row] for n, row in enumerate(marks)],
    ]
    imports.import_file(study, write(tmp_path, rows, "matrix.csv"), imports.ImportChoices(reader="survey"))
    matrix = next(one for one in answers.list_questions(study) if one.kind == "matrix")
    found = answers.count_answers(study, matrix)
    assert (matrix.answered, found.n) == (16, 16)
    assert [(one.option, one.n) for one in found.options] == [("Help", 12), ("Search", 12)]


def test_numbers_have_ends_and_a_mean(study):
    assert (counts(study, "Q5").scale.most, counts(study, "Q5").options) == (147, ())


def test_one_of_several_options_is_a_condition(study, tmp_path):
    log = [["user_id", "event", "time"], *[[f"u{n}", "Open", f"2026-01-05T10:00:{n:02}Z"] for n in range(22)]]
    imports.import_file(study, write(tmp_path, log, "events.csv"))

    def people(text):
        return len(segments.people_in_segment(study, segments.read_segment(study, text)))

    assert people("answered(Q2)=Filters") == 8
    assert people("answered(Q1)>=9") == 4
    assert counts(study, "Q2", "answered(Q1)>=9").n == 2


def test_the_same_file_again_adds_nothing_and_a_longer_one_adds_what_is_new(study, tmp_path):
    again = imports.import_file(study, write(tmp_path, [HEADER, *ROWS], "again.csv"))
    assert (again.read, again.kept, again.duplicates) == (22, 0, 22)
    more = [*ROWS, ["R99", "2026-01-06T10:00:00Z", "", 3, "", "", "", "Friends", "It was the rain that sent me", 5]]
    longer = imports.import_file(study, write(tmp_path, [HEADER, *more], "longer.xlsx"))
    assert (longer.read, longer.kept, longer.duplicates) == (23, 1, 22)


def test_a_source_that_was_removed_is_not_there_any_more(study, tmp_path):
    imports.remove_source(study, "survey.csv")
    assert imports.import_file(study, write(tmp_path, [HEADER, *ROWS], "again.csv")).kept == 22


def ask(study, *words):
    path = str(study.path)
    study.close()
    result = CliRunner().invoke(program, ["answers", path, *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_line_gives_counts_as_json(study):
    found = json.loads(ask(study, "--question", "Q2", "--json"))
    assert (found["kind"], found["n"], found["code"]) == ("multiple", 15, "Q2")
    assert found["options"][0] == {
        "option": "Search", "n": 11, "share": pytest.approx(0.7333, abs=1e-3), "low": pytest.approx(0.480, abs=1e-2),
        "high": pytest.approx(0.891, abs=1e-2),
    }  # fmt: skip
    assert found["answers"][0]["choices"] == ["Filters"]
    assert [part["question"] for part in found["parts"]] == ["Q2.1"]


def test_the_command_line_gives_an_nps_with_what_it_rests_on(study):
    found = json.loads(ask(study, "--question", "Q1", "--json"))
    assert found["nps"] == {"n": 22, "promoters": 4, "passives": 4, "detractors": 14, "nps": -45.45}
    assert found["scale"]["counts"]["0"] == 2


@pytest.mark.parametrize("code", ["Q1", "Q2", "Q2.1", "Q3", "Q4", "Q5"])
def test_the_command_line_prints_every_kind(study, code):
    assert "n = " in ask(study, "--question", code)


def test_the_command_line_lists_the_questions(study):
    rows = json.loads(ask(study, "--json"))["questions"]
    assert [(row["question"], row["kind"], row["n"]) for row in rows] == [
        ("Q1", "nps", 22), ("Q2", "multiple", 15), ("Q2.1", "other", 1), ("Q3", "closed", 22), ("Q4", "open", 22),
        ("Q5", "number", 22),
    ]  # fmt: skip


def test_tests_are_left_out_and_counted(tmp_path):
    made = studies.create_study(tmp_path / "t.convdesk", "T")
    header = ["Status", "ResponseId", "Q1"]
    below = ["Response Type", "Response ID", "Why did you come?"]
    ids = ['{"ImportId":"status"}', '{"ImportId":"_recordId"}', '{"ImportId":"QID1_TEXT"}']
    rows = [["IP Address", "R_1", "to look around"], ["Survey Preview", "R_2", "a test of ours"]]
    imports.import_file(made, write(tmp_path, [header, below, ids, *rows]))
    found = counts(made, "Q1")
    assert (found.n, found.tests) == (1, 1)
    made.close()


def test_long_form_is_imported_by_the_roles_of_its_columns(tmp_path):
    made = studies.create_study(tmp_path / "l.convdesk", "L")
    rows = [["Participant ID", "Task", "Answer"], ["p1", "Buy it", "gave up at the card"], ["p1", "Rate it", 4]]
    report = imports.import_file(made, write(tmp_path, rows))
    assert (report.kept, report.questions) == (1, 2)
    proposal = imports.propose_import(tmp_path / "survey.csv")
    assert proposal.mapping.named(Role.QUESTION) == "Task"
    made.close()

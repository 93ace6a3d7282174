"""SurveyMonkey exports: two header rows, one header row, spreadsheets, and the API's JSON."""

from __future__ import annotations

import json

import pytest

from convdesk.model.answers import ResponseState
from convdesk.model.problem import ProblemError
from survey_files import marks, outline, read, read_file, said, warned, write

HEADER = [
    "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Custom Data 1",
    "How likely are you to recommend us?", "Which do you use?<br>(Select all)", "", "", "Put in order", "", "",
    "How good is each?", "", "Anything else?",
]  # fmt: skip
BELOW = [
    *[""] * 8, "Response", "Search", "Filters", "Other (please specify)", "Price", "Speed", "Looks", "Help", "Docs",
    "Open-Ended Response",
]  # fmt: skip
ROWS = [
    [118000001, 44, "01/05/2026 10:00:00 AM", "01/05/2026 10:02:00 AM", "10.0.0.1", "", "Ada", "x", 9, "Search", "", "fax",
     1, 2, 3, "Good", "Bad", "too slow for me"],
    [118000002, 44, "01/05/2026 01:00:00 PM", "01/05/2026 01:02:00 PM", "10.0.0.2", "bo@example.org", "Bo", "x", 10, "",
     "Filters", "", 3, 1, 2, "Good", "Good", ""],
    [118000003, 44, "01/15/2026 01:00:00 PM", "01/15/2026 01:02:00 PM", "10.0.0.3", "", "Cy", "x", 4, "", "", "",
     2, 1, 3, "Bad", "", "nothing to add at all"],
]  # fmt: skip
OUTLINE = [
    ("nps", "How likely are you to recommend us?"),
    ("multiple", "Which do you use? (Select all)"),
    ("other", "- Which do you use? (Select all) – Other (please specify)"),
    ("ranking", "Put in order"),
    ("matrix", "How good is each?"),
    ("closed", "- How good is each? – Help"),
    ("closed", "- How good is each? – Docs"),
    ("open", "Anything else?"),
]


def check(reading):
    survey = reading.survey
    assert outline(survey) == OUTLINE
    assert said(survey, "Which do you use? (Select all)") == [("Search", "Other (please specify)"), ("Filters",), None]
    assert said(survey, "Put in order") == [
        ("Price", "Speed", "Looks"), ("Speed", "Looks", "Price"), ("Speed", "Price", "Looks"),
    ]  # fmt: skip
    assert said(survey, "How good is each? – Docs") == ["Bad", "Good", None]


def test_two_header_rows_are_questions_and_their_options(tmp_path):
    reading = read(tmp_path, [HEADER, BELOW, *ROWS])
    check(reading)
    report = reading.report
    assert (report.format, report.read, report.questions) == ("surveymonkey", 3, 5)
    assert (report.first, report.last) == ("2026-01-05T10:02:00Z", "2026-01-15T13:02:00Z")
    assert set(report.personal) == {"Email Address", "IP Address", "First Name"}
    assert reading.survey.respondents[1].keys[0].startswith("email:")


def test_a_spreadsheet_is_the_same(tmp_path):
    reading = read(tmp_path, [HEADER, BELOW, *ROWS], "survey.xlsx")
    check(reading)
    assert marks(reading) == marks(read(tmp_path, [HEADER, BELOW, *ROWS]))


def test_blank_headers_that_pandas_named_are_blank(tmp_path):
    names = [title or (f"Unnamed: {place}" if place > 8 else "") for place, title in enumerate(HEADER)]
    below = ["Unnamed: 0" if not place else sub for place, sub in enumerate(BELOW)]
    check(read(tmp_path, [names, below, *ROWS]))


def test_one_header_row_of_question_and_option_is_the_same(tmp_path):
    names, before = [], ""
    for title, sub in zip(HEADER, BELOW, strict=True):
        before = title or before
        names.append(before if sub in {"", "Response", "Open-Ended Response"} else f"{before} - {sub}")
    check(read(tmp_path, [names, *ROWS]))


def test_options_in_one_column_are_split_where_they_are_known(tmp_path):
    cells = ["Search, Filters", "Search", "Fast, and neat", "Fast, and neat, Search", "Filters"] * 3
    rows = [[118000001 + n, cell] for n, cell in enumerate(cells)]
    survey = read(tmp_path, [["Respondent ID", "Which do you use? (Select all)"], ["", "Response"], *rows]).survey
    assert said(survey, "Which do you use? (Select all)")[:4] == [
        ("Search", "Filters"), ("Search",), ("Fast, and neat",), ("Fast, and neat", "Search"),
    ]  # fmt: skip


DETAILS = {
    "id": "31", "title": "Our survey",
    "pages": [{"questions": [
        {"id": "1", "family": "single_choice", "headings": [{"heading": "How many <b>pets</b>?"}],
         "answers": {"choices": [{"id": "11", "text": "None"}, {"id": "12", "text": "One"}],
                     "other": {"id": "13", "text": "Another number"}}},
        {"id": "2", "family": "multiple_choice", "headings": [{"heading": "Which?"}],
         "answers": {"choices": [{"id": "21", "text": "Cat"}, {"id": "22", "text": "Dog"}]}},
        {"id": "3", "family": "matrix", "subtype": "rating", "headings": [{"heading": "How good?"}],
         "answers": {"rows": [{"id": "31", "text": "Help"}, {"id": "32", "text": "Docs"}],
                     "choices": [{"id": "33", "text": "Good"}, {"id": "34", "text": "Bad"}]}},
        {"id": "4", "family": "matrix", "subtype": "ranking", "headings": [{"heading": "Order?"}],
         "answers": {"rows": [{"id": "41", "text": "A"}, {"id": "42", "text": "B"}],
                     "choices": [{"id": "43", "text": "1"}, {"id": "44", "text": "2"}]}},
        {"id": "5", "family": "open_ended", "headings": [{"heading": "Why?"}]},
        {"id": "6", "family": "presentation", "headings": [{"heading": "Welcome"}]},
    ]}],
}  # fmt: skip


def response(key, status, *questions):
    return {
        "id": key, "survey_id": "31", "response_status": status, "date_modified": "2026-01-05T10:02:00+00:00",
        "ip_address": "10.0.0.1", "custom_variables": {"user_id": f"u{key}"},
        "pages": [{"questions": [{"id": number, "answers": answers} for number, answers in questions]}],
    }  # fmt: skip


BULK = {"data": [
    response("118000001", "completed", ("1", [{"choice_id": "12"}]), ("2", [{"choice_id": "21"}, {"choice_id": "22"}]),
             ("3", [{"row_id": "31", "choice_id": "33"}, {"row_id": "32", "choice_id": "34"}]),
             ("4", [{"row_id": "41", "choice_id": "44"}, {"row_id": "42", "choice_id": "43"}]), ("5", [{"text": "so"}])),
    response("118000002", "partial", ("1", [{"other_id": "13", "text": "a horse"}])),
]}  # fmt: skip


def test_the_apis_responses_get_their_words_from_the_details_beside_them(tmp_path):
    write(tmp_path, DETAILS, "details.json")
    reading = read(tmp_path, BULK, "bulk.json")
    survey = reading.survey
    assert (survey.title, reading.report.format, reading.report.warnings) == ("Our survey", "surveymonkey-json", ())
    assert outline(survey) == [
        ("closed", "How many pets?"), ("other", "- How many pets? – Another number"), ("multiple", "Which?"),
        ("matrix", "How good?"), ("closed", "- How good? – Help"), ("closed", "- How good? – Docs"),
        ("ranking", "Order?"), ("open", "Why?"),
    ]  # fmt: skip
    assert said(survey, "How many pets?") == ["One", "Another number"]
    assert said(survey, "Which?") == [("Cat", "Dog"), None]
    assert said(survey, "Order?") == [("B", "A"), None]
    assert [person.state for person in survey.respondents] == [ResponseState.COMPLETE, ResponseState.PARTIAL]
    assert survey.respondents[0].keys == ("user:u118000001",)


def test_without_details_the_ids_stand_for_words_and_a_warning_says_so(tmp_path):
    reading = read(tmp_path, BULK, "bulk.json")
    assert said(reading.survey, "2") == [("21", "22"), None]
    assert "details do not lie beside this file" in warned(reading)


def test_the_details_alone_are_refused_with_what_to_do(tmp_path):
    with pytest.raises(ProblemError, match="it holds no responses"):
        read(tmp_path, DETAILS, "details.json")


def test_csv_and_json_of_the_same_survey_know_each_others_responses(tmp_path):
    again = read(tmp_path, BULK, "bulk.json", known=marks(read(tmp_path, [HEADER, BELOW, *ROWS])))
    assert (again.report.duplicates, again.report.kept) == (2, 0)


def test_details_of_another_survey_are_not_taken(tmp_path):
    write(tmp_path, {**DETAILS, "id": "99"}, "details.json")
    assert "details do not lie beside" in warned(read(tmp_path, BULK, "bulk.json"))


def test_a_broken_json_names_its_line(tmp_path):
    text = json.dumps(BULK, indent=1)
    path = write(tmp_path, text[:-40], "bulk.json")
    with pytest.raises(ProblemError, match=r"bulk\.json, line \d+"):
        read_file(path, reader="surveymonkey-json")

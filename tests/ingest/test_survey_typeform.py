"""Typeform exports: the CSV with a column an option, the API's JSON, and webhooks."""

from __future__ import annotations

import json

from convdesk.model.answers import ResponseState
from survey_files import marks, outline, read, said, warned, write

NEW = ["Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags", "Ending"]
HEADER = [
    "#",
    "How likely are you to recommend us?",
    "Search",
    "Filters",
    "Other",
    "Did it work?",
    "Why?",
    "user_id",
    *NEW,
]
ROWS = [
    ["a1b2", 9, "Search", "", "a fax", 1, "it was too slow for me", "u1", "completed", "2026-01-05 10:00:00", "",
     "2026-01-05 10:02:00", "5f57", "", "Thanks"],
    ["c3d4", 0, "Search", "Filters", "", 0, "'+47 is no country of mine", "", "completed", "2026-01-05 11:00:00", "",
     "2026-01-05 11:02:00", "5f58", "", "Thanks"],
    ["e5f6", 7, "", "Filters", "", "", "", "", "partial", "2026-01-05 12:00:00", "", "", "5f59", "", ""],
]  # fmt: skip

FORM = {"id": "f", "title": "Our form", "fields": [
    {"id": "F1", "ref": "nps", "title": "How likely are you to recommend us?", "type": "nps"},
    {"id": "F2", "ref": "which", "title": "Which do you <i>use</i>?", "type": "multiple_choice",
     "properties": {"choices": [{"label": "Search"}, {"label": "Filters"}]}},
    {"id": "G", "ref": "g", "title": "More", "type": "group", "properties": {"fields": [
        {"id": "F3", "ref": "why", "title": "Why?", "type": "long_text"}]}},
    {"id": "M", "ref": "m", "title": "How good?", "type": "matrix", "properties": {"fields": [
        {"id": "M1", "ref": "m1", "title": "Help", "type": "multiple_choice"}]}},
    {"id": "R", "ref": "r", "title": "Order?", "type": "ranking"},
]}  # fmt: skip
RESPONSES = {"total_items": 2, "page_count": 1, "items": [
    {"landing_id": "a1b2", "token": "a1b2", "landed_at": "2026-01-05T10:00:00Z", "submitted_at": "2026-01-05T10:02:00Z",
     "hidden": {"session_id": "s1", "user_id": "u1"}, "answers": [
         {"type": "number", "number": 9, "field": {"id": "F1", "type": "nps", "ref": "nps"}},
         {"type": "choices", "choices": {"labels": ["Search"], "other": "a fax"}, "field": {"id": "F2", "type": "multiple_choice"}},
         {"type": "text", "text": "too slow", "field": {"id": "F3", "type": "long_text", "ref": "why"}},
         {"type": "choice", "choice": {"label": "Good"}, "field": {"id": "M1", "type": "multiple_choice"}},
         {"type": "choices", "choices": {"labels": ["B", "A"]}, "field": {"id": "R", "type": "ranking"}},
         {"type": "email", "email": "ada@example.org", "field": {"id": "E", "type": "email", "ref": "email"}}]},
    {"landing_id": "e5f6", "token": "e5f6", "landed_at": "2026-01-05T12:00:00Z", "submitted_at": "0001-01-01T00:00:00Z",
     "answers": [{"type": "boolean", "boolean": True, "field": {"id": "F9", "type": "yes_no", "ref": "ok"}}]},
]}  # fmt: skip


def test_columns_of_options_are_one_question_whose_words_are_lost(tmp_path):
    reading = read(tmp_path, [HEADER, *ROWS])
    survey = reading.survey
    assert reading.report.format == "typeform"
    assert outline(survey) == [
        ("nps", "How likely are you to recommend us?"), ("multiple", "Search / Filters / Other"),
        ("other", "- Search / Filters / Other – Other"), ("closed", "Did it work?"), ("open", "Why?"),
    ]  # fmt: skip
    assert said(survey, "Search / Filters / Other") == [("Search", "Other"), ("Search", "Filters"), ("Filters",)]
    assert said(survey, "Did it work?") == ["Yes", "No", None]
    assert said(survey, "Why?")[1] == "+47 is no country of mine"
    assert "does not say what was asked" in warned(reading)


def test_responses_that_were_not_sent_are_partial_and_times_are_utc(tmp_path):
    reading = read(tmp_path, [HEADER, *ROWS], zone="Europe/Oslo")
    assert [person.state for person in reading.survey.respondents][1:] == [
        ResponseState.COMPLETE,
        ResponseState.PARTIAL,
    ]
    assert (reading.report.first, reading.report.zone_assumed) == ("2026-01-05T10:02:00Z", None)
    assert reading.survey.respondents[0].keys == ("user:u1",)


def test_the_old_form_is_read_the_same(tmp_path):
    header = ["#", "Why?", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    rows = [["a1", "it was too slow for me", "2026-01-05 10:00:00", "2026-01-05 10:02:00", "5f"]] * 1
    assert outline(read(tmp_path, [header, *rows]).survey) == [("open", "Why?")]


def test_two_questions_side_by_side_are_cut_where_an_option_comes_again(tmp_path):
    header = ["#", "Yes", "No", "Other", "Yes", "No", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    rows = [["a", "Yes", "", "", "", "No", "2026-01-05 10:00:00", "2026-01-05 10:02:00", "x"],
            ["b", "", "No", "both", "Yes", "", "2026-01-05 10:00:00", "2026-01-05 10:02:00", "y"]]  # fmt: skip
    survey = read(tmp_path, [header, *rows]).survey
    assert [kind for kind, _ in outline(survey)] == ["multiple", "other", "multiple"]


def test_the_api_has_the_words_of_questions_where_the_form_lies_beside(tmp_path):
    write(tmp_path, FORM, "form.json")
    reading = read(tmp_path, RESPONSES, "responses.json")
    survey = reading.survey
    assert (survey.title, reading.report.format, reading.report.personal) == ("Our form", "typeform-json", ("email",))
    assert outline(survey) == [
        ("nps", "How likely are you to recommend us?"), ("multiple", "Which do you use?"),
        ("other", "- Which do you use? – Other"), ("open", "Why?"), ("closed", "How good? – Help"),
        ("ranking", "Order?"), ("closed", "ok"),
    ]  # fmt: skip
    assert said(survey, "Which do you use?") == [("Search", "Other"), None]
    assert said(survey, "Order?") == [("B", "A"), None]
    assert said(survey, "ok") == [None, "Yes"]
    first, second = survey.respondents
    assert (first.keys[:2], second.at_us, second.state) == (("user:u1", "session:s1"), None, ResponseState.PARTIAL)


def test_without_the_form_references_stand_for_questions(tmp_path):
    reading = read(tmp_path, RESPONSES, "responses.json")
    assert ("nps", "nps") in outline(reading.survey)
    assert "do not say what was asked" in warned(reading)


def test_a_scale_has_the_ends_and_the_words_of_the_form(tmp_path):
    fields = [
        {"id": "F1", "title": "How easy was it?", "type": "opinion_scale",
         "properties": {"steps": 7, "start_at_one": True, "labels": {"left": "Hard", "right": "Easy"}}},
        {"id": "F2", "title": "How likely are you to recommend us?", "type": "opinion_scale", "properties": {"steps": 11}},
        {"id": "F3", "title": "How good?", "type": "rating", "properties": {"steps": 5, "shape": "star"}},
    ]  # fmt: skip
    answers = [{"type": "number", "number": 4, "field": {"id": field["id"], "type": field["type"]}} for field in fields]
    items = [{"token": f"t{n}", "submitted_at": "2026-01-05T10:00:00Z", "answers": answers} for n in range(3)]
    write(tmp_path, {"title": "Our form", "fields": fields}, "form.json")
    asked = read(tmp_path, {"items": items}, "responses.json").survey.questions
    assert [(one.kind, one.shape.ends) for one in asked] == [("scale", (1, 7)), ("nps", (0, 10)), ("scale", (1, 5))]
    assert asked[0].shape.labels == {"1": "Hard", "7": "Easy"}


def test_lines_of_a_matrix_are_one_question_also_without_the_form(tmp_path):
    def line(key, label):
        return {"type": "choice", "choice": {"label": label}, "field": {"id": key, "type": "matrix"}}

    rest = {"type": "text", "text": "too slow", "field": {"id": "why", "type": "long_text"}}
    items = [
        {"token": "a", "landed_at": "2026-01-05T10:00:00Z", "answers": [line("m2", "Good"), rest, line("x1", "Yes")]},
        {"token": "b", "answers": [line("m1", "Bad"), line("m2", "Good"), rest, line("x1", "No"), line("x2", "Yes")]},
    ]
    survey = read(tmp_path, {"items": items}, "responses.json").survey
    assert [kind for kind, _ in outline(survey)] == ["matrix", "closed", "closed", "open", "matrix", "closed", "closed"]
    assert said(survey, "m1 … – m1") == [None, "Bad"]


def test_webhooks_carry_the_form_with_them_one_a_line(tmp_path):
    lines = [
        json.dumps({"event_id": token, "form_response": {**item, "token": token, "definition": FORM}})
        for token, item in (("a1b2", RESPONSES["items"][0]), ("zz", RESPONSES["items"][0]))
    ]
    reading = read(tmp_path, "\n".join(lines), "hooks.ndjson")
    assert said(reading.survey, "Why?") == ["too slow", "too slow"]
    assert reading.report.warnings == ()


def test_csv_and_json_know_each_others_responses(tmp_path):
    again = read(tmp_path, RESPONSES, "responses.json", known=marks(read(tmp_path, [HEADER, *ROWS])))
    assert (again.report.duplicates, again.report.kept) == (2, 0)

"""Google Forms, Formbricks, Delighted, Hotjar, Zigpoll, user tests in long form, and spreadsheets of any tool."""

from __future__ import annotations

import pytest

from convdesk.model.answers import ResponseState
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError
from survey_files import marks, outline, read, read_file, said, warned
from workbooks import write_workbook

FORMS = [
    ["Timestamp", "How do you like it, from 1 to 5?", "Why?", "Rate each [Help]", "Rate each [Docs]", "Why?", "Email Address"],
    ["12/13/2019 12:02:32", 4, "It is\nvery fast for me", "Good", "Bad", "I was told to use it", "ada@example.org"],
    ["1/9/2020 20:30:20", 5, "I like its looks a lot", "Good", "Good", "", "bo@example.org"],
    ["1/9/2020 21:30:20", 1, "It never once worked here", "Bad", "Good", "it was just there", "cy@example.org"],
]  # fmt: skip


def test_a_google_form_has_grids_and_a_question_that_comes_twice(tmp_path):
    reading = read(tmp_path, FORMS)
    assert reading.report.format == "google-forms"
    assert outline(reading.survey) == [
        ("scale", "How do you like it, from 1 to 5?"), ("open", "Why?"), ("matrix", "Rate each"),
        ("closed", "- Rate each – Help"), ("closed", "- Rate each – Docs"), ("open", "Why?·2"),
    ]  # fmt: skip
    assert (reading.report.first, reading.report.last) == ("2019-12-13T12:02:32Z", "2020-01-09T21:30:20Z")


@pytest.mark.parametrize(
    ("word", "at", "first"),
    [
        ("Zeitstempel", "2020/01/09 8:30:20 PM GMT+1", "2020-01-09T19:30:20Z"),
        ("Marca temporal", "2020/01/09 8:30:20 p. m. GMT-3", "2020-01-09T23:30:20Z"),
        ("Timestamp", "2020/01/09 12:30:20 AM GMT+5:30", "2020-01-08T19:00:20Z"),
    ],
)
def test_times_of_the_forms_own_download_carry_their_zone(tmp_path, word, at, first):
    rows = [[word, "Why did you come?"], [at, "to look around a bit"], [at, "to see what it is like"]]
    report = read(tmp_path, rows, zone="Asia/Tokyo").report
    assert (report.format, report.first, report.zone_assumed) == ("google-forms", first, None)


def test_responses_in_a_sheet_have_true_dates(tmp_path):
    rows = [["Timestamp", "Why did you come?", "How many times?"], [(43812.5, "date"), "to look around a bit", 2.0],
            [(43813.25, "date"), "to see what it is like", 3.0], [(43814.0, "date"), "I do not know that", 5.0]]  # fmt: skip
    reading = read(tmp_path, rows, "form.xlsx")
    assert (reading.report.format, reading.report.first) == ("google-forms", "2019-12-13T12:00:00Z")
    assert said(reading.survey, "How many times?") == ["2", "3", "5"]


def test_rows_without_ids_are_kept_and_those_the_study_has_are_told_of(tmp_path):
    first = read(tmp_path, FORMS)
    more = [*FORMS, ["1/10/2020 10:00:00", 2, "It broke on the first day", "Bad", "Bad", "", ""]]
    again = read(tmp_path, more, known=marks(first))
    assert (again.report.kept, again.report.duplicates) == (4, 0)
    assert "3 responses have no ids of their own and are the same, answer by answer, as some the study has" in warned(
        again
    )


def test_twins_without_an_id_are_kept_and_counted_in_a_warning(tmp_path):
    rows = [["Timestamp", "Why did you come?"], *[["1/9/2020 20:30:20", "to look around a bit"]] * 2]
    first = read(tmp_path, rows)
    assert (first.report.kept, first.report.duplicates, len(marks(first))) == (2, 0, 2)
    assert "1 response has no id of its own and is the same, answer by answer, as one before it" in warned(first)
    assert "2 responses have no ids of their own" in warned(read(tmp_path, rows, known=marks(first)))


FORMBRICKS = [
    ["No.", "Response ID", "Timestamp", "Finished", "Survey ID", "Formbricks ID (internal)", "User ID", "Tags", "url",
     "userAgent - browser", "1. How likely are you to recommend us?", "2. Which do you use? (select all)",
     "2. Which do you use? (select all) - Option ID", "3. Rate each - Help", "3. Rate each - Docs"],
    [1, "r1", "2026-01-05 10:00:00", "Yes", "s1", "p1", "u1", "", "https://a.test/x", "Chrome", 9, "Search; Filters", "o1", "Good", "Bad"],
    [2, "r2", "2026-01-05 11:00:00", "No", "s1", "p2", "", "", "https://a.test/x", "Chrome", 3, "Search", "o1", "", ""],
    [3, "r3", "2026-01-05 12:00:00", "Yes", "s1", "p2", "", "", "https://a.test/x", "Chrome", 8, "Filters", "o1", "Bad", "Bad"],
]  # fmt: skip


@pytest.mark.parametrize("name", ["formbricks.csv", "formbricks.xlsx"])
def test_formbricks_numbers_its_questions(tmp_path, name):
    rows = [FORMBRICKS[0], *[[*row[:1], f"{row[1]}-{n}", *row[2:]] for n in range(4) for row in FORMBRICKS[1:]]]
    reading = read(tmp_path, rows, name)
    assert reading.report.format == "formbricks"
    assert outline(reading.survey) == [
        ("nps", "How likely are you to recommend us?"), ("multiple", "Which do you use? (select all)"),
        ("matrix", "Rate each"), ("closed", "- Rate each – Help"), ("closed", "- Rate each – Docs"),
    ]  # fmt: skip
    assert said(reading.survey, "Which do you use? (select all)")[:3] == [
        ("Search", "Filters"),
        ("Search",),
        ("Filters",),
    ]
    assert reading.survey.respondents[0].keys == ("user:u1",)
    assert reading.survey.respondents[1].state is ResponseState.PARTIAL


def test_formbricks_json_holds_the_same_responses(tmp_path):
    data = {"q1": 9, "q2": ["Search", "Filters"], "q3": {"Help": "Good", "Docs": "Bad"}, "q4": "too slow"}
    content = {"data": [
        {"id": "r1", "surveyId": "s1", "createdAt": "2026-01-05T10:00:00Z", "finished": True, "data": data,
         "meta": {"url": "https://a.test/x"}, "contact": {"userId": "u1"}, "ttc": {}, "tags": []},
        {"id": "r9", "surveyId": "s1", "createdAt": "2026-01-05T11:00:00Z", "finished": False, "data": {"q1": 3}},
    ]}  # fmt: skip
    reading = read(tmp_path, content, "responses.json")
    assert reading.report.format == "formbricks-json"
    assert said(reading.survey, "q2") == [("Search", "Filters"), None]
    assert said(reading.survey, "q3 – Docs") == ["Bad", None]
    assert [person.state.value for person in reading.survey.respondents] == ["complete", "partial"]
    again = read(tmp_path, content, "responses.json", known=marks(read(tmp_path, FORMBRICKS)))
    assert (again.report.duplicates, again.report.kept) == (1, 1)


def test_delighted_is_a_score_and_a_comment(tmp_path):
    header = ["Survey ID", "Name", "Email", "Phone", "Score", "Comment", "Response created at", "plan"]
    rows = [[n, "Ada", f"a{n}@example.org", "", score, "It is really very good", "2026-01-05 10:00:00", "pro"]
            for n, score in enumerate([9, 10, 3, 0])]  # fmt: skip
    reading = read(tmp_path, [header, *rows])
    assert reading.report.format == "delighted"
    assert outline(reading.survey)[:2] == [("nps", "Score (how likely to recommend)"), ("open", "Comment")]
    assert reading.survey.respondents[0].keys[0].startswith("email:")


def test_delighted_json_says_which_scale_it_is(tmp_path):
    content = [{"id": "1", "person": "7", "survey_type": "nps", "score": 9, "comment": "so good", "created_at": 1767607320,
                "permalink": "https://a.test", "person_properties": {"user_id": "u1"}},
               {"id": "2", "person": {"id": "8", "email": "a@example.org"}, "survey_type": "csat", "score": 4,
                "created_at": 1767607320}]  # fmt: skip
    reading = read(tmp_path, content, "responses.json")
    assert outline(reading.survey) == [("nps", "Score (nps)"), ("open", "Comment"), ("scale", "Score (csat)")]
    assert (reading.report.first, reading.survey.respondents[0].keys) == ("2026-01-05T10:02:00Z", ("user:u1",))


def test_hotjar_users_are_keys_and_its_columns_are_no_questions(tmp_path):
    header = ["Number", "User", "Date Submitted", "Country", "Source URL", "Device", "Browser", "OS", "Hotjar User ID", "Tags",
              "What stopped you?", "Recording URL"]  # fmt: skip
    rows = [[n, f"h{n}", "2026-01-05 10:00:00", "NO", "https://a.test/x", "desktop", "Chrome", "Linux", f"hj{n}", "",
             text, "https://h.test/1"] for n, text in enumerate(["it was much too slow", "nothing at all, it was fine", "the price was too high"])]  # fmt: skip
    reading = read(tmp_path, [header, *rows])
    assert reading.report.format == "hotjar"
    assert outline(reading.survey) == [("open", "What stopped you?")]
    assert reading.survey.respondents[1].keys == ("user:hj1",)


ZIGPOLL = [
    ["Date", "Email", "Poll", "Question", "Answer", "Page"],
    ["2026-01-05 10:00:00", "a@example.org", "Exit", "Why do you leave?", "It was far too slow", "/cart"],
    ["2026-01-05 10:00:05", "a@example.org", "Exit", "How good was it?", 4, "/cart"],
    ["2026-01-06 10:00:00", "b@example.org", "Exit", "Why do you leave?", "I only wanted to look", "/cart"],
    ["2026-01-06 10:00:05", "b@example.org", "Exit", "How good was it?", 2, "/cart"],
]


def test_a_row_an_answer_becomes_a_row_a_person(tmp_path):
    reading = read(tmp_path, ZIGPOLL)
    assert (reading.report.format, reading.report.read, reading.report.questions) == ("zigpoll", 2, 2)
    assert outline(reading.survey) == [("open", "Why do you leave?"), ("scale", "How good was it?")]
    assert said(reading.survey, "How good was it?") == ["4", "2"]
    assert [len(person.keys) for person in reading.survey.respondents] == [1, 1]
    assert reading.report.first == "2026-01-05T10:00:00Z"


def test_somebody_known_by_an_address_is_known_again_with_more_answers(tmp_path):
    first = read(tmp_path, ZIGPOLL)
    more = [*ZIGPOLL, ["2026-01-07 10:00:00", "b@example.org", "Exit", "Why do you leave?", "Nothing at all", "/cart"],
            ["2026-01-07 10:00:00", "c@example.org", "Exit", "How good was it?", 5, "/cart"]]  # fmt: skip
    again = read(tmp_path, more, known=marks(first)).report
    assert (again.read, again.kept, again.duplicates) == (3, 1, 2)
    assert "example.org" not in repr(first.survey)


def test_user_tests_in_long_form_are_people_with_tasks(tmp_path):
    rows = [["Participant ID", "Task", "Answer", "Device"], ["p1", "Find the price", "found it at once", "phone"],
            ["p1", "Buy it", "gave up at the card", "phone"], ["p2", "Find the price", "took me a while", "desktop"]]  # fmt: skip
    reading = read(tmp_path, rows)
    assert reading.report.format == "usertest"
    assert said(reading.survey, "Find the price") == ["found it at once", "took me a while"]
    assert [person.ref for person in reading.survey.respondents] == ["p1", "p2"]


def test_any_table_is_in_long_form_when_the_roles_say_so(tmp_path):
    rows = [
        ["who", "thing", "said"],
        ["p1", "Why?", "it was too slow for me"],
        ["p2", "Why?", "it was just right for me"],
    ]
    roles = {"who": Role.RESPONDENT, "thing": Role.QUESTION, "said": Role.ANSWER}
    assert said(read(tmp_path, rows, reader="survey", roles=roles).survey, "Why?") == [
        "it was too slow for me", "it was just right for me",
    ]  # fmt: skip


def test_a_spreadsheet_of_any_tool_is_a_survey_and_its_sheet_can_be_chosen(tmp_path):
    rows = [
        ["Response ID", "What stopped you?", "How easy was it?"],
        ["R1", "it was much too slow", 4],
        ["R2", "nothing", 5],
    ]
    reading = read(tmp_path, rows, "any.xlsx")
    assert (reading.report.format, reading.report.kept) == ("survey", 2)
    assert marks(reading) == marks(read(tmp_path, rows))
    with pytest.raises(ProblemError, match="no sheet of that name"):
        read(tmp_path, rows, "any.xlsx", sheet="Gone")


def test_codes_above_words_are_two_header_rows(tmp_path):
    codes = ["Duration", "Q1", "Q7_Part_1", "Q7_Part_2", "Q9"]
    words = ["Duration (in seconds) of it", "What is your age?", "Which do you use? (Select all that apply) - Python",
             "Which do you use? (Select all that apply) - R", "Why did you come to us?"]  # fmt: skip
    rows = [
        [100 + n, f"{20 + n}", "Python" if n % 2 else "", "R" if n % 3 else "", f"to look around {n}"]
        for n in range(12)
    ]
    reading = read(tmp_path, [codes, words, *rows])
    assert (reading.report.kept, reading.report.survey["header_rows"]) == (12, 2)
    assert outline(reading.survey) == [
        ("number", "What is your age?"), ("multiple", "Which do you use? (Select all that apply)"),
        ("open", "Why did you come to us?"),
    ]  # fmt: skip


def test_na_is_nothing_where_no_cell_is_empty(tmp_path):
    rows = [
        ["id", "Why did you come?", "Where from?"],
        [1, "NA", "NO"],
        [2, "to look around a bit", "NA"],
        [3, "NA", "NO"],
    ]
    assert said(read(tmp_path, rows).survey, "Where from?") == ["NO", None, "NO"]
    rows[1][1] = ""
    assert said(read(tmp_path, rows).survey, "Where from?") == ["NO", "NA", "NO"]


def test_another_sheet_has_columns_of_its_own(tmp_path):
    path = tmp_path / "two.xlsx"
    big = [["Response ID", "What stopped you?"], *[[f"R{n}", f"it was too slow {n}"] for n in range(9)]]
    small = [["Respondent", "Why did you come?"], ["a", "to look around a bit"], ["b", "I was sent by a friend"]]
    write_workbook(path, {"Big": big, "Small": small})
    assert outline(read_file(path, sheet="Small").survey) == [("open", "Why did you come?")]
    assert "“Big” was read; there are others: Small" in warned(read_file(path))


def test_a_scale_for_an_nps_that_begins_at_one_is_said_to_be_none(tmp_path):
    rows = [["Response ID", "How likely are you to recommend us?"], *[[f"R{n}", 1 + n % 10] for n in range(20)]]
    assert "not the NPS standard of 0–10" in warned(read(tmp_path, rows))
    rows[1][1] = 0
    assert warned(read(tmp_path, rows)) == ""


def test_words_beside_numbers_are_the_labels_of_a_scale(tmp_path):
    cells = ["0 - Not at all likely", "5", "10 - Very likely", "7", "8", "9", "10 - Very likely", "3"]
    survey = read(
        tmp_path, [["Response ID", "Would you recommend us?"], *[[f"R{n}", c] for n, c in enumerate(cells)]]
    ).survey
    shape = survey.questions[0].shape
    assert (survey.questions[0].kind.value, shape.ends) == ("nps", (0.0, 10.0))
    assert shape.labels == {"0": "Not at all likely", "10": "Very likely"}


def test_a_kind_the_researcher_gives_is_taken(tmp_path):
    rows = [["Response ID", "How good was it?"], *[[f"R{n}", n % 5] for n in range(20)]]
    survey = read(tmp_path, rows, roles={"How good was it?": Role.CLOSED}).survey
    assert outline(survey) == [("closed", "How good was it?")]

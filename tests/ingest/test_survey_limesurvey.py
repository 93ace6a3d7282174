"""LimeSurvey exports with headings as codes, as codes and texts, and as texts."""

from __future__ import annotations

import pytest

from convdesk.model.answers import ResponseState
from survey_files import as_csv, outline, read, said

META = ["id", "submitdate", "lastpage", "startlanguage", "seed", "ipaddr"]
CODES = [
    "use[1]",
    "use[2]",
    "use[other]",
    "use[2comment]",
    "rate[SQ1]",
    "rate[SQ2]",
    "rank[1]",
    "rank[2]",
    "why",
    "ok",
    "okTime",
]
TEXTS = [
    "use[1]. Which <b>do</b> you use? [Search]", "use[2]. Which do you use? [Filters]", "use[other]. Which do you use? [Other]",
    "use[2comment]. Which do you use? [Filters][Comment]", "rate[SQ1]. [How good is [our] help?]",
    "rate[SQ2]. [How good is it?]", "rank[1]. Put in order [Rank 1]", "rank[2]. Put in order [Rank 2]",
    "why. Why did you leave us?", "ok. Was it ok?", "okTime. Question time: ok",
]  # fmt: skip
ROWS = [
    ["1", "2026-01-05 10:00:00", "3", "en", "9", "10.0.0.1", "Yes", "No", "a fax", "", "4", "5", "Price", "Speed",
     "It was far too slow", "Yes", "2.5"],
    ["2", "1980-01-01 00:00:00", "3", "en", "9", "10.0.0.1", "No", "Yes", "", "only at night", "2", "1", "Speed", "Price",
     "", "-oth-", "2.5"],
    ["3", "", "1", "en", "9", "10.0.0.1", "No", "No", "", "", "", "", "", "", "", "", ""],
    ["4", "2026-01-06 10:00:00", "3", "en", "9", "10.0.0.1", "", "", "", "", "3", "", "", "", "", "Yes", ""],
]  # fmt: skip


def export(headings, delimiter=","):
    return as_csv([[*META, *headings], *ROWS], delimiter)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_codes_and_texts_are_questions_with_their_parts(tmp_path, delimiter):
    reading = read(tmp_path, export(TEXTS, delimiter))
    survey = reading.survey
    assert reading.report.format == "limesurvey"
    assert outline(survey) == [
        ("multiple", "Which do you use?"), ("other", "- Which do you use? – Other"),
        ("open", "Which do you use? [Filters] (comment)"),
        ("matrix", "rate"), ("scale", "- rate – How good is [our] help?"), ("scale", "- rate – How good is it?"),
        ("ranking", "Put in order"), ("open", "Why did you leave us?"), ("closed", "Was it ok?"),
    ]  # fmt: skip


def test_codes_alone_are_the_same_questions_with_codes_for_words(tmp_path):
    survey = read(tmp_path, export(CODES)).survey
    assert [kind for kind, _ in outline(survey)] == [
        "multiple", "other", "open", "matrix", "scale", "scale", "ranking", "open", "closed",
    ]  # fmt: skip
    assert said(survey, "use") == [("1", "Other"), ("2",), (), None]


def test_n_counts_who_saw_the_boxes_and_ticked_none(tmp_path):
    survey = read(tmp_path, export(TEXTS)).survey
    assert said(survey, "Which do you use?") == [("Search", "Other"), ("Filters",), (), None]
    assert survey.respondents[2].answers[1] == "(none chosen)"


def test_ranks_and_a_coded_other_are_put_into_words(tmp_path):
    survey = read(tmp_path, export(TEXTS)).survey
    assert said(survey, "Put in order") == [("Price", "Speed"), ("Speed", "Price"), None, None]
    assert said(survey, "Was it ok?") == ["Yes", "Other", None, "Yes"]


def test_what_was_not_sent_is_partial_and_an_anonymous_date_is_no_time(tmp_path):
    people = read(tmp_path, export(TEXTS)).survey.respondents
    assert [person.state for person in people] == [
        ResponseState.COMPLETE, ResponseState.COMPLETE, ResponseState.PARTIAL, ResponseState.COMPLETE,
    ]  # fmt: skip
    assert [person.at_us is None for person in people] == [False, True, True, False]


def test_headings_in_words_are_read_by_their_brackets(tmp_path):
    words = [
        "Response ID",
        "Date submitted",
        "Last page",
        "Start language",
        "Which? [Search]",
        "Which? [Filters]",
        "Why did you go?",
    ]
    rows = [["1", "2026-01-05 10:00:00", "3", "en", "Yes", "No", "It was far too slow"],
            ["2", "2026-01-05 11:00:00", "3", "en", "No", "Yes", "I wanted to go home"]]  # fmt: skip
    reading = read(tmp_path, [words, *rows])
    assert reading.report.format == "limesurvey"
    assert outline(reading.survey) == [("multiple", "Which?"), ("open", "Why did you go?")]


def test_the_form_for_moving_responses_has_its_codes_in_the_second_row(tmp_path):
    first = ["Response ID", "Date submitted", "Last page", "Language", "Why did you go?"]
    second = ["id", "submitdate", "lastpage", "startlanguage", "why"]
    reading = read(
        tmp_path,
        as_csv(
            [["Nr", "When", "Page", "Speech", first[4]], second, ["1", "2026-01-05", "2", "en", "too slow for me"]],
            "\t",
        ),
    )
    assert (reading.report.read, outline(reading.survey)) == (1, [("open", "Why did you go?")])


VV = [
    ["Response ID", "Date submitted", "Last page", "Start language", "Which do you use?", "Which do you use?", "Which do you use?", "Why did you leave?"],
    ["id", "submitdate", "lastpage", "startlanguage", "use_1", "use_2", "use_other", "why"],
    ["1", "2026-01-05 10:00:00", "3", "en", "Y", "", "a fax", "It was {lbrace}far{rbrace} too slow{newline}and dear"],
    ["2", "{question_not_shown}", "1", "en", "{question_not_shown}", "{question_not_shown}", "{question_not_shown}", "{quote}No" + '"'],
]  # fmt: skip


def test_the_form_for_moving_responses_has_two_header_rows_and_no_respondent_in_them(tmp_path):
    reading = read(tmp_path, as_csv(VV, "\t"), "vvexport_123456.csv")
    assert (reading.report.format, reading.report.kept, reading.report.survey["header_rows"]) == ("limesurvey", 2, 2)
    assert outline(reading.survey) == [
        ("multiple", "Which do you use?"), ("other", "- Which do you use? – Other"), ("open", "Why did you leave?"),
    ]  # fmt: skip
    assert said(reading.survey, "Which do you use?") == [("1", "Other"), None]
    assert said(reading.survey, "Why did you leave?") == ["It was {far} too slow\nand dear", '"No"']
    assert [person.state for person in reading.survey.respondents] == [ResponseState.COMPLETE, ResponseState.PARTIAL]


def test_the_older_form_for_moving_responses_without_words_for_its_own_columns(tmp_path):
    rows = [
        ["id", "submitdate", "lastpage", "startlanguage", "Why did you leave?"],
        ["id", "submitdate", "lastpage", "startlanguage", "123X4X56"],
        *[row[:4] + row[7:] for row in VV[2:]],
    ]
    reading = read(tmp_path, as_csv(rows, "\t"), "vvexport_123456.csv")
    assert reading.report.kept == 2
    assert outline(reading.survey) == [("open", "Why did you leave?")]

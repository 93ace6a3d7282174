"""Qualtrics exports: three header rows, two in the old form, and JSON."""

from __future__ import annotations

import json

from convdesk.model.answers import PARTIAL, QuestionKind, ResponseState
from survey_files import as_csv, marks, outline, question, read, said, warned

IDS = [
    "startDate", "endDate", "status", "progress", "finished", "_recordId", "recipientEmail", "QID1", "QID1_NPS_GROUP",
    "QID2_1", "QID2_2", "QID2_3", "QID2_3_TEXT", "QID4", "QID4_5_TEXT", "QID3_TEXT", "QID3_TEXT_0123456789abcdef01Topics",
    "QID5_1", "QID5_2", "QID6_FIRST_CLICK", "1_QID7", "2_QID7", "user_id",
]  # fmt: skip
TAGS = [
    "StartDate", "EndDate", "Status", "Progress", "Finished", "ResponseId", "RecipientEmail", "Q1", "Q1_NPS_GROUP",
    "Q2_1", "Q2_2", "Q2_3", "Q2_3_TEXT", "Q4", "Q4_5_TEXT", "Q3", "Q3 - Topics", "Q5_1", "Q5_2", "Q6_First Click",
    "1_Q7", "2_Q7", "user_id",
]  # fmt: skip
TEXTS = [
    "Anfangsdatum", "Enddatum", "Antworttyp", "Fortschritt", "Beendet", "Antwort-ID", "E-Mail", "How likely is it?<br>",
    "Group", "Which do you use? - Search", "Which do you use? - Filters", "Which do you use? - Other",
    "Which do you use? - Other - Text", "Where from? - Selected Choice", "Where from? - Elsewhere - Text",
    "Why?&nbsp;Tell us", "Q3 - Topics", "Rate it - Speed", "Rate it - Looks", "Timing - First Click", "Like A?", "Like B?",
    "user_id",
]  # fmt: skip
ROWS = [
    ["2026-01-05 10:00:00", "2026-01-05 10:02:00", "IP Address", "100", "True", "R_1", "ada@example.org", "9", "Promoter",
     "Search", "", "Other", "fax", "Friends", "", "too slow for me", "speed", "4", "5", "1.2", "Yes", "No", "u1"],
    ["2026-01-05 11:00:00", "2026-01-05 11:02:00", "IP Address", "50", "False", "R_2", "", "3", "Detractor",
     "", "Filters", "", "", "Elsewhere", "a poster", "", "", "2", "", "", "", "", ""],
    ["2026-01-05 12:00:00", "2026-01-05 12:02:00", "Survey Preview", "100", "True", "R_3", "", "10", "Promoter",
     "Search", "Filters", "", "", "Friends", "", "a test of ours", "", "1", "1", "", "Yes", "Yes", ""],
]  # fmt: skip


def import_ids(form, zone="America/Denver"):
    return [form({"ImportId": key, "timeZone": zone} if "Date" in key else {"ImportId": key}) for key in IDS]


def export(form=json.dumps, rows=ROWS, **about):
    return [TAGS, TEXTS, import_ids(form, **about), *rows]


def test_questions_are_told_apart_by_the_ids_of_the_third_row(tmp_path):
    reading = read(tmp_path, export())
    assert reading.report.format == "qualtrics"
    assert outline(reading.survey) == [
        ("nps", "How likely is it?"),
        ("multiple", "Which do you use?"),
        ("other", "- Which do you use? – Other"),
        ("closed", "Where from?"),
        ("other", "- Where from? – Elsewhere"),
        ("open", "Why? Tell us"),
        ("matrix", "Rate it"),
        ("scale", "- Rate it – Speed"),
        ("scale", "- Rate it – Looks"),
        ("closed", "Like A?"),
        ("closed", "Like B?"),
    ]
    assert (reading.report.questions, reading.report.survey["header_rows"]) == (7, 3)


def test_boxes_are_one_question_and_an_other_text_counts_as_its_option(tmp_path):
    survey = read(tmp_path, export()).survey
    assert said(survey, "Which do you use?") == [("Search", "Other"), ("Filters",), ("Search", "Filters")]
    assert said(survey, "Where from?") == ["Friends", "Elsewhere", "Friends"]
    assert said(survey, "Where from? – Elsewhere") == [None, "a poster", None]


def test_ids_written_as_python_writes_them_are_the_same(tmp_path):
    assert read(tmp_path, export(repr)).survey == read(tmp_path, export()).survey


def test_a_utf_16_export_with_tabs_is_the_same(tmp_path):
    packed = as_csv(export(), "\t").encode("utf-16")
    assert read(tmp_path, packed, "survey.tsv").survey.respondents == read(tmp_path, export()).survey.respondents


def test_the_zone_of_the_third_row_is_that_of_the_times(tmp_path):
    report = read(tmp_path, export()).report
    assert (report.first, report.zone_assumed) == ("2026-01-05T17:02:00Z", None)
    odd = read(tmp_path, export(zone="Mars/Olympus"), zone="Europe/Oslo")
    assert (odd.report.first, odd.report.zone_assumed) == ("2026-01-05T09:02:00Z", "Europe/Oslo")
    assert "a time zone nobody knows" in warned(odd)


def test_previews_are_marked_and_unfinished_responses_are_partial(tmp_path):
    reading = read(tmp_path, export())
    assert [person.state for person in reading.survey.respondents] == [
        ResponseState.COMPLETE, ResponseState.PARTIAL, ResponseState.TEST,
    ]  # fmt: skip
    assert "1 response is a test or preview" in warned(reading)
    kept = read(tmp_path, export(), tests="keep").survey
    assert kept.respondents[2].state is ResponseState.COMPLETE


def test_an_embedded_user_id_and_the_recipients_address_are_keys(tmp_path):
    keys = read(tmp_path, export()).survey.respondents[0].keys
    assert keys[0] == "user:u1"
    assert keys[1].startswith("email:")


def test_codes_instead_of_words_are_warned_about(tmp_path):
    rows = [["2026-01-05 10:00:00"] * 2 + ["0", "100", "1", f"R_{n}", *["1"] * 17] for n in range(3)]
    assert "numbers that stand for words" in warned(read(tmp_path, export(rows=rows)))


def test_the_old_form_has_two_header_rows_and_a_column_too_many(tmp_path):
    names = ["V1", "V2", "V3", "V7", "V8", "V9", "V10", "Q1", "Q2_1", "Q2_2", "Q3_TEXT", "LocationLatitude", ""]
    below = [
        "ResponseID", "ResponseSet", "Name", "Status", "StartDate", "EndDate", "Finished", "How likely?", "Which?-Search",
        "Which?-Filters", "Why?", "LocationLatitude", "",
    ]  # fmt: skip
    rows = [
        [
            "R_1",
            "Default",
            "Ada",
            "0",
            "2026-01-05 10:00:00",
            "2026-01-05 10:02:00",
            "1",
            "9",
            "1",
            "",
            "slow",
            "1.2",
            "",
        ]
    ]
    content = b"\xef\xbb\xbf" + as_csv([names, below, *rows]).encode()
    reading = read(tmp_path, content)
    assert outline(reading.survey) == [("scale", "How likely?"), ("multiple", "Which?"), ("open", "Why?")]
    assert reading.report.personal == ("Name", "LocationLatitude")
    assert reading.survey.respondents[0].ref == "R_1"


def test_an_export_as_json_holds_the_same_responses_and_adds_nothing(tmp_path):
    first = read(tmp_path, export())
    values = [
        {"responseId": row[5], "values": {"endDate": "2026-01-05T17:02:00Z", "status": 0, "progress": 100, "QID1": int(row[7])},
         "labels": {"status": "IP Address", "QID2": ["Search", "Filters"]}}
        for row in ROWS
    ]  # fmt: skip
    values[0]["values"]["QID2"] = ["1", "2"]
    content = {"responses": values}
    alone = read(tmp_path, content, "twin.json")
    assert alone.report.format == "qualtrics-json"
    assert said(alone.survey, "QID2") == [("Search", "Filters"), None, None]
    assert "does not say what was asked" in warned(alone)
    again = read(tmp_path, content, "twin.json", known=marks(first))
    assert (again.report.read, again.report.kept, again.report.duplicates) == (3, 0, 3)
    assert again.survey is None


def test_a_response_that_was_partial_before_is_left_out_with_a_word(tmp_path):
    first = read(tmp_path, export())
    whole = [[*row] for row in ROWS]
    whole[1][3:5] = ["100", "True"]
    known = marks(first) | {person.fingerprint + PARTIAL for person in first.survey.respondents if person.ref == "R_2"}
    again = read(tmp_path, export(rows=whole), known=known)
    assert again.report.duplicates == 3
    assert "1 response that the study has as partial is complete here" in warned(again)


def test_duplicate_tags_are_kept_apart_by_their_ids(tmp_path):
    tags = ["ResponseId", "Q6_TEXT", "Q6_TEXT"]
    texts = ["Response ID", "Say - One", "Say - Two"]
    ids = [json.dumps({"ImportId": key}) for key in ("_recordId", "QID6_1_TEXT", "QID6_2_TEXT")]
    survey = read(tmp_path, [tags, texts, ids, ["R_1", "first text", "second text"]]).survey
    assert outline(survey) == [("matrix", "Say"), ("open", "- Say – One"), ("open", "- Say – Two")]
    assert question(survey, "Say – Two")[1].shape.columns == ("Q6_TEXT·2",)
    assert question(survey, "Say – Two")[1].kind is QuestionKind.OPEN

"""Surveys found in public repositories, counted by somebody else."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from convdesk.analyse.answers import count_answers
from convdesk.model.answers import Question, number_of
from survey_files import marks, question, read_file, said, warned

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")

FORMATS = {
    "538__StarWars.csv": "surveymonkey", "538__thanksgiving-2015-poll-data.csv": "surveymonkey",
    "qualtRics__sample.csv": "qualtrics", "qualtRics__sample_legacy.csv": "qualtrics",
    "QualtricsTools__SidebySide_Insights.csv": "qualtrics", "QualtricsTools__SidebySide_Legacy.csv": "qualtrics",
    "QualtricsTools__Text_Entry_Components.csv": "qualtrics", "rstudio__2019_Spanish_Responses.csv": "google-forms",
    "softwaresaved__2017_us_limesurvey.csv": "limesurvey", "surveymonkey-r__responses_bulk.json": "surveymonkey-json",
}  # fmt: skip


def answer_key(name):
    return json.loads((REAL / "ANSWERS.json").read_text(encoding="utf-8"))[f"surveys/{name}"]


def surveyed(name, **how):
    return read_file(REAL / "surveys" / name, **how)


@pytest.mark.parametrize("name", FORMATS)
def test_the_counts_are_those_of_the_answer_key(name):
    known, report = answer_key(name), surveyed(name).report
    assert (report.format, report.read, report.rejected) == (FORMATS[name], known["respondents"], 0)
    for key in ("questions", "questions_grouped", "qids", "question_codes"):
        assert report.questions == known.get(key, report.questions)
    for key, names in {
        "header_rows": "header_rows",
        "columns": "columns",
        "question_columns": "question_columns",
    }.items():
        if key in known:
            assert report.survey[names] == known[key]
    assert report.survey["question_columns"] == known.get("answer_columns", report.survey["question_columns"])


def test_questions_with_many_columns_are_folded():
    survey = surveyed("538__StarWars.csv").survey
    known = answer_key("538__StarWars.csv")["multi_column"]
    kinds = Counter(asked.kind.value for asked in survey.questions)
    assert (kinds["multiple"], kinds["ranking"], kinds["matrix"]) == (1, 1, 1)
    assert [len(asked.shape.columns) for asked in survey.questions if asked.kind.value in {"multiple", "ranking", "matrix"}] == [
        known["films seen"], known["ranking"], known["characters"],
    ]  # fmt: skip


def test_choices_are_counted_as_in_the_answer_key():
    survey, known = surveyed("538__StarWars.csv").survey, answer_key("538__StarWars.csv")
    shot = Counter(said(survey, "Which character shot first?"))
    assert {text or "": count for text, count in shot.items()} == known["shot_first"]
    seen = Counter(said(survey, "Have you seen any of the 6 films in the Star Wars franchise?"))
    assert seen == known["seen_any"]


def test_the_twins_know_each_others_responses():
    new, old = (f"QualtricsTools__SidebySide_{form}.csv" for form in ("Insights", "Legacy"))
    again = surveyed(old, known=marks(surveyed(new))).report
    assert (again.read, again.kept, again.duplicates, again.respondents) == (25, 0, 25, 25)


def test_all_responses_of_a_tried_out_survey_are_marked_as_tests():
    reading = surveyed("QualtricsTools__Text_Entry_Components.csv")
    assert (reading.report.kept, reading.report.survey["tests"]) == (15, 15)
    assert "15 responses are tests or previews" in warned(reading)


@pytest.mark.parametrize("tool", ["R", "Python"])
def test_the_nps_is_that_of_the_answer_key_and_its_scale_is_said_to_begin_at_one(tool):
    reading = surveyed("rstudio__2019_Spanish_Responses.csv")
    survey, known = reading.survey, answer_key("rstudio__2019_Spanish_Responses.csv")["nps"][tool]
    title = f"¿Qué tan probable es que recomiendes {tool} a un colega, amiga/o o un familiar?"
    asked = question(survey, title)[1]
    given = [(text, number_of(text), ()) for text in said(survey, title) if text]
    found = count_answers(Question("q", "s", 1, title, asked.kind, shape=asked.shape), given).nps
    assert (found.n, found.promoters, found.passives, found.detractors) == (
        known["n"], known["promoters"], known["passives"], known["detractors"],
    )  # fmt: skip
    assert round(found.nps, 2) == known["nps"]
    assert "a scale of 1–10 is not the NPS standard" in asked.shape.note


def test_every_answer_of_the_form_is_there():
    survey = surveyed("rstudio__2019_Spanish_Responses.csv").survey
    known = answer_key("rstudio__2019_Spanish_Responses.csv")
    texts = "¿Qué es lo que más te gusta de usar R?", "¿Qué es lo que menos te gusta de usar R?"
    assert [sum(text is not None for text in said(survey, title)) for title in texts] == [285, 258]
    rows = sum(len(person.answers) for person in survey.respondents)
    assert known["non_empty_answers"] - 40 < rows <= known["non_empty_answers"], "`N/A` and `-` are no answers to us"

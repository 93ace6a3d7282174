"""Somebody's own name in their own answers is hidden where a column says it."""

from __future__ import annotations

import pytest

from convdesk.ingest.own_names import without_name
from convdesk.ingest.privacy_plan import Plan
from convdesk.ingest.protect import protect
from convdesk.model.privacy import Action, Kind
from survey_files import read, said

ROWS = [
    ["Response ID", "First Name", "Last Name", "Why did you come to us?"],
    ["r1", "Ann", "Berg", "I am Ann Berg, and Bob sent me. ANN is me"],
    ["r2", "Bob", "", "Ann is my aunt; Bobby is my dog, Bob says"],
    ["r3", "", "", "Ann told me of it, so I came along"],
]


@pytest.mark.parametrize(
    ("text", "name", "hidden"),
    [
        ("My name is Ann Berg.", "Ann Berg", "My name is [x]."),
        ("BERG, Ann: it was slow", "ann berg", "[x]: it was slow"),
        ("Annual fees, ann", "Ann", "Annual fees, ann"),
        ("I will not", "Will", "I will not"),
        ("Jo and Li", "Jo Li", "Jo and Li"),
        ("O'Neil here", "Tara O'Neil", "[x] here"),
        ("nothing", "", "nothing"),
    ],
)
def test_words_of_a_name_with_a_capital_are_one_placeholder(text, name, hidden):
    assert without_name(text, name, lambda _: "[x]") == hidden


def test_each_respondent_s_own_name_is_masked_in_their_own_texts(tmp_path):
    plan = Plan()
    survey = protect(read(tmp_path, ROWS), plan).survey
    assert said(survey, "Why did you come to us?") == [
        "I am [name-1], and Bob sent me. [name-1] is me",
        "Ann is my aunt; Bobby is my dog, [name-2] says",
        "Ann told me of it, so I came along",
    ]
    assert plan.counts["Why did you come to us?", Kind.NAME, Action.MASK] == 3
    assert survey.names == ()


def test_names_stay_where_that_was_said(tmp_path):
    reading = read(tmp_path, ROWS)
    why = said(reading.survey, "Why did you come to us?")
    assert said(protect(reading, Plan(keeps=True)).survey, "Why did you come to us?") == why
    plan = Plan({"Why did you come to us?": Action.KEEP})
    assert said(protect(reading, plan).survey, "Why did you come to us?") == why

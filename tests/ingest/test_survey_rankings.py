"""Rankings in all the ways that tools write them, and numbers and people that are told from answers."""

from __future__ import annotations

import random

import pytest

from convdesk.ingest.survey_families import place_in_order
from convdesk.model.mapping import Role
from survey_files import outline, read, read_file, said, write

OPTIONS = ["Search", "Filters", "Basket"]


def order(n):
    """An order of the options, another one for most people."""
    return random.Random(n).sample(OPTIONS, 3)


def test_columns_that_are_places_hold_a_ranking(tmp_path):
    rows = [["Timestamp", "Put in order [1st]", "Put in order [2nd]", "Put in order [3rd]", "Why is that so?"],
            *[[f"1/{n + 1}/2026 10:00:00", *order(n), f"It is what I do on day {n}"] for n in range(12)]]  # fmt: skip
    survey = read(tmp_path, rows).survey
    assert outline(survey)[0] == ("ranking", "Put in order")
    assert said(survey, "Put in order") == [tuple(order(n)) for n in range(12)]


@pytest.mark.parametrize("before", ["Rank: ", "Please rank these: ", "Put in order - Rank: "])
def test_headers_that_say_rank_before_the_option_are_one_ranking(tmp_path, before):
    rows = [["Respondent ID", *(f"{before}{option}" for option in OPTIONS)],
            *[[f"1{n:03}", *(order(n).index(option) + 1 for option in OPTIONS)] for n in range(12)]]  # fmt: skip
    survey = read(tmp_path, rows).survey
    assert [kind for kind, _ in outline(survey)] == ["ranking"]
    assert said(survey, outline(survey)[0][1]) == [tuple(order(n)) for n in range(12)]


def test_places_said_in_words_are_ranks(tmp_path):
    words = ["1st choice", "2nd choice", "3rd choice"]
    rows = [["Response ID", *(f"Put in order - {option}" for option in OPTIONS)],
            *[[f"r{n}", *(words[order(n).index(option)] for option in OPTIONS)] for n in range(12)]]  # fmt: skip
    assert said(read(tmp_path, rows, reader="survey").survey, "Put in order") == [tuple(order(n)) for n in range(12)]


@pytest.mark.parametrize("joint", ["; ", ", ", ";"])
def test_a_ranking_in_one_cell_is_split_in_its_order(tmp_path, joint):
    ending = ";" if joint == ";" else ""
    rows = [
        ["Response ID", "Put in order what you use?"],
        *[[f"r{n}", joint.join(order(n)) + ending] for n in range(12)],
    ]
    survey = read(tmp_path, rows).survey
    assert outline(survey) == [("ranking", "Put in order what you use?")]
    assert said(survey, "Put in order what you use?") == [tuple(order(n)) for n in range(12)]


def test_lists_of_formbricks_that_always_hold_all_options_are_rankings(tmp_path):
    items = [{"id": f"r{n}", "surveyId": "s", "finished": True, "data": {"rank": order(n), "use": order(n)[: 1 + n % 3]}}
             for n in range(12)]  # fmt: skip
    survey = read(tmp_path, {"data": items}, "formbricks.json").survey
    assert [kind for kind, _ in outline(survey)] == ["ranking", "multiple"]
    assert said(survey, "rank") == [tuple(order(n)) for n in range(12)]


def test_bare_ranks_in_json_of_qualtrics_are_a_ranking(tmp_path):
    items = [{"responseId": f"R_{n}", "values": {"finished": 1, **{f"QID4_{m}": order(n).index(option) + 1
              for m, option in enumerate(OPTIONS, 1)}}} for n in range(12)]  # fmt: skip
    assert outline(read(tmp_path, {"responses": items}, "q.json").survey) == [("ranking", "QID4")]


@pytest.mark.parametrize(
    ("text", "place"), [("1", 1), ("2nd", 2), ("Rank 3", 3), ("1st choice", 1), ("#4", 4), ("0", None), ("first", None)]
)
def test_a_place_in_an_order_is_read_in_several_forms(text, place):
    assert place_in_order(text) == place


def test_shares_with_decimals_are_numbers_and_testers_are_people(tmp_path):
    rows = [["Tester", "Misclick rate", "How easy was it?"], *[[f"t{n}", n % 5 / 8, n % 7 + 1] for n in range(20)]]
    path = write(tmp_path, rows)
    reading = read_file(path, reader="survey")
    assert outline(reading.survey) == [("number", "Misclick rate"), ("scale", "How easy was it?")]
    assert [person.keys for person in reading.survey.respondents][:2] == [("user:t0",), ("user:t1",)]
    assert read_file(path, reader="survey", roles={"Tester": Role.RESPONDENT}).survey.respondents[0].ref == "t0"

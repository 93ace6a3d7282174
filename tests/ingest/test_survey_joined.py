"""Check-boxes joined into one cell: when they are split, at what, and when they are kept whole."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from convdesk.ingest.survey_joined import asks_for_several, joined_of

ASK = "Which do you use? Select all that apply."


def split(cells, title=ASK):
    joined = joined_of(Counter(cells), title)
    return None if joined is None else [joined.split(cell) for cell in cells]


def test_options_are_told_from_how_they_are_combined():
    cells = ["A, B", "B", "A", "B, A, C", "C", "A, C"] * 3
    assert split(cells)[:4] == [("A", "B"), ("B",), ("A",), ("B", "A", "C")]


def test_an_option_may_hold_a_comma():
    cells = ["Work, school or home", "Work, school or home, A", "A", "B, Work, school or home", "A, B"] * 3
    assert split(cells)[1] == ("Work, school or home", "A")
    assert split(cells)[3] == ("B", "Work, school or home")


def test_an_other_text_with_commas_stays_one_text():
    cells = [*["A, B", "B", "A", "A, B", "B"] * 4, "A, my own one, a blue one"]
    assert split(cells)[-1] == ("A", "my own one, a blue one")


def test_a_single_choice_whose_options_hold_commas_is_no_list():
    cells = ["Yes, always", "Yes, sometimes", "No, never", "No"] * 10
    assert split(cells, "How often?") is None


def test_amounts_of_money_are_no_lists():
    cells = ["$75,000 to $99,999", "$0 to $9,999", "$10,000 to $24,999", "Prefer not to answer"] * 10
    assert split(cells) is None


def test_codes_without_blanks_are_lists():
    assert split(["1,2,4", "2", "1", "4,1", "12,2"] * 4)[0] == ("1", "2", "4")


def test_sentences_are_no_lists():
    cells = [f"I tried, it failed {n}, so I left" for n in range(30)]
    assert split(cells) is None


def test_questions_that_ask_for_several_are_known_in_some_languages():
    assert asks_for_several("Marca todas las opciones que correspondan")
    assert asks_for_several("Was nutzen Sie? (Mehrfachnennung möglich)")
    assert not asks_for_several("Which one do you use most?")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet="AB, ;|\n", max_size=12).filter(bool), min_size=1, max_size=40))
def test_nothing_is_lost_when_cells_are_split(cells):
    joined = joined_of(Counter(cells), ASK)
    if joined is not None:
        for cell in cells:
            kept = joined.separator.join(joined.split(cell))
            assert Counter(kept.replace(" ", "")) == Counter(cell.replace(" ", ""))

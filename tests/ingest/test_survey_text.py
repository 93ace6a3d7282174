"""What is cleaned off cells and questions, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.ingest.survey_text import clean_cell, clean_cells, clean_title


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("  N/A ", ""), ("–", ""), ("\ufeffTeam", "Team"), ("'=1+1", "=1+1"), ("'tis fine", "'tis fine"),
        ("a<br>b<br/>c", "a\nb\nc"), ("<p class='x'>so</p>", "so"), ("a < b and b > c", "a < b and b > c"),
        ("I <3 it", "I <3 it"), ("Fish &amp; chips&nbsp;now", "Fish & chips now"), ("R&D; AT&T", "R&D; AT&T"),
        ("<style>p {x}</style>so<!-- a note -->", "so"), ("a\0b", "ab"), ("&#128512;", "😀"), ("&notanentity;", "&notanentity;"),
        ("\ud800x", "?x"), ("<script>alert(1)</script>", ""), ("<Your name>", "<Your name>"),
    ],
)  # fmt: skip
def test_marks_tags_and_guards_go_and_what_people_wrote_stays(cell, plain):
    assert clean_cell(cell) == plain


def test_a_title_is_one_line():
    assert clean_title("How <b>likely</b>\r\n is&nbsp;it?<br>") == "How likely is it?"


@given(st.lists(st.text(alphabet="ab -'=&<>;n/a\ufeff\0é", max_size=6), max_size=20))
def test_a_column_is_cleaned_as_its_cells_are(cells):
    assert clean_cells(cells) == [clean_cell(cell) for cell in cells]

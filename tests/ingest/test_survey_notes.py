"""Notes with times from sessions with people, as open answers of those they are about."""

from __future__ import annotations

import pytest

from convdesk.ingest.survey_times import read_moments
from convdesk.model.moment import iso
from convdesk.model.progress import silent
from survey_files import outline, read, said, warned

NOTES = [
    ["time", "note", "participant"],
    ["00:01:23", "Looks for the basket, and does not find it", "P1"],
    ["1:02:03", "Asks what a wish list is", "P1"],
    ["", "In a hurry", "P2"],
]


def test_notes_that_count_from_the_beginning_keep_their_times_in_their_words(tmp_path):
    reading = read(tmp_path, NOTES)
    assert (reading.report.format, reading.report.kept, reading.report.rejected) == ("notes", 3, 0)
    assert outline(reading.survey) == [("open", "Note")]
    assert said(reading.survey, "Note") == [
        "00:01:23 – Looks for the basket, and does not find it", "1:02:03 – Asks what a wish list is", "In a hurry",
    ]  # fmt: skip
    assert [person.keys for person in reading.survey.respondents] == [("user:P1",), ("user:P1",), ("user:P2",)]
    assert "count from the beginning of each session" in warned(reading)


def test_notes_with_dates_are_in_their_place_in_time(tmp_path):
    rows = [
        ["Timestamp", "Notes", "Tester", "Tag"],
        ["Jan 5, 2026 at 10:00 AM", "Looks for the basket", "P1", "basket"],
    ]
    reading = read(tmp_path, rows)
    assert (reading.report.format, reading.report.first) == ("notes", "2026-01-05T10:00:00Z")
    assert said(reading.survey, "Note") == ["Looks for the basket"]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("January 5th, 2026 at 2:03 PM", "2026-01-05T14:03:00Z"),
        ("Jan. 5, 2026", "2026-01-05T00:00:00Z"),
        ("05-Jan-2026 10:00", "2026-01-05T10:00:00Z"),
        ("5 January 2026 10:00:30 CET", "2026-01-05T09:00:30Z"),
        ("Mon Jan 05 2026 10:00:00 GMT+0100 (Central European Time)", "2026-01-05T09:00:00Z"),
        ("1/15/26 10:00", "2026-01-15T10:00:00Z"),
        ("Jan 5, 2026 12:30 AM XYZ", None),
        ("May I come at 10:00?", None),
    ],
)
def test_times_with_words_are_read(text, at):
    (found,) = read_moments([text], "UTC", "", silent()).at_us
    assert (iso(found) if found is not None else None) == at

"""Local times that do not exist or come twice: counted, warned of, and read by a stated rule."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from event_logs import read_lines

from convdesk.ingest.clock_changes import NO_CHANGES, changes_in, odd_quarters
from convdesk.ingest.survey_times import read_moments
from convdesk.ingest.times import QUARTER_US
from convdesk.model.moment import microseconds
from convdesk.model.progress import silent

OSLO = ZoneInfo("Europe/Oslo")


def quarter(text):
    return microseconds(datetime.fromisoformat(text + "+00:00")) // QUARTER_US


@pytest.mark.parametrize(
    ("local", "missing", "twice"),
    [
        ("2026-03-29T01:59:00", 0, 0), ("2026-03-29T02:00:00", 1, 0), ("2026-03-29T02:59:00", 1, 0),
        ("2026-03-29T03:00:00", 0, 0), ("2026-10-25T01:59:00", 0, 0), ("2026-10-25T02:00:00", 0, 1),
        ("2026-10-25T02:59:00", 0, 1), ("2026-10-25T03:00:00", 0, 0),
    ],
)  # fmt: skip
def test_the_hours_of_a_change_are_known_to_the_minute(local, missing, twice):
    found = odd_quarters([quarter(local)], OSLO)
    assert tuple(map(len, found)) == (missing, twice)


def test_every_time_in_such_an_hour_is_counted():
    counts = Counter(
        {quarter("2026-03-29T02:15:00"): 3, quarter("2026-10-25T02:15:00"): 2, quarter("2026-05-01T02:15:00"): 9}
    )
    found = changes_in(counts, OSLO)
    assert (found.missing, found.twice) == (3, 2)
    assert changes_in(counts, ZoneInfo("UTC")) == NO_CHANGES


def test_an_event_log_warns_of_doubtful_times_with_their_number_and_the_rule(tmp_path):
    found = read_lines(
        tmp_path, "u1,a,2026-03-29 02:30:00", "u1,b,2026-10-25 02:30:00", "u1,c,2026-10-25 02:31:00",
        "u1,d,2026-10-25 02:30:00+01:00", zone="Europe/Oslo",
    )  # fmt: skip
    assert [at for _, at, _ in found.rows] == [
        "2026-03-29T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T00:31:00Z", "2026-10-25T01:30:00Z",
    ]  # fmt: skip
    assert "1 local time lies in an hour that Europe/Oslo leaves out" in found.warnings
    assert "2 local times lie in an hour that Europe/Oslo has twice when clocks go back: taken for the first" in (
        found.warnings
    )


def test_times_of_other_hours_and_zones_are_not_warned_of(tmp_path):
    assert "clocks" not in read_lines(tmp_path, "u1,a,2026-03-29 04:30:00", zone="Europe/Oslo").warnings
    assert "clocks" not in read_lines(tmp_path, "u1,a,2026-03-29 02:30:00", zone="UTC").warnings


def test_moments_of_surveys_and_clicks_count_them_too():
    found = read_moments(["2026-03-29 02:30", "2026-10-25 02:30", ""], "Europe/Oslo", "", silent())
    assert (found.changes.missing, found.changes.twice) == (1, 1)

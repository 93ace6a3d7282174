"""Times of event logs: every spelling, zones with their clock changes, dates that can be read in two ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from event_logs import read_lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SPELLINGS = {
    "2026-01-06T23:49:57Z": "2026-01-06T23:49:57Z",
    "2026-01-06 23:49:57": "2026-01-06T23:49:57Z",
    " 2026-01-06 23:49 ": "2026-01-06T23:49:00Z",
    "2026-01-06": "2026-01-06T00:00:00Z",
    "2026/01/06 10:00:00": "2026-01-06T10:00:00Z",
    "2026-01-06T23:49:57.123456789Z": "2026-01-06T23:49:57.123456Z",
    "2026-01-06 12:00:00,125": "2026-01-06T12:00:00.125Z",
    "2026-01-06 23:49:57+02": "2026-01-06T21:49:57Z",
    "2026-01-06T23:49:57+0200": "2026-01-06T21:49:57Z",
    "2026-01-06T23:49:57.5-03:30": "2026-01-07T03:19:57.500Z",
    "2026-01-06 12:00:00 +0200": "2026-01-06T10:00:00Z",
    "2026-01-06 12:00:00 UTC": "2026-01-06T12:00:00Z",
    "1694326352": "2023-09-10T06:12:32Z",
    "1694326352.303": "2023-09-10T06:12:32.303Z",
    "1694326352303": "2023-09-10T06:12:32.303Z",
    "1694326352303.5": "2023-09-10T06:12:32.3035Z",
    "1694326352303123": "2023-09-10T06:12:32.303123Z",
    "1694326352303123456": "2023-09-10T06:12:32.303123Z",
    "20260106": "2026-01-06T00:00:00Z",
    "20260106T120000Z": "2026-01-06T12:00:00Z",
    "31.12.2020 17:06:01": "2020-12-31T17:06:01Z",
    "05/Jan/2026:10:00:00 +0200": "2026-01-05T08:00:00Z",
    "Mon, 05 Jan 2026 10:00:00 GMT": "2026-01-05T10:00:00Z",
    "Jan 5, 2026 3:04:05 PM": "2026-01-05T15:04:05Z",
}
UNREADABLE = [
    "someday",
    "-5",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-01-06 25:00",
    "epoch",
    "infinity",
    "2101-01-01",
]


@pytest.mark.parametrize(
    "lead", ["2026-01-01 00:00:00", "2026-01-01T00:00:00Z", "1767225600", "2026-01-01T01:00:00+01:00"]
)
def test_every_spelling_is_read_value_by_value_whatever_most_of_the_column_is(tmp_path, lead):
    spelled = [f'"{name}",go,"{text}"' for name, text in enumerate(SPELLINGS)]
    found = read_lines(tmp_path, *[f"lead,go,{lead}"] * 40, *spelled)
    moments = {actor: at for actor, at, _ in found.rows}
    assert moments.pop("user:lead") == "2026-01-01T00:00:00Z"
    assert [moments[f"user:{n}"] for n in range(len(SPELLINGS)) if n] == list(SPELLINGS.values())[1:]
    assert found.report.rejected == 1  # the id 0 is nobody's


def test_what_is_no_moment_between_1970_and_2100_is_rejected(tmp_path):
    found = read_lines(tmp_path, "u,go,2026-01-01", *(f"u,go,{text}" for text in UNREADABLE))
    assert [where for where, _ in found.problems] == [f"line {n}" for n in range(3, 3 + len(UNREADABLE))]
    assert found.report.kept == 1


def test_times_without_a_zone_follow_the_clock_of_the_given_one(tmp_path):
    found = read_lines(
        tmp_path, "a,go,2026-01-15 12:00:00", "b,go,2026-07-15 12:00:00", "c,go,2026-03-29 01:59:59",
        "d,go,2026-03-29 03:00:00", "e,go,2026-07-15T12:00:00Z", zone="Europe/Oslo",
    )  # fmt: skip
    assert [at for _, at, _ in found.rows] == [
        "2026-01-15T11:00:00Z", "2026-07-15T10:00:00Z", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z",
        "2026-07-15T12:00:00Z",
    ]  # fmt: skip
    assert found.report.zone_assumed == "Europe/Oslo"
    assert found.report.first == "2026-01-15T11:00:00Z"


def test_a_zone_is_assumed_only_where_one_is_missing(tmp_path):
    assert read_lines(tmp_path, "a,go,2026-01-15T12:00:00Z").report.zone_assumed is None
    assert read_lines(tmp_path, "a,go,1767225600").report.zone_assumed is None


@given(st.lists(st.integers(0, 128 * 365 * 86_400), min_size=1, max_size=20),
       st.sampled_from(["Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu"]))  # fmt: skip
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_local_times_are_moved_as_python_moves_them(tmp_path, seconds, zone):
    moments = [datetime(1971, 1, 1, tzinfo=UTC) + timedelta(seconds=second) for second in seconds]
    found = read_lines(tmp_path, *(f"u{n},go,{at:%Y-%m-%d %H:%M:%S}" for n, at in enumerate(moments)), zone=zone)
    expected = {f"user:u{n}": at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for n, at in enumerate(moments)}
    assert {actor: datetime.fromisoformat(at) for actor, at, _ in found.rows} == expected


@pytest.mark.parametrize(
    ("dates", "first", "words"),
    [
        (["12/31/2025 10:00", "1/2/2026 10:00"], "2025-12-31T10:00:00Z", ""),
        (["31/12/2025 10:00", "1/2/2026 10:00"], "2025-12-31T10:00:00Z", ""),
        (["3/4/2026 10:00", "5/6/2026 10:00"], "2026-03-04T10:00:00Z", "month was taken to come first"),
    ],
)
def test_dates_with_slashes_are_decided_by_the_whole_column(tmp_path, dates, first, words):
    found = read_lines(tmp_path, *(f"u,go,{text}" for text in dates))
    assert found.report.first == first
    assert words in found.warnings
    assert found.report.rejected == 0


def test_the_order_of_undecided_dates_can_be_said(tmp_path):
    assert read_lines(tmp_path, "u,go,3/4/2026", dates="day first").report.first == "2026-04-03T00:00:00Z"


def test_times_that_are_hard_to_believe_are_warned_of(tmp_path):
    found = read_lines(tmp_path, "u,go,1970-01-02", "u,go,2026-01-01")
    assert "hard to believe" in found.warnings


def test_microseconds_are_not_rounded_over_a_long_span(tmp_path):
    start = datetime(2000, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(days=n * 97, microseconds=n) for n in range(40)]
    found = read_lines(tmp_path, *(f"u,go,{at:%Y-%m-%dT%H:%M:%S.%fZ}" for at in moments))
    assert [datetime.fromisoformat(at) for _, at, _ in found.rows] == moments

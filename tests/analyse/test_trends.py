"""Numbers over the calendar: as counted event by event with the clock of the zone; open and missing things marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse.periods import Periods
from convdesk.analyse.poisson import intervals
from convdesk.analyse.retention import retention
from convdesk.analyse.trends import times_of_day, trend
from convdesk.model.moment import EPOCH, microseconds
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.model.share import wilson
from convdesk.model.step import event_step
from convdesk.model.trend import RetentionSpec, TrendSpec, Unit

HOUR = 3_600_000_000
OSLO = ZoneInfo("Europe/Oslo")
SUMMER = microseconds(datetime(2026, 3, 29, 1, tzinfo=UTC))
"""When clocks in Oslo go from 2 to 3."""
zones = st.sampled_from(
    ["UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"]
)
moments = st.integers(0, 24 * 400).map(lambda n: SUMMER - 24 * 200 * HOUR + n * HOUR // 4 * 3)


def at(us, zone):
    return (EPOCH + timedelta(microseconds=us)).astimezone(zone)


def begin(us, unit, zone):
    """The local date (or hour with its offset) a moment's period begins with."""
    local = at(us, zone)
    if unit is Unit.HOUR:
        return local.replace(minute=0, second=0, microsecond=0)
    day = local.date()
    if unit is Unit.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit is Unit.MONTH else day


def rows_at(stamps):
    return [(f"u{n % 3}", us, "A" if n % 2 else "B") for n, us in enumerate(stamps)]


@given(st.lists(moments, min_size=1, max_size=25), zones, st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]))
@settings(max_examples=120, deadline=None)
def test_events_and_people_lie_in_the_periods_of_the_local_calendar(stamps, name, unit):
    zone, rows = ZoneInfo(name), rows_at(stamps)
    found = trend_from(rows, TrendSpec(event_step("A"), unit), zone)
    counts, people, active = Counter(), defaultdict(set), defaultdict(set)
    for who, us, event in rows:
        key = begin(us, unit, zone).isoformat()
        active[key].add(who)
        if event == "A":
            counts[key] += 1
            people[key].add(who)
    assert {p.start: p.count for p in found.points if p.count} == dict(counts)
    assert {p.start: p.people for p in found.points if p.people} == {k: len(v) for k, v in people.items()}
    assert {p.start: p.active for p in found.points if p.active} == {k: len(v) for k, v in active.items()}
    assert {p.start for p in found.points if p.is_gap} == {p.start for p in found.points} - set(active)
    assert found.count == sum(counts.values())
    for point in found.points:
        assert (point.low, point.high) == (wilson(point.people, point.active) or (None, None))


@given(
    st.lists(st.tuples(st.integers(0, 3), moments, st.sampled_from("AB")), min_size=1, max_size=40), st.integers(1, 9)
)
@settings(max_examples=100, deadline=None)
def test_intervals_go_by_how_often_each_one_did_it_in_a_period(rows, piece):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("convdesk.analyse.rows.PIECE", piece)
        found = trend_from([(f"u{n}", us, event) for n, us, event in rows], TrendSpec(event_step("A"), Unit.WEEK), OSLO)
    often = defaultdict(Counter)
    for who, us, event in rows:
        if event == "A":
            often[begin(us, Unit.WEEK, OSLO).isoformat()][who] += 1
    for point in found.points:
        done = np.array(list(often[point.start].values()))
        if not len(done):
            assert point.count_low is point.count_high is point.people_low is point.people_high is None
            continue
        ends = np.concatenate(
            intervals(np.array([done.sum(), len(done)]), np.array([np.square(done).sum(), len(done)]))
        )
        given_ = [point.count_low, point.people_low, point.count_high, point.people_high]
        assert given_ == pytest.approx(ends.tolist())


def trend_from(rows, spec, zone, sources=(), people=None):
    return trend(moved(rows), spec, zone, (people, sources), Progress())


def moved(rows):
    """A table whose time begins with the first event, as in the store."""
    start = min(row[1] for row in rows)
    table = table_of([(who, us - start, *rest) for who, us, *rest in rows])
    table.t0_us = start
    return table


@given(moments, zones)
@settings(max_examples=60, deadline=None)
def test_hours_follow_each_other_without_holes_and_each_moment_is_in_its_own(us, name):
    zone = ZoneInfo(name)
    periods = Periods(us - 40 * HOUR, us + 40 * HOUR, Unit.HOUR, zone)
    bounds = np.array(periods.bounds_us)
    assert (np.diff(bounds) > 0).all()
    assert (np.diff(bounds) <= HOUR).all()
    number = int(np.searchsorted(bounds, us, side="right")) - 1
    start = at(periods.bounds_us[number], zone)
    assert (start.hour, start.utcoffset()) == (at(us, zone).hour, at(us, zone).utcoffset())


def test_the_day_summer_time_begins_has_23_hours_and_a_night_that_is_missing():
    day = Periods(SUMMER, SUMMER, Unit.DAY, OSLO)
    assert day.bounds_us[1] - day.bounds_us[0] == 23 * HOUR
    hours = Periods(SUMMER - HOUR, SUMMER + HOUR, Unit.HOUR, OSLO)
    assert [hours.start(n) for n in range(3)] == [
        "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00",
    ]  # fmt: skip


def test_a_source_that_does_not_cover_a_period_is_named_and_gaps_are_marked():
    day = 24 * HOUR
    rows = [("u1", n * day + HOUR, "A") for n in (0, 1, 4)]
    sources = [("early.csv", 0, 2 * day), ("late.csv", day, 5 * day)]
    found = trend_from(rows, TrendSpec(), ZoneInfo("UTC"), sources)
    assert [point.missing for point in found.points] == [
        ("late.csv",), (), ("early.csv",), ("early.csv",), ("early.csv",),
    ]  # fmt: skip
    assert [point.is_gap for point in found.points] == [False, False, True, True, False]
    assert found.points[2].share is None


def test_an_impossible_stamp_is_an_answer_by_day_and_a_sentence_by_hour():
    rows = [("u1", 0, "A"), ("u1", 80 * 365 * 24 * HOUR, "A")]
    assert len(trend_from(rows, TrendSpec(), OSLO).points) > 29_000
    with pytest.raises(ProblemError):
        trend_from(rows, TrendSpec(unit=Unit.HOUR), OSLO)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9 * 24)), min_size=1, max_size=30), zones)
@settings(max_examples=100, deadline=None)
def test_retention_is_who_came_back_and_what_is_not_over_is_left_blank(raw, name):
    zone = ZoneInfo(name)
    rows = [(f"u{who}", SUMMER - 96 * HOUR + hour * HOUR, "A" if hour % 2 else "B") for who, hour in raw]
    found = retention(moved(rows), RetentionSpec(event_step("A"), None, Unit.DAY, 5), zone, None, Progress())
    end = begin(max(us for _, us, _ in rows), Unit.DAY, zone)
    first = {}
    for who, us, event in sorted(rows, key=lambda row: row[1]):
        if event == "A":
            first.setdefault(who, us)
    days = {who: {begin(us, Unit.DAY, zone) for w, us, _ in rows if w == who and us >= first[who]} for who in first}
    cohorts = defaultdict(list)
    for who, us in first.items():
        cohorts[begin(us, Unit.DAY, zone)].append(who)
    assert {c.start: c.people for c in found.cohorts} == {d.isoformat(): len(those) for d, those in cohorts.items()}
    for cohort in found.cohorts:
        start = datetime.fromisoformat(cohort.start).date()
        for n, cell in enumerate(cohort.cells, 1):
            later = start + timedelta(days=n)
            if later >= end:
                assert cell is None
            else:
                assert cell.returned == sum(later in days[who] for who in cohorts[start])


def test_times_of_day_are_local_and_count_people_once():
    rows = [("u1", SUMMER - HOUR, "A"), ("u1", SUMMER - HOUR + 1, "A"), ("u2", SUMMER, "A"), ("u2", SUMMER, "B")]
    found = times_of_day(moved(rows), TrendSpec(event_step("A")), OSLO, None, Progress())
    assert (found.counts[6][1], found.people[6][1], found.counts[6][3], found.people[6][3]) == (2, 1, 1, 1)
    assert sum(map(sum, found.counts)) == found.count == 3
    nobody = times_of_day(moved(rows), TrendSpec(event_step("Z")), OSLO, None, Progress())
    assert nobody.count == 0


def test_parts_add_up_and_nothing_at_all_is_an_answer():
    rows = rows_at([SUMMER + n * HOUR for n in range(60)])
    mask = np.array([True, False, True])
    parts = [trend_from(rows, TrendSpec(), OSLO, people=people) for people in (mask, ~mask, None)]
    for one, other, whole in zip(*(part.points for part in parts), strict=True):
        assert (one.count + other.count, one.people + other.people) == (whole.count, whole.people)
    assert trend(table_of([]), TrendSpec(), OSLO, (None, ()), Progress()).points == ()
    assert retention(table_of([]), RetentionSpec(), OSLO, None, Progress()).cohorts == ()

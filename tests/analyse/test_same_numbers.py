"""What time it was and what people are called changes no number; parts add up, and lists are as long as numbers."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import source_of, table_of
from convdesk.analyse import goal_tree, goals
from convdesk.analyse.clicks import gather
from convdesk.analyse.people import resolve
from convdesk.analyse.retention import retention
from convdesk.analyse.table import EventTable
from convdesk.analyse.trends import did_at_time, did_during, times_of_day, trend
from convdesk.model.goal import Goal, GoalKind, Sort
from convdesk.model.progress import Progress
from convdesk.model.step import event_step
from convdesk.model.trend import DidAtTime, DidDuring, RetentionSpec, TrendSpec, Unit

HOUR = 3_600_000_000
WEEK = 7 * 24 * HOUR
UTC = ZoneInfo("UTC")
A, B = event_step("A"), event_step("B")
MACRO = Goal("B", GoalKind.EVENT, Sort.REVENUE, step=B)
MICRO = Goal("A", GoalKind.EVENT, Sort.MILESTONE, step=A, parent="B")
logs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 24 * 40), st.sampled_from("AAB")), min_size=1, max_size=40)
often = settings(max_examples=100, deadline=None)


def rows_of(log):
    return [(f"u{who}", at * HOUR, name) for who, at, name in log]


def renamed(rows):
    return [(f"x{9 - int(who[1:])}", *rest) for who, *rest in rows]


def numbers(rows, begins_us=0):
    """What trends, retention, times of the week and goals say, without dates and names."""
    source, progress = replace(source_of(rows), t0_us=begins_us), Progress()
    table = EventTable([source], resolve([source], [], []))
    spec = TrendSpec(A, Unit.WEEK)
    points = [
        (p.count, p.people, p.active, p.low, p.high) for p in trend(table, spec, UTC, (None, ()), progress).points
    ]
    kept = retention(table, RetentionSpec(A, None, Unit.WEEK, 3), UTC, None, progress)
    hours = times_of_day(table, TrendSpec(A), UTC, None, progress)
    lives = goal_tree.lives_of(table, None)
    done, macro = (goals.find(table, gather([], np.empty(0, np.int64)), goal, progress) for goal in (MICRO, MACRO))
    lift = goal_tree.lift(MICRO, done, macro, lives, (WEEK, 10.0))
    count = goals.count(MICRO, done, table.people.count)
    cohorts = [(c.people, c.cells) for c in kept.cohorts]
    return points, cohorts, kept.overall, (hours.counts, hours.people), lift, count


@given(logs, st.integers(0, 60))
@often
def test_whole_weeks_later_and_under_other_names_everything_is_the_same(log, weeks):
    before = numbers(rows_of(log))
    assert numbers(rows_of(log), weeks * WEEK) == before
    assert numbers(renamed(rows_of(log))) == before


@given(logs, st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH]))
@often
def test_the_people_of_every_period_are_as_many_as_it_says_and_periods_add_up(log, unit):
    table = table_of(rows_of(log))
    found = trend(table, TrendSpec(A, unit), UTC, (None, ()), Progress())
    assert sum(point.count for point in found.points) == found.count
    assert max(point.people for point in found.points) <= found.people
    for point in found.points:
        whose = did_during(table, DidDuring(A, point.start_us, point.end_us), Progress())
        assert len(set(whose.tolist())) == point.people


@given(logs)
@often
def test_the_people_of_every_hour_of_the_week_are_as_many_as_it_says(log):
    table = table_of(rows_of(log))
    found = times_of_day(table, TrendSpec(A), UTC, None, Progress())
    assert sum(map(sum, found.counts)) == found.count
    for day, row in enumerate(found.people):
        for hour, people in enumerate(row):
            if people:
                whose = did_at_time(table, DidAtTime(A, day, hour, "UTC"), Progress())
                assert len(set(whose.tolist())) == people


@given(logs, st.integers(0, 2**6 - 1))
@often
def test_parts_that_share_nobody_add_up_to_everyone(log, some):
    table = table_of(rows_of(log))
    part = np.array([bool(some >> int(name[1:]) & 1) for name in table.people.names])
    spec, kept = TrendSpec(A), RetentionSpec(None, A, Unit.WEEK, 2)
    whole, *parts = (trend(table, spec, UTC, (mask, ()), Progress()) for mask in (None, part, ~part))
    assert [p.people for p in whole.points] == [sum(two) for two in zip(*([p.people for p in o.points] for o in parts),
                                                                       strict=True)]  # fmt: skip
    sizes = [
        sum(c.people for c in retention(table, kept, UTC, mask, Progress()).cohorts) for mask in (None, part, ~part)
    ]
    assert sizes[0] == sizes[1] + sizes[2]


@given(logs, st.integers(1, 500))
@often
def test_the_sides_of_a_lift_share_nobody_and_hold_only_who_was_asked_about(log, hours):
    table = table_of(rows_of(log))
    none = gather([], np.empty(0, np.int64))
    done, macro = (goals.find(table, none, goal, Progress()) for goal in (MICRO, MACRO))
    found = goal_tree.sides(done, macro, goal_tree.lives_of(table, None), hours * HOUR)
    assert not (found.did & found.did_not).any()
    assert not (found.did & found.did_open).any()
    assert not (found.did_then & ~found.did).any()
    assert not (found.did_not_then & ~found.did_not).any()
    assert not (found.through & ~found.reached).any()

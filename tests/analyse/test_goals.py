"""Goals are counted as by hand; the tree compares people with the same chance; targets keep to their line."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from statistics import median_low
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse import clicks, goal_tree, goals
from convdesk.columns import CLICK, VISIT, RecordingColumns
from convdesk.model.goal import Course, Goal, GoalKind, Sort, Target
from convdesk.model.moment import DAY_US
from convdesk.model.progress import Progress
from convdesk.model.step import Matcher, Step, event_step

MACRO = Goal("Buy", GoalKind.EVENT, Sort.REVENUE, step=event_step("M"), value_property="amount")
MICRO = Goal("Look", GoalKind.EVENT, Sort.SECONDARY, step=event_step("m"), parent="Buy")
NO_CLICKS = clicks.gather([], np.empty(0, np.int64))
MINUTE = 60 * 1_000_000


def done_in(table, goal):
    return goals.find(table, NO_CLICKS, goal, Progress())


def test_a_goal_is_counted_with_people_share_and_worth():
    rows = [("a", 1, "M", {"p:amount": "20"}), ("a", 2, "M", {"p:amount": "5.5"}), ("b", 3, "M", {"p:amount": "none"}),
            ("c", 4, "x", {})]  # fmt: skip
    found = goals.count(MACRO, done_in(table_of(rows), MACRO), 3)
    assert (found.count, found.people, found.of_people, found.value, found.unvalued) == (3, 2, 3, 25.5, 1)
    assert found.low < found.share < found.high
    fixed = Goal("Buy", GoalKind.EVENT, Sort.REVENUE, step=event_step("M"), value=10)
    assert goals.count(fixed, done_in(table_of(rows), fixed), 3).value == 30


sessions = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 200), st.sampled_from(["/a", "/b", "/c", None])),
    min_size=1,
    max_size=40,
)


def by_session(rows):
    found, last = [], {}
    for row in sorted(rows, key=lambda r: (r[0], r[1])):
        if row[0] not in last or row[1] - last[row[0]] > 30 * MINUTE:
            found.append([])
        last[row[0]] = row[1]
        found[-1].append(row)
    return found


@given(sessions, st.integers(0, 60), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_time_on_site_and_pages_in_a_session_are_reached_once_a_session(raw, minutes, pages):
    rows = [(f"u{who}", minute * MINUTE, "e", {"page": page}) for who, minute, page in sorted(set(raw), key=str)]
    table = table_of(rows)
    lasting = Goal("L", GoalKind.DURATION, Sort.SECONDARY, at_least=minutes * 60)
    own = [
        next(who for who, *_ in session)
        for session in by_session(rows)
        if session[-1][1] - session[0][1] >= minutes * MINUTE
    ]
    assert sorted(table.people.names[a] for a in done_in(table, lasting).actors) == sorted(own)
    many = Goal("P", GoalKind.PAGES, Sort.SECONDARY, at_least=pages)
    if "page" in table.names:
        ordered = sorted(rows, key=lambda r: (r[0], r[1]))
        seen = [
            [page for page, _ in groupby(p["page"] for *_, p in session if p["page"])]
            for session in by_session(ordered)
        ]
        assert len(done_in(table, many).actors) == sum(len(viewed) >= pages for viewed in seen)


def test_scroll_depth_comes_from_recordings_and_without_them_it_is_not_told():
    page = Step((Matcher(page="/long"),))
    goal = Goal("S", GoalKind.SCROLL, Sort.SECONDARY, step=page, at_least=1000)
    assert done_in(table_of([("a", 0, "x")]), goal).reason
    visits = np.array([(5, 9, 0, 1440, 900, 900), (10, 20, 0, 1440, 900, 1500), (30, 40, 1, 1440, 900, 5000)], VISIT)
    recorded = RecordingColumns(
        "r", "s", ("user:a",), "s", 0, 99, ["https://a.test/long", "/other"], [], np.empty(0, CLICK), visits
    )
    found = goals.find(table_of([("a", 0, "x")]), clicks.gather([recorded], np.array([0])), goal, Progress())
    assert found.at_us.tolist() == [10_000]
    assert goals.count(goal, found, 1).count == 1


events = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60), st.sampled_from("mMxx")), min_size=1, max_size=40,
                  unique_by=lambda e: e[:2])  # fmt: skip


@given(events, st.integers(1, 25))
@settings(max_examples=200, deadline=None)
def test_a_lift_is_what_following_each_person_finds(raw, window):
    rows = [(f"u{who}", tick, name) for who, tick, name in raw]
    table = table_of(rows)
    found = goal_tree.lift(
        MICRO, done_in(table, MICRO), done_in(table, MACRO), goal_tree.lives_of(table, None), (window, 10)
    )
    end = max(tick for _, tick, _ in rows)
    lives = {who: sorted(own) for who, own in groupby(sorted((w, t, n) for w, t, n in rows), key=lambda r: r[0])}
    first = lambda own, name: next((t for _, t, n in own if n == name), None)  # noqa: E731
    times = {who: (own[0][1], own[-1][1], first(own, "m"), first(own, "M")) for who, own in lives.items()}
    doers = [(a, m, big) for a, _, m, big in times.values() if m is not None and (big is None or m <= big)]
    over = [(a, m, big) for a, m, big in doers if m + window <= end]
    assert (found.did, found.did_open) == (len(over), len(doers) - len(over))
    assert found.did_then == sum(big is not None and big - m <= window for _, m, big in over)
    assert found.macro_people == sum(big is not None for *_, big in times.values())
    assert found.through == sum(big is not None and big - m <= window for _, m, big in doers)
    if not over:
        assert found.did_not == 0
        return
    wait = int(np.median([m - a for a, m, _ in over]))
    assert median_low([m - a for a, m, _ in over]) <= wait
    others = [
        (a + wait, big) for a, last, m, big in times.values()
        if (m is None or (big is not None and m > big)) and last >= a + wait and (big is None or big > a + wait)
        and a + wait + window <= end
    ]  # fmt: skip
    assert found.did_not == len(others)
    assert found.did_not_then == sum(big is not None and big - since <= window for since, big in others)


def test_the_careful_estimate_says_if_and_by_how_much():
    rows = [(f"d{n}", t, e) for n in range(10) for t, e in ((0, "x"), (5, "m"), *(((8, "M"),) if n < 8 else ()))]
    rows += [(f"n{n}", t, e) for n in range(10) for t, e in ((0, "x"), (9, "x"), *(((10, "M"),) if n < 2 else ()))]
    table = table_of([*rows, ("z", 100, "x")])
    found = goal_tree.lift(
        MICRO, done_in(table, MICRO), done_in(table, MACRO), goal_tree.lives_of(table, None), (20, 10.0)
    )
    assert (found.did, found.did_then, found.did_not, found.did_not_then) == (10, 8, 10, 2)
    assert found.ratio == pytest.approx(4)
    assert found.more[0] == pytest.approx(20 * 0.1 * 0.6)
    assert found.more[1] < found.more[0] < found.more[2]
    assert found.causal_words.startswith("If this were causal, and 10 points more of these 20 people did Look")
    assert found.causal_words.endswith("cannot show that it is.")
    alone = goal_tree.lift(MICRO, done_in(table_of(rows[:1]), MICRO), done_in(table_of(rows[:1]), MACRO),
                           goal_tree.lives_of(table_of(rows[:1]), None), (20, 10.0))  # fmt: skip
    assert (alone.ratio, alone.more) == (None, None)


def newcomers(shares):
    """Twenty newcomers a week; so many of them reach the goal a day later."""
    return [
        (f"w{week:02}-{n:02}", week * 7 * DAY_US + n * 1000 + after, name)
        for week, share in enumerate(shares)
        for n in range(20)
        for after, name in ((0, "x"), (DAY_US, "M" if n < share * 20 else "x"))
    ]


@pytest.mark.parametrize(("shares", "course"), [([0.3, 0.4, 0.5, 0, 0], Course.ON_COURSE), ([0.3, 0.1, 0.1, 0, 0], Course.BEHIND),
                                                ([0.3, 0.9, 1.0, 0, 0], Course.AHEAD), ([0.5], Course.TOO_EARLY)])  # fmt: skip
def test_a_target_is_on_course_when_the_interval_of_the_latest_whole_week_holds_its_line(shares, course):
    table = table_of(newcomers(shares))
    table.t0_us = 4 * DAY_US
    target = Target(0.3, 0.7, date(1970, 1, 5), date(1970, 2, 2), 14 * DAY_US)
    state = goal_tree.target_state(
        MACRO, target, done_in(table, MACRO), goal_tree.lives_of(table, None), ZoneInfo("UTC")
    )
    assert state.course is course
    assert [point.share for point in state.points] == shares[: len(state.points)]
    assert len(state.points) == max(0, len(shares) - 3)
    for point in state.points:
        assert point.low <= point.share <= point.high


def test_the_line_of_a_target_runs_straight_and_stays_at_its_ends():
    target = Target(0.35, 0.5, date(2026, 3, 1), date(2026, 3, 31))
    days = [date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 16), date(2026, 3, 31), date(2026, 5, 1)]
    assert [target.expected(day) for day in days] == pytest.approx([0.35, 0.35, 0.425, 0.5, 0.5])

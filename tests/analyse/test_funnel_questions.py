"""Exclusions, breakdowns, times, trends, comparisons and flips of a funnel mean what their definitions say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse import funnel
from convdesk.analyse.funnel_counts import count
from convdesk.analyse.funnel_flips import Rules, find_flips
from convdesk.analyse.funnel_times import time_funnel
from convdesk.analyse.funnel_trend import trend_funnel
from convdesk.model.difference import difference_of
from convdesk.model.funnel import Breakdown, Bucket, Exclusion, FunnelRules, FunnelSpec, Per, Period, Touch
from convdesk.model.funnel_presets import PRESETS, find_preset, with_window
from convdesk.model.funnel_results import Every
from convdesk.model.funnel_rules import Entries, OneEvent, OnExclusion, Order, Ties, WindowFrom
from convdesk.model.moment import DAY_US
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.step import event_step, parse_step

MINUTE, SECOND = 60_000_000, 1_000_000
HOUR = 60 * MINUTE


def spec_of(*steps: str, window: int | None = HOUR, **rules) -> FunnelSpec:
    return FunnelSpec(tuple(parse_step(step) for step in steps), FunnelRules(window, **rules))


def asked(rows: list[tuple], spec: FunnelSpec, *, span: int | None = None):
    return count(table_of(rows, span=span), spec, None, Progress())


def reached(rows: list[tuple], spec: FunnelSpec) -> list[int]:
    return [step.reached for step in asked(rows, spec).steps]


def at(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return int((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * SECOND)


ONE_LOG = [
    ("x", at("13:00:00"), "A"),
    ("x", at("13:30:00"), "A"),
    ("x", at("13:45:00"), "B"),
    ("x", at("14:15:00"), "C"),
]


def under(preset: str, steps: str, *, window: int = HOUR) -> FunnelSpec:
    return FunnelSpec(tuple(event_step(step) for step in steps), with_window(PRESETS[preset], window))


def test_one_log_gives_what_each_tool_gives():
    assert reached(ONE_LOG, under("convdesk", "ABC")) == [1, 1, 1]
    assert reached(ONE_LOG, under("posthog", "ABC")) == [1, 1, 1]
    assert reached(ONE_LOG, under("clickhouse-window-funnel", "ABC")) == [1, 1, 1]
    assert reached(ONE_LOG, under("mixpanel", "ABC")) == [1, 1, 0]
    took = time_funnel(table_of(ONE_LOG), under("convdesk", "ABC"), None, Progress()).whole.median_seconds
    assert took == 45 * 60


def test_a_step_half_a_second_early_counts_with_grace_or_rounding_only():
    rows = [("x", at("13:00:01"), "B"), ("x", at("13:00:01.5"), "A")]
    assert {name: reached(rows, under(name, "AB")) for name in ("convdesk", "mixpanel", "amplitude")} == {
        "convdesk": [1, 0], "mixpanel": [1, 1], "amplitude": [1, 1],
    }  # fmt: skip


def test_an_excluded_event_between_two_steps_counts_as_each_tool_has_it():
    rows = [("x", 0, "A"), ("x", MINUTE, "Help"), ("x", 2 * MINUTE, "B"), ("y", 3 * HOUR, "Z")]
    found = {}
    for name in ("convdesk", "posthog", "mixpanel"):
        spec = replace(under(name, "AB"), exclusions=(Exclusion(event_step("Help"), 1, 2),))
        result = asked(rows, spec)
        first = result.steps[0]
        found[name] = (first.reached, first.dropped, first.excluded, result.removed)
    assert found == {"convdesk": (1, 0, 1, 0), "posthog": (0, 0, 0, 1), "mixpanel": (1, 1, 0, 0)}


def test_a_clean_entry_later_makes_up_for_an_exclusion():
    rows = [("x", n * MINUTE, name) for n, name in enumerate(["A", "Help", "A", "B"])]
    spec = replace(spec_of("A", "B"), exclusions=(Exclusion(event_step("Help"), 1, 2),))
    assert reached(rows, spec) == [1, 1]
    first = replace(spec, rules=FunnelRules(HOUR, entries=Entries.FIRST))
    assert reached(rows, first) == [1, 0]
    assert reached(rows, replace(first, rules=replace(first.rules, on_exclusion=OnExclusion.RESET))) == [1, 1]


def test_an_optional_step_is_counted_and_costs_nothing_to_skip():
    rows = [("x", 1, "A"), ("x", 2, "B"), ("x", 3, "C"), ("y", 1, "A"), ("y", 3, "C"), ("z", 1, "A"), ("z", 2, "B")]
    result = asked(rows, replace(spec_of("A", "B", "C", window=9), optional=frozenset({2})), span=90)
    assert [(s.reached, s.went_on, s.dropped) for s in result.steps] == [(3, 2, 1), (2, 1, 1), (2, 0, 0)]
    assert [s.is_optional for s in result.steps] == [False, True, False]


@pytest.mark.parametrize(
    "spec",
    [
        FunnelSpec(()),
        replace(spec_of("A", "B"), optional=frozenset({2})),
        replace(spec_of("A", "B"), exclusions=(Exclusion(event_step("X"), 2, 1),)),
        replace(spec_of("A", "B"), breakdown=Breakdown("plan", Touch.STEP, 7)),
        spec_of("A", "B", order=Order.ANY, window_from=WindowFrom.PREVIOUS),
    ],
)
def test_what_has_no_answer_is_said_with_a_remedy(spec):
    with pytest.raises(ProblemError) as raised:
        asked([("x", 1, "A")], spec)
    assert raised.value.problem.remedy


PLANS = [
    ("x", 1, "A", {"p:plan": "free"}), ("x", 2, "B", {"p:plan": "pro"}), ("y", 1, "A", {"p:plan": "pro"}),
    ("z", 1, "A"), ("w", 1, "A", {"p:plan": "team"}), ("w", 4, "A", {"p:plan": "pro"}), ("w", 5, "B"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("touch", "expected"),
    [
        (Touch.FIRST, {"free": [1, 1], "pro": [1, 0], "team": [1, 1], "(no value)": [1, 0]}),
        (Touch.FIRST_STEP, {"pro": [2, 1], "free": [1, 1], "(no value)": [1, 0]}),
        (Touch.LAST_STEP, {"pro": [1, 1], "(no value)": [3, 1]}),
        (Touch.STEP, {"pro": [1, 1], "(no value)": [3, 1]}),
        (Touch.ANY, {"pro": [2, 0], "free": [1, 0], "team": [1, 0], "(no value)": [1, 0]}),
    ],
)
def test_a_breakdown_takes_the_value_where_it_is_asked_to(touch, expected):
    spec = replace(spec_of("A", "B"), breakdown=Breakdown("plan", touch, 2))
    assert {split.label: [s.reached for s in split.steps] for split in asked(PLANS, spec).splits} == expected


def test_the_values_beyond_the_groups_asked_for_are_one_group_with_a_name():
    rows = [(f"p{n}", 1, "A", {"p:page": f"v{n % 300}"}) for n in range(600)]
    splits = asked(rows, replace(spec_of("A"), breakdown=Breakdown("page", groups=3))).splits
    assert [split.label for split in splits] == ["v0", "v1", "v10", "(297 other values)"]
    assert sum(split.steps[0].reached for split in splits) == 600


def test_a_property_nobody_has_is_said_with_those_there_are():
    with pytest.raises(ProblemError, match="plan"):
        asked(PLANS, replace(spec_of("A"), breakdown=Breakdown("colour")))


rows_with_plans = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 20), st.sampled_from("abx"),
        st.fixed_dictionaries({"p:plan": st.sampled_from(["free", "pro", None])}),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


@given(rows_with_plans, st.sampled_from([t for t in Touch if t is not Touch.ANY]), st.sampled_from(list(Per)))
@settings(max_examples=150, deadline=None)
def test_groups_that_part_people_add_up_to_all_of_them(rows, touch, per):
    if "p:plan" not in table_of(rows).names:
        return
    rules = FunnelRules(6)
    spec = FunnelSpec((event_step("a"), event_step("b")), rules, per, breakdown=Breakdown("plan", touch, 1, 1))
    result = asked(rows, spec)
    for name in ("reached", "dropped", "open", "excluded"):
        for n, step in enumerate(result.steps):
            assert sum(getattr(split.steps[n], name) for split in result.splits) == getattr(step, name)


@given(rows_with_plans, st.sampled_from(list(Order)), st.integers(0, 10))
@settings(max_examples=150, deadline=None)
def test_a_longer_window_never_lowers_reached_and_lists_are_as_long_as_their_numbers(rows, order, window):
    spec = spec_of("a", "b", "x", window=window, order=order)
    result, longer = asked(rows, spec), asked(rows, replace(spec, rules=replace(spec.rules, window_us=window + 2)))
    assert all(more.reached >= fewer.reached for more, fewer in zip(longer.steps, result.steps, strict=True))
    outcome = funnel.follow(table_of(rows), spec, None, Progress())
    for n, step in enumerate(result.steps, 1):
        for bucket in Bucket:
            assert len(funnel.units_in(outcome, bucket, n)) == getattr(step, bucket.value)


@given(rows_with_plans, st.sampled_from(list(PRESETS)), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_moving_all_times_and_renaming_people_changes_nothing(rows, name, later):
    whole_seconds = [(who, at * SECOND, event, more) for who, at, event, more in rows]
    moved = [(f"p{9 - who}", at + later * SECOND, event, more) for who, at, event, more in whole_seconds]
    spec = under(name, "ab", window=6 * SECOND)
    assert asked(whole_seconds, spec).steps == asked(moved, spec).steps


def test_the_curve_is_that_of_statsmodels_with_those_under_way_censored():
    survival = pytest.importorskip("statsmodels.duration.survfunc", exc_type=ImportError)
    random = np.random.default_rng(7)
    rows = []
    for person in range(300):
        start = int(random.integers(0, 1000))
        rows.append((f"p{person}", start, "A"))
        if random.random() < 0.6:
            rows.append((f"p{person}", start + int(random.integers(1, 150)), "B"))
    table, spec = table_of(rows), spec_of("A", "B", window=100)
    times = time_funnel(table, spec, None, Progress()).whole
    outcome = funnel.follow(table, spec, None, Progress())
    done = outcome.chains.level == 2
    begin = outcome.ticks(outcome.chains.anchor, np.arange(len(done)))
    durations = np.where(done, outcome.chains.at[1] - outcome.chains.at[0], np.minimum(100, outcome.end - begin))
    expected = survival.SurvfuncRight(durations, done.astype(int))
    by_time = dict(zip(expected.surv_times.tolist(), expected.surv_prob.tolist(), strict=True))
    assert times.converted == int(done.sum())
    assert len(times.curve) > 50
    for point in times.curve:
        assert 1 - point.share == pytest.approx(by_time[round(point.seconds * SECOND)])
        assert point.low <= point.share <= point.high


def test_quartiles_are_of_those_who_converted():
    rows = [row for n in range(5) for row in ((f"p{n}", 0, "A"), (f"p{n}", (n + 1) * MINUTE, "B"))]
    whole = time_funnel(table_of(rows), spec_of("A", "B"), None, Progress()).whole
    assert (whole.quartile_1_seconds, whole.median_seconds, whole.quartile_3_seconds) == (120, 180, 240)
    assert whole.curve_median_seconds == 180


def test_a_trend_counts_days_in_the_studys_zone_and_marks_what_is_incomplete():
    midnight_in_oslo = 23 * HOUR
    rows = [
        ("a", 0, "A"),
        ("a", 1, "B"),
        ("b", midnight_in_oslo, "A"),
        ("c", 3 * DAY_US, "A"),
        ("d", 3 * DAY_US + 5, "A"),
    ]
    table = table_of(rows)
    trend = trend_funnel(table, spec_of("A", "B", window=DAY_US), None, (Every.DAY, "Europe/Oslo"), Progress())
    assert [(p.start, p.entered, p.converted, p.open, p.is_complete) for p in trend.points] == [
        ("1970-01-01", 1, 1, 0, False), ("1970-01-02", 1, 0, 0, True), ("1970-01-03", 0, 0, 0, False),
        ("1970-01-04", 2, 0, 2, False),
    ]  # fmt: skip
    weeks = trend_funnel(table, spec_of("A", "B"), None, (Every.WEEK, "UTC"), Progress())
    assert [(p.start, p.entered) for p in weeks.points] == [("1969-12-29", 4)]


def test_who_enters_on_two_days_counts_on_both_with_what_came_of_each():
    rows = [("a", 0, "A"), ("a", HOUR, "B"), ("a", DAY_US, "A"), ("b", DAY_US, "A"), ("b", DAY_US + 5, "B")]
    trend = trend_funnel(table_of(rows), spec_of("A", "B"), None, (Every.DAY, "UTC"), Progress())
    assert [(p.entered, p.converted) for p in trend.points] == [(1, 1), (2, 1)]


@given(rows_with_plans, st.sampled_from(list(PRESETS)), st.sampled_from(list(Order)))
@settings(max_examples=100, deadline=None)
def test_each_point_of_a_trend_is_the_funnel_of_that_days_entries(rows, name, order):
    days = [(who, at * DAY_US // 4, event, more) for who, at, event, more in rows]
    preset = PRESETS[name].rules
    window_from = WindowFrom.ENTRY if order is Order.ANY else preset.window_from
    steps = tuple(event_step(name) for name in "abc")
    spec = FunnelSpec(steps, replace(preset, order=order, window_us=DAY_US, window_from=window_from))
    for point in trend_funnel(table_of(days), spec, None, (Every.DAY, "UTC"), Progress()).points:
        start_us = date.fromisoformat(point.start).toordinal() * DAY_US - date(1970, 1, 1).toordinal() * DAY_US
        result = asked(days, replace(spec, entered=Period(start_us, start_us + DAY_US)))
        still = sum(step.open for step in result.steps)
        assert (point.entered, point.converted, point.open) == (result.entered, result.converted, still)
        assert point.period == Period(start_us, start_us + DAY_US)


def test_only_entries_of_a_period_count():
    rows = [("a", 1, "A"), ("a", 2, "B"), ("b", 5, "A"), ("b", 6, "B"), ("c", 9, "A")]
    assert reached(rows, replace(spec_of("A", "B"), entered=Period(2, 9))) == [1, 1]


def test_the_interval_of_a_difference_is_newcombes():
    """Newcombe (1998), table II, method 10: 56/70 against 48/80, and 9/10 against 3/10."""
    first, second = difference_of(56, 70, 48, 80), difference_of(9, 10, 3, 10)
    assert (first.difference, first.low, first.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert (second.low, second.high) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert first.is_clear
    assert difference_of(0, 0, 1, 2).difference is None


def test_the_interval_of_a_difference_is_that_of_statsmodels():
    proportion = pytest.importorskip("statsmodels.stats.proportion", exc_type=ImportError)
    for one, one_n, other, other_n in [(5, 56, 0, 29), (0, 10, 0, 10), (10, 10, 0, 10), (231, 905, 180, 870)]:
        found = difference_of(one, one_n, other, other_n)
        low, high = proportion.confint_proportions_2indep(one, one_n, other, other_n, method="newcomb")
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_who_flips_is_named_with_the_rule_and_the_events_that_decide_it():
    rows = [*ONE_LOG, ("y", at("13:00:00"), "A"), ("y", at("13:10:00"), "B"), ("y", at("13:20:00"), "C")]
    rules = Rules(with_window(PRESETS["convdesk"], HOUR), with_window(PRESETS["mixpanel"], HOUR))
    found = find_flips(table_of(rows, span=at("20:00:00")), spec_of("A", "B", "C"), rules, None, Progress())
    assert [(each.one, each.other, each.count) for each in found.counts] == [("converted", "left after B", 1)]
    flip = found.flips[0]
    assert (flip.person, flip.because) == ("x", ("first entry only",))
    assert [(event.at[11:16], event.as_one, event.as_other) for event in flip.events] == [
        ("13:00", "", "entry"), ("13:30", "entry", ""), ("13:45", "step 2", "step 2"), ("14:15", "step 3", ""),
    ]  # fmt: skip


def test_each_preset_says_what_it_does_otherwise():
    assert PRESETS["convdesk"].differences == ()
    assert find_preset("ga4").differences == ("window from the previous step",)
    assert set(PRESETS["mixpanel"].differences) == {
        "first entry only", "steps within 2s count in either order", "excluded people count as dropped"
    }  # fmt: skip
    with pytest.raises(ProblemError, match="heap"):
        find_preset("heap")


def test_the_definition_names_every_rule_that_differs():
    spec = replace(under("mixpanel", "AB"), exclusions=(Exclusion(event_step("Help"), 1, 2),))
    text = asked([("x", 1, "A")], spec).definition
    for words in ("first entry only", "within 2s", "Help between A and B", "counted as left", "“mixpanel”"):
        assert words in text


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("order", Order)
def test_strange_logs_have_an_answer(preset, order):
    many_names = [("x", n, f"e{n}") for n in range(10_000)]
    at_once = [(f"p{n % 7}", 5, name) for n in range(3000) for name in ("A", "B", "C")]
    window_from = WindowFrom.ENTRY if order is Order.ANY else PRESETS[preset].rules.window_from
    rules = replace(with_window(PRESETS[preset], 0), order=order, window_from=window_from)
    for rows in ([], many_names, at_once, [("x", n, "AB"[n % 2]) for n in range(20_000)]):
        result = asked(rows, FunnelSpec((event_step("A"), event_step("B"), event_step("no such")), rules))
        assert result.steps[2].reached == 0


def test_a_chain_of_very_many_steps_is_counted():
    rows = [("x", n, f"e{n}") for n in range(200)]
    assert reached(rows, FunnelSpec(tuple(event_step(f"e{n}") for n in range(200)), FunnelRules(None))) == [1] * 200


@pytest.mark.parametrize("steps", [("A", "A", "B"), ("A", "B", "A"), ("A|B", "B", "C")])
def test_a_cancelled_count_of_shared_steps_stops(steps):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        count(table_of([("x", 1, "A")]), spec_of(*steps), None, progress)


@pytest.mark.slow
def test_the_window_funnel_preset_equals_clickhouse():
    chdb = pytest.importorskip("chdb")
    path = Path(__file__).parents[3] / "shared" / "reference" / "vectors.json"
    if not path.exists():
        pytest.skip("the reference vectors are not on this machine")
    cases = json.loads(path.read_text())["cases"]
    for case in cases[:60]:
        rows = [(person, when, f"e{event}") for person, when, event in case["rows"]]
        rules = with_window(PRESETS["clickhouse-window-funnel"], case["window"])
        spec = FunnelSpec(tuple(event_step(f"e{n}") for n in case["steps"]), rules)
        assert reached(rows, spec) == _window_funnel(chdb, rows, case), case


def _window_funnel(chdb, rows: list[tuple], case: dict) -> list[int]:
    values = ", ".join(f"({person}, {when}, '{name}')" for person, when, name in rows)
    conditions = ", ".join(f"event = 'e{n}'" for n in case["steps"])
    query = f"""select level from (select windowFunnel({case["window"]})(at, {conditions}) as level
        from values('actor Int32, at UInt64, event String', {values}) group by actor)"""
    levels = [int(line) for line in chdb.query(query, "CSV").bytes().decode().split()]
    return [sum(level >= n for level in levels) for n in range(1, len(case["steps"]) + 1)]


def test_one_event_may_fill_several_steps_where_asked_to():
    rows = [("x", 1, "A")]
    assert reached(rows, spec_of("A", "A")) == [1, 0]
    assert reached(rows, spec_of("A", "A", one_event=OneEvent.SEVERAL)) == [1, 1]
    assert reached(rows, spec_of("A", "A", one_event=OneEvent.SEVERAL, ties=Ties.INCREASE)) == [1, 0]

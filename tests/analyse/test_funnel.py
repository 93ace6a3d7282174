"""A funnel counts whom the rules say, whatever the log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import source_of, table_of
from convdesk.analyse import funnel
from convdesk.analyse.funnel_counts import count
from convdesk.analyse.people import resolve
from convdesk.analyse.table import EventTable
from convdesk.model.funnel import Bucket, FunnelResult, FunnelRules, FunnelSpec, Per
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.step import event_step, parse_step

VECTORS = Path(__file__).parents[3] / "shared" / "reference" / "vectors.json"
MINUTE = 60_000_000


def spec_of(*steps: str, window: int | None = None, per: Per = Per.ACTOR) -> FunnelSpec:
    return FunnelSpec(tuple(parse_step(step) for step in steps), FunnelRules(window), per)


def counted(rows: list[tuple], spec: FunnelSpec, *, span: int | None = None) -> FunnelResult:
    return count(table_of(rows, span=span), spec, None, Progress())


def reached(result: FunnelResult) -> list[int]:
    return [step.reached for step in result.steps]


@dataclass(frozen=True)
class Expected:
    reached: list[int]
    dropped: list[int]
    open: list[int]


def by_brute_force(rows: list[tuple], steps: list[str], window: int, end: int) -> Expected:
    """Every chain of distinct events, one person after the other."""
    buckets = Expected([0] * len(steps), [0] * len(steps), [0] * len(steps))
    for person in {row[0] for row in rows}:
        own = sorted((row[1], row[2]) for row in rows if row[0] == person)
        chains = {(0, None, 0, frozenset())}
        for wanted in steps:
            longer = set()
            for level, entry, last, used in chains:
                for n, (at, name) in enumerate(own):
                    fits = n not in used and name == wanted and at >= last and (entry is None or at - entry <= window)
                    if level == steps_done(chains) and fits:
                        longer.add((level + 1, at if entry is None else entry, at, used | {n}))
            if not longer:
                break
            chains = longer
        level = steps_done(chains)
        for n in range(level):
            buckets.reached[n] += 1
        if 0 < level < len(steps):
            is_open = any(entry + window > end for done, entry, _, _ in chains if done == level)
            (buckets.open if is_open else buckets.dropped)[level - 1] += 1
    return buckets


def steps_done(chains: set) -> int:
    return max(chain[0] for chain in chains)


def as_expected(result: FunnelResult) -> Expected:
    return Expected(reached(result), [step.dropped for step in result.steps], [step.open for step in result.steps])


@pytest.mark.skipif(not VECTORS.exists(), reason="the reference vectors are not on this machine")
def test_the_default_rules_equal_the_reference_vectors():
    cases = json.loads(VECTORS.read_text())["cases"]
    for case in cases:
        rows = [(person, at, f"e{event}") for person, at, event in case["rows"]]
        spec = FunnelSpec(tuple(event_step(f"e{n}") for n in case["steps"]), FunnelRules(case["window"]))
        expected = case["expected"]["default"]
        found = as_expected(counted(rows, spec, span=case["data_end"]))
        assert found == Expected(expected["reached"], expected["dropped"], expected["open"]), case


logs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12), st.sampled_from("abc")), min_size=1, max_size=14)


@given(logs, st.lists(st.sampled_from("abc"), min_size=1, max_size=4), st.integers(1, 13))
@settings(max_examples=300, deadline=None)
def test_counts_equal_a_brute_force_over_all_chains(rows, steps, window):
    end = max(row[1] for row in rows)
    assert as_expected(counted(rows, spec_of(*steps, window=window))) == by_brute_force(rows, steps, window, end)


@given(logs, st.lists(st.sampled_from("abc"), min_size=2, max_size=4), st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_buckets_add_up_and_a_longer_window_never_lowers_reached(rows, steps, window):
    result = counted(rows, spec_of(*steps, window=window))
    for step, following in zip(result.steps, result.steps[1:], strict=False):
        assert step.reached == following.reached + step.dropped + step.open + step.excluded
    longer = counted(rows, spec_of(*steps, window=window + 1))
    assert all(more >= fewer for more, fewer in zip(reached(longer), reached(result), strict=True))


@given(logs, st.integers(0, 10**15))
@settings(max_examples=50, deadline=None)
def test_renaming_people_and_listing_a_bucket_change_no_number(rows, offset):
    spec = spec_of("a", "b", window=5)
    result = counted(rows, spec)
    assert as_expected(counted([(f"p{offset - row[0]}", *row[1:]) for row in rows], spec)) == as_expected(result)
    outcome = funnel.follow(table_of(rows), spec, None, Progress())
    assert len(funnel.units_in(outcome, Bucket.DROPPED, 1)) == result.steps[0].dropped


def test_the_latest_usable_entry_counts_and_gives_the_time_to_convert():
    rows = [("x", at * MINUTE, name) for at, name in [(0, "A"), (30, "A"), (45, "B"), (75, "C")]]
    result = counted(rows, spec_of("A", "B", "C", window=60 * MINUTE))
    assert reached(result) == [1, 1, 1]
    assert [step.median_seconds for step in result.steps] == [None, 15 * 60, 30 * 60]


def test_someone_whose_window_is_not_over_at_the_end_of_the_data_is_open_not_lost():
    rows = [("early", 0, "A"), ("late", 90, "A"), ("other", 100, "Z")]
    step = counted(rows, spec_of("A", "B", window=50)).steps[0]
    assert (step.dropped, step.open) == (1, 1)


def test_without_a_window_whoever_did_not_go_on_counts_as_left_and_the_definition_says_so():
    result = counted([("x", 0, "A"), ("y", 99, "A"), ("y", 99, "B")], spec_of("A", "B"))
    assert (result.steps[0].dropped, result.steps[0].open) == (1, 0)
    assert "no window" in result.definition


def test_a_repeated_step_needs_another_event():
    assert reached(counted([("x", 1, "A")], spec_of("A", "A", window=9))) == [1, 0]
    assert reached(counted([("x", 1, "A"), ("x", 1, "A")], spec_of("A", "A", window=9))) == [1, 1]


def test_two_steps_that_fit_the_same_event_share_it_between_them():
    rows = [("x", 1, "buy", {"p:plan": "pro"}), ("y", 1, "buy", {"p:plan": "pro"}), ("y", 1, "buy")]
    assert reached(counted(rows, spec_of("buy", "buy[plan=pro]", window=9))) == [2, 1]


def test_steps_match_pages_conditions_and_alternatives():
    rows = [
        ("x", 1, "view", {"page": "https://shop.test/cart?id=7"}),
        ("x", 2, "buy", {"p:amount": "25"}),
        ("y", 1, "view", {"page": "/cart/old"}),
        ("y", 2, "order", {"p:amount": "9"}),
    ]
    assert reached(counted(rows, spec_of("page:/cart", "buy|order", window=9))) == [1, 1]
    assert reached(counted(rows, spec_of("page:/cart*", "buy[amount>=20]|order[amount>=20]", window=9))) == [2, 1]


def test_a_name_nobody_sent_reaches_nobody():
    result = counted([("x", 1, "A")], spec_of("A", "no such event", window=9))
    assert reached(result) == [1, 0]
    assert result.steps[1].rate_from_previous == 0.0


def test_sessions_are_counted_apart_by_their_own_id():
    rows = [("x", 1, "A", {"session": "s1"}), ("x", 2, "A", {"session": "s2"}), ("x", 3, "B", {"session": "s2"})]
    assert reached(counted(rows, spec_of("A", "B", window=9, per=Per.SESSION))) == [2, 1]


def test_sessions_without_an_id_are_cut_at_gaps_of_thirty_minutes():
    rows = [("x", 0, "A"), ("x", 29 * MINUTE, "B"), ("x", 60 * MINUTE, "A"), ("y", 60 * MINUTE, "A")]
    table = table_of(rows)
    assert table.session_count == 3
    assert reached(count(table, spec_of("A", "B", per=Per.SESSION), None, Progress())) == [3, 1]


def test_several_logs_are_one_table_however_their_rows_lie():
    one = source_of([("x", 5, "A"), ("y", 1, "A")], "one")
    other = source_of([("x", 7, "B", {"p:plan": "pro"}), ("w", 2, "B")], "other")
    people = resolve([one, other], [], [])
    table = EventTable([one, other], people)
    assert people.names == ["w", "x", "y"]
    assert [people.names[actor] for actor in table.actors] == ["w", "x", "x", "y"]
    assert reached(count(table, spec_of("A", "B[plan=pro]", window=9), None, Progress())) == [2, 1]


def test_a_cancelled_count_stops():
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        count(table_of([("x", 1, "A")]), spec_of("A"), None, progress)

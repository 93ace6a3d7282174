"""Chains at shared times, followed for everyone at once, equal those that are walked moment by moment."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse import funnel, funnel_any, funnel_grace, funnel_walk
from convdesk.analyse.filling import FillingEvents
from convdesk.analyse.funnel_counts import count
from convdesk.model.funnel import Exclusion, FunnelRules, FunnelSpec
from convdesk.model.funnel_rules import Entries, OnExclusion, Order, Ties, WindowFrom
from convdesk.model.progress import Progress
from convdesk.model.step import event_step, parse_step

logs = st.lists(st.tuples(st.sampled_from("uvw"), st.integers(0, 7), st.sampled_from("aabbcx")), min_size=1,
                max_size=30)  # fmt: skip
STEPS = ("a", "a", "b", "b", "c", "a|b", "b|c", "a|b|c")


@st.composite
def specs(draw) -> FunnelSpec:
    steps = tuple(parse_step(step) for step in draw(st.lists(st.sampled_from(STEPS), min_size=2, max_size=8)))
    rules = FunnelRules(
        draw(st.one_of(st.none(), st.integers(0, 8))), "", draw(st.sampled_from([Order.ORDERED, Order.STRICT])),
        draw(st.sampled_from(list(WindowFrom))), draw(st.sampled_from(list(Entries))),
        draw(st.sampled_from([Ties.FAVOUR, Ties.ROUNDED])), draw(st.integers(1, 3)),
        on_exclusion=draw(st.sampled_from(list(OnExclusion))),
    )  # fmt: skip
    pairs = draw(st.lists(st.tuples(st.integers(1, len(steps)), st.integers(1, len(steps))), max_size=2))
    exclusions = tuple(Exclusion(event_step("x"), *sorted(pair)) for pair in pairs if pair[0] != pair[1])
    return FunnelSpec(steps, rules, exclusions=exclusions)


@given(logs, specs())
@settings(max_examples=400, deadline=None)
def test_at_once_is_as_one_by_one(rows, spec):
    table = table_of(rows)
    chains = funnel.follow(table, spec, None, Progress()).chains
    with mock.patch.object(funnel_walk, "_is_level_by_level", return_value=False):
        walked = funnel.follow(table, spec, None, Progress()).chains
    assert not chains.differs(walked).any()
    for mine, its in zip(chains.at, walked.at, strict=True):
        assert np.array_equal(mine, its)


@st.composite
def specs_in_any_order(draw) -> FunnelSpec:
    names = draw(st.lists(st.sampled_from((*STEPS, "d", "c|d")), min_size=2, max_size=7))
    rules = FunnelRules(
        draw(st.one_of(st.none(), st.integers(0, 8))), "", Order.ANY, entries=draw(st.sampled_from(list(Entries))),
        on_exclusion=draw(st.sampled_from(list(OnExclusion))),
    )  # fmt: skip
    exclusions = (Exclusion(event_step("x"), 1, len(names)),) if draw(st.booleans()) else ()
    return FunnelSpec(tuple(map(parse_step, names)), rules, exclusions=exclusions)


@given(st.lists(st.tuples(st.sampled_from("uv"), st.integers(0, 9), st.sampled_from("aabbccddx")), min_size=1,
                max_size=30), specs_in_any_order())  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_counting_what_could_fill_steps_is_as_giving_them_out_event_by_event(rows, spec):
    table = table_of(rows)
    chains = funnel.follow(table, spec, None, Progress()).chains
    together = mock.patch.object(FillingEvents, "groups", lambda events: [list(range(len(events.often)))])
    with mock.patch.object(funnel_any, "MOST_TOGETHER", 0), together:
        one_by_one = funnel.follow(table, spec, None, Progress()).chains
    assert not chains.differs(one_by_one).any()


def test_very_many_events_of_one_person_at_shared_times_are_followed_with_few_looks_between():
    rows = [("u", n // 3, "abcd"[n * 7 % 4]) for n in range(30_000)]
    spec = FunnelSpec(tuple(event_step("abcd"[n % 4]) for n in range(30)), FunnelRules(400))
    looks = mock.Mock()
    progress = mock.Mock(spec=Progress, wraps=Progress())
    progress.raise_if_cancelled = looks
    outcome = funnel.follow(table_of(rows), spec, None, progress)
    assert outcome.chains.level.tolist() == [30]
    assert len(spec.steps) < looks.call_count < 1_000


@given(st.lists(st.tuples(st.just("u"), st.integers(0, 50), st.sampled_from("aabbcx")), min_size=6, max_size=40),
       specs(), st.booleans())  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_of_chains_that_ended_long_ago_those_that_are_later_in_nothing_are_of_no_use(rows, spec, is_optional):
    steps = spec.steps[:4]
    optional = frozenset([2]) if is_optional and len(steps) > 2 else frozenset()
    exclusions = tuple(e for e in spec.exclusions if e.end <= len(steps) and not {e.start, e.end} & optional)
    rules = replace(
        spec.rules, ties=Ties.GRACE, grace_us=2, window_us=spec.rules.window_us and 5 * spec.rules.window_us
    )
    spec = replace(spec, steps=steps, rules=rules, exclusions=exclusions, optional=optional)
    table = table_of(rows)
    chains = funnel.follow(table, spec, None, Progress()).chains
    with mock.patch.object(funnel_grace, "long_ago", return_value=10**9):
        all_tried = funnel.follow(table, spec, None, Progress()).chains
    assert not chains.differs(all_tried).any()


def test_who_has_too_many_ways_within_a_grace_counts_as_if_events_could_fill_several_steps(monkeypatch):
    rows = [*(("u", n // 3, "ab"[n % 2]) for n in range(60)), ("v", 5, "b"), ("v", 6, "a")]
    spec = FunnelSpec(tuple(event_step(name) for name in "abab"), FunnelRules(40, ties=Ties.GRACE, grace_us=2))
    exact = funnel.follow(table_of(rows), spec, None, Progress()).chains.level.tolist()
    assert "too many ways" not in count(table_of(rows), spec, None, Progress()).definition
    monkeypatch.setattr(funnel_walk, "MOST_TRIES", 10)
    assert funnel.follow(table_of(rows), spec, None, Progress()).chains.level.tolist() == exact == [4, 2]
    assert "For one of them there were too many ways" in count(table_of(rows), spec, None, Progress()).definition

"""Every combination of rules counts what a look at every chain of events says."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from pathlib import Path

import pytest
from funnel_oracle import Oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse import funnel
from convdesk.analyse.funnel_counts import count
from convdesk.model.funnel import Bucket, Exclusion, FunnelSpec, Per
from convdesk.model.funnel_rules import Entries, FunnelRules, OneEvent, OnExclusion, Order, Ties, WindowFrom
from convdesk.model.progress import Progress
from convdesk.model.step import event_step, parse_step

VECTORS = Path(__file__).parents[3] / "shared" / "reference" / "vectors.json"
RULES = {
    "default": {},
    "same_time_must_increase": {"ties": Ties.INCREASE},
    "one_event_may_fill_several": {"one_event": OneEvent.SEVERAL},
    "first_entry_only": {"entries": Entries.FIRST},
    "window_from_previous_step": {"window_from": WindowFrom.PREVIOUS},
    "order_any": {"order": Order.ANY},
    "order_strict": {"order": Order.STRICT},
}


@pytest.mark.skipif(not VECTORS.exists(), reason="the reference vectors are not on this machine")
@pytest.mark.parametrize("rule", RULES)
def test_the_rules_equal_the_reference_vectors(rule):
    for case in json.loads(VECTORS.read_text())["cases"]:
        if rule not in case["expected"]:
            continue
        table = table_of([(person, at, f"e{event}") for person, at, event in case["rows"]], span=case["data_end"])
        steps = tuple(event_step(f"e{n}") for n in case["steps"])
        found = count(table, FunnelSpec(steps, FunnelRules(case["window"], **RULES[rule])), None, Progress()).steps
        for bucket, expected in case["expected"][rule].items():
            assert [getattr(step, bucket) for step in found] == expected, case


STEPS = ["a", "b", "c", "a|b", "b|c"]
logs = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(0, 12), st.sampled_from("abcx"),
        st.fixed_dictionaries({"session": st.sampled_from(["s1", "s2"])}),
    ),
    min_size=1, max_size=11,
)  # fmt: skip


@st.composite
def specs(draw) -> FunnelSpec:
    steps = tuple(parse_step(step) for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=4)))
    order = draw(st.sampled_from(list(Order)))
    is_any = order is Order.ANY
    rules = FunnelRules(
        draw(st.one_of(st.none(), st.integers(0, 13))), "", order,
        WindowFrom.ENTRY if is_any else draw(st.sampled_from(list(WindowFrom))),
        draw(st.sampled_from(list(Entries))), draw(st.sampled_from(list(Ties))), draw(st.integers(1, 4)),
        draw(st.sampled_from(list(OneEvent))), draw(st.sampled_from(list(OnExclusion))),
    )  # fmt: skip
    middle = range(2, len(steps))
    optional = frozenset() if is_any or not middle else draw(st.frozensets(st.sampled_from(middle)))
    ends = [n for n in range(1, len(steps) + 1) if n not in optional]
    pairs = [(1, len(steps))] if is_any else list(itertools.combinations(ends, 2))
    exclusions = ()
    if len(steps) > 1:
        chosen = draw(st.lists(st.tuples(st.sampled_from("xc"), st.sampled_from(pairs)), max_size=2))
        exclusions = tuple(Exclusion(event_step(name), *pair) for name, pair in chosen)
    per = draw(st.sampled_from(list(Per)))
    return FunnelSpec(steps, rules, per, exclusions=exclusions, optional=optional)


def by_unit(rows: list[tuple], per: Per) -> dict[object, list[tuple[int, str]]]:
    units = defaultdict(list)
    for row in sorted(rows, key=lambda row: (str(row[0]), row[1])):
        units[row[0] if per is Per.ACTOR else (row[0], row[3]["session"])].append((row[1], row[2]))
    return units


def expected_of(rows: list[tuple], spec: FunnelSpec, end: int) -> list[tuple[int, int, int, int]]:
    """Reached, dropped, open, excluded at every step."""
    fates = [fate for events in by_unit(rows, spec.per).values() if (fate := Oracle(spec, end).fate(events))]
    found = []
    for step in range(1, len(spec.steps) + 1):
        stage = max(n for n in range(1, step + 1) if n not in spec.optional)
        here = [f for f in fates if (step in f.optional if step in spec.optional else f.level >= step)]
        ended = [f.bucket for f in here if f.level == stage and f.level < len(spec.steps)]
        found.append((len(here), *(ended.count(b) for b in (Bucket.DROPPED, Bucket.OPEN, Bucket.EXCLUDED))))
    return found


@given(logs, specs())
@settings(max_examples=400, deadline=None)
def test_every_combination_of_rules_equals_a_brute_force_over_all_chains(rows, spec):
    end = max(row[1] for row in rows)
    table = table_of(rows)
    result = count(table, spec, None, Progress())
    assert [(s.reached, s.dropped, s.open, s.excluded) for s in result.steps] == expected_of(rows, spec, end)
    assert all(s.reached == s.went_on + s.dropped + s.open + s.excluded for s in result.steps[:-1])
    outcome = funnel.follow(table, spec, None, Progress())
    fates = [fate for events in by_unit(rows, spec.per).values() if (fate := Oracle(spec, end).fate(events))]
    starts = outcome.chains.unit * outcome.clock.stride
    rows_ = zip(*(at - starts for at in outcome.chains.at), outcome.chains.level, strict=True)
    kept = [(at[level - 1] - outcome.clock.phase, at[0] - outcome.clock.phase) for *at, level in rows_]
    if spec.rules.ties is not Ties.GRACE:
        begin = 0 if spec.rules.order is not Order.ANY else None
        assert sorted(done for done, _ in kept) == sorted(f.complete for f in fates)
        if begin == 0:
            assert sorted(entry for _, entry in kept) == sorted(f.entry for f in fates)


many_people = st.lists(
    st.tuples(
        st.integers(0, 9), st.integers(0, 12), st.sampled_from("abcx"),
        st.fixed_dictionaries({"session": st.sampled_from(["s1", "s2"])}),
    ),
    min_size=8, max_size=40,
)  # fmt: skip


@given(many_people, specs(), st.integers(1, 12))
@settings(max_examples=200, deadline=None)
def test_people_followed_block_by_block_are_followed_as_all_at_once(rows, spec, size):
    table = table_of(rows)
    whole = funnel.follow(table, spec, None, Progress())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(funnel, "BLOCK_EVENTS", 4 * size)
        cut = funnel.follow(table, spec, None, Progress())
    assert cut.actors.tolist() == whole.actors.tolist()
    assert not cut.chains.differs(whole.chains).any()
    assert cut.chains.is_struck.tolist() == whole.chains.is_struck.tolist()
    assert cut.removed.tolist() == whole.removed.tolist()


def test_thirty_steps_are_followed_over_very_many_events_at_shared_times():
    rows = [("u", n // 2, "abcd"[n % 4]) for n in range(4_000)]
    spec = FunnelSpec(tuple(event_step("abcd"[n % 4]) for n in range(30)), FunnelRules(20))
    steps = count(table_of(rows), spec, None, Progress()).steps
    assert [step.reached for step in steps] == [1] * 30
    assert steps[-1].median_seconds == 0
    short = FunnelSpec(spec.steps, FunnelRules(13))
    assert [step.reached for step in count(table_of(rows), short, None, Progress()).steps] == [1] * 28 + [0] * 2

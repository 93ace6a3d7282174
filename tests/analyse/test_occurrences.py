"""How often somebody did something in some time, against counting by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse.occurrences import did_often
from convdesk.model.progress import Progress
from convdesk.model.step import event_step
from convdesk.model.within import AnyPart, FirstPart

logs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.sampled_from("ab")), min_size=1, max_size=25)


@given(logs, st.integers(1, 4), st.integers(1, 50))
def test_often_inside_any_time_and_within_the_first(log, times, length_us):
    table = table_of([(f"u{who}", at, event) for who, at, event in log])
    for actor, name in enumerate(table.people.names):
        own = sorted((at, event) for who, at, event in log if f"u{who}" == name)
        done = [at for at, event in own if event == "a"]
        first = sum(at - own[0][0] <= length_us for at in done) >= times
        any_ = any(last - at <= length_us for at, last in zip(done, done[times - 1 :], strict=False))
        assert did_often(table, event_step("a"), times, FirstPart(length_us), Progress())[actor] == first
        assert did_often(table, event_step("a"), times, AnyPart(length_us), Progress())[actor] == any_
        assert did_often(table, event_step("a"), times, None, Progress())[actor] == (len(done) >= times)


@given(logs, st.integers(0, 40), st.integers(1, 20))
def test_often_between_two_moments(log, start, length):
    table = table_of([(f"u{who}", at, event) for who, at, event in log])
    bounds = start, start + length
    found = did_often(table, event_step("a"), 1, bounds, Progress())
    did = {f"u{who}" for who, at, event in log if event == "a" and start <= at < start + length}
    assert {table.people.names[actor] for actor in np.flatnonzero(found)} == did

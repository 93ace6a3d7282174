"""What marks those who left: counted as by hand, under the same exposure for both sides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse import contrast, coverage, drivers, funnel
from convdesk.analyse.reaching import reaching
from convdesk.model.driver import DriverSpec, MarkKind
from convdesk.model.dropoff import DropOff
from convdesk.model.funnel import FunnelRules, FunnelSpec
from convdesk.model.progress import Cancelled, Progress
from convdesk.model.step import event_step

WINDOW = 40
SPEC = FunnelSpec((event_step("A"), event_step("B"), event_step("C")), FunnelRules(WINDOW))
PAGES = {"X": "/item/1", "Y": "/item/22", "A": "/start"}


def compare(rows, at, exposure=None, *, is_all=True, span=None):
    table = table_of(rows, span=span)
    spec = DriverSpec(DropOff(SPEC, at), exposure, is_all)
    reached = reaching(table, SPEC, funnel.follow(table, SPEC, None, Progress()), at)
    found, ticks = drivers.Candidates(), drivers.exposure_ticks(table, spec, reached)
    if ticks is None:
        return drivers.compared(spec, drivers.Watch(table, reached, 0), found, None), reached, table
    watch = drivers.Watch(table, reached, ticks)
    drivers.events_and_pages(watch, spec, found, Progress())
    drivers.properties(watch, found, Progress())
    return drivers.compared(spec, watch, found, drivers.exposure_seconds(table, ticks)), reached, table


def counts(found):
    return {(row.kind, row.name): (row.left_with, row.left, row.stayed_with, row.stayed) for row in found.rows}


def by_hand(rows, reached, table, ticks):
    """The same counts, person by person and event by event."""
    table_names, found = table.people.names, {}
    for actor, start, onwards in zip(reached.actors, reached.tick, reached.next_tick, strict=True):
        own = sorted((row for row in rows if row[0] == table_names[actor]), key=lambda row: row[1])
        stop = start + ticks + 1 if onwards < 0 else min(start + ticks + 1, onwards)
        watched = [row for row in own if start <= row[1] < stop]
        met = {(MarkKind.EVENT, row[2]) for row in watched if row[2] not in "ABC"}
        met |= {(MarkKind.PAGE, "/item/:id" if row[2] in "XY" else "/start") for row in watched if row[2] in PAGES}
        known = [row[3]["p:plan"] for row in own if row[1] <= start and row[3].get("p:plan")]
        met |= {(MarkKind.PROPERTY, f"plan={value}") for value in known[-1:]}
        for key in met:
            left, stayed = found.get(key, (0, 0))
            found[key] = (left + (onwards < 0), stayed + (onwards >= 0))
    return found


events = st.tuples(st.integers(0, 5), st.integers(0, 100), st.sampled_from("AABBCXYZ"), st.sampled_from(["", "a", "b"]))


@given(st.lists(events, min_size=1, max_size=45, unique_by=lambda e: e[:2]), st.integers(1, 2),
       st.sampled_from([None, 0, 3, 15, 500]))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_both_sides_are_counted_as_by_hand(raw, at, exposure):
    rows = [(f"u{who}", tick, name, {"page": PAGES.get(name), "p:plan": plan or None}) for who, tick, name, plan in raw]
    found, reached, table = compare(rows, at, exposure)
    if found.exposure_seconds is None:
        assert not found.rows
        assert found.stayed == 0
        return
    ticks = round(found.exposure_seconds * 1_000_000)
    expected = by_hand(rows, reached, table, ticks)
    both = (int(reached.has_left.sum()), int((~reached.has_left).sum()))
    assert counts(found) == {key: (left, both[0], stayed, both[1]) for key, (left, stayed) in expected.items()}
    tests = np.array([(r.left_with, r.left, r.stayed_with, r.stayed) for r in found.rows], np.int64).reshape(-1, 4).T
    assert np.allclose([row.p for row in found.rows], contrast.fisher(*tests))
    assert np.allclose([row.q for row in found.rows], contrast.adjusted(np.array([row.p for row in found.rows])))


def crowd(leavers, stayers):
    """People who do A, B; stayers do C 10 later; `Help` at the tick given (None: not)."""
    rows = []
    for name, helped in [
        *((f"l{n}", h) for n, h in enumerate(leavers)),
        *((f"s{n}", h) for n, h in enumerate(stayers)),
    ]:
        rows += [(name, 0, "A"), (name, 5, "B")]
        rows += [(name, 15, "C")] if name.startswith("s") else []
        rows += [(name, helped, "Help")] if helped else []
    return rows


def test_leavers_get_no_more_time_to_meet_something_than_those_who_went_on():
    late, soon = [30] * 8, [9] * 8
    found, *_ = compare(crowd(late, soon), 2, span=100)
    row = next(row for row in found.rows if row.name == "Help")
    assert found.exposure_seconds == pytest.approx(10e-6)
    assert (row.left_with, row.stayed_with) == (0, 8)
    assert row.in_words == "more often among those who stayed"
    longer, *_ = compare(crowd(late, soon), 2, 1000, span=100)
    assert next(row for row in longer.rows if row.name == "Help").left_with == 8


def test_what_those_who_went_on_did_afterwards_does_not_count():
    found, *_ = compare(crowd([9] * 6, [16] * 6), 2, 1000, span=100)
    assert next(row for row in found.rows if row.name == "Help").stayed_with == 0


def test_few_people_are_hidden_unless_asked_for_and_q_stays_the_same():
    rows = [*crowd([*[9] * 6, None], [None] * 6), ("l6", 7, "Odd")]
    asked, *_ = compare(rows, 2, span=100)
    shown, *_ = compare(rows, 2, is_all=False, span=100)
    assert (len(asked.rows), len(shown.rows), shown.hidden, shown.candidates) == (2, 1, 1, 2)
    assert {row.name: row.q for row in shown.rows}["Help"] == {row.name: row.q for row in asked.rows}["Help"]


def test_a_property_with_very_many_values_is_left_out_and_named():
    rows = [(f"u{n}", t, name, {"p:id": str(n)}) for n in range(150) for t, name in ((0, "A"), (5, "B"))]
    found, *_ = compare([*rows, ("u1", 9, "C", {})], 2, span=100)
    assert found.left_out == ("id",)
    assert not [row for row in found.rows if row.kind is MarkKind.PROPERTY]


def test_friction_is_compared_among_those_in_whom_it_could_be_seen():
    table = table_of(crowd([None] * 6, [None] * 6), span=100)
    reached = reaching(table, SPEC, funnel.follow(table, SPEC, None, Progress()), 2)
    watch = drivers.Watch(table, reached, 10)
    at_ms = np.zeros(3, np.int64)
    assert watch.happened(np.array([0, 1, 6]), at_ms).nonzero()[0].tolist() == [0, 1, 6]
    assert not watch.happened(np.array([0, 1, 6]), at_ms + 1).any()
    assert not watch.happened(np.empty(0, np.int64), np.empty(0, np.int64)).any()


def test_a_comparison_can_be_stopped():
    progress = Progress()
    progress.cancel()
    table = table_of(crowd([9], [9]), span=100)
    reached = reaching(table, SPEC, funnel.follow(table, SPEC, None, Progress()), 2)
    with pytest.raises(Cancelled):
        drivers.events_and_pages(
            drivers.Watch(table, reached, 10), DriverSpec(DropOff(SPEC, 2)), drivers.Candidates(), progress
        )


def test_those_heard_and_the_silent_ones_are_compared_on_what_is_known_last():
    rows = [
        (f"u{n:02}", t, "A", {"p:plan": plan})
        for n in range(12)
        for t, plan in ((0, "free"), (5, "pro" if n < 6 else None))
    ]
    table = table_of(rows)
    people, heard = np.ones(12, bool), np.arange(12) < 5
    found = {row.value: row for row in coverage.differences(table, people, heard, Progress())}
    assert (found["pro"].heard_with, found["pro"].heard, found["pro"].silent_with, found["pro"].silent) == (5, 5, 1, 7)
    assert found["pro"].low > 0
    assert found["pro"].heard_share - found["pro"].silent_share <= found["pro"].high
    assert coverage.differences(table, people, people, Progress()) == ()


@given(st.lists(events, min_size=1, max_size=45, unique_by=lambda e: e[:2]), st.integers(1, 2), st.integers(1, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_shift_in_time_and_other_names_of_people_change_no_mark(raw, at, later):
    def rows(prefix, shift):
        return [
            (f"{prefix}{who}", tick + shift, name, {"page": PAGES.get(name), "p:plan": plan or None})
            for who, tick, name, plan in raw
        ]

    last = max(tick for _, tick, *_ in raw)
    plain, *_ = compare(rows("u", 0), at, 15, span=last)
    moved, *_ = compare(rows("v", later), at, 15, span=last + later)
    assert (moved.left, moved.stayed, moved.rows) == (plain.left, plain.stayed, plain.rows)

"""A person's timeline in pages is the whole of it, cut; whatever else happened is merged in by its time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse.timelines import Merged, stretch_starts
from convdesk.model.timeline import Entry, EntryKind

moments = st.lists(st.integers(0, 30), max_size=12)


@given(moments, moments, st.integers(0, 25), st.integers(1, 9), st.integers(-2, 32))
@settings(max_examples=200, deadline=None)
def test_every_page_is_cut_from_the_whole_in_order(events, others, first, count, moment):
    rows = [("b", t, f"e{t}", {"page": f"/p{t}", "p:plan": "pro" if t % 2 else None}) for t in sorted(events)]
    table = table_of([("a", 3, "x", {}), *rows, ("c", 4, "y", {})])
    extra = [Entry(t, EntryKind.ANSWER, f"o{n}") for n, t in enumerate(sorted(others))]
    actor = table.people.names.index("b") if rows else 1
    merged = Merged(table, actor, extra, has_events=bool(rows))
    expected = sorted([(t, 0, f"e{t}") for t in events] + [(e.at_us, 1, e.title) for e in extra], key=lambda e: e[:2])
    whole = merged.entries(0, 100)
    assert [(entry.at_us, entry.title) for entry in whole] == [(t, title) for t, _, title in expected]
    assert merged.entries(first, count) == whole[first : first + count]
    assert len(merged) == len(whole)
    assert merged.number_at(moment) == sum(entry.at_us < moment for entry in whole)
    for entry in whole:
        if entry.kind is EntryKind.EVENT:
            assert entry.where == f"/p{entry.at_us}"
            assert entry.details == ({"plan": "pro"} if entry.at_us % 2 else {})


def test_a_page_of_a_person_with_a_million_events_touches_only_that_page():
    rows = np.arange(1000)
    table = table_of([("u", int(n), "e") for n in rows])
    merged = Merged(table, 0, [Entry(500, EntryKind.ANSWER, "said")], has_events=True)
    asked = []
    merged._table.column = lambda name, column=table.column: asked.append(name) or column(name)
    found = merged.entries(499, 4)
    assert [entry.title for entry in found] == ["e", "e", "said", "e"]
    assert len(asked) == 1


sessions = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([-1, 0, 1, 2])), min_size=1, max_size=20)


def by_hand(moments, named, gap):
    starts, met, here = [0], set(), False
    for n, (at, session) in enumerate(zip(moments, named, strict=True)):
        is_new = session >= 0 and session not in met
        if n and (at - moments[n - 1] > gap or (is_new and here)):
            starts.append(n)
            here = False
        here = here or is_new
        met.add(session)
    return starts


@given(sessions, st.integers(0, 10))
@settings(max_examples=300, deadline=None)
def test_a_stretch_ends_after_a_gap_or_where_another_session_begins(raw, gap):
    raw.sort(key=lambda row: row[0])
    moments, named = (np.array([row[n] for row in raw], np.int64) for n in (0, 1))
    assert stretch_starts(moments, named, gap).tolist() == by_hand(moments.tolist(), named.tolist(), gap)

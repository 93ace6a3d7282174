"""Friction: every signal against a brute force, told by rules, or not told with a reason."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import table_of
from convdesk.analyse import clicks, friction, friction_counts, signals
from convdesk.columns import CLICK, MOVE, VISIT, RecordingColumns
from convdesk.model.friction import (
    NO_LIMIT,
    PRESETS,
    RULES,
    FrictionRules,
    FrictionSpec,
    Signal,
    differences,
    rules_named,
)
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress

ELEMENTS = [("#resend", "Resend"), ("#a > button:nth-of-type(2)", "Next"), ("#f > input:nth-of-type(1)", "Code")]
PAGES = ["https://a.test/one", "https://a.test/two", "https://a.test/three"]


def recording(rows=(), *, name="r", visits=(), moves=()):
    """A recording with clicks (ms, page, element, x, y, reaction), visits (ms, page) and moves (ms, page, x, y)."""
    return RecordingColumns(
        id=name, source="s", keys=(f"user:{name}",), session=f"s-{name}", started_ms=0, duration_ms=9000, pages=PAGES,
        elements=ELEMENTS,
        clicks=np.array([(at, page, element, x, y, 1440, 900, r, 0, 0) for at, page, element, x, y, r in rows], CLICK),
        visits=np.array([(at, at, page, 1440, 900, 900) for at, page in visits], VISIT),
        moves=lambda: np.array(list(moves), MOVE),
    )  # fmt: skip


def found_in(*recordings, events=(("r", 0, "Start"),), rules=RULES, dismissed=frozenset()):
    """Friction in recordings, whose people are those of the event log with the same names."""
    table = table_of(list(events))
    codes = {name: code for code, name in enumerate(table.people.names)}
    actors = np.array([codes[recorded.id] for recorded in recordings], np.int64)
    gathered = clicks.gather(recordings, actors)
    ruled = clicks.ClickTable(**{**fields_of(gathered), "rules": rules, "dismissed": dismissed})
    return friction.find(ruled, table, recordings, Progress()), ruled, table


def fields_of(table):
    return {name: getattr(table, name) for name in table.__dataclass_fields__}


def times(found, signal):
    return found.of(signal)["at_ms"].tolist()


def brute_rage(rows, rules):
    """Which clicks are in a burst, by looking at every stretch of clicks."""

    def links(one, other):
        wait = other[0] - one[0]
        is_soon = wait < rules.rage_gap_ms if rules.rage_within_ms is None else wait <= rules.rage_within_ms
        dx, dy = abs(other[3] - one[3]), abs(other[4] - one[4])
        far = dx + dy if rules.is_rage_distance_manhattan else math.hypot(dx, dy)
        is_near = rules.rage_distance_px >= NO_LIMIT or far < rules.rage_distance_px
        same = one[1] == other[1] and (not rules.is_rage_on_one_element or one[2] == other[2])
        return is_soon and is_near and same

    rage = set()
    for first in range(len(rows)):
        for last in range(first + rules.rage_clicks - 1, len(rows)):
            stretch = rows[first : last + 1]
            is_linked = all(links(a, b) for a, b in pairwise(stretch))
            within = rules.rage_within_ms is None or (
                len(stretch) == rules.rage_clicks and stretch[-1][0] - stretch[0][0] <= rules.rage_within_ms
            )
            if is_linked and within:
                rage |= set(range(first, last + 1))
    return [n in rage for n in range(len(rows))]


click_rows = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(0, 1), st.integers(0, 1), st.integers(0, 60), st.integers(0, 40),
              st.sampled_from([-1, 5, 1500])), max_size=14,
).map(sorted)  # fmt: skip


@given(click_rows, st.sampled_from(sorted(PRESETS)))
@settings(max_examples=150, deadline=None)
def test_rage_of_every_preset_is_what_looking_at_every_stretch_of_clicks_finds(rows, preset):
    rules = FrictionRules(**{**vars(PRESETS[preset]), "suppress": ()})
    _, table, _ = found_in(recording(rows), rules=rules)
    kept = [n for n in range(len(rows)) if not rules.is_rage_on_dead_only or table.dead[n]]
    expected = [False] * len(rows)
    for n, is_rage in zip(kept, brute_rage([rows[n] for n in kept], rules), strict=True):
        expected[n] = is_rage
    assert table.rage.tolist() == expected


@given(click_rows, st.integers(1, 10**6))
@settings(max_examples=50, deadline=None)
def test_a_shift_in_time_and_another_name_change_no_signal(rows, shift):
    found, table, _ = found_in(recording(rows))
    moved = [(at + shift, *rest) for at, *rest in rows]
    other, shifted, _ = found_in(recording(moved, name="zz"), events=[("zz", 5, "Start")])
    assert table.rage.tolist() == shifted.rage.tolist()
    assert [t + shift for t in times(found, Signal.DEAD)] == times(other, Signal.DEAD)


def test_bursts_in_pieces_are_the_bursts_of_the_whole(monkeypatch):
    rng = np.random.default_rng(1)
    at = np.sort(rng.integers(0, 20_000, 300)).tolist()
    rows = [(t, 0, 0, int(x), 0, 5) for t, x in zip(at, rng.integers(0, 90, 300), strict=True)]
    whole = found_in(recording(rows))[1].rage
    monkeypatch.setattr(signals, "PIECE", 7)
    assert np.array_equal(found_in(recording(rows))[1].rage, whole)
    assert whole.any()


def test_one_burst_counts_once_and_two_bursts_twice():
    burst = [(t, 0, 0, 10, 10, 5) for t in (0, 300, 600, 900)]
    found, table, _ = found_in(recording([*burst, *((t + 5000, *rest) for t, *rest in burst)]))
    assert times(found, Signal.RAGE) == [0, 5000]
    assert table.rage.sum() == 8


def test_next_buttons_and_text_fields_are_never_rage_unless_the_rules_say_so():
    for element in (1, 2):
        rows = [(t, 0, element, 10, 10, 5) for t in (0, 300, 600)]
        assert times(found_in(recording(rows))[0], Signal.RAGE) == []
        assert times(found_in(recording(rows), rules=FrictionRules(suppress=()))[0], Signal.RAGE) == [0]
    rows = [(t, 0, 0, 10, 10, 5) for t in (0, 300, 600)]
    assert times(found_in(recording(rows), rules=FrictionRules(suppress=("selector:#re*",)))[0], Signal.RAGE) == []


def test_what_a_researcher_took_out_does_not_count_but_the_rest_does():
    burst = [(t, 0, 0, 10, 10, -1) for t in (0, 300, 600)]
    rows = [*burst, *((t + 5000, *rest) for t, *rest in burst)]
    gone = frozenset({(Signal.RAGE, "r", 5000), (Signal.DEAD, "r", 300)})
    found, table, _ = found_in(recording(rows), dismissed=gone)
    assert times(found, Signal.RAGE) == [0]
    assert table.rage.tolist() == [True] * 3 + [False] * 3
    assert times(found, Signal.DEAD) == [0, 600, 5000, 5300, 5600]


@given(click_rows, st.lists(st.integers(0, 6000), max_size=5))
@settings(max_examples=60, deadline=None)
def test_clicks_before_an_error_are_those_with_one_at_most_two_seconds_later(rows, errors):
    events = [("q", 0, "Start"), ("r", 0, "Start"), ("q", 100_000, "error shown"),
              *(("r", at * 1000, "JS Error") for at in errors)]  # fmt: skip
    found = found_in(recording(rows), events=events)[0]
    expected = [row[0] for row in rows if any(0 <= at - row[0] <= 2000 for at in errors)]
    if rows:
        assert times(found, Signal.ERROR) == expected


def test_without_logged_errors_error_clicks_are_not_told_and_why():
    found = found_in(recording([(0, 0, 0, 1, 1, 5)]))[0]
    assert "no event name fits" in found.reasons[Signal.ERROR]
    assert found.reasons[Signal.RE_EDIT] == friction.NO_TYPING
    assert found.reasons[Signal.THRASHED] == found.reasons[Signal.HESITATION] == friction.NO_MOVES


def test_without_clicks_places_or_reactions_the_click_signals_are_not_told_and_why():
    assert found_in(recording())[0].reasons[Signal.RAGE] == friction.NO_CLICKS
    found = found_in(recording([(0, 0, 0, math.nan, math.nan, 0)]))[0]
    assert found.reasons[Signal.RAGE] == friction.NO_PLACES
    assert found.reasons[Signal.DEAD] == friction.NO_REACTIONS


moves = st.lists(st.tuples(st.integers(0, 5000), st.just(0), st.integers(0, 6), st.integers(0, 2)), max_size=40)


@given(moves.map(sorted), st.integers(2, 4))
@settings(max_examples=100, deadline=None)
def test_thrashing_is_where_turns_along_one_axis_crowd(rows, least):
    rules = FrictionRules(thrash_turns=least, thrash_within_ms=700)
    turned = {}
    for axis in (2, 3):
        way, turned[axis] = 0, []
        for n in range(1, len(rows)):
            step = rows[n][axis] - rows[n - 1][axis]
            if step and way and (step > 0) != (way > 0):
                turned[axis].append(n)
            way = step or way
    spans = sorted(
        (rows_[n], rows_[n + least - 1])
        for rows_ in turned.values()
        for n in range(len(rows_) - least + 1)
        if rows[rows_[n + least - 1]][0] - rows[rows_[n]][0] <= 700
    )
    starts, end = [], -1
    for first, last in spans:
        if first > end:
            starts.append(first)
        end = max(end, last)
    assert signals.thrashes(np.array(rows, MOVE), rules).tolist() == starts


def test_hesitation_is_a_pointer_that_rests_near_what_it_clicks():
    path = [(0, 0, 500, 500), (1000, 0, 110, 100), (1500, 0, 101, 100), (2300, 0, 100, 100)]
    rows = [(2400, 0, 0, 100, 100, 5), (2600, 0, 0, 400, 400, 5)]
    found = found_in(recording(rows, moves=path))[0]
    assert times(found, Signal.HESITATION) == [2400]
    assert signals.rested_ms(np.array(path, MOVE), np.array(recording(rows).clicks), 30.0).tolist() == [1400, 0]


stays = st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 2)), max_size=10).map(sorted)


@given(stays)
@settings(max_examples=80, deadline=None)
def test_a_quick_back_is_the_same_page_again_soon_after_leaving_it_in_recordings_and_logs_alike(visits):
    stays_of = [v for n, v in enumerate(visits) if n == 0 or visits[n - 1][1] != v[1]]
    expected = [
        c[0]
        for a, b, c in zip(stays_of, stays_of[1:], stays_of[2:], strict=False)
        if a[1] == c[1] and c[0] - b[0] <= 7000
    ]
    assert times(found_in(recording(visits=visits))[0], Signal.QUICK_BACK) == expected
    logged = [("r", at * 1000, "View", {"page": PAGES[page]}) for at, page in visits]
    found = found_in(events=[("r", 0, "Start"), *logged])[0]
    assert not visits or times(found, Signal.QUICK_BACK) == expected


def test_the_people_listed_are_the_number_and_pages_add_up():
    burst = [(t, 0, 0, 10, 10, -1) for t in (0, 300, 600)]
    events = [(name, 0, "Start") for name in "abc"]
    found, table, events_ = found_in(
        recording(burst, name="a"), recording([(5, 1, 0, 1, 1, -1)], name="b"), recording([(5, 1, 0, 1, 1, 9)], name="c"),
        events=events,
    )  # fmt: skip
    result = friction_counts.count(found, table, events_.people.names, FrictionSpec(), None)
    by_signal = {s.signal: s for s in result.signals}
    assert (by_signal[Signal.RAGE].count, by_signal[Signal.RAGE].people, by_signal[Signal.RAGE].watched) == (1, 1, 3)
    assert (by_signal[Signal.DEAD].count, by_signal[Signal.DEAD].people, by_signal[Signal.DEAD].sessions) == (4, 2, 2)
    for signal in (Signal.RAGE, Signal.DEAD):
        assert len(friction_counts.people_with(found, signal, "*")) == by_signal[signal].people
        for tallies in (result.pages, result.elements, result.sessions, result.people):
            assert sum(tally.counts.get(signal, 0) for tally in tallies) == by_signal[signal].count
    only = friction_counts.count(found, table, events_.people.names, FrictionSpec("/two"), None)
    assert {s.signal: s.count for s in only.signals}[Signal.DEAD] == 1
    assert (result.clicks, only.clicks) == (5, 2)


def test_presets_say_in_what_they_differ_and_an_unknown_one_is_refused():
    assert differences(rules_named("posthog")) == {
        "is_rage_distance_manhattan": (True, False),
        "dead_after_ms": (2500, 1000),
    }
    with pytest.raises(ProblemError):
        rules_named("nobody's")
    for rules in PRESETS.values():
        assert all(rules.in_words(signal) for signal in Signal)


stays = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(0, 2)), max_size=25)


@given(stays, st.integers(0, 30))
@settings(max_examples=200, deadline=None)
def test_quick_backs_of_packed_events_are_those_of_plain_ones(raw, within):
    rows = sorted(raw)
    owner, at, pages = (np.array([row[n] for row in rows], np.int64) for n in range(3))
    span, stride = 30, 62
    packed = signals.quick_backs_packed(pages.astype(np.int32), owner * stride + at, span, within)
    assert packed.tolist() == signals.quick_backs(pages, at, owner, within).tolist()

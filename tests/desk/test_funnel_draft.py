"""What refers to steps by number follows them while a funnel is made."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from convdesk.desk.screens.funnel import draft
from convdesk.desk.screens.funnel.draft import Part, Row, rows_of
from convdesk.desk.screens.funnel.sentences import row_note, row_words
from convdesk.model.funnel import Exclusion, FunnelSpec
from convdesk.model.funnel_checks import check_funnel
from convdesk.model.step import PropertyTest, event_step, parse_step

FIVE = FunnelSpec(
    tuple(event_step(name) for name in "ABCDE"), exclusions=(Exclusion(event_step("X"), 2, 4),), optional=frozenset({3})
)


def names(spec: FunnelSpec) -> str:
    return "".join(step.name for step in spec.steps)


def test_a_step_put_in_moves_what_comes_after_it():
    spec = draft.with_step(FIVE, event_step("N"), 1)
    assert (names(spec), spec.optional, spec.exclusions[0].start, spec.exclusions[0].end) == ("ANBCDE", {4}, 3, 5)


def test_moving_a_step_takes_its_exclusion_and_its_option_along():
    spec = draft.moved(FIVE, 2, 1)
    assert (names(spec), spec.optional) == ("ACBDE", {2})
    spec = draft.moved(FIVE, 3, 0)
    assert (names(spec), spec.exclusions[0].start, spec.exclusions[0].end) == ("DABCE", 1, 3)
    assert draft.moved(FIVE, 4, 5) == FIVE


def test_a_step_that_comes_to_an_end_can_no_longer_be_skipped():
    assert draft.moved(FIVE, 2, 4).optional == frozenset()
    assert draft.without_step(draft.without_step(FIVE, 4), 3).optional == frozenset()


def test_an_exclusion_goes_with_a_step_it_needs():
    assert draft.without_step(FIVE, 1).exclusions == ()
    kept = draft.without_step(FIVE, 0).exclusions
    assert [(each.start, each.end) for each in kept] == [(1, 3)]


def test_alternatives_conditions_and_exclusions_are_lines_of_their_own_and_each_can_be_taken_out():
    spec = draft.with_other(FIVE, 0, parse_step("F|G"))
    spec = draft.with_test(spec, Row(Part.STEP, 0), PropertyTest("plan", "=", "pro"))
    spec = draft.with_test(spec, Row(Part.STEP, 0), PropertyTest("amount", ">=", "20"))
    lines = [row_words(spec, row) for row in rows_of(spec)]
    assert lines == ["1  A", "where plan = pro", "where amount >= 20", "or F", "or G", "2  B", "3  C",
                     "not X between 2 and 4", "4  D", "5  E"]  # fmt: skip
    assert row_note(spec, Row(Part.STEP, 2)) == "may be skipped"
    for number, gone in ((1, "where plan = pro"), (3, "or F"), (7, "not X between 2 and 4")):
        assert gone not in [
            row_words(one, row) for one in [draft.without(spec, rows_of(spec)[number])] for row in rows_of(one)
        ]
    assert draft.with_other(spec, 0, event_step("F")) == spec


def test_a_condition_is_changed_where_it_stands():
    spec = draft.with_test(FIVE, Row(Part.STEP, 1), PropertyTest("plan", "=", "p"))
    spec = draft.with_other_test(spec, Row(Part.TEST, 1, 0, 0), PropertyTest("plan", "=", "pro"))
    assert spec.steps[1].name == "B[plan=pro]"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["move", "drop", "add"])), max_size=12))
def test_whatever_is_moved_the_numbers_stay_those_of_steps_that_are_there(edits):
    spec = replace(FIVE, optional=frozenset({3}))
    for place, to, how in edits:
        if how == "move":
            spec = draft.moved(spec, place, to)
        elif how == "drop" and place < len(spec.steps) > 2:
            spec = draft.without_step(spec, place)
        elif how == "add":
            spec = draft.with_step(spec, event_step(f"n{to}"), min(place, len(spec.steps)))
    held = {number for each in spec.exclusions for number in (each.start, each.end)}
    assert all(1 <= number <= len(spec.steps) for number in held | spec.optional)
    assert all(each.start < each.end for each in spec.exclusions)
    if not held & spec.optional:
        check_funnel(spec)

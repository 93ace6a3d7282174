"""Expressions: everything that can be said is read, written as it is read, and pointed at where it cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.model.expression import ExpressionError, Known, parse_segment
from convdesk.model.expression_text import written
from convdesk.model.friction import Showed, Signal
from convdesk.model.funnel import Bucket, FunnelSpec, InBucket
from convdesk.model.goal import OfGoal
from convdesk.model.heatmap import Clicked
from convdesk.model.marked import Channel, Heard, LastKnown
from convdesk.model.segment import (
    Answered,
    Between,
    Both,
    Coded,
    Did,
    Either,
    Everyone,
    FirstKnown,
    HasProperty,
    Listed,
    Named,
    Not,
    flattened,
)
from convdesk.model.step import Matcher, PropertyTest, Step, event_step, parse_step
from convdesk.model.trend import DidDuring
from convdesk.model.within import AnyPart, Dates, FirstPart

HOUR = 3_600_000_000
A = Did(event_step("a"))
FUNNEL = FunnelSpec((event_step("a"), event_step("b")), name="Onboarding")
KNOWN = Known({"Onboarding": FUNNEL}, {"Payers": Did(event_step("pay"))})
SAID = {
    "between(2026-01-01, 2026-02-01)": Between(Dates("2026-01-01", "2026-02-01")),
    'coded("Code expired")': Coded("Code expired"),
    "first(utm)=mail": FirstKnown(PropertyTest("utm", "=", "mail")),
    'last(plan)="pro"': LastKnown("plan", "pro"),
    "answered()": Heard(Channel.ANSWERED),
    "recorded()": Heard(Channel.RECORDED),
    'goal("Paid")': OfGoal("Paid"),
    'segment("Payers")': Named("Payers", Did(event_step("pay"))),
    "did(a) in first 7d": Did(event_step("a"), 1, FirstPart(7 * 24 * HOUR)),
    "did(a)>=3 in any 1h": Did(event_step("a"), 3, AnyPart(HOUR)),
    "did(a)>=2 during 2026-01-01..2026-02-01": Did(event_step("a"), 2, Dates("2026-01-01", "2026-02-01")),
    'did("Log in (web)")': Did(event_step("Log in (web)")),
    "quickback(/cart)": Showed(Signal.QUICK_BACK, "/cart"),
    "rage()": Showed(Signal.RAGE, "*"),
    "clicked(/verify, #resend)": Clicked("/verify", "#resend"),
    'excluded(1 of "Onboarding")': InBucket(FUNNEL, Bucket.EXCLUDED, 1),
    'prop(city)="New York"': HasProperty(PropertyTest("city", "=", "New York")),
}


@pytest.mark.parametrize(("text", "segment"), SAID.items(), ids=SAID)
def test_what_can_be_said_is_read_and_written_alike(text, segment):
    assert parse_segment(text, KNOWN) == segment
    assert written(segment, KNOWN) == (text, KNOWN)


def test_how_often_is_said_from_any_side():
    two, three = Did(event_step("a"), 2), Did(event_step("a"), 3)
    assert parse_segment("did(a)>2", {}) == three
    assert parse_segment("did(a)<2", {}) == Not(two)
    assert parse_segment("did(a)<=2", {}) == Not(three)
    assert parse_segment("did(a)=2", {}) == Both(two, Not(three))
    assert parse_segment("did(a)=0", {}) == Not(A)


texts = st.text(st.sampled_from('ab ()"|&![]=,:/*é'), min_size=1, max_size=6)
steps = st.one_of(
    texts.map(event_step),
    texts.map(lambda page: Step((Matcher(page=page),))),
    st.sampled_from(["a|b", "buy[plan=pro,amount>=20]"]).map(parse_step),
)
tests = st.builds(PropertyTest, texts, st.sampled_from(["=", "!=", "<", ">="]), texts)
segments = st.recursive(
    st.one_of(
        st.sampled_from([*SAID.values(), Everyone()]),
        st.builds(Did, steps, st.integers(1, 3), st.sampled_from([None, FirstPart(HOUR), Dates("2026-01-01", "x")])),
        st.builds(HasProperty, tests),
        st.builds(Answered, texts, st.one_of(st.none(), tests)),
        st.builds(Listed, st.frozensets(texts, max_size=3)),
        st.builds(DidDuring, st.one_of(st.none(), steps), st.just(1), st.integers(2, 9)),
        st.builds(Coded, texts),
    ),
    lambda inner: st.one_of(st.builds(Both, inner, inner), st.builds(Either, inner, inner), st.builds(Not, inner)),
    max_leaves=6,
)


@given(segments)
def test_every_segment_can_be_written_and_means_the_same_when_read(segment):
    text, known = written(segment, KNOWN)
    assert simple(parse_segment(text, known)) == simple(segment)


def simple(segment):
    """Without everyone beside others, which reading leaves out, and with brackets where they bind anyway."""
    match segment:
        case Both(left, right):
            return simple(left) & simple(right)
        case Either(left, right):
            return simple(left) | simple(right)
        case Not(inner):
            return Not(simple(inner))
    return segment


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("did(a) & magic(x)", 9),
        ("did(a) did(b)", 7),
        ("did(a) & ", 9),
        ("(did(a)", 0),
        ("did(a", 3),
        ('did(a) | dropped(9 of "Onboarding")', 17),
        ("between(2026-01-01, soon)", 8),
        ("did(a) in first soon", 7),
        ('segment("None")', 8),
        ("did(a) & !!(did(b) | )", 21),
    ],
)
def test_a_problem_points_at_the_place(text, at):
    with pytest.raises(ExpressionError) as caught:
        parse_segment(text, KNOWN)
    assert caught.value.at == at
    assert caught.value.problem.where.endswith(f"character {at + 1}")


def test_brackets_without_end_are_refused():
    with pytest.raises(ExpressionError, match="too many"):
        parse_segment("(" * 5000, {})
    with pytest.raises(ExpressionError, match="too many"):
        parse_segment("!" * 5000 + "did(a)", {})


def test_names_are_looked_through():
    inner = Both(A, Not(Named("x", A)))
    assert flattened(Named("n", inner)) == Both(A, Not(A))
    assert Named("Payers", A).in_words() == "“Payers”"

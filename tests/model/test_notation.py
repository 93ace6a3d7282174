"""Steps, durations, segments and funnels say the same when written down and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdesk.model.expression import parse_segment
from convdesk.model.funnel import Breakdown, Bucket, Exclusion, FunnelSpec, InBucket, Per, Period, Touch
from convdesk.model.funnel_rules import Entries, FunnelRules, OneEvent, OnExclusion, Order, Ties, WindowFrom
from convdesk.model.moment import duration_text, duration_us, duration_words, iso
from convdesk.model.notation import funnel_from_json, funnel_to_json, segment_from_json, segment_to_json
from convdesk.model.page import PagePattern, page_matches, path_of
from convdesk.model.path import OnPath, PathSpec, Side
from convdesk.model.problem import ProblemError
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
)
from convdesk.model.step import Matcher, PropertyTest, Step, event_step, parse_step
from convdesk.model.trend import DidAtTime, DidDuring
from convdesk.model.within import AnyPart, Dates, FirstPart

texts = st.text(min_size=1, max_size=8)
tests = st.builds(PropertyTest, texts, st.sampled_from(["=", "!=", "<", ">="]), st.text(max_size=5))
matchers = st.one_of(
    st.builds(lambda name, t: Matcher(event=name, tests=tuple(t)), texts, st.lists(tests, max_size=2)),
    st.builds(lambda page: Matcher(page=page), texts),
)
steps = st.builds(lambda found: Step(tuple(found)), st.lists(matchers, min_size=1, max_size=3))
rules = st.builds(
    FunnelRules,
    window_us=st.one_of(st.none(), st.integers(0, 10**6).map(lambda s: s * 1_000_000)),
    name=st.sampled_from(["convdesk", "mixpanel"]),
    order=st.sampled_from(list(Order)),
    window_from=st.sampled_from(list(WindowFrom)),
    entries=st.sampled_from(list(Entries)),
    ties=st.sampled_from(list(Ties)),
    grace_us=st.integers(0, 10**7),
    one_event=st.sampled_from(list(OneEvent)),
    on_exclusion=st.sampled_from(list(OnExclusion)),
)
funnels = st.builds(
    FunnelSpec,
    steps=st.lists(steps, min_size=1, max_size=4).map(tuple),
    rules=rules,
    per=st.sampled_from(list(Per)),
    name=st.text(max_size=5),
    exclusions=st.lists(st.builds(Exclusion, steps, st.just(1), st.integers(2, 4)), max_size=2).map(tuple),
    optional=st.frozensets(st.integers(2, 3), max_size=2),
    breakdown=st.one_of(st.none(), st.builds(Breakdown, texts, st.sampled_from(list(Touch)))),
    entered=st.one_of(st.none(), st.builds(Period, st.integers(0, 9), st.integers(10, 19))),
)
OLD_FUNNEL = {
    "name": "Onboarding", "steps": [[{"event": "Sign up", "page": None, "tests": []}]], "window": "7d", "per": "actor",
    "segment": {"kind": "Everyone"},
}  # fmt: skip
paths = st.builds(
    PathSpec,
    anchor=st.one_of(st.none(), steps),
    side=st.sampled_from(list(Side)),
    in_session=st.booleans(),
    opened=st.frozensets(st.integers(1, 5)),
    patterns=st.lists(st.builds(PagePattern, texts, st.booleans()), max_size=2).map(tuple),
)
dates = st.just(Dates("2026-01-01", "2026-02-01"))
lengths = st.integers(1, 10**6).map(lambda s: s * 1_000_000)
withins = st.one_of(dates, st.builds(FirstPart, lengths), st.builds(AnyPart, lengths))
segments = st.recursive(
    st.one_of(
        st.just(Everyone()),
        st.builds(Did, steps, st.integers(1, 3), st.one_of(st.none(), withins)),
        st.builds(Between, dates),
        st.builds(FirstKnown, tests),
        st.builds(Coded, texts),
        st.builds(HasProperty, tests),
        st.builds(InBucket, funnels, st.sampled_from(list(Bucket)), st.integers(1, 4)),
        st.builds(Answered, texts, st.one_of(st.none(), tests)),
        st.builds(Listed, st.frozensets(texts, max_size=3)),
        st.builds(DidDuring, st.one_of(st.none(), steps), st.one_of(st.none(), st.integers()), st.just(7)),
        st.builds(DidAtTime, st.one_of(st.none(), steps), st.integers(0, 6), st.integers(0, 23), st.just("UTC")),
        st.builds(OnPath, paths, st.integers(0, 3), texts, st.one_of(st.none(), texts)),
    ),
    lambda inner: st.one_of(
        st.builds(Both, inner, inner),
        st.builds(Either, inner, inner),
        st.builds(Not, inner),
        st.builds(Named, st.just("Kept"), inner),
    ),
    max_leaves=6,
)


@given(segments)
def test_a_segment_comes_back_from_its_json(segment):
    assert segment_from_json(segment_to_json(segment)) == segment


@given(funnels)
def test_a_funnel_comes_back_from_its_json(spec):
    assert funnel_from_json(funnel_to_json(spec)) == spec


def test_a_funnel_saved_before_there_were_rules_is_read_with_our_usual_ones():
    assert funnel_from_json(OLD_FUNNEL) == FunnelSpec((event_step("Sign up"),), FunnelRules(), name="Onboarding")


@given(st.integers(0, 10**7).map(lambda n: n * 1_000_000))
def test_a_duration_comes_back_from_its_text(us):
    assert duration_us(duration_text(us)) == us


@pytest.mark.parametrize("text", ["", "7", "d", "-1d", "7 days", "1e9w"])
def test_what_is_no_duration_is_refused_with_an_example(text):
    with pytest.raises(ProblemError, match="7d"):
        duration_us(text)


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_572_631_153_273_932, "2019-11-01T17:59:13.273932Z"),
        (1_746_148_694_312_000, "2025-05-02T01:18:14.312Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_a_moment_is_written_with_as_many_decimals_as_it_has(us, text):
    assert iso(us) == text


def test_a_step_is_written_as_it_is_read():
    for text in ("Sign up", "page:/cart*", "purchase[plan=pro,amount>=20]", "buy|order[a=b|c]"):
        assert parse_step(text).name == text


@pytest.mark.parametrize("text", ["", "a|", "buy[plan]"])
def test_what_is_no_step_is_refused_with_an_example(text):
    with pytest.raises(ProblemError, match="example"):
        parse_step(text)


def test_conditions_compare_numbers_as_numbers_and_texts_as_texts():
    assert PropertyTest("a", ">=", "20").holds("100")
    assert not PropertyTest("a", "<", "20").holds("100")
    assert PropertyTest("a", "<", "b").holds("a")
    assert not PropertyTest("a", "=", "1").holds(None)
    assert PropertyTest("a", "!=", "1").holds(None)


def test_expressions_bind_not_before_and_before_or():
    a, b, c = (Did(event_step(name)) for name in "abc")
    assert parse_segment("did(a) | did(b) & !did(c)", {}) == Either(a, Both(b, Not(c)))
    assert parse_segment("(did(a) | did(b)) & did(c)", {}) == Both(Either(a, b), c)
    assert parse_segment("", {}) == Everyone()


def test_every_condition_of_an_expression_is_read():
    funnel = FunnelSpec((event_step("a"), event_step("b")), name="Onboarding")
    known = {"Onboarding": funnel}
    assert parse_segment("did(a[plan=pro])>=2", {}) == Did(parse_step("a[plan=pro]"), 2)
    assert parse_segment("prop(platform)=ios", {}) == HasProperty(PropertyTest("platform", "=", "ios"))
    assert parse_segment("answered(Q3)<=6", {}) == Answered("Q3", PropertyTest("", "<=", "6"))
    assert parse_segment("answered(Q3)", {}) == Answered("Q3")
    assert parse_segment('dropped(1 of "Onboarding")', known) == InBucket(funnel, Bucket.DROPPED, 1)
    assert parse_segment("person(u-1, u-2)", {}) == Listed(frozenset({"u-1", "u-2"}))
    assert parse_segment("visited(/cart*)", {}) == Did(Step((Matcher(page="/cart*"),)))


@pytest.mark.parametrize(
    "text",
    ["did(a", "did(a) did(b)", "magic(x)", 'dropped(9 of "Onboarding")', 'dropped(1 of "None")', "did(a)!=2", "&"],
)
def test_an_expression_that_cannot_be_read_says_from_where_on(text):
    funnel = FunnelSpec((event_step("a"), event_step("b")), name="Onboarding")
    with pytest.raises(ProblemError, match="from “"):
        parse_segment(text, {"Onboarding": funnel})


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_expressions(text):
    try:
        parse_segment(text, {})
    except ProblemError as error:
        assert error.problem.remedy


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://a.test/cart/?id=7#x", "/cart"),
        ("https://a.test", "/"),
        ("/cart?x=1", "/cart"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_the_path_of_an_address_leaves_out_what_changes(address, path):
    assert path_of(address) == path


def test_a_page_pattern_fits_paths_or_whole_addresses():
    assert page_matches("/cart*", "https://a.test/cart/7")
    assert not page_matches("/cart", "https://a.test/cart/7")
    assert page_matches("https://a.test/*", "https://a.test/cart")


@pytest.mark.parametrize(
    ("us", "words"),
    [
        (7 * 86_400_000_000, "7 days"), (86_400_000_000, "1 day"), (36 * 3_600_000_000, "36 hours"),
        (60_000_000, "1 minute"), (2_500_000, "2.5 seconds"), (0, "0 seconds"),
    ],
)  # fmt: skip
def test_a_duration_is_said_in_words(us, words):
    assert duration_words(us) == words

"""Two groups compared: the numbers are scipy's, and those of published examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from scipy.stats.contingency import relative_risk

from convdesk.analyse import contrast

counts = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 300), st.integers(0, 40)).map(
    lambda t: (t[0], t[0] + t[1], t[2], t[2] + t[3])
)


def arrays(rows):
    return tuple(np.array(rows, np.int64).T)


@given(st.lists(counts, min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_fishers_exact_p_is_scipys_for_many_tables_at_once(rows):
    expected = [fisher_exact([[a, n - a], [c, m - c]]).pvalue for a, n, c, m in rows]
    assert np.allclose(contrast.fisher(*arrays(rows)), expected, rtol=1e-9, atol=1e-300)


def test_fishers_tea_lady_and_large_tables():
    assert contrast.fisher(*arrays([(3, 4, 1, 4)]))[0] == pytest.approx(0.4857142857142857)
    rows = [
        (11, 27, 24, 55),
        (1, 2, 2, 2),
        (800, 100_000, 700, 250_000),
        (0, 100_000, 12, 250_000),
        (100_000, 100_000, 249_990, 250_000),
    ]
    expected = [fisher_exact([[a, n - a], [c, m - c]]).pvalue for a, n, c, m in rows]
    assert np.allclose(contrast.fisher(*arrays(rows)), expected, rtol=1e-6)


@given(st.lists(counts.filter(lambda t: t[0] and t[2]), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_ratios_and_their_intervals_are_scipys_relative_risk(rows):
    ratio, low, high = contrast.ratios(*arrays(rows))
    for n, (a, one, c, other) in enumerate(rows):
        expected = relative_risk(a, one, c, other)
        assert ratio[n] == pytest.approx(expected.relative_risk)
        interval = expected.confidence_interval(0.95)
        assert (low[n], high[n]) == (pytest.approx(interval.low), pytest.approx(interval.high))


def test_a_count_of_none_gets_a_half_and_two_of_them_no_ratio():
    ratio, low, high = contrast.ratios(*arrays([(0, 10, 5, 20), (4, 10, 0, 20), (0, 10, 0, 20), (0, 0, 5, 20)]))
    assert ratio[0] == pytest.approx((0.5 / 10.5) / (5 / 20))
    assert ratio[1] == pytest.approx((4 / 10) / (0.5 / 20.5))
    assert low[0] < ratio[0] < 1 < high[0]
    assert np.isnan(ratio[2:]).all()


def test_the_interval_of_a_difference_is_newcombes_published_one():
    """Newcombe (1998), table II, method 10: 56/70 − 48/80 is 0.0524 to 0.3339; 10/10 − 0/10 is 0.6075 to 1."""
    low, high = contrast.newcombe(*arrays([(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 10), (5, 56, 0, 29)]))
    assert np.allclose(low, [0.0524, 0.1705, 0.6075, -0.0381], atol=5e-5)
    assert np.allclose(high, [0.3339, 0.8090, 1.0, 0.1926], atol=5e-5)


def test_false_discovery_rates_are_those_of_benjamini_and_hochberg():
    """The fifteen p values of their paper (1995): at 0.05 the first four are called."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    q = contrast.adjusted(np.array(p))
    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert not len(contrast.adjusted(np.empty(0)))

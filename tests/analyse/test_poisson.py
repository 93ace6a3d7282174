"""Intervals of counts: exact where everybody did it once, and right nineteen times in twenty where people did it often."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from convdesk.analyse.poisson import intervals


@pytest.mark.parametrize("count", [1, 2, 7, 40, 3_000])
def test_where_everybody_did_it_once_the_interval_is_that_of_a_poisson_count(count):
    (low,), (high,) = intervals(np.array([count]), np.array([count]))
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2)


def test_events_of_few_people_are_less_certain_than_as_many_of_many():
    low, high = intervals(np.array([100, 100]), np.array([100, 100 * 10]))
    assert low[1] < low[0] < 100 < high[0] < high[1]


def test_nothing_is_said_of_nothing():
    low, high = intervals(np.array([0]), np.array([0.0]))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@pytest.mark.parametrize(("people", "least"), [(8, 0.87), (60, 0.93), (400, 0.94)])
def test_the_interval_holds_what_is_true_nineteen_times_in_twenty(people, least):
    rng = np.random.default_rng(7)
    often = np.array([1, 1, 1, 2, 3, 9])
    truth, held, tried = people * often.mean(), 0, 2_000
    for _ in range(tried):
        done = rng.choice(often, rng.poisson(people))
        if not len(done):
            continue
        (low,), (high,) = intervals(np.array([done.sum()]), np.array([np.square(done).sum()]))
        held += low <= truth <= high
    assert least <= held / tried <= 0.97

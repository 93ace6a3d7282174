"""A segment means the same people however it is written."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convdesk.link.select import select
from convdesk.model.segment import Did, Everyone
from convdesk.model.step import event_step


class Three:
    """Three people; event `ab` was done by the people named in it."""

    actor_count = 3

    def did(self, condition):
        return np.array([name in condition.step.name for name in "abc"])


conditions = st.sampled_from([Did(event_step(name)) for name in ("a", "b", "ab", "abc", "-")] + [Everyone()])


@given(conditions, conditions)
def test_de_morgan_holds(one, other):
    assert np.array_equal(select(~(one & other), Three()), select(~one | ~other, Three()))
    assert np.array_equal(select(~(one | other), Three()), select(~one & ~other, Three()))


@given(conditions)
def test_not_not_is_the_same_and_everyone_changes_nothing(one):
    assert np.array_equal(select(~~one, Three()), select(one, Three()))
    assert np.array_equal(select(one & Everyone(), Three()), select(one, Three()))

"""Hashes are found again where they stand among many."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convdesk.ingest.hash_places import HashPlaces

HASHES = st.integers(0, 2**64 - 1) | st.integers(0, 9) | st.integers(2**64 - 9, 2**64 - 1)


def array(hashes):
    return np.array(hashes, np.uint64)


@given(st.lists(HASHES, unique=True, max_size=60), st.lists(HASHES, max_size=60))
def test_every_hash_is_found_and_no_other(hashes, others):
    places = HashPlaces(array(hashes))
    ranks = places.ranks(array(hashes + others))
    ascending = sorted(hashes)
    assert ranks.tolist() == [ascending.index(one) if one in hashes else -1 for one in hashes + others]
    assert [hashes[at] for at in places.order] == ascending
    assert places.are_distinct


def test_equal_hashes_are_told():
    assert not HashPlaces(array([7, 2**63, 7])).are_distinct

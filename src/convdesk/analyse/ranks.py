"""What is met most often, of any number of different things."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.model.progress import Progress

    Counts = NDArray[np.int64]

AT_ONCE = 50_000
"""Names that are compared between two looks at whether to stop."""


def most_frequent(counts: Counts, names: Sequence[str], most: int, progress: Progress | None = None) -> Counts:
    """The codes that are counted most, in order; among equals by name. Codes that are not counted are left out."""
    met = np.flatnonzero(counts)
    most = min(most, len(met))
    if not most:
        return np.empty(0, np.int64)
    least = np.partition(counts[met], -most)[-most]
    above, ties = np.flatnonzero(counts > least).tolist(), met[counts[met] == least]
    first: list[int] = []
    for start in (progress or silent()).heeding(range(0, len(ties), AT_ONCE)):
        some = [*first, *ties[start : start + AT_ONCE].tolist()]
        first = heapq.nsmallest(most - len(above), some, key=names.__getitem__)
    return np.array([*sorted(above, key=lambda code: (-counts[code], names[code])), *first], np.int64)

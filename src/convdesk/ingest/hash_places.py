"""Where hashes stand among many others: found in a step or two, for hashes are spread evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]


class HashPlaces:
    """The ranks of distinct 64-bit hashes; `order` gives for each rank the place of its hash.

    `are_distinct`: whether they are; of equal ones any may be found.

    The upper bits of a hash say where those that share them begin; from there on it is looked for one by one.
    """

    def __init__(self, hashes: Hashes) -> None:
        bits = max(len(hashes).bit_length(), 1)
        self._shift = np.uint64(64 - bits)
        self.order: NDArray[np.intp] = np.argsort(hashes)
        self._sorted = hashes[self.order]
        self.are_distinct = not bool(np.any(self._sorted[1:] == self._sorted[:-1]))
        counts = np.bincount(self._bucket(hashes), minlength=1 << bits)
        self._starts = (np.cumsum(counts) - counts).astype(np.int32)
        self._longest = int(counts.max())

    def ranks(self, hashes: Hashes) -> NDArray[np.int32]:
        """The rank of each hash; −1 for one that is not there."""
        if not len(self._sorted):
            return np.full(len(hashes), -1, np.int32)
        ranks = self._starts.take(self._bucket(hashes))
        missed = np.flatnonzero(self._sorted.take(ranks, mode="clip") != hashes)
        for _ in range(self._longest):
            if not len(missed):
                break
            ranks[missed] += 1
            missed = missed[self._sorted.take(ranks[missed], mode="clip") != hashes[missed]]
        ranks[missed] = -1
        return ranks

    def _bucket(self, hashes: Hashes) -> NDArray[np.int64]:
        return (hashes >> self._shift).view(np.int64)

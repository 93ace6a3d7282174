"""Two groups compared by counts: ratios with intervals, Fisher's exact test, Benjamini–Hochberg, all as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.share import Z_95

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Numbers = NDArray[np.float64]

_TOLERANCE = 1e-7
"""Tables as likely as the one met, but for rounding, count as as extreme (as in R and scipy)."""


def ratios(with_one: Counts, one: Counts, with_other: Counts, other: Counts) -> tuple[Numbers, Numbers, Numbers]:
    """Ratio of two shares with its 95 % interval (Katz's log method); 0.5 is added to a count of 0; NaN: no share."""
    a, c = np.where(with_one == 0, 0.5, with_one), np.where(with_other == 0, 0.5, with_other)
    n, m = one + np.where(with_one == 0, 0.5, 0), other + np.where(with_other == 0, 0.5, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (a / n) / (c / m)
        half = Z_95 * np.sqrt(np.maximum(1 / a - 1 / n + 1 / c - 1 / m, 0))
    found = np.stack([ratio, ratio * np.exp(-half), ratio * np.exp(half)])
    found[:, (one == 0) | (other == 0) | ((with_one == 0) & (with_other == 0))] = np.nan
    return found[0], found[1], found[2]


def fisher(with_one: Counts, one: Counts, with_other: Counts, other: Counts) -> Numbers:
    """Fisher's exact test, two-sided, of many two-by-two tables; equal tables are worked out once.

    The sum over all tables with these margins that are no likelier than the one met. As in scipy, the other tail's
    end is found by bisection, here for all tables at once.
    """
    tables = np.stack([with_one, one, with_other, other])
    unique, place = np.unique(tables, axis=1, return_inverse=True)
    found: Numbers = _fisher(*unique)[place.ravel()]
    return found


def adjusted(p: Numbers) -> Numbers:
    """Benjamini–Hochberg: the least false discovery rate at which each of these would be called."""
    if not len(p):
        return p
    from scipy.stats import false_discovery_control

    found: Numbers = false_discovery_control(p, method="bh")
    return found


def _fisher(with_one: Counts, one: Counts, with_other: Counts, other: Counts) -> Numbers:
    from scipy.stats import hypergeom

    total, chosen = one + other, with_one + with_other
    low, high = np.maximum(0, chosen - other), np.minimum(chosen, one)
    mode = np.clip((chosen + 1) * (one + 1) // (total + 2), low, high)
    likely = _Likely(total, chosen, one, with_one)
    is_low = with_one <= mode
    upper = likely.first_from(mode, high, is_rising=False)
    lower = likely.first_from(low, mode, is_rising=True)
    p_low = hypergeom.cdf(with_one, total, chosen, one) + hypergeom.sf(upper - 1, total, chosen, one)
    p_high = hypergeom.sf(with_one - 1, total, chosen, one) + hypergeom.cdf(lower, total, chosen, one)
    found = np.where(is_low, p_low, p_high)
    is_certain = (low == high) | likely.is_rare(mode)
    return np.where(is_certain, 1.0, np.minimum(found, 1.0))


class _Likely:
    """Where, on one side of the mode, tables become no likelier than the one met (compared by logarithms)."""

    def __init__(self, total: Counts, chosen: Counts, one: Counts, with_one: Counts) -> None:
        from scipy.special import gammaln

        self._log_gamma: Callable[[Numbers], Numbers] = gammaln
        self._about = (total, chosen, one)
        self._met = self._log_likely(with_one) + _TOLERANCE

    def is_rare(self, with_one: Counts) -> NDArray[np.bool_]:
        """Whether a table is no likelier than the one met."""
        rare: NDArray[np.bool_] = self._log_likely(with_one) <= self._met
        return rare

    def _log_likely(self, with_one: Counts) -> Numbers:
        """The logarithm of a table's probability, but for what all tables with these margins share."""
        total, chosen, one = self._about
        cells = np.stack([with_one, chosen - with_one, one - with_one, total - chosen - one + with_one])
        likely: Numbers = -self._log_gamma(cells + 1.0).sum(axis=0)
        return likely

    def first_from(self, start: Counts, end: Counts, *, is_rising: bool) -> Counts:
        """Falling side: the least value beyond `start` that is not likelier (`end` + 1: none). Rising: the greatest
        value below `end` that is not likelier (`start` − 1: none)."""
        low, high = (start - 1, end) if is_rising else (start, end + 1)
        while True:
            is_open = high - low > 1
            if not is_open.any():
                return low if is_rising else high
            middle = (low + high) // 2
            is_rare = self.is_rare(middle)
            goes_up = is_rare if is_rising else ~is_rare
            low = np.where(is_open & goes_up, middle, low)
            high = np.where(is_open & ~goes_up, middle, high)


def newcombe(with_one: Counts, one: Counts, with_other: Counts, other: Counts) -> tuple[Numbers, Numbers]:
    """The 95 % interval of the difference of two shares (Newcombe 1998, method 10: from two Wilson intervals)."""
    share, low, high = _wilson(with_one, one)
    share_2, low_2, high_2 = _wilson(with_other, other)
    difference = share - share_2
    return (
        difference - np.sqrt((share - low) ** 2 + (high_2 - share_2) ** 2),
        difference + np.sqrt((high - share) ** 2 + (share_2 - low_2) ** 2),
    )


def _wilson(successes: Counts, n: Counts) -> tuple[Numbers, Numbers, Numbers]:
    """Shares with their Wilson intervals, for arrays (as `model.share.wilson` for one)."""
    share, z2 = successes / n, Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return share, np.where(successes == 0, 0.0, centre - half), np.where(successes == n, 1.0, centre + half)

"""Intervals and tests, from scipy where scipy has them; imported when first needed."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a share; None for n = 0. Wilson (1927), without continuity correction.

    Written out because scipy costs more than a second to start and this stands on every screen; tests compare
    it with `scipy.stats.binomtest(...).proportion_ci(method="wilson")`.
    """
    if n == 0:
        return None
    share, z2 = successes / n, Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return low, high

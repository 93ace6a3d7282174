"""The 95 % interval of a share, and how shares are written for people."""

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


def share_text(share: float, digits: int = 2) -> str:
    """A share with so many significant digits at most: 41 %, 8.5 %, 100 %; never 0 % or 100 % by rounding."""
    percent = share * 100
    if 0 < percent < 0.1:
        return "under 0.1 %"
    if 99.9 < percent < 100:
        return "over 99.9 %"
    places = digits - (3 if percent >= 100 else 2 if percent >= 10 else 1)
    if percent < 100 and round(percent, max(0, places)) >= 100:
        places += 1
    text = f"{percent:.{max(0, places)}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def count_interval_text(low: float, high: float) -> str:
    """The ends of an interval of a count: 0.2–7.2, 38–61."""
    return f"{low:.1f}–{high:.1f}" if high < 10 else f"{low:,.0f}–{high:,.0f}"


def interval_text(low: float, high: float) -> str:
    """The ends of an interval of a share: 39.0–43.2 %."""
    return f"{low * 100:.1f}–{high * 100:.1f} %"

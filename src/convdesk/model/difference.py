"""The difference of two shares with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from convdesk.model.share import wilson


@dataclass(frozen=True)
class Difference:
    """Two shares, `one` of `one_n` and `other` of `other_n` people, and the first share minus the second.

    `low`, `high`: its 95 % Newcombe interval. None where nobody is there to have a share.
    """

    one: int
    one_n: int
    other: int
    other_n: int
    difference: float | None
    low: float | None
    high: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no difference out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def difference_of(one: int, one_n: int, other: int, other_n: int) -> Difference:
    """Newcombe (1998), method 10: the Wilson limits of both shares put together; for independent groups."""
    first, second = wilson(one, one_n), wilson(other, other_n)
    if first is None or second is None:
        return Difference(one, one_n, other, other_n, None, None, None)
    p, q = one / one_n, other / other_n
    low = p - q - math.hypot(p - first[0], second[1] - q)
    high = p - q + math.hypot(first[1] - p, q - second[0])
    return Difference(one, one_n, other, other_n, p - q, low, high)

"""Where sessions begin in sorted packed keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Keys = NDArray[np.int64]

PIECE = 1 << 18
"""Keys that are compared at once: few enough to stay in the processor's cache."""


def session_starts(keys: Keys, stride: int, gap_ticks: int) -> Keys:
    """The rows that begin a session: another actor, or more than the gap after the event before.

    Between two actors keys jump by more than half a stride, so one comparison tells both.
    """
    if not len(keys):
        return np.empty(0, np.int64)
    gap = min(gap_ticks, stride // 2)
    found = [np.zeros(1, np.int64)]
    for start in range(0, len(keys) - 1, PIECE):
        piece = keys[start : start + PIECE + 1]
        found.append(np.flatnonzero(piece[1:] - piece[:-1] > gap) + (start + 1))
    return np.concatenate(found)

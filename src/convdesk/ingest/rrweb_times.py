"""Whether a recording's own clock can be believed, and how long it really was."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from convdesk.model.moment import iso
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DAY_MS = 86_400_000
LONGEST_PAUSE_MS = 30 * 60_000
DISORDER_MS, DISORDER_SHARE = 1000, 0.05
"""Recorders write some events a moment late; more than that is worth saying."""
YEAR_2000_MS = 946_684_800_000
_CHECK = "Check the clock of the device, and use the times of this recording with care."


def doubts(times_ms: Sequence[float], now_ms: int, name: str) -> list[Problem]:
    """What is implausible about the times of events in the order of the file."""
    return [Problem(name, what, _CHECK) for what in _doubts(times_ms, now_ms)]


def duration_ms(sorted_ms: Sequence[float]) -> int:
    """From the first to the last event; where the clock jumped by over a day, only stretches up to 30 minutes."""
    steps = [after - before for before, after in pairwise(sorted_ms)]
    if any(step > DAY_MS for step in steps):
        return int(sum(step for step in steps if step <= LONGEST_PAUSE_MS))
    return int(sorted_ms[-1]) - int(sorted_ms[0])


def _doubts(times_ms: Sequence[float], now_ms: int) -> Iterator[str]:
    in_order = sorted(times_ms)
    back = [before - after for before, after in pairwise(times_ms) if after < before]
    if back and (max(back) > DISORDER_MS or len(back) > DISORDER_SHARE * len(times_ms)):
        yield f"{len(back):,} of {len(times_ms):,} events came before the one above them; they were put in order."
    if any(after - before > DAY_MS for before, after in pairwise(in_order)):
        yield (
            "The clock jumps by more than a day; the duration counts only stretches of up to 30 minutes between events."
        )
    if in_order[0] < YEAR_2000_MS:
        yield f"The times begin in {iso(int(in_order[0]) * 1000)[:4]}, before the year 2000: they are implausible."
    if in_order[-1] > now_ms + DAY_MS:
        yield f"The times end at {iso(int(in_order[-1]) * 1000)}, in the future: they are implausible."

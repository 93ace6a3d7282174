"""Whether a recording's own clock can be believed, and how long it really was."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from convdesk.model.moment import iso
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DAY_MS = 86_400_000
LONGEST_PAUSE_MS = 30 * 60_000
DISORDER_MS, DISORDER_SHARE = 1000, 0.05
"""Recorders write some events a moment late; more than that is worth saying."""
YEAR_2000_MS = 946_684_800_000
SECONDS_FROM, SECONDS_BELOW = 1e9, 1e11
"""A smaller number is taken for seconds where others are milliseconds: 1973 otherwise."""
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


def mend_seconds(events: list[dict[str, Any]]) -> None:
    """Bring times in seconds to milliseconds: all of them, where they have decimals; or some among others, as Sentry's.

    Whole numbers of that size may be a clock that somebody invented.
    """
    times = [event["timestamp"] for event in events]
    if any(at % 1 for at in times) and min(times) >= SECONDS_FROM and max(times) < SECONDS_BELOW:
        for event in events:
            event["timestamp"] *= 1000
        return
    odd = [event for event in events if event["timestamp"] < SECONDS_BELOW]
    if not odd or 2 * len(odd) > len(events):
        return
    usual = sorted(event["timestamp"] for event in events)[len(events) // 2]
    for event in odd:
        if abs(event["timestamp"] * 1000 - usual) <= DAY_MS:
            event["timestamp"] = event["timestamp"] * 1000


def _doubts(times_ms: Sequence[float], now_ms: int) -> Iterator[str]:
    in_order = sorted(times_ms)
    first, last = (iso(int(at) * 1000) for at in (in_order[0], in_order[-1]))
    back = [before - after for before, after in pairwise(times_ms) if after < before]
    if back and (max(back) > DISORDER_MS or len(back) > DISORDER_SHARE * len(times_ms)):
        yield f"{len(back):,} of {len(times_ms):,} events came before the one above them; they were put in order."
    jumps = sum(after - before > DAY_MS for before, after in pairwise(in_order))
    if jumps:
        often = "once" if jumps == 1 else f"{jumps:,} times"
        days, seconds = (in_order[-1] - in_order[0]) / DAY_MS, duration_ms(in_order) / 1000
        yield (
            f"The clock jumps by more than a day, {often}: the {len(in_order):,} events reach over {days:,.0f} "
            f"days, from {first} to {last}. Of that {seconds:,.1f} s count as its duration: the stretches of up to 30 "
            "minutes between events."
        )
    if in_order[0] < YEAR_2000_MS:
        yield f"The times begin at {first}, before the year 2000: they are implausible."
    if in_order[-1] > now_ms + DAY_MS:
        yield f"The times end at {last}, in the future: they are implausible."

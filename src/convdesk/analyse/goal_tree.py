"""What micro-conversions have to do with the macro they hang under, among people with the same chance; and targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import contrast
from convdesk.analyse.periods import Periods
from convdesk.analyse.rows import actors_at, us_at
from convdesk.model.goal import Course, Goal, Lift, Target, TargetPoint, TargetState
from convdesk.model.moment import SECOND_US, duration_text
from convdesk.model.share import wilson
from convdesk.model.trend import Unit

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from convdesk.analyse.goals import Done
    from convdesk.analyse.table import EventTable

    Mask = NDArray[np.bool_]
    Times = NDArray[np.int64]

NEVER = 1 << 62
CHANCE = (
    "Did not: people who never did it before, were still there (any event) once the median time it took those who did "
    "had passed since their first event, and had not reached the macro by then; watched from there for the same window."
)


@dataclass(frozen=True)
class Lives:
    """First and last event of every person (µs; NEVER: none), who is asked about, and the end of the data."""

    first: Times
    last: Times
    is_asked: Mask
    end_us: int


def lives_of(table: EventTable, people: Mask | None) -> Lives:
    """When each person was there."""
    first, last = np.full(table.people.count, NEVER), np.full(table.people.count, -NEVER)
    starts = np.unique(np.searchsorted(table.keys, np.arange(table.people.count) * table.stride))
    starts = starts[starts < len(table)]
    ends = np.append(starts[1:], len(table)) - 1
    first[actors_at(table, starts)] = us_at(table, starts)
    last[actors_at(table, starts)] = us_at(table, ends[: len(starts)])
    asked = first < NEVER
    return Lives(first, last, asked if people is None else asked & people, table.at_us(table.span_ticks))


@dataclass(frozen=True)
class Sides:
    """Who is on which side of a branch, as masks over all people; `wait`: the median time to the micro in µs."""

    did: Mask
    did_then: Mask
    did_open: Mask
    did_not: Mask
    did_not_then: Mask
    reached: Mask
    through: Mask
    wait: int | None


def sides(done: Done, macro: Done, lives: Lives, window: int) -> Sides:
    """Who did the micro first, who had the same chance and did not, and who of them then reached the macro."""
    did_at, macro_at = _firsts(done, len(lives.first)), _firsts(macro, len(lives.first))
    is_first = lives.is_asked & (did_at < NEVER) & (did_at <= macro_at)
    is_over = is_first & (did_at <= lives.end_us - window)
    wait = int(np.median((did_at - lives.first)[is_over])) if is_over.any() else None
    did_not, did_not_then = _without(lives, (did_at, macro_at), window, wait)
    reached = lives.is_asked & (macro_at < NEVER)
    through = is_first & reached & (np.minimum(macro_at, NEVER) - did_at <= window)
    then = is_over & (macro_at - did_at <= window)
    return Sides(is_over, then, is_first & ~is_over, did_not, did_not_then, reached, through, wait)


def lift(micro: Goal, done: Done, macro: Done, lives: Lives, asked: tuple[int, float]) -> Lift:
    """One branch of the tree; `asked`: the window in µs, and by how many points the micro is imagined to rise."""
    window, points = asked
    who = sides(done, macro, lives, window)
    counts = [int(np.count_nonzero(mask)) for mask in (who.did_then, who.did, who.did_not_then, who.did_not)]
    through, reached = int(np.count_nonzero(who.through)), int(np.count_nonzero(who.reached))
    low, high = wilson(through, reached) or (None, None)
    ratio, *ends = (_known(number) for number in contrast.ratios(*_column(counts)))
    more = _more(counts, points)
    return Lift(
        micro=micro, did=counts[1], did_then=counts[0], did_open=int(np.count_nonzero(who.did_open)),
        did_not=counts[3], did_not_then=counts[2], ratio=ratio, low=ends[0], high=ends[1],
        macro_people=reached, through=through, through_low=low, through_high=high,
        exposure_seconds=None if who.wait is None else max(0, who.wait) / SECOND_US, more=more,
        causal_words=_causal(micro, counts, points, more),
    )  # fmt: skip


def target_state(goal: Goal, target: Target, done: Done, lives: Lives, zone: ZoneInfo) -> TargetState:
    """The weeks of newcomers whose window is over, and how the latest one stands to the line."""
    words = (
        f"People by the week of their first event (in {zone}), and how many of them reached {goal.name} within "
        f"{duration_text(target.window_us)} of it; only weeks whose last newcomers' window is over. Line: from "
        f"{target.start_share * 100:g} % on {target.begins} to {target.goal_share * 100:g} % on {target.due}. On "
        "course: the 95 % Wilson interval of the latest week holds the line of that week."
    )
    points = _weeks(target, done, lives, zone)
    return TargetState(goal, target, points, _course(points), words)


@dataclass(frozen=True)
class _Newcomers:
    """People with the week of their first event, and whether they reached the goal inside the window."""

    people: Times
    week: Times
    is_reached: Mask
    periods: Periods


def _newcomers(target: Target, done: Done, lives: Lives, zone: ZoneInfo) -> _Newcomers | None:
    people = np.flatnonzero(lives.is_asked)
    if not len(people) or done.reason:
        return None
    first, reached = lives.first[people], _firsts(done, len(lives.first), lives.first)[people]
    periods = Periods(int(first.min()), int(first.max()), Unit.WEEK, zone)
    week = np.searchsorted(np.array(periods.bounds_us), first, side="right") - 1
    return _Newcomers(people, week, reached - first <= target.window_us, periods)


def reached_of_week(target: Target, done: Done, lives: Lives, zone: ZoneInfo, start: str) -> Times:
    """The newcomers of the week that begins on a day, as far as they reached the goal inside the window."""
    found = _newcomers(target, done, lives, zone)
    if found is None:
        return np.empty(0, np.int64)
    number = next((n for n in range(len(found.periods)) if found.periods.start(n) == start), -1)
    people: Times = found.people[(found.week == number) & found.is_reached]
    return people


def _weeks(target: Target, done: Done, lives: Lives, zone: ZoneInfo) -> tuple[TargetPoint, ...]:
    new = _newcomers(target, done, lives, zone)
    if new is None:
        return ()
    periods = new.periods
    sizes = np.bincount(new.week, minlength=len(periods)).tolist()
    hits = np.bincount(new.week[new.is_reached], minlength=len(periods)).tolist()
    found = []
    for n, (size, hit) in enumerate(zip(sizes, hits, strict=True)):
        if size and periods.bounds_us[n + 1] + target.window_us <= lives.end_us + 1:
            low, high = wilson(hit, size) or (0.0, 1.0)
            start = periods.start(n)
            expected = target.expected(date.fromisoformat(start))
            found.append(TargetPoint(start, size, hit, hit / size, low, high, expected))
    return tuple(found)


def _course(points: tuple[TargetPoint, ...]) -> Course:
    if not points:
        return Course.TOO_EARLY
    now = points[-1]
    if now.low > now.expected:
        return Course.AHEAD
    return Course.BEHIND if now.high < now.expected else Course.ON_COURSE


def _firsts(done: Done, people: int, since: Times | None = None) -> Times:
    """Each person's first time (not before `since`); NEVER for those without."""
    found = np.full(people, NEVER)
    actors, at_us = done.actors, done.at_us
    if since is not None:
        later = at_us >= since[actors]
        actors, at_us = actors[later], at_us[later]
    np.minimum.at(found, actors, at_us)
    return found


def _without(lives: Lives, times: tuple[Times, Times], window: int, wait: int | None) -> tuple[Mask, Mask]:
    """Those who never did it before and had the same chance to, and of them those who then reached the macro."""
    did_at, macro_at = times
    if wait is None:
        return np.zeros(len(did_at), bool), np.zeros(len(did_at), bool)
    since = np.where(lives.is_asked, lives.first, 0) + wait
    never = lives.is_asked & ((did_at == NEVER) | (did_at > macro_at))
    there = never & (lives.last >= since) & (macro_at > since) & (since <= lives.end_us - window)
    return there, there & (macro_at - since <= window)


def _more(counts: list[int], points: float) -> tuple[float, float, float] | None:
    """How many more people would reach the macro if the difference of the two shares were causal."""
    then, did, other_then, other = counts
    if not did or not other:
        return None
    people, rise = did + other, points / 100
    low, high = (float(end[0]) for end in contrast.newcombe(*_column(counts)))
    return tuple(people * rise * size for size in (then / did - other_then / other, low, high))  # type: ignore[return-value]


def _causal(micro: Goal, counts: list[int], points: float, more: tuple[float, float, float] | None) -> str:
    if more is None:
        return "There is nobody to compare with."
    what = f"If this were causal, and {points:g} points more of these {counts[1] + counts[3]:,} people did {micro.name}"
    return (
        f"{what}, about {more[0]:+.0f} people ({more[1]:+.0f} to {more[2]:+.0f}) would reach the macro. "
        "These numbers cannot show that it is."
    )


def _column(counts: list[int]) -> tuple[NDArray[np.int64], ...]:
    return tuple(np.array([count], np.int64) for count in counts)


def _known(numbers: NDArray[np.float64]) -> float | None:
    return None if np.isnan(numbers[0]) else float(numbers[0])

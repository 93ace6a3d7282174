"""What a funnel slide says: its headline, its numbers with interval, its notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.export.wording import SMALL_N, count, one_line, shortened
from convdesk.model.funnel import Per
from convdesk.model.share import interval_text, share_text, wilson

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelResult, StepCount

_NAME_IN_TITLE = 80


def headline(result: FunnelResult, at: int | None) -> str:
    """The slide's title, as a sentence: “41 % leave after Verify email (881 of 2,144)”."""
    if not result.entered:
        return "Nobody started this funnel"
    if at is None:
        return _ending(result)
    step = result.steps[at - 1]
    name = shortened(one_line(step.name), _NAME_IN_TITLE)
    verb = "of sessions end" if result.spec.per is Per.SESSION else "leave"
    return f"{share_text(step.dropped / step.reached, 2)} {verb} after {name} ({_of(step.dropped, step.reached)})"


def statement(result: FunnelResult, at: int | None) -> str:
    """The numbers of the headline in full, with interval and whoever is still under way."""
    if not result.entered:
        first = one_line(result.steps[0].name) if result.steps else "the first step"
        return f"No event in the data fills {first}."
    if at is None:
        return _ending_in_full(result)
    step = result.steps[at - 1]
    low, high = wilson(step.dropped, step.reached) or (0.0, 1.0)
    rate = f"{share_text(step.dropped / step.reached, 3)}, {_interval(low, high)}"
    small = _small(step.reached, result)
    return f"{_of(step.dropped, step.reached)} left: {rate}.{small} {_under_way((step,))}".strip()


def definition(result: FunnelResult) -> str:
    """n and the rules of counting, as one line."""
    return f"n = {count(result.entered)} {noun(result)} who started. {one_line(result.definition)}"


def noun(result: FunnelResult) -> str:
    """What is counted."""
    return "sessions" if result.spec.per is Per.SESSION else "people"


def step_lines(result: FunnelResult) -> list[str]:
    """Every number of every step, for the speaker notes and for those who cannot see the chart."""
    return [_step_line(number, step) for number, step in enumerate(result.steps, start=1)]


def _step_line(number: int, step: StepCount) -> str:
    parts = [f"{count(step.reached)} reached"]
    if number > 1 and step.rate_from_previous is not None:
        known = step.low is not None and step.high is not None
        ends = f", {_interval(step.low or 0.0, step.high or 0.0)}" if known else ""
        parts.append(f"{share_text(step.rate_from_previous, 3)} of the step before{ends}")
    for people, word in ((step.dropped, "left"), (step.open, "still under way"), (step.excluded, "excluded")):
        if people:
            parts.append(f"{count(people)} {word}")
    return f"{number}. {one_line(step.name)}: {'; '.join(parts)}."


def _ending(result: FunnelResult) -> str:
    name = shortened(one_line(result.steps[-1].name), _NAME_IN_TITLE)
    if len(result.steps) == 1:
        return f"{count(result.entered)} {noun(result)} reached {name}"
    return f"{share_text(result.converted / result.entered, 2)} reach {name} ({_of(result.converted, result.entered)})"


def _ending_in_full(result: FunnelResult) -> str:
    if len(result.steps) == 1:
        return ""
    ends = _interval(*(wilson(result.converted, result.entered) or (0.0, 1.0)))
    rate = f"{share_text(result.converted / result.entered, 3)}, {ends}"
    waiting = _under_way(result.steps)
    reached = f"{_of(result.converted, result.entered)} reached the last step: {rate}."
    return f"{reached}{_small(result.entered, result)} {waiting}".strip()


def _small(reached: int, result: FunnelResult) -> str:
    return f" Small n: fewer than {SMALL_N} {noun(result)}." if reached < SMALL_N else ""


def _under_way(steps: tuple[StepCount, ...]) -> str:
    waiting = sum(step.open for step in steps)
    return f"{count(waiting)} still under way when the data ends." if waiting else ""


def _of(part: int, whole: int) -> str:
    return f"{count(part)} of {count(whole)}"


def _interval(low: float, high: float) -> str:
    return f"95 % interval {interval_text(low, high)}"

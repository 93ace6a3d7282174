"""Questions about funnels that cannot be answered, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.funnel import Touch
from convdesk.model.funnel_rules import Order, WindowFrom
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelSpec


def check_funnel(spec: FunnelSpec) -> None:
    """Raise ProblemError for a question that has no answer."""
    if not spec.steps:
        raise ProblemError("funnel", "It has no steps.", "Add at least one step.")
    _check_optional(spec)
    _check_exclusions(spec)
    _check_breakdown(spec)
    if spec.rules.order is Order.ANY:
        _check_any_order(spec)


def check_step(spec: FunnelSpec, step: int) -> None:
    """Raise ProblemError for a step that the funnel does not have (from 1)."""
    if not 1 <= step <= len(spec.steps):
        raise ProblemError(f"step {step}", f"The funnel has steps 1 to {len(spec.steps)}.", "Choose one of them.")


def _check_optional(spec: FunnelSpec) -> None:
    last = len(spec.steps)
    for step in sorted(spec.optional):
        check_step(spec, step)
        if step in {1, last}:
            raise ProblemError(
                f"optional step {step}", "The first and the last step cannot be skipped.",
                f"Make one of steps 2 to {last - 1} optional." if last > 2 else "Add a step between them.",
            )  # fmt: skip


def _check_exclusions(spec: FunnelSpec) -> None:
    for exclusion in spec.exclusions:
        where = f"excluded event “{exclusion.step.name}”"
        if not 1 <= exclusion.start < exclusion.end <= len(spec.steps):
            raise ProblemError(
                where, f"It needs two steps of 1 to {len(spec.steps)}, the earlier one first.",
                "Write for example: Help@1-2",
            )  # fmt: skip
        if {exclusion.start, exclusion.end} & spec.optional:
            raise ProblemError(
                where, "It begins or ends at an optional step, which some people skip.",
                "Choose the steps around it that are not optional.",
            )  # fmt: skip


def _check_breakdown(spec: FunnelSpec) -> None:
    breakdown = spec.breakdown
    if breakdown is None:
        return
    if breakdown.groups < 1:
        raise ProblemError("breakdown", "It has room for no group.", "Ask for 1 group or more.")
    if breakdown.touch is Touch.STEP:
        check_step(spec, breakdown.step)


def _check_any_order(spec: FunnelSpec) -> None:
    where = "funnel in any order"
    if spec.rules.window_from is WindowFrom.PREVIOUS:
        raise ProblemError(
            where, "In any order no step is the previous one, so the window cannot be measured from it.",
            "Measure the window from entry.",
        )  # fmt: skip
    if spec.optional:
        raise ProblemError(where, "In any order no step can be skipped.", "Leave the optional steps out.")
    if any((each.start, each.end) != (1, len(spec.steps)) for each in spec.exclusions):
        raise ProblemError(
            where, "In any order nothing lies between two particular steps.",
            "Exclude the event from the first to the last step.",
        )  # fmt: skip

"""Where everything of a drawn funnel lies: plain numbers, so that it can be tested without a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.desk.numbers import FEW

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelResult, StepCount


@dataclass(frozen=True)
class Lines:
    """Heights in pixels: of a step's line of text, its bar, and the row of those who left."""

    text: int
    bar: int
    row: int
    gap: int


@dataclass(frozen=True)
class StepRow:
    """One step: the top of its text, and shares (0 to 1) of those who entered the funnel.

    `went_on`, `left`, `open`, `excluded` add up to `reached`. `low`, `high`: the interval of `reached`.
    """

    number: int
    step: StepCount
    top: int
    reached: float
    went_on: float
    left: float
    open: float
    excluded: float
    low: float | None
    high: float | None
    is_few: bool


@dataclass(frozen=True)
class LossRow:
    """Those who left after step `at`, in a row that can be chosen. `share` is of those who reached the step."""

    at: int
    top: int
    left: int
    share: float
    open: int


@dataclass(frozen=True)
class FunnelLayout:
    """All rows of a funnel from top to bottom."""

    steps: tuple[StepRow, ...]
    losses: tuple[LossRow, ...]
    height: int

    def loss_at(self, y: float, row_height: int) -> int | None:
        """The step whose row of those who left lies at that height."""
        return next((loss.at for loss in self.losses if loss.top <= y < loss.top + row_height), None)


def lay_out(result: FunnelResult, lines: Lines) -> FunnelLayout:
    """Steps one below the other, between them those who left."""
    steps: list[StepRow] = []
    losses: list[LossRow] = []
    top = 0
    for place, step in enumerate(result.steps):
        earlier = (one.reached for one in reversed(result.steps[:place]) if not one.is_optional)
        before = next(earlier, None)
        steps.append(_step_row(place + 1, step, top, (result.entered, before)))
        top += lines.text + lines.bar + lines.gap
        if place < len(result.steps) - 1:
            share = step.dropped / step.reached if step.reached else 0.0
            losses.append(LossRow(place + 1, top, step.dropped, share, step.open))
            top += lines.row + lines.gap
    return FunnelLayout(tuple(steps), tuple(losses), top)


def _step_row(number: int, step: StepCount, top: int, of: tuple[int, int | None]) -> StepRow:
    entered, before = of
    whole = entered or 1
    left, under_way, excluded = (count / whole for count in (step.dropped, step.open, step.excluded))
    reached = step.reached / whole
    scale = (before or 0) / whole
    return StepRow(
        number,
        step,
        top,
        reached,
        went_on=reached - left - under_way - excluded,
        left=left,
        open=under_way,
        excluded=excluded,
        low=None if step.low is None or before is None else step.low * scale,
        high=None if step.high is None or before is None else step.high * scale,
        is_few=step.reached < FEW,
    )

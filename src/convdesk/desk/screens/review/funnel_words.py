"""What the drawn funnel says: on its rows, and in full when one is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.numbers import count_text, interval_text, share_text
from convdesk.desk.screens.review.sentences import counted
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.review.funnel_layout import FunnelLayout, LossRow, StepRow
    from convdesk.model.funnel import FunnelSpec


def loss_text(row: LossRow, spec: FunnelSpec) -> str:
    """A row of those who left: `↓ 41 % left here · 881 people`."""
    if not row.left:
        return tr("↓ nobody left here")
    who = counted(row.left, spec)
    return tr("↓ {share} left here · {who}").format(share=share_text(row.share), who=who)


def loss_words(layout: FunnelLayout, row: LossRow, spec: FunnelSpec) -> str:
    """The same with its n, those still under way, and the interval."""
    step, after = layout.steps[row.at - 1].step, layout.steps[row.at].step
    words = loss_text(row, spec).removeprefix("↓ ")
    if row.open:
        words += tr("; {who} under way, still inside the window").format(who=counted(row.open, spec))
    if after.low is None or after.high is None:
        return words
    return words + tr("\nof {n} who reached {step}; 95 % interval of going on {interval}").format(
        n=count_text(step.reached), step=step.name, interval=interval_text(after.low, after.high)
    )


def step_words(row: StepRow, spec: FunnelSpec) -> str:
    """A step with its shares and the interval."""
    step = row.step
    words = tr("{step}: {who}, {share} of those who entered").format(
        step=step.name, who=counted(step.reached, spec), share=share_text(row.reached)
    )
    if step.rate_from_previous is None or step.low is None or step.high is None:
        return words
    return words + tr("\n{share} of the step before, 95 % interval {interval}").format(
        share=share_text(step.rate_from_previous), interval=interval_text(step.low, step.high)
    )

"""What the last slide says: how the numbers of a deck are to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.deck import Deck

_FUNNEL = (
    "Reached: did the step, after the steps before it and in time.",
    "Left: reached the step but not the next, and the time to do so is over.",
    "Still under way: reached the step and still had time when the data ends. Counted apart, neither as "
    "left nor as gone on.",
)
_EXCLUDED = "Excluded: did something between two steps that the question rules out. Counted apart."
_NUMBERS = (
    "n: how many people or sessions a number speaks for. Below 30 a share is only a hint.",
    "95 % interval: the range in which the true share plausibly lies, given n (Wilson). Where intervals "
    "overlap widely, a difference may be chance.",
)
_PICTURES = "Heat: clicks on the page, from few (blue) to many (red), laid over a picture of that page."
_QUOTES = (
    "Quotes: word for word, chosen to show what a number is about. How often something was said is only "
    "known where a count is given."
)
_CAUSES = "Not a cause: what is more often seen among those who left need not be why they left."


def reading_lines(deck: Deck) -> tuple[str, ...]:
    """The definitions this deck needs, its own after ours."""
    lines: list[str] = []
    if deck.funnel:
        lines += _FUNNEL
        lines += [_EXCLUDED] if any(step.excluded for step in deck.funnel.steps) else []
    lines += _NUMBERS
    if any(finding.picture for finding in deck.findings):
        lines.append(_PICTURES)
    if any(finding.quotes for finding in deck.findings):
        lines.append(_QUOTES)
    lines.append(_CAUSES)
    return (*lines, *deck.definitions, *([f"Times: {deck.zone}."] if deck.zone else []))

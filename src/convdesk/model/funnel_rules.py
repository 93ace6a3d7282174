"""The rules a funnel is counted by: every choice on which tools disagree, as a visible value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from convdesk.model.moment import DAY_US


class Order(StrEnum):
    """How a person's events must follow each other."""

    ORDERED = "ordered"
    STRICT = "strict"
    """Nothing else of theirs happens between two steps."""
    ANY = "any"


class WindowFrom(StrEnum):
    """What the window is measured from."""

    ENTRY = "entry"
    PREVIOUS = "previous"


class Entries(StrEnum):
    """Which events of the first step may begin a chain."""

    LATEST = "latest"
    FIRST = "first"


class Ties(StrEnum):
    """What holds for events at (nearly) the same time."""

    FAVOUR = "favour"
    """They count in the order of the steps."""
    INCREASE = "increase"
    """Each step must be later than the one before."""
    GRACE = "grace"
    """A step may come up to `grace_us` before the one it follows."""
    ROUNDED = "rounded"
    """Times are cut to multiples of `grace_us`; within one, they count in the order of the steps."""
    ROWS = "rows"
    """The later row counts as later, even at the same time."""


class OneEvent(StrEnum):
    """How many steps one event may fill."""

    ONE = "one"
    SEVERAL = "several"


class OnExclusion(StrEnum):
    """What becomes of someone whose way on was cut off by an excluded event."""

    APART = "apart"
    REMOVED = "removed"
    DROPPED = "dropped"
    RESET = "reset"
    """Counts as dropped, and after an excluded event the next entry counts as a first one."""


@dataclass(frozen=True)
class FunnelRules:
    """The visible choices of counting. Our default: ordered, latest usable entry, ties in the funnel's favour.

    `window_us` includes its end; None means no window, and then whoever has not gone on by the end of the data
    counts as left. `grace_us` belongs to `Ties.GRACE` and `Ties.ROUNDED`.
    """

    window_us: int | None = 7 * DAY_US
    name: str = "convdesk"
    order: Order = Order.ORDERED
    window_from: WindowFrom = WindowFrom.ENTRY
    entries: Entries = Entries.LATEST
    ties: Ties = Ties.FAVOUR
    grace_us: int = 0
    one_event: OneEvent = OneEvent.ONE
    on_exclusion: OnExclusion = OnExclusion.APART

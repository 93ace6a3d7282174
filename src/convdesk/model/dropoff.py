"""A drop-off is an object: what evidence hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.model.funnel import Bucket, FunnelResult, FunnelSpec, InBucket

if TYPE_CHECKING:
    from convdesk.model.answers import AnswerList
    from convdesk.model.heat import ClickResult
    from convdesk.model.segment import Segment


@dataclass(frozen=True)
class DropOff:
    """Those who reached step `at` (from 1) of a funnel and not the next, with their window over."""

    funnel: FunnelSpec
    at: int

    @property
    def segment(self) -> Segment:
        return InBucket(self.funnel, Bucket.DROPPED, self.at)

    @property
    def step_name(self) -> str:
        return self.funnel.steps[self.at - 1].label

    @property
    def next_name(self) -> str:
        return self.funnel.steps[self.at].label


@dataclass(frozen=True)
class Coverage:
    """How much of a drop-off the feedback speaks for: people who left, and of them answered, recorded, either."""

    left: int
    answered: int
    recorded: int
    heard: int


@dataclass(frozen=True)
class LastPage:
    """The last page some of those who left were seen on (in the event log or a recording)."""

    page: str
    people: int


@dataclass(frozen=True)
class DropOffView:
    """One drop-off seen from all sides. `share`: of those who reached the step."""

    drop_off: DropOff
    reached: int
    left: int
    share: float
    low: float
    high: float
    coverage: Coverage
    last_pages: tuple[LastPage, ...]
    page: str | None
    """The page looked at: the one with most clicks of these people, among their last pages."""
    clicks: ClickResult | None
    answers: tuple[AnswerList, ...]
    definition: str


def biggest_drop_off(result: FunnelResult) -> DropOff | None:
    """The step after which most people left, the first step apart where another one counts; None if nobody left.

    Coming and going at the door is normal: the first step is named only when nobody left later.
    """
    later = [n for n in range(2, len(result.steps)) if result.steps[n - 1].dropped]
    candidates = later or [n for n in range(1, len(result.steps)) if result.steps[n - 1].dropped]
    if not candidates:
        return None
    return DropOff(result.spec, max(candidates, key=lambda n: (result.steps[n - 1].dropped, -n)))

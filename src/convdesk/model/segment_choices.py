"""What a study offers to make a segment of: names with their people, questions, funnels, saved segments, codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.answers import Question
    from convdesk.model.segment import SavedSegment
    from convdesk.model.step_choices import StepChoice


@dataclass(frozen=True)
class SegmentCount:
    """How many people a segment means, of all there are, with the 95 % Wilson interval of the share."""

    people: int
    of_people: int
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        return self.people / self.of_people if self.of_people else None


@dataclass(frozen=True)
class SegmentChoices:
    """Everything that a condition can name. `funnels`: the labels of the steps by the funnel's name."""

    events: tuple[StepChoice, ...] = ()
    pages: tuple[StepChoice, ...] = ()
    properties: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    funnels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    segments: tuple[SavedSegment, ...] = ()
    codes: tuple[str, ...] = ()
    people: int = 0
    days: tuple[str, str] | None = None
    goals: tuple[str, ...] = ()

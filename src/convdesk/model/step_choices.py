"""What the data offers to make a funnel of: events, pages, ready-made funnels, properties with their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.step import Step


@dataclass(frozen=True)
class StepChoice:
    """An event, or the pages of one pattern, with how many people and events there are."""

    step: Step
    people: int
    events: int

    @property
    def is_page(self) -> bool:
        return self.step.any_of[0].page is not None


@dataclass(frozen=True)
class ReadyMade:
    """A way that many people go, as a funnel; `people` do its steps first in just this order."""

    spec: FunnelSpec
    people: int


@dataclass(frozen=True)
class StepChoices:
    """Everything that is offered, most people first; `people`: all there are."""

    events: tuple[StepChoice, ...]
    pages: tuple[StepChoice, ...]
    ready_made: tuple[ReadyMade, ...]
    properties: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class PropertyValue:
    """One value of a property, with the events that have it."""

    value: str
    events: int

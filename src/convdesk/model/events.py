"""Events, and what a study holds of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.imports import Source


@dataclass(frozen=True)
class EventName:
    """One event name with its n; `first` and `last` are ISO 8601 UTC."""

    name: str
    count: int
    actors: int
    first: str
    last: str


@dataclass(frozen=True)
class StudySummary:
    """What is in a study, in numbers."""

    title: str
    zone: str
    events: int
    actors: int
    sessions: int
    event_names: int
    recordings: int
    clicks: int
    pages: int
    pictures: int
    surveys: int
    respondents: int
    answers: int
    linked_respondents: int
    findings: int
    bytes: int
    sources: tuple[Source, ...]

    @property
    def is_empty(self) -> bool:
        return not self.sources

"""What the data screen looks at: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from convdesk.model.events import EventName, StudySummary


@dataclass(frozen=True)
class StudyData:
    """What is in the study: its numbers and sources, its event names, and the formats' names for people."""

    summary: StudySummary
    names: tuple[EventName, ...]
    formats: dict[str, str]


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def data(self) -> StudyData: ...
    def remove_source(self, source_id: str) -> None: ...

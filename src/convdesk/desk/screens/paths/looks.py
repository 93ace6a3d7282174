"""What the paths screen looks at: plain values that come back from work and are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from convdesk.model.dropoff import DropOff
from convdesk.model.step import Step

if TYPE_CHECKING:
    from convdesk.desk.choice import Choice
    from convdesk.model.page import PageGroup
    from convdesk.model.path import PathResult, PathSpec, Transitions, TransitionSpec
    from convdesk.model.progress import Progress

Anchor = Step | DropOff | None


class Beside(StrEnum):
    """What is shown beside the drawing."""

    STEPS = "steps"
    FOLLOWS = "follows"
    PAGES = "pages"


@dataclass(frozen=True)
class Starts:
    """What a path can begin or end with, each with its n; `first`: the question the screen opens with."""

    choices: tuple[Choice, ...]
    first: PathSpec
    has_pages: bool

    @property
    def is_empty(self) -> bool:
        return not self.choices


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def starts(self, progress: Progress) -> Starts: ...
    def pages(self, progress: Progress) -> tuple[PageGroup, ...]: ...
    def follow(self, spec: PathSpec, progress: Progress) -> PathResult: ...
    def transitions(self, spec: TransitionSpec, progress: Progress) -> Transitions: ...
    def group(self, pattern: str, is_apart: bool) -> None: ...
    def ungroup(self, pattern: str) -> None: ...

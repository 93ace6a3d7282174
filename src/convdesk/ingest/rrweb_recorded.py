"""The events of a file as they were found: session by session, with what the wrappers around them say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convdesk.model.problem import Problem


@dataclass
class Recorded:
    """The events of one session in the order of the file, with what wrappers around them say."""

    events: list[dict[str, Any]] = field(default_factory=list)
    wrappers: list[dict[str, Any]] = field(default_factory=list)

    def note(self, wrappers: tuple[dict[str, Any], ...]) -> None:
        """Remember the wrappers around an event, each once."""
        for wrapper in wrappers[::-1]:
            if any(wrapper is known for known in self.wrappers[-len(wrappers) :]):
                break
            if wrapper and wrapper not in self.wrappers[-1:]:
                self.wrappers.append(wrapper)


@dataclass
class Sorted:
    """The recordings of a file, and what was no event."""

    recordings: list[Recorded] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0

    @property
    def read(self) -> int:
        return sum(len(one.events) for one in self.recordings) + self.rejected

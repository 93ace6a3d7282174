"""What the goals screen looks at: plain values that come back from work and are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from convdesk.model.segment import Segment

if TYPE_CHECKING:
    from datetime import date

    from convdesk.desk.choice import Choice
    from convdesk.model.goal import Goal, GoalCount, GoalReport, GoalSpec, Part, Proposal
    from convdesk.model.progress import Progress


@dataclass(frozen=True)
class GoalPeople(Segment):
    """The people behind one number of a goal; the study is asked for their names before they are opened."""

    goal: Goal
    part: Part
    week: str = ""

    def in_words(self) -> str:
        return f"{self.part.value} of {self.goal.name}"


@dataclass(frozen=True)
class GoalsLook:
    """The goals in numbers; without any, what the data suggests."""

    report: GoalReport
    proposals: tuple[Proposal, ...] = ()

    @property
    def rows(self) -> tuple[GoalCount, ...]:
        """Each macro with its micros below it, then the micros that lead to none."""
        goals = self.report.goals
        macros = [found for found in goals if found.goal.sort.is_macro]
        names = {found.goal.name for found in macros}
        ordered = []
        for macro in macros:
            ordered.append(macro)
            ordered += [found for found in goals if is_under(found.goal) and found.goal.parent == macro.goal.name]
        loose = [one for one in goals if not one.goal.sort.is_macro and one.goal.parent not in names]
        return (*ordered, *loose)


@dataclass(frozen=True)
class Things:
    """What a goal can be made of: events and pages with their n, properties, questions by code, its days."""

    events: tuple[Choice, ...]
    pages: tuple[Choice, ...]
    properties: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    days: tuple[date, date] | None


def is_under(goal: Goal) -> bool:
    """Whether a goal is a micro-conversion that leads to something."""
    return bool(goal.parent) and not goal.sort.is_macro


class Questions(Protocol):
    """What the screen asks of a study; called off the UI thread."""

    def look(self, spec: GoalSpec, progress: Progress) -> GoalsLook: ...
    def things(self, progress: Progress) -> Things: ...
    def keep(self, goals: tuple[Goal, ...]) -> None: ...
    def remove(self, name: str) -> None: ...

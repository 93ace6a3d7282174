"""The questions of the goals screen, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.choice import Choice
from convdesk.desk.numbers import people_text
from convdesk.desk.screens.goals.looks import GoalsLook, Things
from convdesk.operations import answers, goal_proposals, goals, step_choices

if TYPE_CHECKING:
    from convdesk.model.goal import Goal, GoalSpec
    from convdesk.model.progress import Progress
    from convdesk.model.step_choices import StepChoice
    from convdesk.operations.study import Study


class StudyQuestions:
    """The goals of one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def look(self, spec: GoalSpec, progress: Progress) -> GoalsLook:
        report = goals.measure_goals(self._study, spec, progress)
        return GoalsLook(report, () if report.goals else goal_proposals.propose_goals(self._study))

    def things(self, progress: Progress) -> Things:
        found = step_choices.step_choices(self._study, progress)
        asked = tuple((one.code, one.text) for one in answers.list_questions(self._study))
        pages = tuple(_choice(one) for one in found.pages)
        events = tuple(_choice(one) for one in found.events)
        return Things(events, pages, found.properties, asked, step_choices.days_of(self._study))

    def keep(self, made: tuple[Goal, ...]) -> None:
        goals.keep_goals(self._study, made)

    def remove(self, name: str) -> None:
        goals.remove_goal(self._study, name)


def _choice(found: StepChoice) -> Choice:
    return Choice(found.step.label, found.step, people_text(found.people))

"""Goals as the study keeps them, when they were reached, and the people behind each of their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import goal_tree
from convdesk.analyse import goals as kernel
from convdesk.model.goal import Goal, GoalKind, Part
from convdesk.model.goal_notation import goal_from_json
from convdesk.model.moment import zone_of
from convdesk.model.problem import ProblemError
from convdesk.operations.questions import question_coded
from convdesk.store import behaviour, surveys

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from convdesk.model.goal import OfGoal
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment
    from convdesk.operations.study import Study

    Mask = NDArray[np.bool_]
    Masked = Callable[[Segment], Mask | None]


def list_goals(study: Study) -> tuple[Goal, ...]:
    """The goals the study keeps, oldest first."""
    return tuple(goal_from_json(*row) for row in behaviour.load_goals(study.workspace))


def find_goal(study: Study, name: str) -> Goal:
    """A goal by its name; raises ProblemError naming those there are."""
    kept = list_goals(study)
    for goal in kept:
        if goal.name == name.strip():
            return goal
    known = ", ".join(f"“{goal.name}”" for goal in kept) or "none yet: convdesk goals STUDY --add NAME …"
    raise ProblemError(f"goal “{name}”", "The study has no goal of that name.", f"There are: {known}.")


def people_of_part(study: Study, condition: OfGoal, masked: Masked, progress: Progress) -> Mask:
    """Who is behind one number of a goal, as a mask over all actors; `masked` evaluates segments.

    Raises ProblemError for a goal that the study does not have.
    """
    goal, among, loaded = find_goal(study, condition.goal), masked(condition.among), study.loaded()
    done = done_of(study, goal, progress).only(among)
    if condition.part is Part.REACHED:
        return loaded.mask(np.r_[done.actors, done.undated])
    lives = goal_tree.lives_of(loaded.table, among)
    progress.raise_if_cancelled()
    if condition.part is Part.WEEK:
        week = (zone_of(study.zone), condition.week)
        return loaded.mask([] if goal.target is None else goal_tree.reached_of_week(goal.target, done, lives, *week))
    if not goal.parent:
        return loaded.mask([])
    macro = done_of(study, find_goal(study, goal.parent), progress).only(among)
    found: Mask = getattr(goal_tree.sides(done, macro, lives, condition.window_us), condition.part.value)
    return found


def done_of(study: Study, goal: Goal, progress: Progress) -> kernel.Done:
    """Every time a goal was reached. Raises ProblemError, Cancelled."""
    if goal.kind is GoalKind.ANSWER:
        return _answered(study, goal)
    loaded = study.loaded()
    found: kernel.Done = loaded.table.remembered(
        ("goal", goal), lambda: kernel.find(loaded.table, loaded.clicks, goal, progress)
    )
    return found


def _answered(study: Study, goal: Goal) -> kernel.Done:
    actors, question = study.loaded().respondent_actors, question_coded(study, goal.question)
    rows = [
        (actors[answer.respondent], answer.at_us)
        for answer in surveys.load_answers(study.workspace, question.id, actors.keys())
        if goal.answer is None or goal.answer.holds(answer.text)
    ]
    dated = [(actor, at_us) for actor, at_us in rows if at_us is not None]
    whose, at_us = np.array(dated, np.int64).reshape(-1, 2).T
    found = kernel.done_of(goal, whose, at_us)
    undated = np.unique(np.array([actor for actor, at in rows if at is None], np.int64))
    return kernel.Done(found.actors, found.at_us, found.values, undated)

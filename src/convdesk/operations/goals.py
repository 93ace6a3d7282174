"""Goals: keep them, count them, the tree from micro to macro, targets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import goal_tree
from convdesk.analyse import goals as kernel
from convdesk.model.goal import Branch, Goal, GoalKind, GoalReport, GoalSpec, OfGoal, Part
from convdesk.model.goal_notation import goal_to_json
from convdesk.model.moment import duration_words, zone_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations.goal_people import done_of
from convdesk.operations.goal_people import find_goal as find_goal
from convdesk.operations.goal_people import list_goals as list_goals
from convdesk.operations.segments import people_in_segment, people_mask

if TYPE_CHECKING:
    from convdesk.operations.study import Study

STEPPED = frozenset({GoalKind.PAGE, GoalKind.EVENT})
MEASURED = frozenset({GoalKind.DURATION, GoalKind.PAGES, GoalKind.SCROLL})


def save_goal(study: Study, goal: Goal) -> Goal:
    """Keep a goal; one of the same name is replaced. Raises ProblemError for one that cannot be counted."""
    kept = list_goals(study)
    _refuse(goal, kept)
    workspace, name = study.workspace, goal.name.strip()
    same = next((other.id for other in kept if other.name == name), None)
    row_id = same or workspace.stamps.new_id()
    values = {"name": name, "spec": _written(goal)}
    if same is None:
        values["created_at"] = workspace.stamps.now_text()
    with workspace.known_problems(), workspace.history.edit(f"Save goal “{name}”") as edit:
        edit.put("goals", row_id, **values)
    return find_goal(study, name)


def keep_goals(study: Study, made: tuple[Goal, ...]) -> None:
    """Keep new goals, and others (with their `id`) as they are now, in one edit; raises ProblemError.

    Unlike with `save_goal` a name may change, micros follow their macro's new name, and names that are taken are
    refused.
    """
    kept, workspace = {goal.id: goal for goal in list_goals(study)}, study.workspace
    ids = [goal.id or workspace.stamps.new_id() for goal in made]
    changed = {}
    for row_id, goal in zip(ids, made, strict=True):
        named = replace(goal, name=goal.name.strip(), id=row_id)
        _refuse_taken(named, tuple(kept.values()))
        _refuse(named, tuple(one for one in kept.values() if one.id != row_id))
        before = kept.get(row_id)
        followers = [one for one in kept.values() if before and one.parent == before.name and one.id != row_id]
        for one in (named, *(replace(one, parent=named.name if named.sort.is_macro else "") for one in followers)):
            kept[one.id] = changed[one.id] = one
    known = {goal.id for goal in list_goals(study)}
    names = ", ".join(f"“{goal.name.strip()}”" for goal in made)
    with workspace.known_problems(), workspace.history.edit(f"Keep goal {names}") as edit:
        for row_id, goal in changed.items():
            new = {} if row_id in known else {"created_at": workspace.stamps.now_text()}
            edit.put("goals", row_id, name=goal.name, spec=_written(goal), **new)


def remove_goal(study: Study, name: str) -> None:
    """Forget a goal; micro-conversions under it stay and hang under nothing. Raises ProblemError."""
    goal = find_goal(study, name)
    with study.workspace.known_problems(), study.workspace.history.edit(f"Remove goal “{goal.name}”") as edit:
        edit.drop("goals", goal.id)


def measure_goals(study: Study, spec: GoalSpec, progress: Progress | None = None) -> GoalReport:
    """Every goal in numbers, the tree from micro to macro, the targets. Raises ProblemError, Cancelled."""
    progress, goals = progress or Progress(), list_goals(study)
    people, loaded = people_mask(study, spec.segment, progress), study.loaded()
    done = {}
    for number, goal in enumerate(goals):
        progress.step(number, len(goals), f"Counting {goal.name}")
        done[goal.name] = done_of(study, goal, progress).only(people)
    progress.raise_if_cancelled()
    lives = goal_tree.lives_of(loaded.table, people)
    everyone = loaded.people.count if people is None else int(np.count_nonzero(people))
    asked, zone = (spec.window_us, spec.points), zone_of(study.zone)
    tree = tuple(
        Branch(macro, tuple(
            goal_tree.lift(micro, done[micro.name], done[macro.name], lives, asked)
            for micro in progress.heeding(goals) if micro.parent == macro.name and not done[micro.name].reason
        ))
        for macro in goals if macro.sort.is_macro
    )  # fmt: skip
    targets = tuple(
        goal_tree.target_state(goal, goal.target, done[goal.name], lives, zone)
        for goal in progress.heeding(goals)
        if goal.target
    )
    counts = tuple(kernel.count(goal, done[goal.name], everyone) for goal in progress.heeding(goals))
    return GoalReport(spec, counts, tree, targets, _definition(spec))


def people_of_part(study: Study, name: str, part: Part, spec: GoalSpec, week: str = "") -> tuple[str, ...]:
    """The people behind one number of a goal; `week`: the day on which the week of a target's newcomers begins.

    Raises ProblemError.
    """
    return people_in_segment(study, OfGoal(name, part, spec.window_us, week, spec.segment))


def people_of_goal(study: Study, name: str, spec: GoalSpec | None = None) -> tuple[str, ...]:
    """The people who reached a goal, by name. Raises ProblemError."""
    return people_of_part(study, name, Part.REACHED, spec or GoalSpec())


def _written(goal: Goal) -> str:
    return json.dumps(goal_to_json(goal), ensure_ascii=False)


def _refuse_taken(goal: Goal, kept: tuple[Goal, ...]) -> None:
    if any(other.name == goal.name and other.id != goal.id for other in kept):
        raise ProblemError(f"goal “{goal.name}”", "The study has a goal of that name.", "Choose another name.")


def _refuse(goal: Goal, kept: tuple[Goal, ...]) -> None:
    where = f"goal “{goal.name}”"
    if not goal.name.strip():
        raise ProblemError("goal", "It has no name.", "Give it one.")
    if goal.kind in STEPPED and goal.step is None:
        raise ProblemError(where, "It does not say what has to happen.", "Name an event or a page.")
    if goal.kind in MEASURED and (goal.at_least is None or goal.at_least < 0):
        raise ProblemError(where, "It does not say how much is enough.", "Give a number from 0 on.")
    if goal.kind is GoalKind.ANSWER and not goal.question:
        raise ProblemError(where, "It does not say which question.", "Write for example Q3<=6.")
    parents = {other.name: other for other in kept if other.name != goal.name}
    if goal.parent and (goal.parent not in parents or not parents[goal.parent].sort.is_macro):
        macros = ", ".join(name for name, other in parents.items() if other.sort.is_macro) or "none yet"
        raise ProblemError(where, f"“{goal.parent}” is no macro-conversion of the study.", f"There are: {macros}.")
    if goal.parent and goal.sort.is_macro:
        raise ProblemError(where, "A macro-conversion hangs under nothing.", "Leave out under what it hangs.")
    _refuse_target(goal, where)


def _refuse_target(goal: Goal, where: str) -> None:
    target = goal.target
    if target is None:
        return
    if target.due <= target.begins:
        raise ProblemError(where, "The target is due before it begins.", "Choose a later date.")
    if not (0 <= target.start_share <= 1 and 0 <= target.goal_share <= 1):
        raise ProblemError(where, "Shares of a target lie between 0 and 100 %.", "Write for example 35->50.")


def _definition(spec: GoalSpec) -> str:
    who = "" if spec.segment.in_words() == "everyone" else f", only {spec.segment.in_words()}"
    return (
        f"How often each goal was reached, and by how many people{who}. Tree: of those who did the micro first, with "
        f"{duration_words(spec.window_us)} since then over, who reached the macro within that time. {goal_tree.CHANCE} "
        "Ratio of the two shares with its 95 % interval (log method)."
    )

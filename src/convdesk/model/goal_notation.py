"""Goals as plain JSON, for the study file."""

from __future__ import annotations

from datetime import date
from typing import Any

from convdesk.model.goal import Goal, GoalKind, Nature, Sort, Target
from convdesk.model.notation import segment_from_json, segment_to_json
from convdesk.model.segment import Did
from convdesk.model.step import PropertyTest, Step

Json = dict[str, Any]
_PLAIN = ("at_least", "question", "value", "value_property", "parent")


def goal_to_json(goal: Goal) -> Json:
    """A goal without its name and id, which are columns of their own."""
    test, target = goal.answer, goal.target
    return {
        "kind": goal.kind.value, "sort": goal.sort.value, "nature": goal.nature.value if goal.nature else None,
        "step": segment_to_json(Did(goal.step)) if goal.step else None,
        "answer": [test.name, test.operator, test.value] if test else None,
        "target": _target_to_json(target) if target else None,
        **{name: getattr(goal, name) for name in _PLAIN},
    }  # fmt: skip


def goal_from_json(row_id: str, name: str, found: Json) -> Goal:
    """The inverse of `goal_to_json`; raises KeyError or ValueError for anything else."""
    return Goal(
        name=name, kind=GoalKind(found["kind"]), sort=Sort(found["sort"]),
        nature=Nature(found["nature"]) if found["nature"] else None, step=_step(found["step"]),
        answer=PropertyTest(*found["answer"]) if found["answer"] else None,
        target=_target(found["target"]) if found["target"] else None, id=row_id,
        **{name: found[name] for name in _PLAIN},
    )  # fmt: skip


def _step(found: Json | None) -> Step | None:
    condition = segment_from_json(found) if found else None
    return condition.step if isinstance(condition, Did) else None


def _target_to_json(target: Target) -> Json:
    return {**vars(target), "begins": target.begins.isoformat(), "due": target.due.isoformat()}


def _target(found: Json) -> Target:
    dates = {name: date.fromisoformat(found[name]) for name in ("begins", "due")}
    return Target(**{**found, **dates})

"""Funnels: propose, count, list the people of any number, keep."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from convdesk.analyse import funnel, funnel_counts, proposals
from convdesk.analyse.matching import step_keys
from convdesk.analyse.memory import told_apart
from convdesk.model.funnel import Bucket, FunnelResult, FunnelSpec, SavedFunnel
from convdesk.model.funnel_checks import check_funnel, check_step
from convdesk.model.notation import funnel_to_json
from convdesk.model.progress import Progress
from convdesk.operations import saved
from convdesk.operations.segments import people_mask

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.operations.study import Study

Answer = TypeVar("Answer")


def count_funnel(study: Study, spec: FunnelSpec, progress: Progress | None = None) -> FunnelResult:
    """The numbers of a funnel; raises ProblemError for one that cannot be counted, Cancelled when asked to stop."""
    return answered(study, "counts", spec, funnel_counts.count, progress)


def answered(
    study: Study,
    question: str,
    spec: FunnelSpec,
    ask: Callable[[EventTable, FunnelSpec, NDArray[np.bool_] | None, Progress], Answer],
    progress: Progress | None,
) -> Answer:
    """The answer to a question about a funnel: worked out once for the same data, people and question."""
    progress = progress or Progress()
    check_funnel(spec)
    table = study.loaded().table
    people = people_mask(study, spec.segment, progress)
    found: Answer = table.remembered((question, spec, told_apart(people)), lambda: ask(table, spec, people, progress))
    return found


def unmatched_steps(study: Study, spec: FunnelSpec, progress: Progress | None = None) -> tuple[str, ...]:
    """The steps that no event in the study fills, whoever and whenever: most often a name that is spelt otherwise."""
    table = study.loaded().table
    return tuple(step.name for step in spec.steps if not len(step_keys(table, step, progress)))


def people_in(
    study: Study, spec: FunnelSpec, bucket: Bucket, step: int, progress: Progress | None = None
) -> tuple[str, ...]:
    """The people of one number of a funnel, by name; `step` counts from 1. Raises ProblemError."""
    check_funnel(spec)
    check_step(spec, step)
    names = study.loaded().people.names

    def ask(
        table: EventTable, spec: FunnelSpec, people: NDArray[np.bool_] | None, progress: Progress
    ) -> tuple[str, ...]:
        outcome = funnel.follow(table, spec, people, progress)
        return tuple(names[code] for code in funnel.units_in(outcome, bucket, step))

    return answered(study, f"who {bucket} {step}", spec, ask, progress)


def propose_funnel(study: Study, progress: Progress | None = None) -> FunnelSpec | None:
    """A first funnel from the data: saved ones first, else the events most people meet, in their usual order."""
    kept = saved.saved_funnels(study)
    return kept[0].spec if kept else proposals.propose(study.loaded().table, progress)


def list_funnels(study: Study) -> tuple[SavedFunnel, ...]:
    """The funnels the study keeps."""
    return saved.saved_funnels(study)


def save_funnel(study: Study, spec: FunnelSpec) -> SavedFunnel:
    """Keep a funnel under its name (`Funnel 1` …, when it has none); one of the same name is replaced."""
    check_funnel(spec)
    kept = saved.saved_funnels(study)
    name = spec.name.strip() or f"Funnel {len(kept) + 1}"
    same = next((funnel.id for funnel in kept if funnel.name == name), None)
    row_id = same or study.workspace.stamps.new_id()
    spec = replace(spec, name=name)
    values = {"name": name, "spec": json.dumps(funnel_to_json(spec), ensure_ascii=False)}
    if same is None:
        values["created_at"] = study.workspace.stamps.now_text()
    with study.workspace.known_problems(), study.workspace.history.edit(f"Save funnel “{name}”") as edit:
        edit.put("funnels", row_id, **values)
    return SavedFunnel(row_id, name, spec)


def keep_funnel(study: Study, spec: FunnelSpec, funnel_id: str | None, label: str) -> SavedFunnel:
    """Keep a funnel as it is while it is being made, as one edit called `label`; None as its id: a new one.

    Unlike `save_funnel`, it may still be a question that has no answer, so that nothing half made is lost. A name that
    another funnel has gets a number.
    """
    kept = saved.saved_funnels(study)
    row_id = funnel_id or study.workspace.stamps.new_id()
    name = _free_name(spec.name.strip() or "Funnel", {funnel.name for funnel in kept if funnel.id != row_id})
    spec = replace(spec, name=name)
    values = {"name": name, "spec": json.dumps(funnel_to_json(spec), ensure_ascii=False)}
    if all(funnel.id != row_id for funnel in kept):
        values["created_at"] = study.workspace.stamps.now_text()
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        edit.put("funnels", row_id, **values)
    return SavedFunnel(row_id, name, spec)


def _free_name(name: str, taken: set[str]) -> str:
    numbered = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(each for each in numbered if each not in taken)


def remove_funnel(study: Study, funnel_id: str) -> None:
    """Forget a saved funnel."""
    with study.workspace.known_problems(), study.workspace.history.edit("Remove funnel") as edit:
        edit.drop("funnels", funnel_id)

"""Funnels: propose, count, list the people of any number, keep."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.analyse import funnel, proposals
from convdesk.analyse.matching import step_keys
from convdesk.model.funnel import Bucket, FunnelResult, FunnelSpec, SavedFunnel
from convdesk.model.notation import funnel_to_json
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.operations import saved
from convdesk.operations.segments import people_mask

if TYPE_CHECKING:
    from convdesk.operations.study import Study


def count_funnel(study: Study, spec: FunnelSpec, progress: Progress | None = None) -> FunnelResult:
    """The numbers of a funnel; raises ProblemError for an empty one, Cancelled when asked to stop."""
    progress = progress or Progress()
    _refuse_empty(spec)
    return funnel.count(study.loaded().table, spec, people_mask(study, spec.segment, progress), progress)


def unmatched_steps(study: Study, spec: FunnelSpec) -> tuple[str, ...]:
    """The steps that no event in the study fills, whoever and whenever: most often a name that is spelt otherwise."""
    table = study.loaded().table
    return tuple(step.name for step in spec.steps if not len(step_keys(table, step)))


def people_in(
    study: Study, spec: FunnelSpec, bucket: Bucket, step: int, progress: Progress | None = None
) -> tuple[str, ...]:
    """The people of one number of a funnel, by name; `step` counts from 1. Raises ProblemError."""
    progress = progress or Progress()
    if not 1 <= step <= len(spec.steps):
        raise ProblemError(f"step {step}", f"The funnel has steps 1 to {len(spec.steps)}.", "Choose one of them.")
    loaded = study.loaded()
    outcome = funnel.follow(loaded.table, spec, people_mask(study, spec.segment, progress), progress)
    return tuple(loaded.people.names[code] for code in funnel.units_in(outcome, bucket, step))


def propose_funnel(study: Study) -> FunnelSpec | None:
    """A first funnel from the data: saved ones first, else the events most people meet, in their usual order."""
    kept = saved.saved_funnels(study)
    return kept[0].spec if kept else proposals.propose(study.loaded().table)


def list_funnels(study: Study) -> tuple[SavedFunnel, ...]:
    """The funnels the study keeps."""
    return saved.saved_funnels(study)


def save_funnel(study: Study, spec: FunnelSpec) -> SavedFunnel:
    """Keep a funnel under its name (`Funnel 1` …, when it has none); one of the same name is replaced."""
    _refuse_empty(spec)
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


def remove_funnel(study: Study, funnel_id: str) -> None:
    """Forget a saved funnel."""
    with study.workspace.known_problems(), study.workspace.history.edit("Remove funnel") as edit:
        edit.drop("funnels", funnel_id)


def _refuse_empty(spec: FunnelSpec) -> None:
    if not spec.steps:
        raise ProblemError("funnel", "It has no steps.", "Add at least one step.")

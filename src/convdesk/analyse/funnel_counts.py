"""The numbers of a funnel: five buckets at every step, with rates, intervals and times, also by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.funnel import follow
from convdesk.analyse.funnel_split import groups_of, values_on_steps
from convdesk.analyse.funnel_words import definition
from convdesk.model.funnel import Bucket, FunnelResult, Per, Split, StepCount, Touch
from convdesk.model.moment import SECOND_US
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.funnel import Outcome
    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]


def count(table: EventTable, spec: FunnelSpec, people: Mask | None, progress: Progress) -> FunnelResult:
    """The numbers of a funnel."""
    outcome = follow(table, spec, people, progress)
    steps = step_counts(outcome, spec, table.tick_us)
    progress.raise_if_cancelled()
    splits = _splits(table, spec, outcome, people, progress)
    never = _asked_about(table, spec, people) - len(outcome.actors) - len(outcome.removed)
    said = definition(spec, table, int(np.count_nonzero(outcome.chains.is_rough)))
    return FunnelResult(spec, steps, said, splits, never, len(outcome.removed))


def step_counts(outcome: Outcome, spec: FunnelSpec, tick_us: int, among: Mask | None = None) -> tuple[StepCount, ...]:
    """The numbers at every step (of some units, where a mask over them is given)."""
    chains = outcome.chains
    size = len(spec.steps)
    levels = chains.level if among is None else chains.level[among]
    buckets = [np.bincount(levels, minlength=size + 1)]
    for mask in (outcome.is_open, outcome.is_excluded):
        buckets.append(np.bincount(chains.level[mask if among is None else mask & among], minlength=size + 1))
    ended, still, excluded = buckets
    reached = np.cumsum(ended[::-1])[::-1]
    found: list[StepCount] = []
    for number, step in enumerate(spec.steps, 1):
        before = found[outcome.stage(number - 1) - 1].reached if number > 1 else 0
        if number - 1 in chains.passed:
            here = _optional_buckets(outcome, number, among)
        else:
            here = (int(reached[number]), int(still[number]), int(excluded[number]),
                    int(ended[number] - still[number] - excluded[number]))  # fmt: skip
        first = found[0].reached if found else here[0]
        about = (number - 1 in chains.passed, _median_seconds(outcome, number, tick_us, among))
        found.append(_step_count(step.name, here, (first, before), number == size, about))
    return tuple(found)


def _optional_buckets(outcome: Outcome, step: int, among: Mask | None) -> tuple[int, int, int, int]:
    """Reached, open, excluded and dropped at an optional step."""
    masks = [outcome.members(bucket, step) for bucket in (Bucket.REACHED, Bucket.OPEN, Bucket.EXCLUDED, Bucket.DROPPED)]
    counts = [int(np.count_nonzero(mask if among is None else mask & among)) for mask in masks]
    return counts[0], counts[1], counts[2], counts[3]


def _step_count(
    name: str, here: tuple[int, int, int, int], others: tuple[int, int], is_last: bool, about: tuple[bool, float | None]
) -> StepCount:
    """`here`: reached, open, excluded, dropped; `others`: who reached the first step, and the one before."""
    reached, still, excluded, dropped = (here[0], 0, 0, 0) if is_last else here
    first, before = others
    low, high = wilson(reached, before) or (None, None)
    return StepCount(
        name=name, reached=reached, rate_from_first=reached / first if first else None,
        rate_from_previous=reached / before if before else None, low=low, high=high,
        dropped=dropped, open=still, excluded=excluded, median_seconds=about[1],
        went_on=0 if is_last else reached - dropped - still - excluded, is_optional=about[0],
    )  # fmt: skip


def _median_seconds(outcome: Outcome, step: int, tick_us: int, among: Mask | None) -> float | None:
    if step == 1 or not len(took := outcome.took(step, among)):
        return None
    return float(np.median(took)) * tick_us / SECOND_US


def _splits(
    table: EventTable, spec: FunnelSpec, outcome: Outcome, people: Mask | None, progress: Progress
) -> tuple[Split, ...]:
    if spec.breakdown is None:
        return ()
    if spec.breakdown.touch is Touch.ANY:
        found = [
            (group, step_counts(follow(table, spec, people, progress, kept), spec, table.tick_us))
            for group, kept in values_on_steps(table, spec, progress)
        ]
        return tuple(Split(group.label, group.value, steps) for group, steps in found if steps[0].reached)
    groups, of_unit = groups_of(table, spec, outcome, progress)
    progress.raise_if_cancelled()
    found = []
    for number, group in enumerate(groups):
        progress.step(number, len(groups), "Counting groups")
        found.append((group, step_counts(outcome, spec, table.tick_us, of_unit == number)))
    return tuple(Split(group.label, group.value, steps) for group, steps in found)


def _asked_about(table: EventTable, spec: FunnelSpec, people: Mask | None) -> int:
    """How many people (or sessions) the question is about."""
    if spec.per is Per.ACTOR:
        return table.people.count if people is None else int(np.count_nonzero(people))
    if people is None:
        return table.session_count
    seen = np.zeros(int(table.sessions.max()) + 1 if len(table) else 0, bool)
    seen[table.sessions[people[table.keys // table.stride]]] = True
    return int(np.count_nonzero(seen))

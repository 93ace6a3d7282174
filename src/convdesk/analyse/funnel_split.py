"""Who belongs to which group of a funnel's breakdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.funnel_events import clock_of, unit_events
from convdesk.analyse.ranks import most_frequent
from convdesk.columns import PROPERTY
from convdesk.model.funnel import Per, Touch
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from convdesk.analyse.funnel import Outcome
    from convdesk.analyse.table import EventTable
    from convdesk.columns import Codes
    from convdesk.model.funnel import Breakdown, FunnelSpec
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]

NO_VALUE = "(no value)"
SHOWN = 6


@dataclass(frozen=True)
class Group:
    """One row of a breakdown: a value, or the other values together, or none."""

    label: str
    value: str | None = None


def groups_of(
    table: EventTable, spec: FunnelSpec, outcome: Outcome, progress: Progress
) -> tuple[list[Group], NDArray[np.int64]]:
    """The groups, most frequent first, then the rest and those without a value; and the group of each unit."""
    breakdown = _breakdown(spec)
    codes = codes_of(table, breakdown)
    if breakdown.touch is Touch.FIRST:
        of_unit = _first_touch(table, spec, outcome.chains.unit, codes)
    else:
        of_unit = _at_step(table, spec, outcome, codes)
    progress.raise_if_cancelled()
    return _ranked(table.terms(PROPERTY + breakdown.prop), of_unit, breakdown.groups, progress)


def values_on_steps(table: EventTable, spec: FunnelSpec, progress: Progress) -> Iterator[tuple[Group, list[Mask]]]:
    """For each group, which events of each step have its values: the same person may be in several."""
    breakdown = _breakdown(spec)
    codes = codes_of(table, breakdown)
    on_steps = [codes[_rows(table, spec, number)] for number in progress.heeding(range(len(spec.steps)))]
    groups, _ = _ranked(table.terms(PROPERTY + breakdown.prop), on_steps[0], breakdown.groups, progress)
    terms = table.terms(PROPERTY + breakdown.prop)
    place = {group.value: terms.index(group.value) for group in groups if group.value is not None}
    is_named = np.zeros(len(terms) + 1, bool)
    is_named[list(place.values())] = True
    is_named[-1] = True
    for group in groups:
        if group.value is not None:
            yield group, [own == place[group.value] for own in on_steps]
        elif group.label == NO_VALUE:
            yield group, [own < 0 for own in on_steps]
        else:
            yield group, [~is_named[own] for own in on_steps]


def codes_of(table: EventTable, breakdown: Breakdown) -> Codes:
    """The codes of the property in table order; raises ProblemError naming the properties there are."""
    if PROPERTY + breakdown.prop not in table.names:
        known = ", ".join(name.removeprefix(PROPERTY) for name in table.names if name.startswith(PROPERTY)) or "none"
        raise ProblemError(f"property “{breakdown.prop}”", "No event has it.", f"There are: {known}.")
    return table.column(PROPERTY + breakdown.prop)


def _breakdown(spec: FunnelSpec) -> Breakdown:
    if spec.breakdown is None:
        raise ValueError("the question has no breakdown")
    return spec.breakdown


def _first_touch(table: EventTable, spec: FunnelSpec, units: Keys, codes: Codes) -> NDArray[np.int64]:
    """The first value each unit has on any event; −1 where it has none."""
    if spec.per is Per.SESSION:
        rows = np.flatnonzero(codes >= 0)[::-1]
        first = np.full(int(table.sessions.max()) + 1 if len(table) else 0, -1, np.int64)
        first[table.sessions[rows]] = codes[rows]
        return first[units]
    starts = np.searchsorted(table.keys, units * table.stride)
    found = codes[starts].astype(np.int64)
    missing = np.flatnonzero(found < 0)
    if len(missing):
        rows = np.flatnonzero(codes >= 0)
        ends = np.searchsorted(table.keys, (units[missing] + 1) * table.stride)
        at = np.searchsorted(rows, starts[missing])
        there = at < np.searchsorted(rows, ends)
        found[missing[there]] = codes[rows[at[there]]]
    return found


def _at_step(table: EventTable, spec: FunnelSpec, outcome: Outcome, codes: Codes) -> NDArray[np.int64]:
    """The value on a unit's event at a step of its kept chain; −1 where it did not get there or has none."""
    breakdown = _breakdown(spec)
    wanted = {Touch.FIRST_STEP: 1, Touch.LAST_STEP: len(spec.steps)}.get(breakdown.touch, breakdown.step)
    rows = rows_of_chain(table, spec, outcome, wanted)
    found = np.full(len(rows), -1, np.int64)
    found[rows >= 0] = codes[rows[rows >= 0]]
    return found


def rows_of_chain(table: EventTable, spec: FunnelSpec, outcome: Outcome, step: int) -> Keys:
    """The row of each unit's event at a step (from 1) of its kept chain; −1 where the step is not in it.

    In any order it is the event that was the step-th to be done, whichever step it fills.
    """
    from convdesk.model.funnel_rules import Order

    at, unit = outcome.chains.at[step - 1], outcome.chains.unit
    who = np.flatnonzero((outcome.chains.level >= outcome.stage(step)) & (at > -(2**62)))
    wanted = at[who]
    found = np.full(len(unit), -1, np.int64)
    steps = range(len(spec.steps)) if spec.rules.order is Order.ANY else [step - 1]
    for number in steps:
        keys, rows = _keys_and_rows(table, spec, number)
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        here = keys[places] == wanted if len(keys) else np.zeros(len(wanted), bool)
        found[who[here]] = rows[places[here]]
    return found


def _keys_and_rows(table: EventTable, spec: FunnelSpec, number: int) -> tuple[Keys, Keys]:
    keys, rows = unit_events(table, spec.per, spec.steps[number], with_rows=True)
    if rows is None:
        raise ValueError("rows were asked for")
    return clock_of(table, spec).keys(keys), rows


def _rows(table: EventTable, spec: FunnelSpec, number: int) -> Keys:
    return _keys_and_rows(table, spec, number)[1]


def _ranked(
    terms: list[str], codes: NDArray[np.int64] | Codes, groups: int, progress: Progress
) -> tuple[list[Group], NDArray[np.int64]]:
    """The most frequent codes as groups, and for each code given the number of its group."""
    counts = np.bincount(codes.astype(np.int64) + 1, minlength=len(terms) + 1)
    found = np.flatnonzero(counts[1:])
    ranked = most_frequent(counts[1:], terms, groups, progress).tolist()
    listed = [Group(terms[code], terms[code]) for code in ranked]
    lookup = np.full(len(terms) + 1, len(ranked), np.int64)
    lookup[np.array(ranked, np.int64) + 1] = np.arange(len(ranked))
    if len(found) > len(ranked):
        listed.append(Group(f"({len(found) - len(ranked):,} other values)"))
    if counts[0]:
        lookup[0] = len(listed)
        listed.append(Group(NO_VALUE))
    return listed, lookup[codes.astype(np.int64) + 1]

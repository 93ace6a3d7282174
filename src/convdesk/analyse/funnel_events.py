"""From a study's table to what a funnel is followed over: step events, excluded events, and the pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.funnel_pace import Backs, Clock, Pace, StepEvents, Watch
from convdesk.analyse.matching import positions, positions_once, step_keys
from convdesk.model.funnel import Per
from convdesk.model.funnel_rules import Entries, OneEvent, OnExclusion, Order, Ties, WindowFrom
from convdesk.model.progress import silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress
    from convdesk.model.step import Step

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]


def clock_of(table: EventTable, spec: FunnelSpec) -> Clock:
    """The clock the rules ask for."""
    rules = spec.rules
    if rules.ties is not Ties.ROUNDED or rules.grace_us < 2 * table.tick_us:
        return Clock(table.stride, table.stride)
    cut = rules.grace_us // table.tick_us
    return Clock(
        max(table.stride, 2 * (table.span_ticks + 2 * cut + 1)), table.stride, cut,
        table.t0_us % rules.grace_us // table.tick_us,
    )  # fmt: skip


def window_ticks(table: EventTable, spec: FunnelSpec) -> int | None:
    return None if spec.rules.window_us is None else spec.rules.window_us // table.tick_us


def pace_of(table: EventTable, spec: FunnelSpec) -> Pace:
    """The rules of a question in ticks of its clock."""
    rules, stride, window = spec.rules, clock_of(table, spec).stride, window_ticks(table, spec)
    grace = min(rules.grace_us // table.tick_us, table.span_ticks) if rules.ties is Ties.GRACE else 0
    return Pace(
        stride, stride // 2 if window is None else min(window, stride // 2),
        is_from_previous=rules.window_from is WindowFrom.PREVIOUS,
        side="left" if rules.ties in {Ties.INCREASE, Ties.ROWS} else "right",
        early=grace, grace=grace, is_strict=rules.order is Order.STRICT,
        optional=frozenset(step - 1 for step in spec.optional),
    )  # fmt: skip


def events_of(
    table: EventTable, spec: FunnelSpec, progress: Progress | None = None, *, with_rows: bool
) -> list[StepEvents]:
    """The events of each step. Raises Cancelled."""
    progress = progress or silent()
    found: list[StepEvents] = []
    for step in progress.heeding(spec.steps):
        own, rows = unit_events(table, spec.per, step, progress, with_rows=with_rows or spec.rules.ties is Ties.ROWS)
        keys = clock_of(table, spec).keys(own)
        order = keys
        if spec.rules.ties is Ties.ROWS and rows is not None:
            order = _places(table, spec, own, rows)
        is_repeat = bool(found) and step == spec.steps[len(found) - 1] and _needs_another(spec)
        found.append(StepEvents(keys, order, rows if with_rows else None, is_repeat=is_repeat))
    return found if with_rows or spec.optional or spec.rules.order is Order.ANY else _with_ahead(table, spec, found)


def _needs_another(spec: FunnelSpec) -> bool:
    return spec.rules.one_event is OneEvent.ONE and spec.rules.ties not in {Ties.INCREASE, Ties.ROWS}


def _with_ahead(table: EventTable, spec: FunnelSpec, steps: list[StepEvents]) -> list[StepEvents]:
    """With the index from each step to the one before, which does not depend on windows and is kept."""
    pace = pace_of(table, spec)
    if pace.early:
        return steps
    found = steps[:1]
    for number in range(1, len(steps)):
        before, own = steps[number - 1], steps[number]
        if own.is_repeat:
            found.append(own)
            continue
        question = ("ahead", spec.per, spec.rules.ties, spec.rules.grace_us, *spec.steps[number - 1 : number + 1])
        ahead = table.remembered(question, lambda a=before.order, b=own.order: _counted(a, b, pace.side))
        found.append(replace(own, ahead=ahead))
    return found


def _counted(before: Keys, order: Keys, side: str) -> NDArray[np.int32]:
    found: NDArray[np.int32] = np.searchsorted(before, order, side=side).astype(np.int32)  # type: ignore[call-overload]
    return found


def _places(table: EventTable, spec: FunnelSpec, keys: Keys, rows: Keys) -> Keys:
    """Numbers that rise with the rows of each unit; without a gap where all of a unit's rows are asked about."""
    if spec.per is Per.ACTOR:
        return rows
    if spec.rules.order is not Order.STRICT:
        return keys // table.stride * len(table) + rows
    place = np.empty(len(table), np.int64)
    place[np.argsort(session_keys(table, np.arange(len(table))), kind="stable")] = np.arange(len(table))
    return place[rows]


def watches_of(table: EventTable, spec: FunnelSpec, progress: Progress | None = None) -> list[Watch]:
    """The excluded events."""
    clock = clock_of(table, spec)
    return [
        Watch(
            clock.keys(unit_events(table, spec.per, each.step, progress, with_rows=False)[0]),
            each.start - 1,
            each.end - 1,
        )
        for each in spec.exclusions
    ]


def unit_events(
    table: EventTable, per: Per, step: Step, progress: Progress | None = None, *, with_rows: bool
) -> tuple[Keys, Keys | None]:
    """The table's keys of the events that fill a step, by unit and time, with their rows where asked for."""
    if per is Per.ACTOR:
        return step_keys(table, step, progress), positions(table, step, progress) if with_rows else None
    if with_rows:
        rows = positions_once(table, step, progress)
        keys = session_keys(table, rows)
        order = np.argsort(keys, kind="stable")
        return keys[order], rows[order]
    found: Keys = table.remembered(
        ("session keys", step), lambda: _sorted(session_keys(table, positions_once(table, step, progress)))
    )
    return found, None


def _sorted(keys: Keys) -> Keys:
    if not bool(np.all(keys[1:] >= keys[:-1])):
        keys.sort(kind="stable")
    return keys


def session_keys(table: EventTable, rows: Keys) -> Keys:
    """Packed keys of rows with their session as the unit."""
    keys = table.keys[rows]
    keys += (table.sessions[rows] - keys // table.stride) * table.stride
    return keys


def session_actors(table: EventTable) -> Keys:
    """The actor of each session."""

    def owners() -> Keys:
        owner = np.zeros(table.session_count, np.int64)
        owner[table.sessions] = table.keys // table.stride
        return owner

    found: Keys = table.remembered("session actors", owners)
    return found


def shares_events(table: EventTable, spec: FunnelSpec, progress: Progress | None = None) -> bool:
    """Whether an event could fill two steps, and may fill one only. In any order, the same step twice shares none."""
    is_apart = spec.rules.ties in {Ties.INCREASE, Ties.ROWS} and spec.rules.order is not Order.ANY
    if is_apart or spec.rules.one_event is OneEvent.SEVERAL:
        return False
    steps = _told_apart(spec)
    if all(matcher.event is not None for step in steps for matcher in step.any_of):
        names = [name for step in steps for name in {matcher.event for matcher in step.any_of}]
        if len(set(names)) == len(names):
            return False
    if len(set(steps)) < len(steps):
        return True
    found: bool = table.remembered(("share", steps), lambda: _meet(table, steps, progress))
    return found


def _told_apart(spec: FunnelSpec) -> tuple[Step, ...]:
    """The steps without those that repeat others in a way the kernels count as they are."""
    if spec.rules.order is Order.ANY:
        return tuple(dict.fromkeys(spec.steps))
    if spec.optional or spec.rules.ties is Ties.GRACE:
        return spec.steps
    return tuple(step for number, step in enumerate(spec.steps) if not number or step != spec.steps[number - 1])


def _meet(table: EventTable, steps: tuple[Step, ...], progress: Progress | None) -> bool:
    seen = np.zeros(len(table), bool)
    for step in steps:
        rows = positions(table, step, progress)
        if seen[rows].any():
            return True
        seen[rows] = True
    return False


def backs_of(table: EventTable, spec: FunnelSpec) -> Backs | None:
    """What tells the event before, where nothing else may come between two steps."""
    if spec.rules.order is not Order.STRICT or spec.rules.ties is Ties.ROWS:
        return None
    clock = clock_of(table, spec)
    return Backs(_all_keys(table, spec), clock, pace_of(table, spec).grace)


def _all_keys(table: EventTable, spec: FunnelSpec) -> Keys:
    if spec.per is Per.ACTOR:
        return table.keys
    return _sorted(session_keys(table, np.arange(len(table))))


@dataclass(frozen=True)
class Entrants:
    """Which events may begin a chain."""

    stride: int
    is_first_only: bool
    resets: tuple[int, ...]
    people: Mask | None
    actors: Keys | None
    ticks: tuple[int, int] | None

    def allowed(self, keys: Keys, watches: tuple[Watch, ...]) -> Mask:
        """For ascending keys of events that could begin a chain, whether they may."""
        units = keys // self.stride
        allowed = np.ones(len(keys), bool)
        if self.is_first_only:
            allowed &= self._is_first(keys, units, watches)
        if self.people is not None:
            allowed &= self.people[units if self.actors is None else self.actors[units]]
        if self.ticks is not None:
            ticks = keys - units * self.stride
            allowed &= (ticks >= self.ticks[0]) & (ticks < self.ticks[1])
        return allowed

    def _is_first(self, keys: Keys, units: Keys, watches: tuple[Watch, ...]) -> Mask:
        """Whether each is at the earliest time of its unit, or of what follows an excluded event that resets."""
        is_new = np.concatenate([np.ones(min(1, len(keys)), bool), units[1:] != units[:-1]])
        for number in self.resets:
            lives = np.searchsorted(watches[number].keys, keys)
            is_new[1:] |= lives[1:] != lives[:-1]
        begins = np.flatnonzero(is_new)
        first = np.repeat(keys[begins], np.diff(np.append(begins, len(keys))))
        found: Mask = keys == first
        return found


def entrants_of(table: EventTable, spec: FunnelSpec, people: Mask | None) -> Entrants | None:
    """Which events may begin a chain; None where all may."""
    rules, clock = spec.rules, clock_of(table, spec)
    is_first = rules.entries is Entries.FIRST
    if people is None and spec.entered is None and not is_first:
        return None
    ticks = None
    if spec.entered is not None:
        ticks = tuple(-((table.t0_us - us) // table.tick_us) + clock.phase for us in
                      (spec.entered.start_us, spec.entered.end_us))  # fmt: skip
    resets = range(len(spec.exclusions)) if rules.on_exclusion is OnExclusion.RESET else range(0)
    actors = session_actors(table) if people is not None and spec.per is Per.SESSION else None
    return Entrants(clock.stride, is_first, tuple(resets), people, actors, (ticks[0], ticks[1]) if ticks else None)

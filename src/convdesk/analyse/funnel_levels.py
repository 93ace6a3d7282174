"""The kernel of ordered funnels: K − 1 sorted look-ups over step events, for everyone at once.

A key is `unit * stride + tick`; adding a window to a key never reaches the next unit, so "the same person and
inside the window" is one comparison. Of the events that complete a step, the latest one before is always as good as
any other: its chain began latest, and every exclusion watches it from the latest moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import Chains, empty_chains

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.funnel_pace import Block, Pace, StepEvents, Watch

    Keys = NDArray[np.int64]
    Places = NDArray[np.integer]


@dataclass(frozen=True)
class _Level:
    """Events that complete one step, ascending.

    `which`: their places among all events of the step (None: they are all of them). `anchors`: their chain's entry.
    `place`: their person. `before`: the event before, in the pool.
    """

    keys: Keys
    order: Keys
    which: Places | None
    anchors: Keys
    place: NDArray[np.int32]
    before: Places
    since: tuple[Keys, ...] = ()

    def trail(self) -> _Trail:
        return _Trail(self.keys, self.before.astype(np.int32))


@dataclass(frozen=True)
class _Trail:
    """What leads from the events that complete a step back to those before, in the pool it followed."""

    keys: Keys
    before: NDArray[np.int32]


@dataclass(frozen=True)
class _Pool:
    """The events a step may follow: one level, or with optional steps several, and where each of them is from."""

    level: _Level
    step: int
    origin: tuple[NDArray[np.int8], Places] | None = None


def follow_ordered(block: Block, pace: Pace, look_up: Callable[[], None]) -> Chains:
    """The furthest chain of everyone with an event of the first step; no event fills two steps at the same time.

    Of a level that no later step can follow only its trail is kept, so that blocks can be large.
    """
    units, first = _entries(block, pace.stride)
    recent, pools = [first], [_Pool(first, -1)]
    trails, runs = [first.trail()], [_runs(first, is_repeat=False)]
    for step in range(1, len(block.steps)):
        look_up()
        recent = recent[pace.pool_start(step) - step :]
        pools = [*(pools if pace.optional else ()), _pool(recent, step - 1)]
        recent.append(_next_level(pools[-1], step, block, pace))
        trails.append(recent[-1].trail())
        runs.append(_runs(recent[-1], is_repeat=block.steps[step].is_repeat))
    chains = empty_chains(len(units), len(trails), len(block.watches), pace.optional)
    chains.unit[:] = units
    if len(units):
        look_up()
        _end(chains, runs, pace)
        if pace.optional:
            _trace_with_optional(chains, trails, pools, runs, pace)
        else:
            _trace(chains, trails, runs)
    return chains


def strike(chains: Chains, watches: Sequence[Watch], pace: Pace) -> None:
    """Mark those whose latest chain was cut off: an excluded event while it could still have gone on."""
    ends = (chains.last if pace.is_from_previous else chains.anchor) + pace.limit
    for watch, since in zip(watches, chains.since, strict=True):
        here = (chains.level > watch.start) & (chains.level <= watch.end)
        if not len(watch.keys) or not here.any():
            continue
        earliest = np.maximum(since + pace.grace + 1, chains.last - pace.grace)
        found = np.searchsorted(watch.keys, earliest)
        comes = watch.keys[np.minimum(found, len(watch.keys) - 1)]
        chains.is_struck[here & (found < len(watch.keys)) & (comes <= ends)] = True


def _entries(block: Block, stride: int) -> tuple[Keys, _Level]:
    """Two keys of one unit are less than half a stride apart, of two units more."""
    events = block.steps[0]
    which = None if block.entries is None else np.flatnonzero(block.entries)
    keys = events.keys if which is None else events.keys[which]
    order = keys if events.order is events.keys else events.order if which is None else events.order[which]
    is_new = np.empty(len(keys), bool)
    is_new[:1] = True
    np.greater(keys[1:] - keys[:-1], stride // 2, out=is_new[1:])
    begins = np.flatnonzero(is_new)
    place = np.cumsum(is_new, dtype=np.int32)
    place -= 1
    since = (keys,) * len(block.watches)
    return keys.take(begins) // stride, _Level(keys, order, which, keys, place, np.empty(0, np.intp), since)


def _pool(levels: Sequence[_Level], last: int) -> _Pool:
    """The levels of some steps in a row, up to `last`, as one.

    Where one event stands for two steps at one time, the earlier step comes last: its chain began no earlier.
    """
    if len(levels) == 1:
        return _Pool(levels[0], last)
    members = levels[::-1]
    order = np.concatenate([level.order for level in members])
    rank = np.argsort(order, kind="stable")
    level = _Level(
        np.concatenate([level.keys for level in members])[rank],
        order[rank],
        None,
        np.concatenate([level.anchors for level in members])[rank],
        np.concatenate([level.place for level in members])[rank],
        np.empty(0, np.intp),
        tuple(np.concatenate([level.since[watch] for level in members])[rank] for watch in range(len(levels[0].since))),
    )
    step = np.concatenate([np.full(len(level.keys), last - n, np.int8) for n, level in enumerate(members)])[rank]
    own = np.concatenate([np.arange(len(level.keys)) for level in members])[rank]
    return _Pool(level, last + 1 - len(levels), (step, own))


def _next_level(pool: _Pool, step: int, block: Block, pace: Pace) -> _Level:
    """Of a step's events those that may follow the latest event before them."""
    events, before = block.steps[step], pool.level
    if not len(before.keys):
        return before
    start, came_from = _latest_before(pool, events, block.steps[step - 1], pace)
    keys = events.keys[start:]
    anchors = before.anchors.take(came_from)
    fits = keys - (before.keys.take(came_from) if pace.is_from_previous else anchors) <= pace.limit
    for number, watch in enumerate(block.watches):
        if watch.start < step <= watch.end and len(watch.keys):
            fits &= is_clean(watch.keys, keys - pace.grace, before.since[number][came_from] + pace.grace)
    kept = np.flatnonzero(fits)
    if pace.is_strict:
        kept = kept[_is_next(block, events, kept + start, before.order[came_from[kept]] + pace.grace)]
    came_from = came_from.take(kept)
    keys, own = keys.take(kept), events.order is events.keys
    return _Level(
        keys, keys if own else events.order[start:].take(kept), kept + start, anchors.take(kept),
        before.place.take(came_from), came_from,
        tuple(
            keys if step <= watch.start else since[came_from]
            for watch, since in zip(block.watches, before.since, strict=True)
        ),
    )  # fmt: skip


def _is_next(block: Block, events: StepEvents, which: Places, latest: Keys) -> NDArray[np.bool_]:
    """Whether nothing else lies after `latest` and before these events."""
    back = events.order[which] - 1 if block.backs is None else block.backs.before(events.keys[which])
    found: NDArray[np.bool_] = back <= latest
    return found


def _latest_before(pool: _Pool, events: StepEvents, previous: StepEvents, pace: Pace) -> tuple[int, Places]:
    """The first of a step's events with something before it, and from there on what comes latest before each."""
    level = pool.level
    if events.ahead is not None and pool.origin is None:
        came_from: Places = np.subtract(events.ahead, events.cut_ahead, dtype=np.intp)
        if level.which is not None:
            usable = np.zeros(len(previous.keys) + 1, np.int8)
            usable[level.which + 1] = 1
            came_from = np.cumsum(usable, dtype=np.intp).take(came_from)
        came_from -= 1
        start = int(np.searchsorted(came_from, 0))
        return start, came_from[start:]
    order = events.order + pace.early if pace.early else events.order
    came_from = np.searchsorted(level.order, order, side=pace.side) - 1  # type: ignore[call-overload]
    if events.is_repeat and pool.origin is None:
        came_from = _another(came_from, level.which, pace)
    start = int(np.searchsorted(came_from, 0))
    return start, came_from[start:]


def _another(came_from: Places, which: Places | None, pace: Pace) -> Places:
    """Of a step whose events are those of the step before: the latest other one. Among themselves, rows tell."""
    own = np.arange(len(came_from))
    before = own if which is None else np.searchsorted(which, own)
    if not pace.early:
        return before - 1
    is_there = np.ones(len(own), bool) if which is None else np.isin(own, which, assume_unique=True)
    other: Places = came_from - ((came_from == before) & is_there)
    return other


def is_clean(excluded: Keys, keys: Keys, since: Keys) -> NDArray[np.bool_]:
    """Whether no excluded event lies after `since` and before `keys`."""
    latest = np.searchsorted(excluded, keys) - 1
    clean: NDArray[np.bool_] = (latest < 0) | (excluded[np.maximum(latest, 0)] <= since)
    return clean


def _end(chains: Chains, runs: Sequence[_Runs], pace: Pace) -> None:
    """The furthest level of each, with entry and end of the latest chain there."""
    kept = (chains.anchor, chains.last, *chains.since)
    for step, run in enumerate(runs):
        place, latest = run.place, run.latest
        if step in pace.optional:
            here = chains.level[place] == pace.pool_start(step) + 1
            place = place[here]
            latest = tuple(np.maximum(values[here], mine[place]) for values, mine in zip(latest, kept, strict=True))
        else:
            chains.level[place] = step + 1
        for mine, values in zip(kept, latest, strict=True):
            mine[place] = values


def _trace(chains: Chains, trails: Sequence[_Trail], runs: Sequence[_Runs]) -> None:
    """The kept chain of each, followed back from the earliest event that completes its furthest level."""
    event = np.empty(len(chains.unit), np.intp)
    passed: Places = np.empty(0, np.int32)
    came_from: Places = np.empty(0, np.intp)
    for step in range(len(trails) - 1, -1, -1):
        trail, run = trails[step], runs[step]
        event[run.place] = run.first
        event[passed] = came_from
        chosen = event.take(run.place)
        chains.at[step][run.place] = trail.keys.take(chosen)
        if step:
            passed, came_from = run.place, trail.before.take(chosen)


def _trace_with_optional(
    chains: Chains, trails: Sequence[_Trail], pools: Sequence[_Pool], runs: Sequence[_Runs], pace: Pace
) -> None:
    """The same where the event before may be of one of several steps."""
    via: list[Places] = [np.full(len(chains.unit), -1, np.intp) for _ in trails]
    for step in range(len(trails) - 1, -1, -1):
        trail, run = trails[step], runs[step]
        if step in pace.optional:
            chains.passed[step][run.place] = trail.keys[run.first] - _mandatory_keys(trails, pools, step, run.first)
        else:
            ends = chains.level[run.place] == step + 1
            via[step][run.place[ends]] = run.first[ends]
        who = np.flatnonzero(via[step] >= 0)
        chosen = via[step][who]
        chains.at[step][who] = trail.keys[chosen]
        if step:
            _go_back(via, pools[step], who, trail.before[chosen])


def _go_back(via: list[Places], pool: _Pool, who: Places, came_from: Places) -> None:
    if pool.origin is None:
        via[pool.step][who] = came_from
        return
    steps, indices = pool.origin[0][came_from], pool.origin[1][came_from]
    for step in np.unique(steps).tolist():
        here = steps == step
        via[step][who[here]] = indices[here]


def _mandatory_keys(trails: Sequence[_Trail], pools: Sequence[_Pool], step: int, index: Places) -> Keys:
    """The keys of the last step that is not optional before events of an optional one."""
    pool, index = pools[step], trails[step].before[index]
    found = pool.level.keys[index]
    if pool.origin is not None:
        steps, own = pool.origin[0][index], pool.origin[1][index]
        for number in np.unique(steps[steps != pool.step]).tolist():
            here = np.flatnonzero(steps == number)
            found[here] = _mandatory_keys(trails, pools, number, own[here])
    return found


@dataclass(frozen=True)
class _Runs:
    """Where each person's events begin in a level, who it is, and of the last event: entry, key, and watched since."""

    first: Places
    place: NDArray[np.intp]
    latest: tuple[Keys, ...]


def _runs(level: _Level, *, is_repeat: bool) -> _Runs:
    """Of a repeated step's events at one time the last counts as the first: it has the most before it."""
    place = level.place
    last = np.flatnonzero(place[1:] != place[:-1])
    last = np.append(last, len(place) - 1)[: len(place)]
    first = np.empty(len(last), np.intp)
    first[:1] = 0
    np.add(last[:-1], 1, out=first[1:])
    if is_repeat:
        first = np.searchsorted(level.keys, level.keys[first], side="right") - 1
    latest = tuple(column.take(last) for column in (level.anchors, level.keys, *level.since))
    return _Runs(first, place.take(last).astype(np.intp), latest)

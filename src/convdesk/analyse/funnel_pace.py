"""The rules of a funnel in ticks and packed keys, as the kernels follow them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Keys = NDArray[np.int64]


@dataclass(frozen=True)
class StepEvents:
    """The events that fill one step, ascending: packed keys `unit * stride + tick`, and what tells which is later.

    `order`: the keys themselves, or numbers of rows. `rows`: which event each is, where one may fill several steps.
    `ahead`: how many events of the step before come before each, where that is known; `cut_ahead` of them are not
    here. `is_repeat`: they are the events of the step before once more, so that each needs another one before it.
    """

    keys: Keys
    order: Keys
    rows: Keys | None = None
    ahead: NDArray[np.int32] | None = None
    is_repeat: bool = False
    cut_ahead: int = 0

    def cut(self, start: int, end: int, before: int) -> StepEvents:
        """Those from `start` to `end`; of the step before, `before` events are cut off at the beginning."""
        keys = self.keys[start:end]
        return StepEvents(
            keys,
            keys if self.order is self.keys else self.order[start:end],
            None if self.rows is None else self.rows[start:end],
            None if self.ahead is None else self.ahead[start:end],
            self.is_repeat,
            before,
        )

    def only(self, mask: NDArray[np.bool_]) -> StepEvents:
        """Some of them, as the first step or where no step before is known."""
        keys = self.keys[mask]
        return StepEvents(
            keys,
            keys if self.order is self.keys else self.order[mask],
            None if self.rows is None else self.rows[mask],
        )


@dataclass(frozen=True)
class Watch:
    """Excluded events (keys, ascending) between two steps, from 0."""

    keys: Keys
    start: int
    end: int


@dataclass(frozen=True)
class Pace:
    """How chains may go on, in ticks.

    `limit`: the window, never longer than what stays within one person's keys. `early`: by how much a step may come
    before the one it follows. `grace`: within it, other events do not count as lying between two steps.
    """

    stride: int
    limit: int
    is_from_previous: bool = False
    side: str = "right"
    early: int = 0
    grace: int = 0
    is_strict: bool = False
    optional: frozenset[int] = frozenset()

    def pool_start(self, step: int) -> int:
        """The last step before `step` (from 0) that is not optional."""
        return max(n for n in range(step) if n not in self.optional)

    def apart(self) -> Pace:
        """The same for events that must follow each other in time, never at the same one."""
        return replace(self, side="left", early=0)


@dataclass(frozen=True)
class Clock:
    """How moments of a table are told in ticks: as they are, or cut to multiples of `cut_ticks`, with room for that."""

    stride: int
    table_stride: int
    cut_ticks: int = 1
    phase: int = 0

    def keys(self, keys: Keys) -> Keys:
        """Packed keys of the table as keys of this clock."""
        if self.cut_ticks == 1:
            return keys
        units = keys // self.table_stride
        ticks = keys - units * self.table_stride
        return units * self.stride + self.tick(ticks)

    def tick(self, ticks: Keys | int) -> Keys | int:
        """Ticks of the table as ticks of this clock."""
        if self.cut_ticks == 1:
            return ticks
        return (ticks + self.phase) // self.cut_ticks * self.cut_ticks

    def table_ticks(self, ticks: Keys) -> Keys:
        """Ticks of this clock as ticks of the table."""
        return ticks - self.phase


@dataclass(frozen=True)
class Backs:
    """Tells the latest of all events before a step's events (by more than the grace)."""

    everything: Keys
    clock: Clock
    grace: int

    def before(self, keys: Keys) -> Keys:
        """For ascending keys of the clock, the key of the latest event before each."""
        if not len(keys):
            return keys
        if self.clock.cut_ticks > 1:
            units = keys // self.clock.stride
            bounds = units * self.clock.table_stride + self.clock.table_ticks(keys - units * self.clock.stride)
        else:
            bounds = keys - self.grace
        start, end = np.searchsorted(self.everything, bounds[[0, -1]])
        at = np.searchsorted(self.everything[start:end], bounds) + (start - 1)
        return np.where(at >= 0, self.clock.keys(self.everything[np.maximum(at, 0)]), -self.clock.stride)


@dataclass(frozen=True)
class Block:
    """Some people's events: those of each step, and those that are excluded."""

    steps: tuple[StepEvents, ...]
    watches: tuple[Watch, ...] = ()
    entries: NDArray[np.bool_] | None = None
    """Which events of the first step may begin a chain; None: all."""
    backs: Backs | None = None
    """What tells the event before, where nothing else may come between two steps; None: the row before."""

    def most_units(self, stride: int) -> int:
        """No more people than this can have an event of a step here."""
        filled = [step.keys for step in self.steps if len(step.keys)]
        if not filled:
            return 0
        units = max(int(keys[-1]) for keys in filled) // stride - min(int(keys[0]) for keys in filled) // stride + 1
        return min(units, sum(map(len, filled)))


def blocks_of(steps: Sequence[StepEvents], watches: Sequence[Watch], stride: int, size: int) -> list[Block]:
    """The events cut between people, some `size` at a time: few enough to stay in the processor's cache."""
    longest = max((step.keys for step in steps), key=len)
    count = sum(len(step.keys) for step in steps) // size
    if count < 2 or not len(longest):
        return [Block(tuple(steps), tuple(watches))]
    marks = np.unique([longest[len(longest) * n // count] // stride * stride for n in range(1, count)])
    cuts = [_cuts(step.keys, marks) for step in steps]
    watch_cuts = [_cuts(watch.keys, marks) for watch in watches]
    return [
        Block(
            tuple(
                step.cut(cut[n], cut[n + 1], before[n])
                for step, cut, before in zip(steps, cuts, [cuts[0], *cuts[:-1]], strict=True)
            ),
            tuple(
                replace(watch, keys=watch.keys[cut[n] : cut[n + 1]])
                for watch, cut in zip(watches, watch_cuts, strict=True)
            ),
        )
        for n in range(len(marks) + 1)
    ]


def _cuts(keys: Keys, marks: Keys) -> list[int]:
    return [0, *np.searchsorted(keys, marks).tolist(), len(keys)]

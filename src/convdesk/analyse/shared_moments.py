"""What lies at one time, of one person, and which steps in a row it could fill with different events."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.ties import can_fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.funnel_pace import Block, Pace, StepEvents

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Fills = list[frozenset[int]]

MOST_DIFFERENT = 62
"""Different steps that fit the bits of one number."""
OFTEN = 4_096
"""Moments that are looked at between two looks at whether to stop."""


class Moments:
    """Moments (packed keys, ascending), and the kind of each: which events it holds, as sets of steps they may fill.

    `most`: the most steps that any of them could fill at once.
    """

    def __init__(self, keys: Keys, kinds: Keys, fills: Sequence[Fills], steps: int) -> None:
        self.keys, self.kinds, self._fills = keys, kinds, fills
        self.most = min(steps, max(map(len, fills), default=0))
        self.allows = cache(self._allows)

    def _allows(self, start: int, step: int) -> Mask:
        """For each kind whether different events of it can fill all steps after `start` up to `step`."""
        wanted = range(start + 1, step + 1)
        return np.array([can_fill(wanted, fills) for fills in self._fills], bool)

    def of(self, unit: int, stride: int) -> Iterator[tuple[int, int, Fills]]:
        """The moments of one unit, ascending: place, tick, and the events as sets of steps they may fill."""
        first, last = np.searchsorted(self.keys, [unit * stride, (unit + 1) * stride]).tolist()
        ticks, kinds = (self.keys[first:last] - unit * stride).tolist(), self.kinds[first:last].tolist()
        for place, (tick, kind) in enumerate(zip(ticks, kinds, strict=True), first):
            yield place, tick, self._fills[kind]

    def allowing(self, start: int, step: int) -> Keys:
        """The places of the moments that allow it."""
        return np.flatnonzero(self.allows(start, step)[self.kinds])


def moments_of(block: Block, pace: Pace, units: Keys, look_up: Callable[[], None]) -> Moments:
    """The moments of some units (ascending); steps with the same events are told apart by the sets they are in."""
    same, different = same_steps(block.steps)
    keys, bits = _events(different, units, pace.stride, look_up)
    own, kind = np.unique(bits, return_inverse=True)
    fills = [frozenset(step for step, at in enumerate(same) if bit >> at & 1) for bit in own.tolist()]
    is_new = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    look_up()
    moment, size = np.cumsum(is_new) - 1, max(len(own), 1)
    pairs = np.sort(moment * size + kind, kind="stable")
    begins = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)])
    often = np.diff(begins, append=len(pairs))
    look_up()
    most = np.array([len(steps) for steps in fills], np.int64)
    whose, kind = pairs[begins] // size, pairs[begins] % size
    numbers, held = _kinds(whose, kind * (len(same) + 1) + np.minimum(often, most[kind]), look_up)
    told = [[fills[code // (len(same) + 1)] for code in codes for _ in range(code % (len(same) + 1))] for codes in held]
    return Moments(keys[is_new], numbers, told, len(same))


def same_steps(steps: Sequence[StepEvents]) -> tuple[list[int], list[StepEvents]]:
    """For each step which of the different ones it is, and those."""
    same: list[int] = []
    different: list[StepEvents] = []
    for step in steps:
        at = next((n for n, other in enumerate(different) if _is_same(step, other)), len(different))
        same.append(at)
        if at == len(different):
            different.append(step)
    return same, different


def _is_same(one: StepEvents, other: StepEvents) -> bool:
    if one.rows is None or other.rows is None:
        return False
    return len(one.rows) == len(other.rows) and np.array_equal(one.rows, other.rows)


def event_keys(block: Block, look_up: Callable[[], None]) -> Keys:
    """The keys of all step events, each event once, ascending."""
    return once([(step.keys, step.rows) for step in same_steps(block.steps)[1]], look_up)[0]


def _events(steps: Sequence[StepEvents], units: Keys, stride: int, look_up: Callable[[], None]) -> tuple[Keys, Keys]:
    """Each event of these units once, by key, with the steps it fills as bits."""
    chosen: list[tuple[Keys, Keys | None]] = []
    for step in steps:
        look_up()
        if step.rows is not None and len(units):
            own = step.keys // stride
            those = np.flatnonzero(units[np.minimum(np.searchsorted(units, own), len(units) - 1)] == own)
            chosen.append((step.keys[those], step.rows[those]))
    return once(chosen, look_up)


def once(steps: Sequence[tuple[Keys, Keys | None]], look_up: Callable[[], None]) -> tuple[Keys, Keys]:
    """Each event (its row says which it is) once, by key, with which of these steps it is in as bits."""
    rows = [own for _, own in steps if own is not None and len(own)]
    if not rows:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    base = min(int(own.min()) for own in rows)
    size = max(int(own.max()) for own in rows) - base + 1
    bits = np.zeros(size, np.int64 if len(steps) <= MOST_DIFFERENT else object)
    keys = np.zeros(size, np.int64)
    for at, (own_keys, own_rows) in enumerate(steps):
        look_up()
        if own_rows is not None:
            bits[own_rows - base] |= 1 << at
            keys[own_rows - base] = own_keys
    there = np.flatnonzero(bits)
    bits, keys = bits[there], keys[there]
    look_up()
    if bool(np.all(keys[1:] >= keys[:-1])):
        return keys, bits
    order = np.argsort(keys, kind="stable")
    return keys[order], bits[order]


def _kinds(whose: Keys, codes: Keys, look_up: Callable[[], None]) -> tuple[Keys, list[list[int]]]:
    """Moments that hold the same events are of one kind: the kind of each, and what each kind holds.

    Most moments hold one code, which is a kind of its own; only the others are looked at one by one.
    """
    begins = np.flatnonzero(np.append(True, whose[1:] != whose[:-1])[: len(whose)])
    ends = np.append(begins[1:], len(whose))[: len(begins)]
    found = codes[begins]
    alone = np.flatnonzero(np.bincount(found))
    number = np.zeros(int(alone[-1]) + 1 if len(alone) else 0, np.int64)
    number[alone] = np.arange(len(alone))
    found = number[found]
    numbers: dict[bytes, int] = {}
    several = np.flatnonzero(ends - begins > 1)
    for count, (at, begin, end) in enumerate(
        zip(several.tolist(), begins[several].tolist(), ends[several].tolist(), strict=True)
    ):
        if count % OFTEN == 0:
            look_up()
        found[at] = len(alone) + numbers.setdefault(codes[begin:end].tobytes(), len(numbers))
    held = [[code] for code in alone.tolist()] + [np.frombuffer(key, np.int64).tolist() for key in numbers]
    return found, held

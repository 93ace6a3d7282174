"""What following people through a funnel gives: one chain of steps each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]

NOT = -(2**62)
"""Stands for the moment of a step that is not in a chain."""


@dataclass(frozen=True)
class Chains:
    """Those who entered (people or sessions), ascending by number, with the furthest chain of each.

    All arrays have one place for each of them; moments are packed keys. `level`: the furthest step filled, from 1,
    optional ones apart. `anchor`, `last`: the entry and the latest step of the latest chain at that level. `since`: for
    each exclusion, from when it watches that chain. `at`: for each step its moment in the kept chain, the one that was
    complete first (`NOT` where the step is not in it). `passed`: for each optional step (from 0), the ticks from the
    step before to it, `NOT` for those who did not do it. `is_struck`: cut off by an excluded event. `is_rough`: with
    too many ways to give events to steps, one event was let fill several.
    """

    unit: Keys
    level: NDArray[np.int16]
    anchor: Keys
    last: Keys
    since: tuple[Keys, ...]
    at: tuple[Keys, ...]
    passed: dict[int, Keys]
    is_struck: Mask
    is_rough: Mask

    @property
    def steps(self) -> int:
        return len(self.at)

    def reached(self, step: int) -> Mask:
        """Who filled step `step` (from 1)."""
        if step - 1 in self.passed:
            found: Mask = self.passed[step - 1] != NOT
            return found
        return self.level >= step

    def among(self, mask: Mask | NDArray[np.intp] | slice) -> Chains:
        """Only some of them: a mask, or their places."""
        return Chains(
            self.unit[mask], self.level[mask], self.anchor[mask], self.last[mask],
            tuple(since[mask] for since in self.since), tuple(at[mask] for at in self.at),
            {step: ticks[mask] for step, ticks in self.passed.items()}, self.is_struck[mask], self.is_rough[mask],
        )  # fmt: skip

    def put(self, places: NDArray[np.intp] | slice, other: Chains) -> None:
        """Write the chains of `other` over those at `places`."""
        for mine, its in zip(self._columns(), other._columns(), strict=True):
            mine[places] = its

    def _columns(self) -> list[NDArray[Any]]:
        of_steps = (*self.since, *self.at, *self.passed.values())
        return [self.unit, self.level, self.anchor, self.last, self.is_struck, self.is_rough, *of_steps]

    def differs(self, other: Chains) -> Mask:
        """For whom two ways of following the same people gave different chains."""
        found: Mask = (self.level != other.level) | (self.anchor != other.anchor) | (self.last != other.last)
        for mine, its in zip((*self.since, *self.at), (*other.since, *other.at), strict=True):
            found |= mine != its
        for step, ticks in self.passed.items():
            found |= ticks != other.passed[step]
        return found


class Gathered:
    """Chains of different people, one block after the other: put in their places in any order, by any thread.

    `sizes`: the most chains each block can have.
    """

    def __init__(self, sizes: Sequence[int], steps: int, exclusions: int, optional: frozenset[int]) -> None:
        self._starts = list(accumulate(sizes, initial=0))
        self._counts = [0] * len(sizes)
        self._room = _room(self._starts[-1], steps, exclusions, optional)

    def put(self, block: int, chains: Chains) -> None:
        """The chains of one block; they are copied."""
        start = self._starts[block]
        self._counts[block] = len(chains.unit)
        self._room.put(slice(start, start + len(chains.unit)), chains)

    def chains(self) -> Chains:
        """All of them, moved together where a block had fewer than it could have."""
        end = 0
        for start, count in zip(self._starts, self._counts, strict=False):
            if start > end:
                self._room.put(slice(end, end + count), self._room.among(slice(start, start + count)))
            end += count
        return self._room.among(slice(end))


def empty_chains(size: int, steps: int, exclusions: int, optional: frozenset[int]) -> Chains:
    """Room for the chains of so many people, nothing done yet."""
    chains = _room(size, steps, exclusions, optional)
    for moments in (chains.unit, chains.anchor, chains.last, *chains.since, *chains.at, *chains.passed.values()):
        moments.fill(NOT)
    chains.level.fill(0)
    chains.is_struck.fill(False)
    chains.is_rough.fill(False)
    return chains


def _room(size: int, steps: int, exclusions: int, optional: frozenset[int]) -> Chains:
    def no() -> Keys:
        return np.empty(size, np.int64)

    return Chains(
        no(), np.empty(size, np.int16), no(), no(), tuple(no() for _ in range(exclusions)),
        tuple(no() for _ in range(steps)), {step: no() for step in sorted(optional)}, np.empty(size, bool),
        np.empty(size, bool),
    )  # fmt: skip

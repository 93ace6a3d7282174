"""What following people through a funnel gives: one chain of steps each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
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
    step before to it, `NOT` for those who did not do it. `is_struck`: cut off by an excluded event.
    """

    unit: Keys
    level: NDArray[np.int16]
    anchor: Keys
    last: Keys
    since: tuple[Keys, ...]
    at: tuple[Keys, ...]
    passed: dict[int, Keys]
    is_struck: Mask

    @property
    def steps(self) -> int:
        return len(self.at)

    def reached(self, step: int) -> Mask:
        """Who filled step `step` (from 1)."""
        if step - 1 in self.passed:
            found: Mask = self.passed[step - 1] != NOT
            return found
        return self.level >= step

    def among(self, mask: Mask | NDArray[np.intp]) -> Chains:
        """Only some of them: a mask, or their places."""
        return Chains(
            self.unit[mask], self.level[mask], self.anchor[mask], self.last[mask],
            tuple(since[mask] for since in self.since), tuple(at[mask] for at in self.at),
            {step: ticks[mask] for step, ticks in self.passed.items()}, self.is_struck[mask],
        )  # fmt: skip

    def put(self, places: NDArray[np.intp], other: Chains) -> None:
        """Write the chains of `other` over those at `places`."""
        for name in ("level", "anchor", "last", "is_struck"):
            getattr(self, name)[places] = getattr(other, name)
        for mine, its in zip((*self.since, *self.at), (*other.since, *other.at), strict=True):
            mine[places] = its
        for step, ticks in self.passed.items():
            ticks[places] = other.passed[step]

    def differs(self, other: Chains) -> Mask:
        """For whom two ways of following the same people gave different chains."""
        found: Mask = (self.level != other.level) | (self.anchor != other.anchor) | (self.last != other.last)
        for mine, its in zip((*self.since, *self.at), (*other.since, *other.at), strict=True):
            found |= mine != its
        for step, ticks in self.passed.items():
            found |= ticks != other.passed[step]
        return found


def joined(parts: list[Chains]) -> Chains:
    """Chains of different people, put one after the other; the parts are given up on the way, to need less memory."""
    if len(parts) == 1:
        return parts[0]
    left = [dict(vars(part)) for part in parts]
    parts.clear()
    found: dict[str, Any] = {}
    for field in fields(Chains):
        values = [part.pop(field.name) for part in left]
        if isinstance(values[0], tuple):
            columns = [list(column) for column in zip(*values, strict=True)]
            values.clear()
            found[field.name] = tuple(_concatenated(column) for column in columns)
        elif isinstance(values[0], dict):
            found[field.name] = {key: np.concatenate([value[key] for value in values]) for key in values[0]}
        else:
            found[field.name] = _concatenated(values)
    return Chains(**found)


def _concatenated(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    whole = np.concatenate(arrays)
    arrays.clear()
    return whole


def empty_chains(size: int, steps: int, exclusions: int, optional: frozenset[int]) -> Chains:
    """Room for the chains of so many people, nothing done yet."""

    def no() -> Keys:
        return np.full(size, NOT, np.int64)

    return Chains(
        no(), np.zeros(size, np.int16), no(), no(), tuple(no() for _ in range(exclusions)),
        tuple(no() for _ in range(steps)), {step: no() for step in sorted(optional)}, np.zeros(size, bool),
    )  # fmt: skip

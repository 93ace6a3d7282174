"""Events that could fill several steps but fill one: which they are, and when so many steps can be filled by them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import compress, product
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.shared_moments import once, same_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.funnel_pace import Block

    Keys = NDArray[np.int64]

FAR = 2**62
"""Stands for the moment of what does not happen."""
FEW_STEPS = 12
"""Different steps whose combinations are few enough to be told apart by a table."""


@dataclass(frozen=True)
class FillingEvents:
    """The events of all steps, each once, by key (ascending).

    `kinds`: which of `fills` each is: the different steps it could fill, as bits. `often`: how many steps each of the
    different ones stands for.
    """

    keys: Keys
    kinds: NDArray[np.intp]
    fills: Sequence[int]
    often: Sequence[int]

    def groups(self) -> list[list[int]]:
        """The different steps, those together that some event could fill."""
        groups = [1 << step for step in range(len(self.often))]
        for fills in self.fills:
            together = [group for group in groups if group & fills]
            groups = [group for group in groups if not group & fills] + [reduce(or_, together)]
        return [[step for step in range(len(self.often)) if group >> step & 1] for group in groups]

    def filling(self, steps: Iterable[int]) -> tuple[Keys, Keys]:
        """The keys of those that could fill any of these, `FAR` last; and how many of them come before each event."""
        wanted = sum(1 << step for step in steps)
        fits = np.array([bool(fills & wanted) for fills in self.fills]).take(self.kinds)
        before = np.zeros(len(fits) + 1, np.int64)
        np.cumsum(fits, out=before[1:])
        return np.append(self.keys.compress(fits), FAR), before


def filling_events(block: Block, look_up: Callable[[], None]) -> FillingEvents:
    """The events of a block's steps."""
    same, different = same_steps(block.steps)
    keys, bits = once([(step.keys, step.rows) for step in different], look_up)
    look_up()
    fills, kinds = _numbered(bits, len(different))
    return FillingEvents(keys, kinds, fills.tolist(), [same.count(step) for step in range(len(different))])


def _numbered(bits: Keys, steps: int) -> tuple[Keys, NDArray[np.intp]]:
    """The different numbers, ascending, and which of them each is."""
    if steps > FEW_STEPS:
        return np.unique(bits, return_inverse=True)
    own = np.flatnonzero(np.bincount(bits, minlength=1 << steps))
    number = np.zeros(1 << steps, np.intp)
    number[own] = np.arange(len(own))
    return own, number.take(bits)


def filled(
    events: FillingEvents, group: Sequence[int], windows: tuple[Keys, Keys], look_up: Callable[[], None]
) -> Keys:
    """When one step more of a group was done in each window, one row for each step; `FAR` where it was not.

    `windows`: how many events come before each, and its last key. By Hall's theorem j of K steps can be done once
    each choice S of them, however made, has had |S| − (K − j) events that could fill a step of S. Of equal steps all
    or none need to be chosen.
    """
    before, ends = windows
    often = [events.often[step] for step in group]
    done_at = np.full((sum(often), len(before)), -FAR, np.int64)
    for chosen in product((True, False), repeat=len(group)):
        size = sum(compress(often, chosen))
        if not size:
            continue
        keys, places = events.filling(compress(group, chosen))
        first = places.take(before)
        for needed, row in enumerate(done_at[len(done_at) - size :]):
            look_up()
            np.maximum(row, keys.take(first + needed, mode="clip"), out=row)
    done_at[done_at > ends] = FAR
    return done_at

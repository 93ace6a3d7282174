"""The kernels of paths: runs of equal things, what stands at each place of many paths, what follows on what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.rows import blocks_of_people

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Codes = NDArray[np.integer]
    Mask = NDArray[np.bool_]

NONE = -1
"""Stands where a path has no more places."""
PIECE = 1 << 18
"""Rows that are looked at once: few enough to stay in the processor's cache."""
STEPS = 64
"""How many repetitions of the same thing are stepped over one by one."""


@dataclass(frozen=True)
class Walks:
    """What many paths have at each place: `codes[path, place]`, NONE where a path has ended, and how often in a row."""

    codes: NDArray[np.int32]
    times: NDArray[np.int32]


def forwards(codes: Codes, first: Rows, stop: Rows, length: int) -> Walks:
    """The first `length` different things in a row of rows `first` to `stop` (not included), path by path.

    The same thing several times in a row is one place.
    """
    found, times = _empty(len(first), length)
    runs = _Runs(codes)
    going = np.flatnonzero(first < stop)
    rows, stop = first[going], stop[going]
    for place in range(length):
        ends = runs.ends(rows, stop)
        found[going, place], times[going, place] = codes[rows], ends - rows
        goes_on = np.flatnonzero(ends < stop)
        going, rows, stop = going[goes_on], ends[goes_on], stop[goes_on]
    return Walks(found, times)


def backwards(codes: Codes, last: Rows, start: Rows, length: int) -> Walks:
    """As `forwards`, from row `last` back to row `start` (both included)."""
    size = len(codes) - 1
    return forwards(codes[::-1], size - last, size - start + 1, length)


def _empty(paths: int, length: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    return np.full((paths, length), NONE, np.int32), np.zeros((paths, length), np.int32)


class _Runs:
    """Where runs of the same thing end: looked for step by step, and where they are long, by the ends of all runs."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._ends: Rows | None = None

    def ends(self, rows: Rows, stop: Rows) -> Rows:
        """For each row, the first row after it with something else, at most `stop`."""
        ends = rows + 1
        going = self._still(np.flatnonzero(ends < stop), rows, ends)
        for _ in range(STEPS):
            if not len(going):
                return ends
            ends[going] += 1
            going = self._still(going[ends[going] < stop[going]], rows, ends)
        if len(going):
            ends[going] = self._by_all_ends(rows[going], stop[going])
        return ends

    def _still(self, going: Rows, rows: Rows, ends: Rows) -> Rows:
        """Of these places, those where the same thing goes on."""
        found: Rows = going[self._codes[ends[going]] == self._codes[rows[going]]]
        return found

    def _by_all_ends(self, rows: Rows, stop: Rows) -> Rows:
        codes = self._codes
        if self._ends is None:
            self._ends = np.append(np.flatnonzero(codes[1:] != codes[:-1]) + 1, len(codes))
        found: Rows = np.minimum(self._ends[np.searchsorted(self._ends, rows, side="right")], stop)
        return found


def pair_counts(codes: Codes, starts: Rows, names: int) -> NDArray[np.int64]:
    """How often each thing directly follows each other one: counts[before, after]; not across the rows of `starts`."""
    counts = np.zeros(names * names, np.int64)
    for begin in range(0, max(len(codes) - 1, 0), PIECE):
        piece = codes[begin : begin + PIECE + 1].astype(np.int32)
        pairs = piece[:-1] * names + piece[1:]
        first, last = np.searchsorted(starts, [begin + 1, begin + len(piece)])
        counts += np.bincount(pairs, minlength=names * names)
        counts -= np.bincount(pairs[starts[first:last] - begin - 1], minlength=names * names)
    return counts.reshape(names, names)


def pair_people(codes: Codes, starts: Rows, keys: Rows, stride: int, names: int) -> tuple[NDArray[np.int64], int]:
    """How many people had each thing directly followed by each other one, and how many had any at all.

    `keys`: packed keys (person · stride + time) of the rows. People are looked at in blocks that fit the cache.
    """
    counts, anybody = np.zeros(names * names, np.int64), 0
    for begin, end in blocks_of_people(keys, stride):
        whose = (keys[begin + 1 : end] // stride - keys[begin] // stride) * (names * names)
        piece = codes[begin:end].astype(np.int64)
        whose += piece[:-1] * names + piece[1:]
        first, last = np.searchsorted(starts, [begin + 1, end])
        is_within = np.ones(len(whose), bool)
        is_within[starts[first:last] - begin - 1] = False
        met = np.sort(whose[is_within])
        met = met[np.append(True, met[1:] != met[:-1])[: len(met)]]
        counts += np.bincount(met % (names * names), minlength=names * names)
        people = met // (names * names)
        anybody += int(np.count_nonzero(people[1:] != people[:-1])) + bool(len(people))
    return counts.reshape(names, names), anybody

"""Funnels in any order: the most steps done inside one window, for everyone at once."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.chains import NOT, Chains, empty_chains
from convdesk.analyse.filling import FAR, filled, filling_events

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.filling import FillingEvents
    from convdesk.analyse.funnel_pace import Block, Pace

    Keys = NDArray[np.int64]

MOST_TOGETHER = 6
"""Different steps that hang together by events that could fill several: more are filled window by window."""


@dataclass(frozen=True)
class Entries:
    """Moments (packed keys, ascending, each once) at which a window may begin.

    `at`: for each step with events of its own, how many of its events come before each of these moments.
    """

    keys: Keys
    at: dict[int, NDArray[np.int32]]

    def only(self, mask: NDArray[np.bool_]) -> Entries:
        return Entries(self.keys[mask], {step: at[mask] for step, at in self.at.items()})


def entries_of(block: Block, steps: Sequence[int], look_up: Callable[[], None]) -> Entries:
    """Each moment with an event of one of these steps (from 0)."""
    keys = np.concatenate([block.steps[step].keys for step in steps])
    labels = np.repeat(np.arange(len(steps), dtype=np.int16), [len(block.steps[step].keys) for step in steps])
    order = np.argsort(keys, kind="stable")
    keys, labels = keys[order], labels[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1)) if len(keys) else np.empty(0, np.intp)
    at = {}
    for number, step in enumerate(steps):
        look_up()
        own = labels == number
        at[step] = (np.cumsum(own, dtype=np.int32) - own)[first]
    return Entries(keys[first], at)


def follow_any(
    block: Block, pace: Pace, windows: tuple[Entries, Sequence[tuple[int, int]]], look_up: Callable[[], None]
) -> Chains:
    """The largest number of distinct steps inside one window that begins with one of the entries.

    `windows`: the entries, and for each step the first step with the same events, and how many with them come before
    it (0 where one event may fill several steps). No event fills two steps with different events.
    """
    entries, places = windows
    ends = _window_ends(block, pace, entries.keys)
    waits = np.empty((len(places), len(entries.keys)), np.int64)
    for step, (same, ahead) in enumerate(places):
        look_up()
        keys = np.append(block.steps[same].keys, FAR)
        at = entries.at[same]
        waits[step] = keys[np.minimum(at + ahead, len(keys) - 1) if ahead else at]
    for column in waits:
        look_up()
        column[column > ends] = FAR
    return _best_windows(block, pace, (entries.keys, waits), look_up)


def _first_cut(block: Block, entries: Keys) -> Keys:
    """The first excluded key after each entry; `FAR` where there is none."""
    cut = np.full(len(entries), FAR, np.int64)
    for watch in block.watches:
        if len(watch.keys):
            found = np.searchsorted(watch.keys, entries, side="right")
            comes = watch.keys[np.minimum(found, len(watch.keys) - 1)]
            np.minimum(cut, np.where(found < len(watch.keys), comes, FAR), out=cut)
    return cut


def _window_ends(block: Block, pace: Pace, entries: Keys) -> Keys:
    """The last key that still belongs to a window: its end, or the first excluded event after its beginning."""
    return np.minimum(entries + pace.limit, _first_cut(block, entries))


def _best_windows(block: Block, pace: Pace, windows: tuple[Keys, Keys], look_up: Callable[[], None]) -> Chains:
    """Of each person's windows the one with most steps: the latest for what is open, the earliest complete to keep.

    `windows`: when each begins, and for each step when it was filled.
    """
    entries, waits = windows
    units = entries // pace.stride
    firsts = np.flatnonzero(np.concatenate([np.ones(min(1, len(units)), bool), units[1:] != units[:-1]]))
    chains = empty_chains(len(firsts), len(waits), len(block.watches), frozenset())
    if not len(firsts):
        return chains
    place = np.repeat(np.arange(len(firsts)), np.diff(np.append(firsts, len(units))))
    done, complete = np.zeros(len(entries), np.int16), np.full(len(entries), NOT)
    for keys in waits:
        look_up()
        done += keys != FAR
        np.maximum(complete, np.where(keys == FAR, NOT, keys), out=complete)
    chains.unit[:] = units[firsts]
    chains.level[:] = np.maximum.reduceat(done, firsts)
    best = np.flatnonzero(done == chains.level[place])
    complete = complete[best]
    chains.anchor[place[best]] = entries[best]
    chains.last[:] = complete[_last_of_runs(place[best])]
    kept = np.sort(waits[:, best[_earliest(place[best], complete)]], axis=0)
    for step, keys in enumerate(chains.at):
        keys[:] = np.where(kept[step] == FAR, NOT, kept[step])
    for since in chains.since:
        since[:] = chains.anchor
    return chains


def _last_of_runs(place: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.append(np.flatnonzero(place[1:] != place[:-1]), len(place) - 1)


def _earliest(place: NDArray[np.intp], complete: Keys) -> NDArray[np.intp]:
    """For each person the window that was complete first; among equals the one that began latest."""
    firsts = np.flatnonzero(np.concatenate([np.ones(1, bool), place[1:] != place[:-1]]))
    earliest = np.minimum.reduceat(complete, firsts)[place]
    among = np.flatnonzero(complete == earliest)
    return among[_last_of_runs(place[among])]


def strike_any(chains: Chains, block: Block, pace: Pace) -> None:
    """Mark those whose latest best window an excluded event cut short."""
    entries = chains.anchor
    chains.is_struck[:] = (_first_cut(block, entries) <= entries + pace.limit) & (chains.level < chains.steps)


def follow_any_shared(block: Block, pace: Pace, entries: Entries, look_up: Callable[[], None]) -> Chains:
    """The same where an event may be of use to different steps but fills only one.

    Steps that no event could both fill have nothing to do with each other: each group of the others is filled apart.
    """
    ends = _window_ends(block, pace, entries.keys)
    events = filling_events(block, look_up)
    windows = np.searchsorted(events.keys, entries.keys), ends
    waits = [
        (filled if len(group) <= MOST_TOGETHER else _filled_one_by_one)(events, group, windows, look_up)
        for group in events.groups()
    ]
    return _best_windows(block, pace, (entries.keys, np.concatenate(waits)), look_up)


def _filled_one_by_one(
    events: FillingEvents, group: Sequence[int], windows: tuple[Keys, Keys], look_up: Callable[[], None]
) -> Keys:
    """When one step more was done in each window, where too many steps hang together: event after event."""
    steps = [(step, number) for step in group for number in range(events.often[step])]
    kinds = [
        (fills, events.keys[events.kinds == kind].tolist())
        for kind, bits in enumerate(events.fills)
        if (fills := frozenset(place for place, (step, _) in enumerate(steps) if bits >> step & 1))
    ]
    starts = events.keys.take(windows[0]).tolist()
    done_at = np.full((len(steps), len(starts)), FAR, np.int64)
    for number, (start, end) in enumerate(zip(starts, windows[1].tolist(), strict=True)):
        look_up()
        for level, key in enumerate(_filled(kinds, start, end, len(steps))):
            done_at[level, number] = key
    return done_at


def _filled(kinds: Sequence[tuple[frozenset[int], list[int]]], start: int, end: int, steps: int) -> list[int]:
    """When one step more was done, in a window from `start` to `end`: augmenting paths, event after event."""
    events: list[tuple[int, frozenset[int]]] = []
    for fills, keys in kinds:
        at = bisect_left(keys, start)
        events += [(key, fills) for key in keys[at : at + steps] if key <= end]
    events.sort(key=lambda event: event[0])
    taken: dict[int, int] = {}
    return [key for number, (key, _) in enumerate(events) if _place(number, events, taken, set())]


def _place(number: int, events: Sequence[tuple[int, frozenset[int]]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give an event a step, moving earlier events to other steps where that helps."""
    for step in events[number][1]:
        if step not in tried:
            tried.add(step)
            if step not in taken or _place(taken[step], events, taken, tried):
                taken[step] = number
                return True
    return False

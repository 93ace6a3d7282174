"""What the data offers to make a funnel of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.log_pages import page_lookup
from convdesk.analyse.matching import step_keys
from convdesk.analyse.page_patterns import ID
from convdesk.columns import EVENT, PAGE, PROPERTY
from convdesk.model.funnel import FunnelSpec
from convdesk.model.step import Matcher, Step, event_step
from convdesk.model.step_choices import PropertyValue, ReadyMade, StepChoice, StepChoices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]

CANDIDATES = 12
"""Ways are made of the events that most people meet."""
RARE_SHARE = 0.05
LONGEST, SHORTEST = 5, 2
WAYS = 6
NEVER = 2**62
MOST_VALUES = 1_000
"""Values of a property that are offered, the most frequent ones; others can still be written."""
MARKS, ROWS = 4_000_000, 250_000
"""Marks of who did what at once, and rows between two looks at whether anybody still waits."""


def step_choices(table: EventTable, progress: Progress) -> StepChoices:
    """Event names, page patterns and ways that many people go, most people first."""
    progress.step(0, 3, "Listing events")
    events = tuple(sorted(_events(table, progress), key=lambda one: (-one.people, -one.events, one.step.name)))
    progress.step(1, 3, "Grouping pages")
    pages = tuple(sorted(_pages(table, progress), key=lambda one: (-one.people, -one.events, one.step.name)))
    progress.step(2, 3, "Looking for common ways")
    properties = sorted(name.removeprefix(PROPERTY) for name in table.names if name.startswith(PROPERTY))
    people = _people(table)
    return StepChoices(events, pages, ways(table, events, people, progress), tuple(properties), people)


def property_values(table: EventTable, name: str) -> tuple[PropertyValue, ...]:
    """The values of a property, most frequent first, at most 1,000; none for a property that no event has."""
    if PROPERTY + name not in table.names:
        return ()
    terms = table.terms(PROPERTY + name)
    counts = np.bincount(table.column(PROPERTY + name).astype(np.int64) + 1, minlength=len(terms) + 1)[1:]
    ranked = np.argsort(-counts, kind="stable")[:MOST_VALUES]
    return tuple(PropertyValue(terms[code], int(counts[code])) for code in ranked.tolist() if counts[code])


def ways(table: EventTable, events: tuple[StepChoice, ...], people: int, progress: Progress) -> tuple[ReadyMade, ...]:
    """The orders in which most people first meet the events that most people meet."""
    often = [one for one in events[:CANDIDATES] if one.people >= RARE_SHARE * people]
    if len(often) < SHORTEST:
        return ()
    orders = _orders(table, often, progress)
    found: dict[tuple[int, ...], int] = {}
    for length in range(min(LONGEST, len(often)), SHORTEST - 1, -1):
        progress.raise_if_cancelled()
        found |= _counted(orders[:, :length], len(often))
    steps = [one.step for one in often]
    return tuple(
        ReadyMade(FunnelSpec(tuple(steps[at] for at in way), name=_name(way, steps)), number)
        for way, number in _apart(found, people)
    )


def _name(way: tuple[int, ...], steps: list[Step]) -> str:
    return f"{steps[way[0]].label} to {steps[way[-1]].label}"


def _people(table: EventTable) -> int:
    """How many people have events."""
    keys, before, found = table.keys, -1, 0
    for begin in range(0, len(keys), ROWS):
        actors = keys[begin : begin + ROWS] // table.stride
        found += int(np.count_nonzero(np.diff(actors, prepend=before)))
        before = int(actors[-1])
    return found


def _events(table: EventTable, progress: Progress) -> list[StepChoice]:
    if EVENT not in table.names or not len(table):
        return []
    names = table.terms(EVENT)
    people, events = _counted_by(table, EVENT, np.arange(len(names)), progress)
    return [StepChoice(event_step(name), people[n], events[n]) for n, name in enumerate(names) if events[n]]


def _pages(table: EventTable, progress: Progress) -> list[StepChoice]:
    """Page patterns with the people and events on them."""
    if PAGE not in table.names:
        return []
    patterns, lookup = page_lookup(table, progress)
    written = [pattern.replace(ID, "*") for pattern in patterns]
    names = list(dict.fromkeys(written))
    place = {name: number for number, name in enumerate(names)}
    of_term = np.array([place[pattern] for pattern in written], np.int64)[lookup]
    people, events = _counted_by(table, PAGE, of_term, progress)
    return [StepChoice(Step((Matcher(page=name),)), people[n], events[n]) for n, name in enumerate(names) if events[n]]


def _counted_by(table: EventTable, name: str, of_term: Keys, progress: Progress) -> tuple[list[int], list[int]]:
    """People and events of each group of a column's texts, some people at a time: a table of marks fits the cache."""
    count = int(of_term.max(initial=-1)) + 1
    people, events = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    lookup, codes, keys = np.append(of_term, count), table.column(name), table.keys
    at_once = max(1, min(MARKS // (count + 1), table.people.count))
    start = 0
    while start < len(keys):
        progress.raise_if_cancelled()
        first = int(keys[start] // table.stride)
        end = int(np.searchsorted(keys, (first + at_once) * table.stride))
        for begin in range(start, end, ROWS):
            groups = lookup[codes[begin : min(begin + ROWS, end)]]
            events += np.bincount(groups, minlength=count + 1)
        marks = np.zeros((at_once, count + 1), bool)
        for begin in range(start, end, ROWS):
            stop = min(begin + ROWS, end)
            marks[keys[begin:stop] // table.stride - first, lookup[codes[begin:stop]]] = True
            progress.raise_if_cancelled()
        people += marks.sum(axis=0)
        start = end
    return people[:count].tolist(), events[:count].tolist()


def _orders(table: EventTable, often: list[StepChoice], progress: Progress) -> NDArray[np.int8]:
    """For each person the candidates in the order they first met them, at most `LONGEST`; −1 after the last."""
    first = np.full((table.people.count, len(often)), NEVER, np.int64)
    for number, one in enumerate(often):
        progress.raise_if_cancelled()
        keys = step_keys(table, one.step, progress)
        actors = keys // table.stride
        begins = np.flatnonzero(np.diff(actors, prepend=-1))
        first[actors[begins], number] = keys[begins]
    order = np.argsort(first, axis=1, kind="stable")[:, :LONGEST]
    met = np.take_along_axis(first, order, axis=1) < NEVER
    return np.where(met, order, -1).astype(np.int8)


def _counted(orders: NDArray[np.int8], candidates: int) -> dict[tuple[int, ...], int]:
    """How many people begin in each way of just this length."""
    whole = orders[(orders >= 0).all(axis=1)].astype(np.int64)
    powers = candidates ** np.arange(orders.shape[1], dtype=np.int64)
    codes, counts = np.unique(whole @ powers, return_counts=True)
    return {
        tuple((code // powers % candidates).tolist()): number
        for code, number in zip(codes.tolist(), counts.tolist(), strict=True)
    }


def _apart(found: dict[tuple[int, ...], int], people: int) -> list[tuple[tuple[int, ...], int]]:
    """Long ways that many go, none the beginning of another."""
    chosen: list[tuple[tuple[int, ...], int]] = []
    ranked = sorted(found.items(), key=lambda pair: (-pair[1] * (len(pair[0]) - 1), pair[0]))
    for way, number in ranked:
        is_known = any(way == other[: len(way)] or other == way[: len(other)] for other, _ in chosen)
        if not is_known and number >= RARE_SHARE * people / 5:
            chosen.append((way, number))
        if len(chosen) == WAYS:
            break
    return chosen

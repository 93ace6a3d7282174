"""What is known of each person in numbers, and the report of how keys became people."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.components import components
from convdesk.model.people import KINDS, LIMITS, RULES, JoinRule, KeyKind, PersonOrder, StitchReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.people import People
    from convdesk.analyse.table import EventTable
    from convdesk.columns import SourceEvents

    Numbers = NDArray[np.int64]
    Mask = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
CONFLICTS_SHOWN = 500
_USER, _DEVICE, _EMAIL = (KINDS.index(kind) for kind in (KeyKind.USER, KeyKind.DEVICE, KeyKind.EMAIL))


@dataclass(frozen=True)
class Happened:
    """Recordings, or answers: whose (−1: nobody's), how many each counts for, from when to when (UTC µs)."""

    actors: Numbers
    counts: Numbers
    first_us: Numbers
    last_us: Numbers


@dataclass(frozen=True)
class PersonFacts:
    """One number an actor. `keys`: (kinds × actors). `first_us` NEVER and `last_us` −1: nothing has a time."""

    keys: Numbers
    events: Numbers
    sessions: Numbers
    recordings: Numbers
    answers: Numbers
    first_us: Numbers
    last_us: Numbers

    def column(self, order: PersonOrder) -> Numbers:
        """What people are sorted by; names have no number."""
        columns: dict[PersonOrder, Numbers] = {
            PersonOrder.KEYS: self.keys.sum(axis=0), PersonOrder.EVENTS: self.events,
            PersonOrder.SESSIONS: self.sessions, PersonOrder.RECORDINGS: self.recordings,
            PersonOrder.ANSWERS: self.answers, PersonOrder.FIRST: self.first_us, PersonOrder.LAST: self.last_us,
        }  # fmt: skip
        return columns[order]


def facts_of(people: People, table: EventTable, recorded: Happened, answered: Happened) -> PersonFacts:
    """The numbers of everybody."""
    bounds = _bounds(people, table)
    events = np.diff(bounds)
    first, last = np.full(people.count, NEVER), np.full(people.count, -1)
    at = np.flatnonzero(events)
    first[at] = _at_us(table, at, bounds[at])
    last[at] = _at_us(table, at, bounds[at + 1] - 1)
    for what in (recorded, answered):
        timed = (what.actors >= 0) & (what.first_us >= 0)
        np.minimum.at(first, what.actors[timed], what.first_us[timed])
        np.maximum.at(last, what.actors[timed], what.last_us[timed])
    return PersonFacts(
        _keys_by_kind(people), events, _sessions(people, table), _counted(people, recorded), _counted(people, answered),
        first, last,
    )  # fmt: skip


def event_counts(people: People, table: EventTable) -> Numbers:
    """How many events each actor has."""
    return np.diff(_bounds(people, table))


def report_of(people: People, events: Numbers, respondents: Numbers, recordings: Numbers, splits: int) -> StitchReport:
    """How keys became people. `events`: of each actor; `respondents`, `recordings`: whose each is, −1: nobody's."""
    kinds = np.bincount(people.kinds, minlength=len(KINDS))
    joined = _joined(people)
    keys_each = np.bincount(people.actor_of[people.actor_of >= 0], minlength=people.count)
    anonymous = is_anonymous(people)
    conflicts = people.conflicts
    return StitchReport(
        keys=len(people.keys), keys_by_kind={kind: int(kinds[n]) for n, kind in enumerate(KINDS) if kinds[n]},
        in_several_sources=people.shared_keys, components=len(people.keys) - sum(joined.values()), joined=joined,
        actors=people.count, actors_joined=int(np.count_nonzero(keys_each > 1)),
        largest=int(keys_each.max(initial=0)), conflicts=conflicts[:CONFLICTS_SHOWN], conflict_count=len(conflicts),
        events=int(events.sum()), anonymous_events=int(events[anonymous].sum()),
        anonymous_actors=int(np.count_nonzero(anonymous)), respondents=len(respondents),
        respondents_of_nobody=int(np.count_nonzero(respondents < 0)), recordings=len(recordings),
        recordings_of_nobody=int(np.count_nonzero(recordings >= people.logged)), splits=splits,
        definition=LIMITS.in_words(),
    )  # fmt: skip


def is_anonymous(people: People) -> Mask:
    """Which actors are known by sessions and devices only: nobody was ever identified there."""
    is_named = np.zeros(people.count, bool)
    names = np.isin(people.kinds, [_USER, _EMAIL]) & (people.actor_of >= 0)
    is_named[people.actor_of[names]] = True
    return ~is_named


def _bounds(people: People, table: EventTable) -> Numbers:
    """Where the events of each actor begin, and where the last one's end."""
    if not len(table):
        return np.zeros(people.count + 1, np.int64)
    return np.searchsorted(table.keys, np.arange(people.count + 1) * table.stride).astype(np.int64)


def _at_us(table: EventTable, actors: Numbers, rows: Numbers) -> Numbers:
    return table.t0_us + (table.keys[rows] - actors * table.stride) * table.tick_us


def _keys_by_kind(people: People) -> Numbers:
    keys = np.zeros((len(KINDS), people.count), np.int64)
    owned = people.actor_of >= 0
    np.add.at(keys, (people.kinds[owned], people.actor_of[owned]), 1)
    return keys


def _sessions(people: People, table: EventTable) -> Numbers:
    """How many different sessions each actor has; a session has one actor."""
    if not len(table):
        return np.zeros(people.count, np.int64)
    owner = np.full(int(table.sessions.max()) + 1, -1, np.int64)
    owner[table.sessions] = table.actors
    return np.bincount(owner[owner >= 0], minlength=people.count)


def _counted(people: People, what: Happened) -> Numbers:
    owned = what.actors >= 0
    return np.bincount(what.actors[owned], what.counts[owned], minlength=people.count).astype(np.int64)


def _joined(people: People) -> dict[JoinRule, int]:
    """By how many each rule makes people fewer, strongest rule first; what a stronger one joined does not count."""
    label = np.arange(len(people.keys))
    left, joined = len(people.keys), {}
    for code, rule in enumerate(RULES):
        own = people.claims.rule == code
        label = components(len(label), label[people.claims.person[own]], label[people.claims.key[own]])[label]
        before, left = left, int(np.count_nonzero(np.bincount(label))) if own.any() else left
        joined[rule] = before - left
    return {rule: n for rule, n in joined.items() if n}


def ordered(people: People, facts: PersonFacts, search: str, order: PersonOrder, *, is_falling: bool) -> Numbers:
    """The actors with a key in which those letters occur, sorted; equal ones stay in the order of their names' keys."""
    actors = found(people, search) if search.strip() else np.arange(people.count)
    if order is PersonOrder.NAME:
        names = [name.casefold() for name in people.names]
        listed = sorted(actors.tolist(), key=names.__getitem__, reverse=is_falling)
        return np.array(listed, np.int64)
    values = facts.column(order)[actors]
    if is_falling:
        values = np.where(values == NEVER, NEVER, -values)
    return actors[np.argsort(values, kind="stable")]


def found(people: People, search: str) -> Numbers:
    """The actors with a key in which those letters occur, whatever their case, and those who were seen with it."""
    words = search.strip().casefold()
    nodes = [node for node, key in enumerate(people.keys) if words in key.partition(":")[2].casefold()]
    actors = people.actor_of[people.with_neighbours(np.array(nodes, np.int64))]
    return np.unique(actors[actors >= 0])


def events_of_keys(source: SourceEvents, keys: Sequence[str]) -> dict[str, int]:
    """How many events of a log stand under each of these keys; keys that stand beside another one only are left out."""
    terms, counts = source.terms("actor"), {}
    packed = source.keys()
    for key in keys:
        place = bisect_left(terms, key)
        if place < len(terms) and terms[place] == key:
            ends = np.searchsorted(packed, [place * source.stride, (place + 1) * source.stride])
            counts[key] = int(ends[1] - ends[0])
    return counts

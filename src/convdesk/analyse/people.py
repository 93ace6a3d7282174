"""Who is one person: the keys of a study, joined into actors across event logs, recordings, surveys, match tables."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.claims import gather
from convdesk.analyse.stitching import CODE, Claims, Stitched, held_by, stitch
from convdesk.model.people import (
    KINDS,
    LIMITS,
    NO_IDENTITY,
    Conflict,
    Identity,
    JoinRule,
    KeyKind,
    key_in_words,
    kind_of_key,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.claims import Gathered, Keys
    from convdesk.columns import SourceEvents

    Nodes = NDArray[np.int64]

_DEVICE, _EMAIL = KINDS.index(KeyKind.DEVICE), KINDS.index(KeyKind.EMAIL)
_SPLIT_UP = "It joined nobody; what happened under it before anybody was identified stays with a person of its own."
_TOO_MANY = "It joined nobody; whose it is stays apart."
_HUB = "Nothing was joined through it."


@dataclass
class People:
    """The actors of a study. Code n is the actor named `names[n]`.

    `maps[i]`: actor of each local actor code of event log i; None where they are the same.
    `others[j]`: actor of the j-th set of keys that was asked for (recordings, then respondents), −1: nobody.
    """

    count: int
    maps: list[NDArray[np.int64] | None]
    others: NDArray[np.int64]
    _sources: Sequence[SourceEvents] = field(repr=False)
    _gathered: Gathered | None = field(default=None, repr=False)
    _stitched: Stitched | None = field(default=None, repr=False)
    _actor_of: Nodes | None = field(default=None, repr=False)

    @property
    def logged(self) -> int:
        """How many actors event logs know: they come first."""
        return self.count if self._stitched is None else int(self.actor_of[: self._gathered_known].max(initial=-1)) + 1

    @property
    def shared_keys(self) -> int:
        """How many keys stand in several event logs, or in a log, a recording and an answer."""
        return self._gathered.shared if self._gathered else 0

    @property
    def _gathered_known(self) -> int:
        return self._gathered.known if self._gathered else self.count

    @cached_property
    def keys(self) -> Sequence[str]:
        """Every key of the study; node n is the key `keys[n]`. Keys of event logs come first, in ascending order."""
        return self._gathered.keys if self._gathered else self._sources[0].terms("actor")

    @cached_property
    def actor_of(self) -> Nodes:
        """Actor of each node; −1 for a key nobody of the study has."""
        return np.arange(self.count) if self._actor_of is None else self._actor_of

    @cached_property
    def claims(self) -> Claims:
        """The claims that were accepted, strongest rule first."""
        if self._stitched is None:
            empty = np.empty(0, np.int64)
            return Claims(empty.astype(np.int8), empty, empty)
        accepted = self._stitched.claims.only(self._stitched.is_accepted)
        return accepted.only(np.argsort(accepted.rule, kind="stable"))

    @cached_property
    def kinds(self) -> NDArray[np.int8]:
        """What sort of key each node is, as a place in KINDS."""
        kinds = np.full(len(self.keys), KINDS.index(KeyKind.USER), np.int8)
        for n, kind in enumerate(KINDS):
            ends = (bisect_left(self.keys, kind.value + end, 0, self._gathered_known) for end in ":;")
            kinds[slice(*ends)] = n
        place = {kind: n for n, kind in enumerate(KINDS)}
        rest = self.keys[self._gathered_known :]
        kinds[self._gathered_known :] = np.fromiter((place[kind_of_key(key)] for key in rest), np.int8, len(rest))
        if self._gathered is not None:
            kinds[self._gathered.devices] = _DEVICE
        return kinds

    @cached_property
    def leading(self) -> Nodes:
        """The node of each actor's strongest key: a user id before a device, an e-mail, a session."""
        if self._stitched is None:
            return np.arange(self.count)
        nodes = np.flatnonzero(self.actor_of >= 0)
        order = nodes[np.lexsort((nodes, self.kinds[nodes]))][::-1]
        leading = np.empty(self.count, np.int64)
        leading[self.actor_of[order]] = order
        return leading

    @cached_property
    def names(self) -> list[str]:
        """The strongest key of each actor, in words: a user id as it is, other keys with their kind."""
        keys = self.keys
        return [key_in_words(keys[node]) for node in self.leading.tolist()]

    @cached_property
    def codes(self) -> dict[str, int]:
        """Actor code by name, and by every other key in words, so that who was joined is still found."""
        pairs = zip(self.keys, self.actor_of.tolist(), strict=True)
        found = {key_in_words(key): code for key, code in pairs if code >= 0} if self._stitched else {}
        return {**found, **{name: code for code, name in enumerate(self.names)}}

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What would have joined too many, the worst first."""
        refused = self._stitched.refused if self._stitched else {}
        worst = sorted(refused, key=lambda node: (-refused[node], self.keys[node]))
        return tuple(self.conflict(node, refused[node]) for node in worst)

    def conflict(self, node: int, would_join: int) -> Conflict:
        kind = KINDS[self.kinds[node]]
        is_hub = self._stitched is not None and node in self._stitched.hubs
        done = _HUB if is_hub else _TOO_MANY if kind is KeyKind.EMAIL else _SPLIT_UP
        return Conflict(self.keys[node], kind, would_join, done)

    def node_of(self, key: str) -> int | None:
        """The node of a key; None for one the study does not know."""
        if self._gathered is not None:
            return self._gathered.node_of(key)
        place = bisect_left(self.keys, key)
        return place if place < len(self.keys) and self.keys[place] == key else None

    def named(self, name: str) -> int:
        """The actor of a key as it is written for people; −1 for nobody. Tried as each kind before all are searched."""
        for kind in KINDS:
            plain = name if kind in {KeyKind.USER, KeyKind.DEVICE} else name.removeprefix(kind.value + " ")
            node = self.node_of(f"{kind.value}:{plain}")
            if node is not None and key_in_words(self.keys[node]) == name and self.actor_of[node] >= 0:
                return int(self.actor_of[node])
        return self.codes.get(name, -1)

    def conflicts_of(self, nodes: list[int]) -> tuple[Conflict, ...]:
        """The conflicts that these nodes are, or would have been joined by."""
        refused = self._stitched.refused if self._stitched else {}
        near = self.with_neighbours(np.array(nodes, np.int64)) if refused else ()
        return tuple(self.conflict(node, refused[node]) for node in dict.fromkeys(map(int, near)) if node in refused)

    def stands_beside(self, log: int, node: int) -> bool:
        """Whether a key stands beside somebody in an event log."""
        return self._gathered is not None and bool((self._gathered.linked[log] == node).any())

    def with_neighbours(self, nodes: Nodes) -> Nodes:
        """These nodes and those they stand beside, joined or not."""
        if self._stitched is None:
            return nodes
        claims, among = self._stitched.claims, np.zeros(len(self.keys), bool)
        among[nodes] = True
        return np.concatenate([nodes, claims.person[among[claims.key]], claims.key[among[claims.person]]])

    def held_by(self, node: int) -> set[int]:
        """A node and what is known through it only: what goes with it when it is split off."""
        return held_by(self._stitched.claims, node, np.empty(0, np.int64)) if self._stitched else {node}

    def nodes_of(self, actor: int) -> list[int]:
        """The keys of an actor, strongest first."""
        nodes = np.flatnonzero(self.actor_of == actor)
        return [int(node) for node in nodes[np.lexsort((nodes, self.kinds[nodes]))]]


def resolve(
    sources: Sequence[SourceEvents],
    recorded: Sequence[Keys],
    answered: Sequence[Keys],
    identity: Identity = NO_IDENTITY,
) -> People:
    """Join keys into actors. Recordings of somebody unknown become actors; unknown respondents do not."""
    is_alone = len(sources) == 1 and not recorded and not answered and identity == NO_IDENTITY
    if is_alone and _needs_no_joining(sources[0]):
        return People(sources[0].actor_count, [None], np.empty(0, np.int64), sources)
    gathered = gather(sources, recorded, answered, identity)
    stitched = stitch(gathered.keys, gathered.claims, _most(gathered), gathered.splits)
    return _People(gathered, stitched).made(sources, recorded, answered)


def _needs_no_joining(source: SourceEvents) -> bool:
    """Whether an event log has neither links nor people of whom only some visits are known by name."""
    return not source.is_mixed() and not source.links()


def _most(gathered: Gathered) -> Nodes:
    """How many people each key may join: an address or an id of a match table a few, a device or a session one."""
    most = np.full(len(gathered.keys), LIMITS.people_per_device, np.int64)
    claims = gathered.claims
    several = np.isin(claims.rule, [CODE[JoinRule.EMAIL], CODE[JoinRule.MATCH]])
    most[claims.key[several]] = LIMITS.people_per_address
    single = np.isin(claims.rule, [CODE[JoinRule.SESSION], CODE[JoinRule.RESPONSE]])
    most[claims.key[single]] = LIMITS.people_per_device
    most[gathered.devices] = LIMITS.people_per_device
    return most


class _People:
    """Components numbered as actors: those of event logs by their first key, then recordings of somebody unknown."""

    def __init__(self, gathered: Gathered, stitched: Stitched) -> None:
        self._gathered, self._stitched = gathered, stitched
        is_known = np.zeros(len(gathered.keys), bool)
        is_known[stitched.label[: gathered.known]] = True
        known = np.flatnonzero(is_known)
        self._actor = np.full(len(gathered.keys), -1, np.int64)
        self._actor[known] = np.arange(len(known))
        self._count = len(known)

    def made(self, sources: Sequence[SourceEvents], recorded: Sequence[Keys], answered: Sequence[Keys]) -> People:
        places = [self._recorded(keys) for keys in recorded] + [self._found(keys) for keys in answered]
        actor_of = self._actor[self._stitched.label]
        known = actor_of[: self._gathered.known]
        maps: list[Nodes | None] = [known if local is None else known[local] for local in self._gathered.local]
        others = np.array(places, np.int64)
        return People(self._count, maps, others, sources, self._gathered, self._stitched, actor_of)

    def _recorded(self, keys: Keys) -> int:
        """The actor of a recording; a new one when nobody has any of its keys."""
        found = self._found(keys)
        if found < 0:
            found, self._count = self._count, self._count + 1
            self._actor[self._stitched.label[self._gathered.strongest(keys)[0]]] = found
        return found

    def _found(self, keys: Keys) -> int:
        for node in self._gathered.strongest(keys):
            actor = int(self._actor[self._stitched.label[self._gathered.first_person(node, self._stitched.refused)]])
            if actor >= 0:
                return actor
        return -1

"""Who is one person: keys joined into actors across event logs, recordings and surveys."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from convdesk.columns import SourceEvents

JOINS_AT_MOST = 5
"""A key that would join more actors than this (a shared device, a test account) is a conflict, not a join."""


@dataclass
class People:
    """The actors of a study. Code n is the actor named `names[n]`.

    `maps[i]`: actor of each local actor code of event log i; None where they are the same.
    `others[j]`: actor of the j-th set of keys that was asked for (recordings, then respondents), −1: nobody.
    """

    count: int
    maps: list[NDArray[np.int64] | None]
    others: NDArray[np.int64]
    conflicts: tuple[str, ...]
    _sources: Sequence[SourceEvents] = field(repr=False)
    _extra: dict[int, str] = field(repr=False)

    @cached_property
    def names(self) -> list[str]:
        """The strongest key of each actor, in words: a user id as it is, other keys with their kind."""
        names = [""] * self.count
        for source, codes in zip(self._sources, self.maps, strict=True):
            terms = source.terms("actor")
            for local in range(len(terms) - 1, -1, -1):
                names[local if codes is None else codes[local]] = _in_words(terms[local])
        for code, key in self._extra.items():
            names[code] = names[code] or _in_words(key)
        return names

    @cached_property
    def codes(self) -> dict[str, int]:
        """Actor code by name."""
        return {name: code for code, name in enumerate(self.names)}


def resolve(
    sources: Sequence[SourceEvents], recorded: Sequence[tuple[str, ...]], answered: Sequence[tuple[str, ...]]
) -> People:
    """Join keys into actors. Recordings of somebody unknown become actors; unknown respondents do not."""
    if (
        len(sources) == 1
        and not recorded
        and not answered
        and "links" not in sources[0].names
        and not sources[0].links()
    ):
        return People(sources[0].actor_count, [None], np.empty(0, np.int64), (), sources, {})
    return _Joining(sources).joined(recorded, answered)


class _Joining:
    """Union–find over the keys of a study; nodes are the distinct actor keys, in ascending order."""

    def __init__(self, sources: Sequence[SourceEvents]) -> None:
        self._sources = sources
        terms = [source.terms("actor") for source in sources]
        keys = terms[0] if len(terms) == 1 else sorted(set().union(*terms))
        self._node = {key: node for node, key in enumerate(keys)}
        self._keys = list(keys)
        self._known = len(keys)
        self._local = [None if len(terms) == 1 else self._nodes(names) for names in terms]
        self._parent: dict[int, int] = {}
        self._conflicts: list[str] = []
        self._alias: dict[str, int] = {}

    def joined(self, recorded: Sequence[tuple[str, ...]], answered: Sequence[tuple[str, ...]]) -> People:
        self._join_links()
        self._learn_sessions({key for keys in (*recorded, *answered) for key in keys if key.startswith("session:")})
        asked = [self._place(keys) for keys in recorded] + [self._find_any(keys) for keys in answered]
        actor_of = self._components()
        others = np.array([-1 if node < 0 else actor_of[node] for node in asked], np.int64)
        maps = [_through(local, actor_of) for local in self._local]
        extra = {int(actor_of[node]): self._keys[node] for node in range(self._known, len(self._keys))}
        count = int(actor_of.max()) + 1 if len(actor_of) else 0
        return People(count, maps, others, tuple(self._conflicts), self._sources, extra)

    def _nodes(self, names: Iterable[str]) -> NDArray[np.int64]:
        return np.fromiter((self._node[name] for name in names), np.int64)

    def _join_links(self) -> None:
        """People who share an e-mail (or another linked key) are one, unless too many share it."""
        sharing: dict[str, list[int]] = defaultdict(list)
        for source, local in zip(self._sources, self._local, strict=True):
            for code, key in source.links():
                sharing[key].append(code if local is None else int(local[code]))
        for key, nodes in sharing.items():
            if len(set(nodes)) > JOINS_AT_MOST:
                self._conflicts.append(f"{key.partition(':')[0]} shared by {len(set(nodes))} people")
                continue
            self._alias[key] = nodes[0]
            for node in nodes[1:]:
                self._join(nodes[0], node)

    def _learn_sessions(self, wanted: set[str]) -> None:
        """Whose the wanted sessions are, from the event logs."""
        if not wanted:
            return
        for source, local in zip(self._sources, self._local, strict=True):
            if "session" not in source.names:
                continue
            codes = {n for n, term in enumerate(source.terms("session")) if f"session:{term}" in wanted}
            for code, actor in _first_actor(source, codes).items():
                node = actor if local is None else int(local[actor])
                self._alias.setdefault(f"session:{source.terms('session')[code]}", node)

    def _place(self, keys: tuple[str, ...]) -> int:
        """The node of a recording's keys; a new one when nobody has any of them."""
        found = [node for node in map(self._lookup, keys) if node is not None]
        if not found:
            self._keys.append(keys[0])
            self._node[keys[0]] = len(self._keys) - 1
            found = [self._node[keys[0]]]
        for node in found[1:]:
            self._join(found[0], node)
        for key in keys:
            self._alias.setdefault(key, found[0])
        return found[0]

    def _find_any(self, keys: tuple[str, ...]) -> int:
        return next((node for node in map(self._lookup, keys) if node is not None), -1)

    def _lookup(self, key: str) -> int | None:
        return self._node.get(key, self._alias.get(key))

    def _root(self, node: int) -> int:
        while (above := self._parent.get(node, node)) != node:
            self._parent[node] = self._parent.get(above, above)
            node = above
        return node

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        if low != high:
            self._parent[high] = low

    def _components(self) -> NDArray[np.int64]:
        """Actor of each node: components numbered by their first node, so that unjoined keys keep their order."""
        label = np.arange(len(self._keys))
        if not self._parent:
            return label
        for node in list(self._parent):
            label[node] = self._root(node)
        return np.unique(label, return_inverse=True)[1].astype(np.int64)


def _first_actor(source: SourceEvents, session_codes: set[int]) -> dict[int, int]:
    """Actor code of the first event of each session."""
    if not session_codes:
        return {}
    column = source.column("session")
    at = np.flatnonzero(np.isin(column, np.fromiter(session_codes, np.int64)))
    codes, first = np.unique(column[at], return_index=True)
    actors = source.keys()[at[first]] // source.stride
    return dict(zip(codes.tolist(), actors.tolist(), strict=True))


def _through(local: NDArray[np.int64] | None, actor_of: NDArray[np.int64]) -> NDArray[np.int64] | None:
    return actor_of if local is None else actor_of[local]


def _in_words(key: str) -> str:
    kind, _, text = key.partition(":")
    return text if kind == "user" else f"{kind} {text[:12] if kind == 'email' else text}"

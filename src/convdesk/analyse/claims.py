"""What says that two keys are one person: records of event logs, sessions, recordings, answers, tables, the hand."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.stitching import CODE, Claims, Splits
from convdesk.model.people import EdgeKind, JoinRule

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from convdesk.columns import SourceEvents
    from convdesk.model.people import Identity

    Nodes = NDArray[np.int64]
    Keys = tuple[str, ...]
    Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]

USER, DEVICE, EMAIL, SESSION, RESPONDENT, ANY = "user:", "device:", "email:", "session:", "respondent:", "any:"
_RULE = {EMAIL: JoinRule.EMAIL, SESSION: JoinRule.SESSION, RESPONDENT: JoinRule.RESPONSE}
_STRENGTH = {USER: 2, RESPONDENT: 3, EMAIL: 4, SESSION: 5}


@dataclass
class Gathered:
    """The keys of a study as nodes, and the claims about them.

    `known`: how many keys event logs have, the first ones, ascending. `local[i]`: node of each actor of log i, None
    where they are the same. `devices`: nodes of ids that stand beside another one. `shared`: how many keys stand in
    several logs, or in a log, a recording and an answer. `linked[i]`: nodes that stand beside somebody in log i.
    """

    keys: list[str]
    known: int
    local: list[Nodes | None]
    claims: Claims
    splits: Splits
    devices: Nodes
    shared: int
    linked: list[Nodes]
    _node: dict[str, int] = field(repr=False)
    _visited: frozenset[int] = field(repr=False)
    _first: dict[int, int] = field(repr=False)

    def node_of(self, key: str) -> int | None:
        return self._node.get(key)

    def strongest(self, keys: Keys) -> list[int]:
        """Nodes of the keys of one recording or respondent, the strongest first."""
        nodes = [self._node[key] for key in keys if key in self._node]
        return sorted(nodes, key=lambda node: _strength(self.keys[node], node, self.known, self._visited))

    def first_person(self, node: int, refused: Collection[int]) -> int:
        """The node itself; for a session of several people the one who did something first in it."""
        return self._first.get(node, node) if node in refused else node


def gather(
    sources: Sequence[SourceEvents], recorded: Sequence[Keys], answered: Sequence[Keys], identity: Identity
) -> Gathered:
    """All keys and claims of a study."""
    gathering = _Gathering(sources)
    gathering.take_hand(identity)
    gathering.take_links()
    asked = [keys for keys in (*recorded, *answered) if keys]
    gathering.take_sessions(_sessions_named(asked, identity))
    gathering.take_keys(recorded)
    gathering.take_keys(answered)
    for keys in identity.matches:
        gathering.take_match(keys)
    return gathering.gathered(identity)


def _sessions_named(asked: Sequence[Keys], identity: Identity) -> set[str]:
    """Keys of the sessions that recordings, respondents, match tables and the hand speak of."""
    named = {key for keys in (*asked, *identity.matches) for key in keys if key.startswith((SESSION, ANY))}
    named |= {key for edge in identity.edges for key in (edge.one, edge.other) if key.startswith(SESSION)}
    return {SESSION + key.removeprefix(ANY) if key.startswith(ANY) else key for key in named}


class _Gathering:
    """Nodes are made as keys are met; those of event logs are there from the beginning."""

    def __init__(self, sources: Sequence[SourceEvents]) -> None:
        self._sources = sources
        terms = [source.terms("actor") for source in sources]
        self._keys = list(terms[0]) if len(terms) == 1 else sorted(set().union(*terms))
        self._node = dict(zip(self._keys, range(len(self._keys)), strict=True))
        self._known = len(self._keys)
        self._local = [None if len(terms) == 1 else self._nodes(names) for names in terms]
        self._claims: list[tuple[JoinRule, Pairs]] = []
        self._single: list[tuple[JoinRule, int, int]] = []
        self._asked: list[Nodes] = []
        self._linked: list[Nodes] = []
        self._devices: set[int] = set()
        self._visited: frozenset[int] = frozenset()
        self._first: dict[int, int] = {}

    def gathered(self, identity: Identity) -> Gathered:
        splits = Splits(
            np.array([self._node_of(one) for one, _ in identity.pairs(EdgeKind.ALONE)], np.int64),
            tuple((self._node_of(one), self._node_of(other)) for one, other in identity.pairs(EdgeKind.APART)),
        )
        claims = self._all_claims()
        return Gathered(
            self._keys, self._known, self._local, claims, splits, self._device_nodes(claims), self._shared(),
            self._linked, self._node, self._visited, self._first,
        )  # fmt: skip

    def take_hand(self, identity: Identity) -> None:
        """Keys the researcher says are one person."""
        for one, other in identity.pairs(EdgeKind.MERGE):
            self._single.append((JoinRule.HAND, self._node_of(one), self._node_of(other)))

    def take_links(self) -> None:
        """Ids and addresses that stand beside somebody in an event log; a device beside nobody is known as it is."""
        for source, local in zip(self._sources, self._local, strict=True):
            links = source.links()
            if not links:
                self._linked.append(np.empty(0, np.int64))
                continue
            people = np.fromiter((code for code, _ in links), np.int64, len(links))
            people = people if local is None else local[people]
            texts = [text for _, text in links]
            nodes = self._nodes(texts)
            self._linked.append(nodes)
            is_email = np.fromiter((text.startswith(EMAIL) for text in texts), bool, len(texts))
            self._claims.append((JoinRule.EMAIL, (people[is_email], nodes[is_email])))
            self._claims.append((JoinRule.DEVICE, (people[~is_email], nodes[~is_email])))

    def take_sessions(self, asked: set[str]) -> None:
        """Sessions of event logs: those of people unnamed in part of it, and those that were asked for."""
        visited: set[int] = set()
        for source, local in zip(self._sources, self._local, strict=True):
            if "session" not in source.names or not (asked or source.is_mixed() or len(self._sources) > 1):
                continue
            codes, nodes = self._session_nodes(source, local, asked)
            if len(codes):
                people, sessions = _pairs(source, codes, nodes)
                visited.update(sessions.tolist())
                self._claims.append((JoinRule.SESSION, (people if local is None else local[people], sessions)))
                self._learn_first(source, local, asked)
        self._visited = frozenset(visited)

    def take_keys(self, asked: Sequence[Keys]) -> None:
        """The keys of all recordings, or of all respondents: the strongest of each has the others."""
        seen: set[int] = set()
        for keys in asked:
            nodes = sorted({self._node_of(key) for key in keys}, key=self._strength)
            self._single += [(_RULE.get(self._prefix(node), JoinRule.DEVICE), nodes[0], node) for node in nodes[1:]]
            seen.update(nodes)
        self._asked.append(np.fromiter(seen, np.int64, len(seen)))

    def take_match(self, keys: Keys) -> None:
        """A row of a match table. `device:` marks an id that may be shared, `any:` one of a kind not said."""
        devices = {self._node_of(USER + key.removeprefix(DEVICE)) for key in keys if key.startswith(DEVICE)}
        named = {self._looked_up(key) for key in keys if not key.startswith(DEVICE)}
        self._devices |= devices - named
        nodes = [*sorted(named, key=self._strength), *sorted(devices - named)]
        self._single += [(JoinRule.MATCH, nodes[0], node) for node in nodes[1:]]

    def _all_claims(self) -> Claims:
        single = [(CODE[rule], person, key) for rule, person, key in self._single]
        whole = [np.array(single, np.int64).reshape(-1, 3).T]
        whole += [np.stack([np.full(len(one), CODE[rule]), one, other]) for rule, (one, other) in self._claims]
        rules, people, keys = np.concatenate(whole, axis=1)
        return Claims(rules.astype(np.int8), people, keys)

    def _device_nodes(self, claims: Claims) -> Nodes:
        """User ids that stood beside another id: devices, anonymous ids, former names."""
        is_device = np.zeros(len(self._keys), bool)
        is_device[claims.key[claims.rule == CODE[JoinRule.DEVICE]]] = True
        is_device[list(self._devices)] = True
        return np.flatnonzero(is_device)

    def _shared(self) -> int:
        """How many keys stand in more than one place."""
        logs = [np.arange(self._known) if local is None else local for local in self._local]
        places = np.bincount(np.concatenate([*logs, *self._asked, np.empty(0, np.int64)]).astype(np.int64))
        return int(np.count_nonzero(places > 1))

    def _session_nodes(self, source: SourceEvents, local: Nodes | None, asked: set[str]) -> tuple[Nodes, Nodes]:
        """Codes of the sessions wanted of a log, and their nodes."""
        start, end = _range(source.terms("actor"))
        nodes = np.arange(start, end) if local is None else local[start:end]
        codes = _codes_of_visits(source, start, end)
        first, last = _range(self._keys[: self._known])
        elsewhere = {*asked, *self._keys[first:last]} - {self._keys[node] for node in nodes.tolist()}
        if not elsewhere:
            return codes, nodes
        terms = source.terms("session")
        more = [(code, SESSION + term) for code, term in enumerate(terms) if SESSION + term in elsewhere]
        found = np.array([(code, self._node_of(key)) for code, key in more], np.int64).reshape(-1, 2)
        return np.concatenate([codes, found[:, 0]]), np.concatenate([nodes, found[:, 1]])

    def _learn_first(self, source: SourceEvents, local: Nodes | None, asked: set[str]) -> None:
        terms = source.terms("session") if asked else []
        codes = [code for code, term in enumerate(terms) if SESSION + term in asked]
        for code, actor in _first_actor(source, np.array(codes, np.int64)).items():
            self._first.setdefault(self._node[SESSION + terms[code]], actor if local is None else int(local[actor]))

    def _looked_up(self, key: str) -> int:
        """The node of a key whose kind may not be said: the strongest kind there is of that text."""
        if not key.startswith(ANY):
            return self._node_of(key)
        text = key.removeprefix(ANY)
        known = (prefix + text for prefix in (USER, RESPONDENT, SESSION) if prefix + text in self._node)
        return self._node_of(next(known, USER + text))

    def _node_of(self, key: str) -> int:
        node = self._node.setdefault(key, len(self._keys))
        if node == len(self._keys):
            self._keys.append(key)
        return node

    def _nodes(self, names: Sequence[str]) -> Nodes:
        return np.fromiter(map(self._node_of, names), np.int64, len(names))

    def _prefix(self, node: int) -> str:
        return self._keys[node].partition(":")[0] + ":"

    def _strength(self, node: int) -> int:
        return _strength(self._keys[node], node, self._known, self._visited)


def _strength(key: str, node: int, known: int, visited: Collection[int]) -> int:
    """How much a key says, least first: who is in an event log by name, a session of it, then all that is unknown."""
    prefix = key.partition(":")[0] + ":"
    if prefix == SESSION:
        return 1 if node < known or node in visited else _STRENGTH[SESSION]
    return 0 if node < known else _STRENGTH.get(prefix, 2)


def _range(keys: Sequence[str]) -> tuple[int, int]:
    """Where the sessions are among ascending keys."""
    start, end = (bisect_left(keys, prefix) for prefix in (SESSION, SESSION[:-1] + ";"))
    return start, end


def _codes_of_visits(source: SourceEvents, start: int, end: int) -> Nodes:
    """The session codes of actors who are known by a session only, from their first events."""
    if start == end:
        return np.empty(0, np.int64)
    rows = np.searchsorted(source.keys(), np.arange(start, end) * source.stride)
    codes: Nodes = source.column("session")[rows].astype(np.int64)
    return codes


def _pairs(source: SourceEvents, codes: Nodes, nodes: Nodes) -> Pairs:
    """Who is seen in which of these sessions; a pair may come more than once."""
    node_of = np.full(len(source.terms("session")) + 1, -1, np.int64)
    node_of[codes] = nodes
    sessions = node_of[source.column("session")]
    at = np.flatnonzero(sessions >= 0)
    people = source.keys()[at] // source.stride
    sessions = sessions[at].astype(np.int64)
    is_new = np.r_[True, (sessions[1:] != sessions[:-1]) | (people[1:] != people[:-1])] if len(at) else at.astype(bool)
    return people[is_new], sessions[is_new]


def _first_actor(source: SourceEvents, codes: Nodes) -> dict[int, int]:
    """Actor code of the earliest event of each session."""
    if not len(codes):
        return {}
    is_asked = np.zeros(len(source.terms("session")) + 1, bool)
    is_asked[codes] = True
    column = source.column("session")
    at = np.flatnonzero(is_asked[column])
    actors, ticks = np.divmod(source.keys()[at], source.stride)
    order = np.lexsort((ticks, column[at]))
    found, first = np.unique(column[at][order], return_index=True)
    return dict(zip(found.tolist(), actors[order][first].tolist(), strict=True))

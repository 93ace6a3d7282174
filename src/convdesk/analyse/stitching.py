"""From claims that two keys are one person to people: limits on what a key may join, splits by hand, conflicts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.components import Joiner, components, distinct
from convdesk.model.people import LIMITS, RULES, JoinRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Nodes = NDArray[np.int64]
    Mask = NDArray[np.bool_]

CODE = {rule: code for code, rule in enumerate(RULES)}
_HAND = CODE[JoinRule.HAND]


@dataclass(frozen=True)
class Claims:
    """What would join keys, by node: `key` stands beside `person`. A device with two persons is a shared device."""

    rule: NDArray[np.int8]
    person: Nodes
    key: Nodes

    def __len__(self) -> int:
        return len(self.person)

    def only(self, which: Mask | Nodes) -> Claims:
        return Claims(self.rule[which], self.person[which], self.key[which])

    def once(self, count: int) -> Claims:
        """By key, then person; of several rules for the same two the strongest, beside what was said by hand."""
        packed = 2 * (self.key * np.int64(count) + self.person) + (self.rule != _HAND)
        order = np.lexsort((self.rule, packed))
        packed = packed[order]
        is_first = np.r_[True, packed[1:] != packed[:-1]] if len(packed) else np.zeros(0, bool)
        return self.only(order[is_first])


@dataclass(frozen=True)
class Splits:
    """What the researcher takes apart, by node: keys that stand alone, and pairs that are never one person.

    A key that stands alone keeps what is known through it only.
    """

    alone: Nodes
    apart: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Stitched:
    """`label`: the component of each node, its smallest node. `is_accepted`: which claims join.

    `refused`: nodes that join nobody, with how many each would have joined; `hubs` are those of them that stand
    for a person who would have joined too much.
    """

    label: Nodes
    claims: Claims
    is_accepted: Mask
    refused: dict[int, int]
    hubs: frozenset[int]


def stitch(keys: Sequence[str], claims: Claims, most: NDArray[np.int64], splits: Splits) -> Stitched:
    """Join what may be joined. `most`: how many people each node may join.

    A key is joined once those it stands beside are few enough, counted as people, not as keys; joining makes
    people fewer, so this is repeated until nothing changes, and the order of sources does not matter.
    """
    count = len(keys)
    claims = claims.once(count)
    claims = claims.only(claims.person != claims.key)
    claims = claims.only(_uncut(claims, splits.alone, count))
    is_hand = claims.rule == _HAND
    label = components(count, claims.person[is_hand], claims.key[is_hand])
    hubs = _hubs(claims.only(~is_hand), label, most)
    is_open = ~is_hand & ~_touching(claims, np.fromiter(hubs, np.int64), count)
    is_accepted, label = _rounds(claims, is_open, is_hand, label, most)
    apart = [pair for pair in splits.apart if label[pair[0]] == label[pair[1]]]
    if apart:
        label = _taken_apart(keys, claims.only(is_accepted), label, most, splits.apart)
        is_accepted &= label[claims.person] == label[claims.key]
    settled = {*claims.key[is_hand].tolist(), *claims.person[is_hand].tolist()}
    refused = {**hubs, **_refused(claims.only(is_open & ~is_accepted), label, most)}
    told = {node: n for node, n in refused.items() if node not in settled}
    return Stitched(label, claims, is_accepted, told, frozenset(hubs))


def held_by(claims: Claims, node: int, but: Nodes) -> set[int]:
    """A node and the keys that stand beside nobody else, nor beside anybody but those; the claims come by key."""
    held, others = {node}, {int(one) for one in but}
    is_open = True
    while is_open:
        beside = set(claims.key[np.isin(claims.person, list(held))].tolist()) - held - others
        found = {key for key in beside if set(_people_of(claims, key)) <= held}
        held |= found
        is_open = bool(found)
    return held


def _people_of(claims: Claims, key: int) -> list[int]:
    start, end = np.searchsorted(claims.key, [key, key + 1])
    people: list[int] = claims.person[start:end].tolist()
    return people


def _uncut(claims: Claims, alone: Nodes, count: int) -> Mask:
    """Which claims stay where some keys stand alone: those among all others, and those inside what a key holds."""
    holder = np.full(count, -1, np.int64)
    for node in alone.tolist():
        holder[list(held_by(claims, node, alone))] = node
    uncut: Mask = holder[claims.person] == holder[claims.key]
    return uncut


def _touching(claims: Claims, nodes: Nodes, count: int) -> Mask:
    """Which claims are about one of these nodes."""
    among = np.zeros(count, bool)
    among[nodes] = True
    found: Mask = among[claims.person] | among[claims.key]
    return found


def _rounds(claims: Claims, is_open: Mask, is_hand: Mask, label: Nodes, most: Nodes) -> tuple[Mask, Nodes]:
    """Accept claims until no further key may join; the claims come by key."""
    beside = np.bincount(claims.key[is_open], minlength=len(label))
    is_accepted = is_hand | (is_open & (beside[claims.key] == 1))
    label = components(len(label), claims.person[is_accepted], claims.key[is_accepted])
    waiting = np.flatnonzero(is_open & ~is_accepted)
    while len(waiting):
        keys, people = claims.key[waiting], label[claims.person[waiting]]
        may = _distinct(keys, people)[keys] <= most[keys]
        joined, waiting = waiting[may], waiting[~may]
        if not len(joined):
            break
        is_accepted[joined] = True
        label = components(len(label), people[may], label[keys[may]])[label]
    return is_accepted, label


def _distinct(keys: Nodes, people: Nodes) -> Nodes:
    """How many different people each key has, by key."""
    order = np.lexsort((people, keys))
    keys, people = keys[order], people[order]
    is_new = np.r_[True, (keys[1:] != keys[:-1]) | (people[1:] != people[:-1])]
    return np.bincount(keys[is_new]).astype(np.int64)


def _hubs(claims: Claims, label: Nodes, most: Nodes) -> dict[int, int]:
    """Nodes that would join implausibly many ids, or through shared addresses implausibly many people."""
    counted = claims.only(claims.rule != CODE[JoinRule.SESSION])
    ids = np.bincount(counted.person, minlength=len(label))
    others = _others(counted, label, most)
    found = np.flatnonzero((ids > LIMITS.keys_per_person) | (others > LIMITS.people_per_address))
    return {int(node): int(max(ids[node], others[node])) for node in found}


def _others(claims: Claims, label: Nodes, most: Nodes) -> Nodes:
    """How many other people each node shares a key with that may join several."""
    beside = np.bincount(claims.key, minlength=len(label))
    is_shared = (beside[claims.key] > 1) & (beside[claims.key] <= most[claims.key])
    keys, people = claims.key[is_shared], claims.person[is_shared]
    count = len(label)
    pairs = [np.empty(0, np.int64)]
    for step in range(1, min(LIMITS.people_per_address, len(keys))):
        is_same = keys[step:] == keys[:-step]
        one, other = people[step:][is_same], people[:-step][is_same]
        pairs += [one * count + label[other], other * count + label[one]]
    found = distinct(np.concatenate(pairs))
    node, person = np.divmod(found, max(count, 1))
    return np.bincount(node[label[node] != person], minlength=count).astype(np.int64)


def _refused(claims: Claims, label: Nodes, most: Nodes) -> dict[int, int]:
    if not len(claims):
        return {}
    counts = _distinct(claims.key, label[claims.person])
    return {int(node): int(counts[node]) for node in distinct(claims.key) if counts[node] > most[node]}


def _taken_apart(
    keys: Sequence[str], claims: Claims, label: Nodes, most: Nodes, apart: tuple[tuple[int, int], ...]
) -> Nodes:
    """The components that hold two who are never one person, joined anew key by key, in the order of their texts.

    A key that stands beside two such people joins neither.
    """
    torn = {int(label[one]) for one, other in apart if label[one] == label[other]}
    among = np.isin(label, list(torn))
    joiner = Joiner(apart)
    groups = _groups(keys, claims.only(among[claims.person]))
    while any([_joined(joiner, key, people, most) for key, people in groups]):
        pass
    label = label.copy()
    for node in np.flatnonzero(among).tolist():
        label[node] = joiner.root(node)
    return label


def _groups(keys: Sequence[str], claims: Claims) -> list[tuple[int, list[int]]]:
    """Each key with those it stands beside, strongest rule first, then by text; what was said by hand pair by pair."""
    beside: dict[tuple[int, int], list[int]] = defaultdict(list)
    rank: dict[tuple[int, int], int] = {}
    for rule, person, key in zip(claims.rule.tolist(), claims.person.tolist(), claims.key.tolist(), strict=True):
        place = (key, person if rule == _HAND else -1)
        beside[place].append(person)
        rank[place] = min(rule, rank.get(place, rule))
    ordered = sorted(beside, key=lambda place: (rank[place], keys[place[0]], keys[beside[place][0]]))
    return [(place[0], beside[place]) for place in ordered]


def _joined(joiner: Joiner, key: int, people: list[int], most: Nodes) -> bool:
    """Join a key with those it stands beside where that is allowed; whether anything changed."""
    roots = {joiner.root(person) for person in people}
    if len(roots) > most[key] or joiner.forbids({*roots, joiner.root(key)}):
        return False
    return any([joiner.join(person, key) for person in people])

"""Paths counted: layers of nodes with rare branches merged, a matrix of steps, transitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.page_patterns import RULE
from convdesk.analyse.ranks import most_frequent
from convdesk.analyse.walks import NONE, pair_counts, pair_people
from convdesk.model.dropoff import DropOff
from convdesk.model.path import (
    ENDED,
    OTHER,
    CountedBy,
    Nodes,
    OnPath,
    PathEdge,
    PathNode,
    PathResult,
    Side,
    Transition,
    Transitions,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.path_walks import Log, Stretches
    from convdesk.analyse.walks import Walks
    from convdesk.model.page import PagePattern
    from convdesk.model.path import PathSpec, TransitionSpec

    Mask = NDArray[np.bool_]
    Counts = NDArray[np.int64]

MATRIX_ROWS = 30


@dataclass(frozen=True)
class Layer:
    """One place of all paths: `shown` are the codes kept apart, in order; `place[path]` is a place in `names`.

    The last two names are OTHER and ENDED; −1 means that the path had ended before.
    """

    names: tuple[str, ...]
    place: NDArray[np.int64]
    merged: int


MOST_OPENED = 60
"""Branches that are kept apart in a layer that is opened."""


def layers_of(walks: Walks, names: list[str], spec: PathSpec) -> list[Layer]:
    """The layers with rare branches merged, until every path has ended."""
    found = []
    for at in range(walks.codes.shape[1]):
        codes = walks.codes[:, at]
        ended_before = np.zeros(len(codes), bool) if at == 0 else walks.codes[:, at - 1] == NONE
        if ended_before.all():
            break
        least = (0.0, MOST_OPENED) if at + 1 in spec.opened else (spec.least_share, spec.most_branches)
        found.append(_layer(codes, ended_before, names, least))
    return found


def count(log: Log, walks: Walks, stretches: Stretches, spec: PathSpec) -> PathResult:
    """The layers of a question with the edges between them."""
    layers, paths = layers_of(walks, log.names, spec), len(stretches.actors)
    counts = [np.bincount(layer.place[layer.place >= 0], minlength=len(layer.names)) for layer in layers]
    label = anchor_label(spec)
    shown = tuple(
        _nodes(spec, at + 1, layer, (counts[at], walks.times[:, at]), paths) for at, layer in enumerate(layers)
    )
    start = PathNode(0, label, paths, 1.0 if paths else 0.0, 0, 0, 0, OnPath(spec, 0, label))
    return PathResult(
        spec=spec, paths=paths, people=int(np.count_nonzero(np.bincount(stretches.actors))), anchor=label,
        layers=((start,), *shown), edges=_edges(spec, layers, label), matrix=_matrix(walks, log.names),
        definition=definition(spec),
    )  # fmt: skip


def on_path(walks: Walks, names: list[str], condition: OnPath) -> Mask:
    """Which paths come by a node (and go on to another one from it)."""
    layers = layers_of(walks, names, condition.spec)
    mask = np.ones(len(walks.codes), bool) if condition.layer == 0 else _at(layers, condition.layer, condition.node)
    if condition.onwards is not None:
        mask &= _at(layers, condition.layer + 1, condition.onwards)
    return mask


def anchor_label(spec: PathSpec) -> str:
    """What a path begins (or, looking back, ends) with, for people."""
    if spec.anchor is None:
        return "end of the session" if spec.side is Side.BEFORE else "beginning of the session"
    if isinstance(spec.anchor, DropOff):
        return f"leaving after {spec.anchor.step_name}" if spec.side is Side.BEFORE else spec.anchor.step_name
    return spec.anchor.label


def definition(spec: PathSpec) -> str:
    """What is counted, in one line for people."""
    if spec.by is CountedBy.TRANSITIONS:
        each = "every session" if spec.anchor is None else "every time it happened"
    else:
        session = "last session" if spec.side is Side.BEFORE else "first session"
        which = session if spec.anchor is None else "first time"
        each = "each person once" + ("" if isinstance(spec.anchor, DropOff) else f", their {which}")
    what = "pages" if spec.nodes is Nodes.PAGES else "events"
    until = f" and {spec.until.label}" if spec.side is Side.BETWEEN and spec.until else ""
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    leaving = " (those who left; back from their last event inside the window)" if isinstance(
        spec.anchor, DropOff) and spec.side is Side.BEFORE else ""  # fmt: skip
    pages = page_rule(spec.patterns) if spec.nodes is Nodes.PAGES else ""
    inside = ", inside one session" if spec.in_session and spec.anchor is not None else ""
    return (
        f"The {spec.length} {what} {spec.side.value} {anchor_label(spec)}{until}{leaving}{inside}, {each}{who}. "
        f"The same thing several times in a row is one place. Branches under {spec.least_share * 100:g} % of the paths "
        f"and all but the {spec.most_branches} most frequent of a place are merged.{pages}"
    )


def page_rule(own: tuple[PagePattern, ...]) -> str:
    """How pages are grouped, to be put behind a definition."""
    if not own:
        return f" {RULE}"
    kept = ", ".join(f"{one.pattern} (each for itself)" if one.is_apart else one.pattern for one in own)
    return f" Own groups of pages first: {kept}. {RULE}"


def transitions(log: Log, spec: TransitionSpec, people: Mask | None) -> Transitions:
    """What directly follows on what, in the log of some people."""
    codes, starts, keys = log.codes, log.starts(), log.keys
    if people is not None:
        keep = people[keys // log.table.stride]
        starts = np.unique(np.cumsum(keep)[starts] - keep[starts])
        codes, keys = codes[keep], keys[keep]
        starts = starts[starts < len(codes)]
    names, lookup = _most_frequent(codes, log.names, spec.most_nodes)
    codes = np.take(lookup, codes)
    counted = pair_counts(codes, starts, len(names))
    those, anybody = pair_people(codes, starts, keys, log.table.stride, len(names))
    return Transitions(
        spec, _transition_rows(names, counted, those, spec), anybody, int(counted.sum()),
        _transition_words(spec),
    )  # fmt: skip


def _layer(codes: NDArray[np.int32], ended_before: Mask, names: list[str], least: tuple[float, int]) -> Layer:
    """`least`: what share of the paths a branch must have to stand apart, and how many may."""
    least_share, most = least
    counts = np.bincount(codes + 1, minlength=len(names) + 1)[1:]
    order = most_frequent(counts, names, most)
    shown = order[counts[order] >= least_share * len(codes)]
    rest = int(np.count_nonzero(counts)) - len(shown)
    if rest == 1 and len(shown) < most:
        shown, rest = order, 0
    lookup = np.full(len(names) + 1, len(shown))
    lookup[shown] = np.arange(len(shown))
    lookup[NONE] = len(shown) + 1
    place = lookup[codes]
    place[ended_before] = -1
    return Layer((*(names[code] for code in shown.tolist()), OTHER, ENDED), place, rest)


def _nodes(
    spec: PathSpec, at: int, layer: Layer, counted: tuple[Counts, NDArray[np.int32]], paths: int
) -> tuple[PathNode, ...]:
    """`counted`: paths by name of the layer, and how often in a row each path has what it has there."""
    counts, times = counted
    again = np.flatnonzero((times > 1) & (layer.place >= 0))
    repeating = np.bincount(layer.place[again], minlength=len(layer.names))
    repeats = np.bincount(layer.place[again], weights=times[again] - 1, minlength=len(layer.names))
    return tuple(
        PathNode(
            at, name, int(counts[n]), int(counts[n]) / paths, int(repeating[n]), int(repeats[n]),
            layer.merged if name == OTHER else 0, OnPath(spec, at, name),
        )
        for n, name in enumerate(layer.names)
        if counts[n]
    )  # fmt: skip


def _edges(spec: PathSpec, layers: list[Layer], label: str) -> tuple[PathEdge, ...]:
    found = []
    for at, layer in enumerate(layers):
        before = layers[at - 1] if at else Layer((label,), np.zeros(len(layer.place), np.int64), 0)
        size = len(layer.names)
        there = layer.place >= 0
        pairs = np.bincount(before.place[there] * size + layer.place[there], minlength=len(before.names) * size)
        for pair in np.flatnonzero(pairs).tolist():
            source, target = before.names[pair // size], layer.names[pair % size]
            found.append(PathEdge(at, source, target, int(pairs[pair]), OnPath(spec, at, source, target)))
    return tuple(found)


def _matrix(walks: Walks, names: list[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """How many paths have each name at each place, the most frequent names; then the rest, then those that ended."""
    places = range(walks.codes.shape[1])
    counts = np.stack([np.bincount(walks.codes[:, at] + 1, minlength=len(names) + 1) for at in places], axis=1)
    ended, counts = counts[0], counts[1:]
    order = most_frequent(counts.sum(axis=1), names, MATRIX_ROWS)
    rows = [(names[code], tuple(counts[code].tolist())) for code in order.tolist()]
    rest = counts.sum(axis=0) - counts[order].sum(axis=0)
    return (*rows, *([(OTHER, tuple(rest.tolist()))] if rest.any() else ()), (ENDED, tuple(ended.tolist())))


def _at(layers: list[Layer], at: int, name: str) -> Mask:
    if not 1 <= at <= len(layers) or name not in layers[at - 1].names:
        return np.zeros(len(layers[0].place) if layers else 0, bool)
    found: Mask = layers[at - 1].place == layers[at - 1].names.index(name)
    return found


def _most_frequent(codes: NDArray[np.integer], names: list[str], most: int) -> tuple[list[str], NDArray[np.int32]]:
    """The most frequent names, with what each code becomes; the others become OTHER."""
    counts = np.bincount(codes, minlength=len(names))
    shown = most_frequent(counts, names, most)
    lookup = np.full(len(names), len(shown), np.int32)
    lookup[shown] = np.arange(len(shown))
    return [*(names[code] for code in shown.tolist()), OTHER], lookup


def _transition_rows(names: list[str], counts: Counts, people: Counts, spec: TransitionSpec) -> tuple[Transition, ...]:
    ruling = people if spec.by is CountedBy.PEOPLE else counts
    from_each = counts.sum(axis=1)
    rows = [
        Transition(names[one], names[other], int(people[one, other]), int(counts[one, other]),
                   int(counts[one, other]) / int(from_each[one]))
        for one, other in zip(*(places.tolist() for places in np.nonzero(counts)), strict=True)
    ]  # fmt: skip
    order = {name: n for n, name in enumerate(names)}
    by_people = ruling is people
    return tuple(sorted(rows, key=lambda r: (-(r.people if by_people else r.count), order[r.source], order[r.target])))


def _transition_words(spec: TransitionSpec) -> str:
    what = "page" if spec.nodes is Nodes.PAGES else "event"
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    pages = page_rule(spec.patterns) if spec.nodes is Nodes.PAGES else ""
    return (
        f"Which {what} directly follows on which inside a session, itself included{who}: people who did so at least "
        f"once, and how often it happened; share: of all that follows on the first.{pages}"
    )

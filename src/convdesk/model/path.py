"""Paths: what people do before, between and after something, as layers, as a matrix of steps, as transitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.segment import Everyone, Segment

if TYPE_CHECKING:
    from convdesk.model.dropoff import DropOff
    from convdesk.model.page import PagePattern
    from convdesk.model.step import Step

OTHER, ENDED = "(other)", "(ended)"
"""Names of the node that holds rare branches, and of the one that holds paths that went no further."""


class Nodes(StrEnum):
    """What a path is made of."""

    EVENTS = "events"
    PAGES = "pages"


class Side(StrEnum):
    """Which part of a path is looked at."""

    AFTER = "after"
    BEFORE = "before"
    BETWEEN = "between"


class CountedBy(StrEnum):
    """People: each with one path. Transitions: every time it happened."""

    PEOPLE = "people"
    TRANSITIONS = "transitions"


@dataclass(frozen=True)
class PathSpec:
    """A question: what happens on one side of an anchor, `length` things far.

    The anchor is a step, a drop-off, or None: the beginning (before: the end) of a session. After a drop-off means
    after the step was reached, before it means before leaving: back from the last thing inside the window. `until`
    belongs to BETWEEN. Branches rarer than `least_share` of all paths, and all but the `most_branches` most frequent
    of a layer, are merged, except in the layers (from 1) that are `opened`. `in_session`: a path ends (looking back:
    begins) with the session of its anchor. `patterns`: the researcher's own groups of pages.
    """

    anchor: Step | DropOff | None = None
    side: Side = Side.AFTER
    until: Step | None = None
    nodes: Nodes = Nodes.EVENTS
    length: int = 5
    least_share: float = 0.02
    most_branches: int = 8
    by: CountedBy = CountedBy.PEOPLE
    segment: Segment = field(default_factory=Everyone)
    in_session: bool = False
    opened: frozenset[int] = frozenset()
    patterns: tuple[PagePattern, ...] = ()


@dataclass(frozen=True)
class OnPath(Segment):
    """Those whose path comes by a node of a layer (from 1), or who go on from it to a node of the next layer."""

    spec: PathSpec
    layer: int
    node: str
    onwards: str | None = None

    def in_words(self) -> str:
        goes_on = f" and then {self.onwards}" if self.onwards else ""
        return f"those whose path has {self.node} at place {self.layer}{goes_on}"


@dataclass(frozen=True)
class PathNode:
    """One node of a layer; layer 0 is the anchor. `share`: of all paths.

    `repeating`: paths that did it several times in a row; `repeats`: how many times more than once, together.
    `merged`: how many names stand behind OTHER.
    """

    layer: int
    name: str
    count: int
    share: float
    repeating: int
    repeats: int
    merged: int
    segment: Segment


@dataclass(frozen=True)
class PathEdge:
    """How many go from a node of one layer to a node of the next."""

    layer: int
    source: str
    target: str
    count: int
    segment: Segment


@dataclass(frozen=True)
class PathResult:
    """Paths in layers, with a matrix of steps: for each name how many paths have it at each place.

    `paths`: their n. Nodes of a layer add up to the nodes of the layer before that did not end.
    """

    spec: PathSpec
    paths: int
    people: int
    anchor: str
    layers: tuple[tuple[PathNode, ...], ...]
    edges: tuple[PathEdge, ...]
    matrix: tuple[tuple[str, tuple[int, ...]], ...]
    definition: str


@dataclass(frozen=True)
class TransitionSpec:
    """A question: what follows directly on what, inside a session. Names beyond the `most_nodes` most frequent are
    merged."""

    nodes: Nodes = Nodes.EVENTS
    by: CountedBy = CountedBy.PEOPLE
    most_nodes: int = 40
    segment: Segment = field(default_factory=Everyone)
    patterns: tuple[PagePattern, ...] = ()


@dataclass(frozen=True)
class Transition:
    """One thing followed by another (or by itself: a loop). `share`: of all that follows on the first."""

    source: str
    target: str
    people: int
    count: int
    share: float

    @property
    def is_loop(self) -> bool:
        return self.source == self.target


@dataclass(frozen=True)
class Transitions:
    """All transitions, the most frequent first. `people`, `count`: who made any, and how many there are."""

    spec: TransitionSpec
    rows: tuple[Transition, ...]
    people: int
    count: int
    definition: str

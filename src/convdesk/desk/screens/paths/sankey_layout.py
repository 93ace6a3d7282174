"""Where everything of drawn paths lies: plain numbers, so that it can be tested without a window."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.model.path import ENDED, OTHER, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.path import PathEdge, PathNode, PathResult

BAR = 12
GAP = 5.0
LEAST_COLUMN = 118
LEAST_HEIGHT = 160.0
"""What all paths together are at least high."""
_LEAST_BAR = 2.0
_HALVINGS = 24


@dataclass(frozen=True)
class Room:
    """Pixels there are, and how many a node with its label takes at least."""

    width: float
    height: float
    label: float
    head: float


@dataclass(frozen=True)
class NodeBox:
    """One node: its bar, and how much room it has for its label below and beside it."""

    node: PathNode
    x: float
    top: float
    height: float
    room: float
    width: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    def has(self, x: float, y: float) -> bool:
        """Whether a place lies on the bar or on its label."""
        return self.x <= x < self.x + self.width and self.top <= y < self.top + max(self.height, self.room)


@dataclass(frozen=True)
class Ribbon:
    """One edge, from the right side of a bar to the left side of another one; tops and one thickness for each end."""

    edge: PathEdge
    left_x: float
    left_top: float
    right_x: float
    right_top: float
    thickness: float


@dataclass(frozen=True)
class SankeyLayout:
    """Nodes in columns from left to right in the order of time, and the ribbons between them."""

    boxes: tuple[NodeBox, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()
    heads: tuple[tuple[int, float], ...] = ()
    """The layer of each column, and where it begins."""
    column: float = 0.0
    height: float = 0.0

    def box_of(self, layer: int, name: str) -> NodeBox | None:
        return next((box for box in self.boxes if (box.node.layer, box.node.name) == (layer, name)), None)

    def box_at(self, x: float, y: float) -> NodeBox | None:
        return next((box for box in self.boxes if box.has(x, y)), None)

    def beside(self, box: NodeBox, columns: int) -> NodeBox | None:
        """The nearest node so many columns to the right."""
        wanted = box.x + columns * self.column
        there = [one for one in self.boxes if abs(one.x - wanted) < 1]
        return min(there, key=lambda one: abs(one.middle - box.middle), default=None)

    def below(self, box: NodeBox, by: int) -> NodeBox | None:
        """The node so many places further down in the same column."""
        there = sorted((one for one in self.boxes if abs(one.x - box.x) < 1), key=lambda one: one.top)
        at = there.index(box) + by
        return there[at] if 0 <= at < len(there) else None


def columns_of(result: PathResult) -> int:
    return len(result.layers)


def lay_out(result: PathResult, room: Room) -> SankeyLayout:
    """Bars as high as their n; every node has room for its label, so that many nodes make the drawing higher."""
    columns = columns_of(result)
    width = max(room.width / max(columns, 1), LEAST_COLUMN)
    scale = _scale([[node.count for node in layer] for layer in result.layers], room)
    is_backwards = result.spec.side is Side.BEFORE
    tops: dict[tuple[int, str], float] = {}
    boxes: list[NodeBox] = []
    for layer in result.layers:
        if not layer:
            continue
        at = layer[0].layer
        x = (columns - 1 - at if is_backwards else at) * width
        top = room.head
        for node in _ordered(layer, result.edges, tops, scale):
            height = max(node.count * scale, _LEAST_BAR)
            block = max(height, room.label)
            boxes.append(NodeBox(node, x, top, height, block, width))
            tops[at, node.name] = top
            top += block + (GAP if height >= room.label else 0.0)
    found = {(box.node.layer, box.node.name): box for box in boxes}
    heads = tuple((at, (columns - 1 - at if is_backwards else at) * width) for at in range(columns))
    bottom = max((box.top + max(box.height, box.room) for box in boxes), default=0.0)
    return SankeyLayout(
        tuple(boxes), _ribbons(result.edges, found, scale, is_backwards=is_backwards), heads, width, bottom
    )


def least_height(result: PathResult, room: Room) -> float:
    """How high the drawing must at least be for all labels to have room."""
    columns = [[node.count for node in layer] for layer in result.layers]
    whole = max((sum(column) for column in columns), default=0)
    scale = LEAST_HEIGHT / whole if whole else 0.0
    return room.head + max((sum(max(n * scale + GAP, room.label) for n in column) for column in columns), default=0.0)


def _scale(counts: list[list[int]], room: Room) -> float:
    """Pixels a path: as many as let the fullest column into the room, but at least some where it is too full."""
    whole = max((sum(column) for column in counts), default=0)
    if not whole:
        return 0.0
    low, high, space = 0.0, (room.height - room.head) / whole, room.height - room.head
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_fitting = all(sum(max(n * middle + GAP, room.label) for n in column) <= space for column in counts)
        low, high = (middle, high) if is_fitting else (low, middle)
    return max(low, LEAST_HEIGHT / whole)


def _ordered(
    layer: Sequence[PathNode], edges: Sequence[PathEdge], tops: dict[tuple[int, str], float], scale: float
) -> list[PathNode]:
    """Nodes by where most of what comes to them comes from, so that ribbons cross little; the rest and the end last."""
    weights: dict[str, list[tuple[float, int]]] = defaultdict(list)
    at = layer[0].layer
    for edge in edges:
        if edge.layer + 1 == at:
            weights[edge.target].append((tops.get((at - 1, edge.source), 0.0), edge.count))

    def place(node: PathNode) -> tuple[int, float, int]:
        comes = weights[node.name]
        total = sum(count for _, count in comes)
        mean = sum(top * count for top, count in comes) / total if total else 0.0
        return (node.name == OTHER) + 2 * (node.name == ENDED), round(mean / max(scale, 1e-9), 3), -node.count

    return sorted(layer, key=place)


def _ribbons(
    edges: Sequence[PathEdge], found: dict[tuple[int, str], NodeBox], scale: float, *, is_backwards: bool
) -> tuple[Ribbon, ...]:
    """Ribbons stacked at both ends in the order of where their other ends lie."""
    ends = [(edge, found[edge.layer, edge.source], found[edge.layer + 1, edge.target]) for edge in edges]
    out, into = _stacked(ends, 1, scale), _stacked(ends, 2, scale)
    made = []
    for edge, near, far in ends:
        left, right = (far, near) if is_backwards else (near, far)
        left_top, right_top = (into[edge], out[edge]) if is_backwards else (out[edge], into[edge])
        made.append(Ribbon(edge, left.x + BAR, left_top, right.x, right_top, max(edge.count * scale, 1.0)))
    return tuple(made)


def _stacked(ends: list[tuple[PathEdge, NodeBox, NodeBox]], at: int, scale: float) -> dict[PathEdge, float]:
    """The top of each ribbon on one of its two bars."""
    next_top: dict[tuple[float, float], float] = {}
    tops = {}
    for each in sorted(ends, key=lambda end: end[3 - at].top):  # type: ignore[union-attr]
        box = each[at]
        assert isinstance(box, NodeBox)
        tops[each[0]] = next_top.get((box.x, box.top), box.top)
        next_top[box.x, box.top] = tops[each[0]] + each[0].count * scale
    return tops

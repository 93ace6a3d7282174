"""What hangs together: the components of a graph, over whole arrays of edges, or edge by edge where some must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Nodes = NDArray[np.int64]


def components(count: int, one: Nodes, other: Nodes) -> Nodes:
    """The component of each node, named by its smallest node.

    Roots are hooked onto the smaller root across each edge, then all paths are made short, until no edge is left
    between two components: some ten passes over the arrays, whatever their order.
    """
    above = np.arange(count)
    while len(one):
        left, right = above[one], above[other]
        is_open = left != right
        one, other = one[is_open], other[is_open]
        left, right = left[is_open], right[is_open]
        np.minimum.at(above, np.maximum(left, right), np.minimum(left, right))
        above = _shortened(above)
    return above


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each number once, ascending; by sorting, which is several times as fast as NumPy's own hashing."""
    ordered = np.sort(numbers)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered


def _shortened(above: Nodes) -> Nodes:
    """Every node directly under its root."""
    while True:
        higher = above[above]
        if np.array_equal(higher, above):
            return above
        above = higher


class Joiner:
    """Union–find edge by edge, for the few nodes among which some pairs must not come together: ask `forbids` first."""

    def __init__(self, apart: Iterable[tuple[int, int]]) -> None:
        self._above: dict[int, int] = {}
        self._foes: dict[int, set[int]] = {}
        for one, other in apart:
            self._foes.setdefault(one, set()).add(other)
            self._foes.setdefault(other, set()).add(one)

    def root(self, node: int) -> int:
        while (above := self._above.get(node, node)) != node:
            self._above[node] = self._above.get(above, above)
            node = above
        return node

    def join(self, one: int, other: int) -> bool:
        """Bring two components together; whether they were two."""
        low, high = sorted((self.root(one), self.root(other)))
        if low == high:
            return False
        self._above[high] = low
        self._foes.setdefault(low, set()).update(self._foes.pop(high, ()))
        return True

    def forbids(self, roots: set[int]) -> bool:
        """Whether two of these components must not come together."""
        return any(self.root(foe) in roots for root in roots for foe in self._foes.get(root, ()))

"""What of a recording counts beside its page's tree: where things are scrolled to, what is typed, rules of styles.

Of everything only the place of its event in the tape is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.analyse.tape import CHANGE, INPUT, MEDIA, META, RESIZE, SCROLL

if TYPE_CHECKING:
    from collections.abc import Callable

RULES, FONT, DECLARATION, ADOPTED = 8, 10, 13, 15
_OF_NODES = {MEDIA: "media", RULES: "rules", DECLARATION: "rules"}
_OF_SHEETS = (RULES, DECLARATION)


class Traces:
    """Places of events by what they are of. `take` them in the order of time."""

    def __init__(self, kept: dict[str, Any] | None = None) -> None:
        kept = kept or {}
        self._scrolls, self._inputs = _by_id(kept.get("scrolls")), _by_id(kept.get("inputs"))
        self._many: dict[str, dict[int, list[int]]] = {name: _by_id(kept.get(name)) for name in set(_OF_NODES.values())}
        self._shared: list[int] = list(kept.get("shared", ()))
        self._size: int | None = kept.get("size")

    def kept(self) -> dict[str, Any]:
        """All of it, for JSON."""
        own = {"scrolls": self._scrolls, "inputs": self._inputs, "shared": self._shared, "size": self._size}
        return {**own, **self._many}

    def take(self, place: int, kind: int, source: int, node: int, is_there: Callable[[int], object]) -> None:
        """Take one event that is no mutation. `node`: what it is of, −1 where that is none."""
        if kind == META or (kind == CHANGE and source == RESIZE):
            self._size = place
        elif kind != CHANGE:
            return
        elif source == SCROLL:
            self._scrolls[node] = place
        elif source in (FONT, ADOPTED) or (node < 0 and source in _OF_SHEETS):
            self._shared.append(place)
        elif is_there(node):
            self._take_of(node, place, source)

    def _take_of(self, node: int, place: int, source: int) -> None:
        if source == INPUT:
            self._inputs[node] = place
        elif source in _OF_NODES:
            self._many[_OF_NODES[source]].setdefault(node, []).append(place)

    def forget(self, node: int) -> None:
        """A node has gone; should it come again, it comes with what is typed in it."""
        self._inputs.pop(node, None)
        for of_nodes in self._many.values():
            of_nodes.pop(node, None)

    def forget_rules(self, node: int) -> None:
        """A style sheet has another text."""
        self._many["rules"].pop(node, None)

    def places(self) -> list[int]:
        """The events of all that counts still, in the order of time."""
        found = [*self._scrolls.values(), *self._inputs.values(), *self._shared]
        found += [place for of_nodes in self._many.values() for places in of_nodes.values() for place in places]
        return sorted([*found, *([] if self._size is None else [self._size])])


def _by_id(found: dict[Any, Any] | None) -> dict[int, Any]:
    """A mapping out of JSON, where names are texts."""
    return {int(name): value for name, value in (found or {}).items()}

"""The tree of a recorded page as changes leave it: its documents, their nodes by id, and where each node hangs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT, DOCTYPE, ELEMENT, TEXT, CDATA, COMMENT = range(6)
Node = dict[str, Any]

DEEPEST = 100
"""Elements inside each other: what is nested deeper could not be written as JSON, which takes two brackets for each."""


class UncertainError(Exception):
    """A player might make something else of it than this tree: what comes from here on is left to the player."""


class Tree:
    """Nodes as rrweb writes them, those of frames' documents included. Raises UncertainError rather than guess."""

    def __init__(self, root: Node, frames: dict[int, Node] | None = None) -> None:
        self._nodes: dict[int, Node] = {}
        self._parents: dict[int, int] = {}
        self.root = root
        self.frames: dict[int, Node] = {}
        self.grow(root, None)
        for frame, document in (frames or {}).items():
            self.attach(frame, document)

    def node(self, node_id: Any) -> Node | None:
        return self._nodes.get(node_id) if isinstance(node_id, int) else None

    def parent(self, node: Node) -> Node | None:
        """What a node hangs in; of a frame's document the frame."""
        return self._nodes.get(self._parents[node["id"]]) if node["id"] in self._parents else None

    def grow(self, top: Node, parent: int | None) -> None:
        """Take a node and all below it in."""
        waiting: list[tuple[Node, int | None, int]] = [(top, parent, self._depth(parent))]
        while waiting:
            node, above, depth = waiting.pop()
            _require(is_node(node) and node["id"] not in self._nodes and depth < DEEPEST)
            _require(node["type"] != DOCUMENT or node is top)
            self._nodes[node["id"]] = node
            if above is not None:
                self._parents[node["id"]] = above
            if node["type"] in (DOCUMENT, ELEMENT):
                waiting += [(child, node["id"], depth + 1) for child in _children(node)]

    def _depth(self, node_id: int | None) -> int:
        """How many nodes hang around what hangs in this one."""
        depth = 0
        while node_id is not None:
            node_id, depth = self._parents.get(node_id), depth + 1
        return depth

    def insert(self, parent: Node, node: Node, before: Node | None) -> None:
        """Hang a node with all below it in another, before one of its children or at its end."""
        children, place = parent["childNodes"], len(parent["childNodes"])
        if before is not None:
            _require(self.parent(before) is parent and is_shadow(before) == is_shadow(node))
            place = place_of(children, before)
        self.grow(node, parent["id"])
        children.insert(place, node)

    def attach(self, frame: int, document: Node) -> None:
        """Give a frame its document, in place of the one it has."""
        found = self.node(frame)
        _require(found is not None and tag_of(found) == "iframe" and document.get("type") == DOCUMENT)
        before = self.frames.pop(frame, None)
        if before is not None:
            self.forget(before)
        self.grow(document, frame)
        self.frames[frame] = document

    def cut(self, node: Node) -> None:
        """Take a node with all below it out."""
        parent = self.parent(node)
        if parent is None or node["type"] == DOCUMENT:
            raise UncertainError
        children = parent["childNodes"]
        del children[place_of(children, node)]
        self.forget(node)

    def forget(self, top: Node) -> None:
        """Nothing below a node, nor the node, is known any more."""
        for node in list(self.below(top)):
            del self._nodes[node["id"]]
            self._parents.pop(node["id"], None)
            self.frames.pop(node["id"], None)
            self.forgotten(node["id"])

    def forgotten(self, node_id: int) -> None:
        """Called for every node that is forgotten."""

    def below(self, top: Node) -> Iterator[Node]:
        """A node and all below it, documents of frames included."""
        waiting = [top]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.get("childNodes", ())
            if node["id"] in self.frames:
                waiting.append(self.frames[node["id"]])


def is_node(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("id"), int) and node.get("type") in range(6)


def is_shadow(node: Node) -> bool:
    """Whether it hangs in the shadow root of what it hangs in."""
    return bool(node.get("isShadow"))


def tag_of(node: Node | None) -> str:
    """The name of an element in small letters; empty for anything else."""
    name = node.get("tagName") if node is not None and node["type"] == ELEMENT else ""
    return name.lower() if isinstance(name, str) else ""


def place_of(children: list[Node], node: Node) -> int:
    """Where a node stands among children; from their end, where most changes are."""
    for place in range(len(children) - 1, -1, -1):
        if children[place] is node:
            return place
    raise UncertainError


def _children(node: Node) -> list[Node]:
    """The children of a document or an element, as a player builds them."""
    if node["type"] == ELEMENT:
        _require(isinstance(node.get("attributes"), dict) and tag_of(node) != "")
    children: list[Node] = node.setdefault("childNodes", [])
    _require(isinstance(children, list) and all(map(is_node, children)))
    if node["type"] == DOCUMENT:
        kinds = [child["type"] for child in children if child["type"] != COMMENT]
        _require(len(set(kinds)) == len(kinds) and set(kinds) <= {DOCTYPE, ELEMENT})
    elif tag_of(node) == "textarea" and isinstance(node["attributes"].get("value"), str):
        children.clear()
    else:
        _require(all(child["type"] not in (DOCUMENT, DOCTYPE) for child in children))
    return children


def settled(document: Any) -> Node:
    """A document as it was recorded, the way a player builds it: the body is put last."""
    _require(is_node(document) and document["type"] == DOCUMENT)
    made: Node = document
    for child in _nodes_in(made):
        parts = _nodes_in(child)
        bodies = [part for part in parts if tag_of(part) == "body"]
        if bodies:
            parts.append(parts.pop(place_of(parts, bodies[-1])))
    return made


def _nodes_in(node: Node) -> list[Node]:
    found = node.get("childNodes") or []
    _require(isinstance(found, list) and all(map(is_node, found)))
    nodes: list[Node] = found
    return nodes


def _require(is_certain: bool) -> None:
    if not is_certain:
        raise UncertainError

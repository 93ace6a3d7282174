"""A light mirror of the recorded page: which node is where, kept up to date by mutations, without recursion."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

from convdesk.ingest.rrweb_values import mapping, objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT, ELEMENT, TEXT = 0, 2, 3
WAS_PASSWORD = "data-rr-is-password"
"""rrweb's own mark of a field that once hid what was typed."""


class Node:
    """One recorded node in its row of siblings. A removed one still knows where it was.

    `is_typed`: its text is text that someone may have typed (a text area, or made editable).
    """

    __slots__ = (
        "attributes", "first", "is_shadow", "is_typed", "kind", "last", "next", "parent", "previous", "tag", "text",
    )  # fmt: skip

    def __init__(self, source: dict[str, Any], parent: Node | None) -> None:
        self.kind = source.get("type")
        self.tag = text(source.get("tagName")).lower()
        self.attributes = mapping(source.get("attributes"))
        self.text = text(source.get("textContent"))
        self.is_shadow = source.get("isShadow") is True
        self.parent = parent
        self.first: Node | None = None
        self.last: Node | None = None
        self.previous: Node | None = None
        self.next: Node | None = None
        self.is_typed: bool = is_typed_in(self.tag, self.attributes, parent is not None and parent.is_typed)

    def attribute(self, name: str) -> str:
        """The attribute's text; empty where it is missing or no text."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else ""

    def upwards(self) -> Iterator[Node]:
        """The node and its ancestors, through shadow hosts and out of frames."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def children(self) -> Iterator[Node]:
        child = self.first
        while child is not None:
            yield child
            child = child.next

    def insert(self, child: Node, before: Node | None) -> None:
        """Make `child` a child of this node, before that sibling (None: as the last)."""
        previous = self.last if before is None else before.previous
        child.parent, child.previous, child.next = self, previous, before
        if previous is None:
            self.first = child
        else:
            previous.next = child
        if before is None:
            self.last = child
        else:
            before.previous = child

    def leave(self) -> None:
        """Take this node out of its parent's row; its own memory of the place stays."""
        parent = self.parent
        if parent is None or not self.is_child_of(parent):
            return
        if self.previous is None:
            parent.first = self.next
        else:
            self.previous.next = self.next
        if self.next is None:
            parent.last = self.previous
        else:
            self.next.previous = self.previous

    def is_child_of(self, parent: Node) -> bool:
        """Whether the node stands in that parent's row now."""
        if self.parent is not parent:
            return False
        return (parent.first if self.previous is None else self.previous.next) is self


def is_typed_in(tag: str, attributes: dict[str, Any], is_around: bool) -> bool:
    """Whether text in such an element may have been typed, given whether text around it may have been."""
    if "contenteditable" in attributes:
        return str(attributes["contenteditable"]).lower() not in {"false", "inherit", "none"}
    return is_around or tag == "textarea"


class Document:
    """The page of one tab. Node ids restart at every full snapshot."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.root_id: Any = 1
        self._nodes: dict[int, Node] = {}

    def node(self, node_id: Any) -> Node | None:
        return self._nodes.get(node_id) if isinstance(node_id, int) else None

    def load(self, snapshot: dict[str, Any]) -> None:
        """Forget everything and take a full snapshot's tree."""
        self._nodes = {}
        self.root_id = snapshot.get("id", 1)
        self.root = Node(snapshot, None)
        self._grow(snapshot, self.root)

    def mutate(self, change: dict[str, Any]) -> None:
        """Apply one mutation as the player does: removals, additions, texts, attributes."""
        for removal in objects(change.get("removes")):
            node = self.node(removal.get("id"))
            if node is not None:
                node.leave()
        self._add_all(objects(change.get("adds")))
        for item in objects(change.get("texts")):
            node = self.node(item.get("id"))
            if node is not None:
                node.text = text(item.get("value"))
        for item in objects(change.get("attributes")):
            node = self.node(item.get("id"))
            if node is not None:
                _change_attributes(node, mapping(item.get("attributes")))

    def is_in_frame(self, node: Node) -> bool:
        """Whether the node belongs to a document inside the page's own."""
        return any(above.kind == DOCUMENT and above.parent is not None for above in node.upwards())

    def _add_all(self, adds: list[dict[str, Any]]) -> None:
        """Plant what is added; an addition whose parent comes later in the list waits for it."""
        waiting: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        queue = deque(adds)
        while queue:
            add = queue.popleft()
            parent, parent_id = self.node(add.get("parentId")), add.get("parentId")
            if parent is None and isinstance(parent_id, int):
                waiting[parent_id].append(add)
                continue
            for node_id in self._plant(mapping(add.get("node")), parent, add.get("nextId")):
                queue.extend(waiting.pop(node_id, ()))
        for adds_left in waiting.values():
            for add in adds_left:
                self._plant(mapping(add.get("node")), None, None)

    def _plant(self, source: dict[str, Any], parent: Node | None, next_id: Any) -> list[int]:
        old = self.node(source.get("id"))
        if old is not None and old is not self.root:
            old.leave()
        node = Node(source, parent)
        if parent is not None:
            sibling = self.node(next_id)
            parent.insert(node, sibling if sibling is not None and sibling.is_child_of(parent) else None)
        return self._grow(source, node)

    def _grow(self, source: dict[str, Any], top: Node) -> list[int]:
        """Register a serialised node and everything below it; the ids that are known now."""
        known = []
        stack = [(source, top)]
        while stack:
            item, node = stack.pop()
            node_id = item.get("id")
            if isinstance(node_id, int):
                self._nodes[node_id] = node
                known.append(node_id)
            for child in objects(item.get("childNodes")):
                below = Node(child, node)
                node.insert(below, None)
                stack.append((child, below))
        return known


def _change_attributes(node: Node, changes: dict[str, Any]) -> None:
    """Replace the node's attributes; the recorded ones belong to an event and are never changed through here."""
    was_password = {WAS_PASSWORD: "true"} if node.attribute("type").lower() == "password" else {}
    node.attributes = {**node.attributes, **changes, **was_password}
    if "contenteditable" in changes:
        _spread_typed(node)


def _spread_typed(top: Node) -> None:
    stack = [top]
    while stack:
        node = stack.pop()
        around = node.parent
        node.is_typed = is_typed_in(node.tag, node.attributes, around is not None and around.is_typed)
        stack.extend(node.children())

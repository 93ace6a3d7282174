"""A light mirror of the recorded page: which node is where, kept up to date by mutations, without recursion.

Of most nodes nobody ever asks: they stay as they were recorded until someone does.
"""

from __future__ import annotations

from collections import defaultdict, deque
from functools import partial
from typing import TYPE_CHECKING, Any

from convdesk.ingest.rrweb_growth import Growth, is_plain_leaf, whole
from convdesk.ingest.rrweb_node import DOCUMENT, WAS_PASSWORD, Node, is_typed_in
from convdesk.ingest.rrweb_values import mapping, objects, text

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_growth import Noted, Recorded


class Document:
    """The page of one tab; ids restart at every full snapshot. `unplaced`: additions to what was never shown."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.root_id: Any = 1
        self.has_frames = False
        self.unplaced = 0
        self._nodes: dict[int, Node] = {}
        self._folded: dict[int, Recorded] = {}
        self._above: dict[int, int | None] = {}
        self._typed: set[int] = set()
        self._attributes: dict[int, dict[str, Any]] = {}
        self._texts: dict[int, str] = {}

    def load(self, snapshot: Recorded) -> Noted:
        """Take a full snapshot's tree, once."""
        self.root_id = snapshot.get("id", 1)
        self.root = self._made(snapshot, None)
        return self._grown(Growth().take(snapshot))

    def let_go(self) -> None:
        """Cut what holds the nodes together, so that they do not outlive the document."""
        for node in self._nodes.values():
            node.parent = node.first = node.last = node.previous = node.next = node.unfold = None
        self._nodes.clear()

    def mutate(self, change: Recorded) -> Noted:
        """Apply one mutation as the player does: removals, additions, texts, attributes."""
        for removal in objects(change.get("removes")):
            node = self.node(removal.get("id"))
            if node is not None:
                node.leave()
        noted = self._add_all(objects(change.get("adds")))
        for item in objects(change.get("texts")):
            self._write(item.get("id"), text(item.get("value")))
        for item in objects(change.get("attributes")):
            self._change(item.get("id"), mapping(item.get("attributes")))
        return noted

    def node(self, node_id: Any) -> Node | None:
        """The node of that id, unfolded with all around it; None where it is unknown."""
        if node_id.__class__ is not int:
            return None
        node = self._nodes.get(node_id)
        return self._unfolded(node_id) if node is None and node_id in self._folded else node

    def is_known(self, node_id: Any) -> bool:
        return node_id.__class__ is int and (node_id in self._nodes or node_id in self._folded)

    def is_typed(self, node_id: Any) -> bool:
        """Whether text there may have been typed."""
        node = self._nodes.get(node_id) if self.is_known(node_id) else None
        return self.is_known(node_id) and (node_id in self._typed if node is None else node.is_typed)

    def attributes_of(self, node_id: Any) -> dict[str, Any] | None:
        """A node's attributes as they are now; None where it is unknown."""
        if not self.is_known(node_id):
            return None
        node = self._nodes.get(node_id)
        if node is not None:
            return node.attributes
        changed = self._attributes.get(node_id)
        return mapping(self._folded[node_id].get("attributes")) if changed is None else changed

    def is_in_frame(self, node: Node) -> bool:
        """Whether the node belongs to a document inside the page's own."""
        return self.frame_of(node) is not None

    def frame_of(self, node: Node) -> Node | None:
        """The document inside the page's own that a node belongs to; None where it is the page's own."""
        return next((above for above in node.upwards() if above.kind == DOCUMENT and above.parent is not None), None)

    def _made(self, source: Recorded, parent: Node | None) -> Node:
        """A node of something recorded, known by its id."""
        node = Node(source, parent, partial(self._unfold, source))
        node_id = whole(node.id)
        if node_id is not None:
            self._nodes[node_id] = node
            self._folded.pop(node_id, None)
        return node

    def _unfolded(self, node_id: int) -> Node | None:
        """Unfold from the nearest known ancestor down to a node; None where the ids contradict one another."""
        way: dict[int, None] = {}
        at: int | None = node_id
        while at not in self._nodes:
            if at is None or at in way:
                return None
            way[at] = None
            at = self._above.get(at)
        for step in (at, *reversed(way)):
            node = self._nodes.get(step)
            if node is None:
                return None
            if step != node_id:
                node.unfolded()
        return node

    def _unfold(self, source: Recorded, parent: Node) -> None:
        """Make nodes of the recorded children, as they are by now."""
        for item in objects(source.get("childNodes")):
            node_id = whole(item.get("id"))
            if node_id is None or self._folded.get(node_id) is not item:
                parent.insert(Node(item, parent, partial(self._unfold, item)), None)
                continue
            node = self._made(item, parent)
            parent.insert(node, None)
            node.attributes = self._attributes.pop(node_id, node.attributes)
            node.text = self._texts.pop(node_id, node.text)

    def _write(self, node_id: Any, said: str) -> None:
        if not self.is_known(node_id):
            return
        node = self._nodes.get(node_id)
        if node is None:
            self._texts[node_id] = said
        else:
            node.text = said

    def _change(self, node_id: Any, changes: dict[str, Any]) -> None:
        """Replace a node's attributes; the recorded ones belong to an event and are never changed through here."""
        before = self.attributes_of(node_id)
        if before is None:
            return
        was_password = {WAS_PASSWORD: "true"} if text(before.get("type")).lower() == "password" else {}
        after = {**before, **changes, **was_password}
        node = self.node(node_id) if "contenteditable" in changes else self._nodes.get(node_id)
        if node is None:
            self._attributes[node_id] = after
            return
        node.attributes = after
        if "contenteditable" in changes:
            self._spread_typed(node)

    def _forget(self, node_id: int) -> None:
        """Another node takes this id; what is below the one that had it can still be found."""
        node = self.node(node_id)
        if node is not None and node is not self.root:
            node.leave()
            _unfold_below(node)
            del self._nodes[node_id]
            self._typed.discard(node_id)

    def _spread_typed(self, top: Node) -> None:
        stack = [top]
        while stack:
            node = stack.pop()
            around = node.parent
            node.is_typed = is_typed_in(node.tag, node.attributes, around is not None and around.is_typed)
            stack.extend(node.children())

    def _add_all(self, adds: list[Recorded]) -> Noted:
        """Plant what is added; an addition whose parent comes later in the list waits for it."""
        waiting: dict[Any, list[Recorded]] = defaultdict(list)
        noted: Noted = []
        queue = deque(adds)
        while queue:
            add = queue.popleft()
            parent_id = add.get("parentId")
            if parent_id.__class__ is int and not self.is_known(parent_id):
                waiting[parent_id].append(add)
                continue
            source = mapping(add.get("node"))
            noted += self._plant(source, self.node(parent_id), add.get("nextId"))
            if waiting:
                for node_id in _ids_in(source):
                    queue.extend(waiting.pop(node_id, ()))
        for add in (add for left in waiting.values() for add in left):
            self.unplaced += self.root is not None
            noted += self._plant(mapping(add.get("node")), None, None)
        return noted

    def _plant(self, source: Recorded, parent: Node | None, next_id: Any) -> Noted:
        node_id = source.get("id")
        old = self.node(node_id)
        if old is not None and old is not self.root:
            old.leave()
            _unfold_below(old)
        node = self._made(source, parent)
        if parent is not None:
            sibling = self.node(next_id)
            is_there = sibling is not None and sibling.is_child_of(parent)
            parent.unfolded().insert(node, sibling if is_there else None)
            self.has_frames = self.has_frames or node.kind == DOCUMENT
        if parent is not None and parent.is_typed:
            return self._grown(Growth().take_typed(source, is_typed=True))
        return [] if is_plain_leaf(source) else self._grown(Growth().take(source))

    def _grown(self, growth: Growth) -> Noted:
        """Get to know what is below a node; ids that were others' are theirs no more."""
        known = growth.known
        for node_id in [*(known.keys() & self._nodes.keys()), *(known.keys() & self._folded.keys())]:
            self._forget(node_id)
        self._folded.update(known)
        self._above.update(growth.above)
        self._typed |= growth.typed
        self.has_frames = self.has_frames or growth.has_frames
        return growth.noted


def _unfold_below(top: Node) -> None:
    """Make nodes of everything below one that is replaced, so that it can still be found."""
    stack = [top]
    while stack:
        stack.extend(stack.pop().children())


def _ids_in(source: Recorded) -> list[int]:
    """The ids of a recorded node and of everything below it."""
    ids = []
    stack = [source]
    while stack:
        item = stack.pop()
        if item.get("id").__class__ is int:
            ids.append(item["id"])
        stack.extend(objects(item.get("childNodes")))
    return ids

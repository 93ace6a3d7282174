"""One node of a recorded page in its row of siblings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.ingest.rrweb_values import mapping, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Unfold = Callable[["Node"], None]

DOCUMENT, ELEMENT, TEXT = 0, 2, 3
WAS_PASSWORD = "data-rr-is-password"
"""rrweb's own mark of a field that once hid what was typed."""


class Node:
    """One recorded node in its row of siblings. A removed one still knows where it was.

    `is_typed`: its text is text that someone may have typed (a text area, or made editable).
    """

    __slots__ = (
        "attributes", "first", "id", "is_shadow", "is_typed", "kind", "last", "next", "parent", "previous", "tag",
        "text", "unfold",
    )  # fmt: skip

    def __init__(self, source: dict[str, Any], parent: Node | None, unfold: Unfold | None = None) -> None:
        self.unfold = unfold
        """Makes nodes of its recorded children, once, when they are asked for."""
        self.id = source.get("id")
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
        self.unfolded()
        child = self.first
        while child is not None:
            yield child
            child = child.next

    def unfolded(self) -> Node:
        """The node itself, with its children in their row."""
        if self.unfold is not None:
            unfold, self.unfold = self.unfold, None
            unfold(self)
        return self

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

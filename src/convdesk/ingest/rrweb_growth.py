"""What a recorded tree brings: its nodes by id, what is above each, and what may have to be hidden. The longest way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from convdesk.ingest.rrweb_node import DOCUMENT, TEXT, is_typed_in
from convdesk.ingest.rrweb_values import mapping, objects, text

Recorded = dict[str, Any]
Noted = list[tuple[Recorded, bool]]
"""Recorded nodes that may hold something typed or an address, and whether their text is typed text."""

ADDRESSES = ("href", "src", "action", "formaction", "xlink:href")
PERSONAL = ("data-email", "data-user-email", "data-mail", "data-phone", "data-username", "data-user-name", "data-ip")
_TYPED_TAGS = ("textarea", "TEXTAREA")
"""Looked for by equality: what stands for a tag may be anything, hashable or not."""
_NOTED = frozenset({*ADDRESSES, *PERSONAL, "value", "rel", "contenteditable"})


@dataclass
class Growth:
    """Everything below a recorded node, whose own id is not among the known."""

    noted: Noted = field(default_factory=list)
    known: dict[int, Recorded] = field(default_factory=dict)
    above: dict[int, int | None] = field(default_factory=dict)
    typed: set[int] = field(default_factory=set)
    has_frames: bool = False

    def take(self, top: Recorded) -> Growth:
        """Look through a tree level by level: comprehensions take well-formed levels, the careful way any other."""
        level = [top]
        while level:
            level = self._looked_at(level)
            try:
                level = self._below(level)
            except (KeyError, TypeError, AttributeError):
                level, known, above = _carefully(level)
                self.has_frames = True
                self.known.update(known)
                self.above.update(above)
        return self

    def _below(self, level: list[Recorded]) -> list[Recorded]:
        """The next level of well-formed nodes, but for texts, which have none; raises where one is not."""
        below: list[Recorded] = []
        known, above = self.known, self.above
        for item in level:
            children = item.get("childNodes")
            if children:
                item_id = item["id"]
                for child in children:
                    child_id = child["id"]
                    known[child_id], above[child_id] = child, item_id
                    kind = child["type"]
                    if kind != TEXT:
                        below.append(child)
                        if kind == DOCUMENT:
                            self.has_frames = True
        return below

    def take_typed(self, top: Recorded, *, is_typed: bool) -> Growth:
        """Look through a tree in which text may have been typed, as all of it may where `is_typed`."""
        stack = [(top, is_typed)]
        while stack:
            item, is_around = stack.pop()
            attributes = mapping(item.get("attributes"))
            is_inside = is_typed_in(text(item.get("tagName")).lower(), attributes, is_around)
            item_id = whole(item.get("id"))
            if is_inside and item_id is not None:
                self.typed.add(item_id)
            if is_around or attributes:
                self.noted.append((item, is_around))
            for child in objects(item.get("childNodes")):
                child_id = whole(child.get("id"))
                if child_id is not None:
                    self.known[child_id], self.above[child_id] = child, item_id
                stack.append((child, is_inside))
        return self

    def _looked_at(self, level: list[Recorded]) -> list[Recorded]:
        """The nodes of a level without those whose text is typed: these are looked through at once."""
        found = [
            item
            for item in level
            if ((attributes := item.get("attributes")) and not _NOTED.isdisjoint(mapping(attributes)))
            or item.get("tagName") in _TYPED_TAGS
        ]
        typed = set()
        for item in found:
            attributes = mapping(item.get("attributes"))
            if item.get("tagName") in _TYPED_TAGS or "contenteditable" in attributes:
                self.take_typed(item, is_typed=False)
                typed.add(id(item))
            elif attributes:
                self.noted.append((item, False))
        return [item for item in level if id(item) not in typed] if typed else level


def is_plain_leaf(item: Recorded) -> bool:
    """Whether a recorded node has nothing below it and nothing that may have to be hidden, as most that are added."""
    if item.get("childNodes") or item.get("tagName") in _TYPED_TAGS:
        return False
    attributes = mapping(item.get("attributes"))
    return not attributes or _NOTED.isdisjoint(attributes)


def whole(node_id: Any) -> int | None:
    """A node's id; None for anything that is none."""
    return node_id if node_id.__class__ is int else None


def _carefully(level: list[Recorded]) -> tuple[list[Recorded], dict[int, Recorded], dict[int, int | None]]:
    """The next level of nodes of any kind, and those with an id among all children, with the id above."""
    below: list[Recorded] = []
    known: dict[int, Recorded] = {}
    above: dict[int, int | None] = {}
    for item in level:
        item_id = whole(item.get("id"))
        for child in objects(item.get("childNodes")):
            below.append(child)
            child_id = whole(child.get("id"))
            if child_id is not None:
                known[child_id], above[child_id] = child, item_id
    return below, known, above

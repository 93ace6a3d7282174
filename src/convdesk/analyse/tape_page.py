"""A recorded page to which changes are made as rrweb's player would make them, and how to make a player show it.

What a player builds in another way than it changes it, such as styles set one by one, is not written into the tree
but kept beside it, to be changed by the player itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from convdesk.analyse.tape_tree import (
    CDATA,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    TEXT,
    Node,
    Tree,
    UncertainError,
    is_node,
    is_shadow,
    settled,
    tag_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

STYLE, CSS = "style", "_cssText"
_NAME = re.compile(r"(?!on|rr_|_)[A-Za-z][\w.-]*")
_ALWAYS_PLAIN = re.compile(r"class|id|title|role|tabindex|hidden|style|(data|aria)-[\w.-]+")
_BUILT_OTHERWISE = {
    "style", "link", "meta", "script", "base", "img", "textarea", "input", "option", "iframe", "frame", "canvas",
    "video", "audio", "source", "dialog", "object", "embed", "use", "image",
}  # fmt: skip
"""Elements whose attributes a player heeds when it builds them."""
_MEDIA = ("video", "audio")


class Page(Tree):
    """A page with `lost` parts that could not be made, and what is to be changed once it is built:

    `texts` of style sheets and of whole elements, `attributes` and `styles`, by node. `played`: the videos and sounds
    that came later; `touched`: the style sheets whose attributes were set.
    """

    def __init__(self, root: Node, kept: dict[str, Any] | None = None) -> None:
        kept = kept or {}
        self.texts, self.attributes, self.styles = (
            _by_id(kept.get(name)) for name in ("texts", "attributes", "styles")
        )
        self.played, self.touched = set(kept.get("played", ())), set(kept.get("touched", ()))
        self.lost: int = kept.get("lost", 0)
        self.gone: list[int] = []
        self.restyled: list[int] = []
        super().__init__(root, _by_id(kept.get("frames")))

    def kept(self) -> dict[str, Any]:
        """All there is to know of it but the tree, for JSON."""
        beside = {"texts": self.texts, "attributes": self.attributes, "styles": self.styles, "frames": self.frames}
        return {**beside, "played": [*self.played], "touched": [*self.touched], "lost": self.lost}

    def forgotten(self, node_id: int) -> None:
        for beside in (self.texts, self.attributes, self.styles):
            beside.pop(node_id, None)
        self.played.discard(node_id)
        self.touched.discard(node_id)
        self.gone.append(node_id)

    def change(self, data: Any) -> None:
        """Make one mutation. Its page is spoilt where it raises UncertainError.

        `gone` then has the nodes that went, `restyled` the style sheets whose rules count no more.
        """
        if not isinstance(data, dict):
            raise UncertainError
        for one in _objects(data.get("removes")):
            self._remove(one)
        self._add(_objects(data.get("adds")))
        texts = [one for one in _objects(data.get("texts")) if isinstance(one.get("id"), int)]
        for text in {one["id"]: one for one in texts}.values():
            self._write(text)
        for one in _objects(data.get("attributes")):
            if not self._is_set(one):
                return

    def _remove(self, one: Node) -> None:
        node = self.node(one.get("id"))
        if node is None:
            return
        parent = self.parent(node)
        if parent is None or self.node(one.get("parentId")) is not parent or is_shadow(one) != is_shadow(node):
            raise UncertainError
        if parent["id"] in self.texts:
            raise UncertainError
        if tag_of(parent) == STYLE and node["type"] == TEXT:
            self._empty(parent)
        self.cut(node)

    def _empty(self, sheet: Node) -> None:
        """The text of a style sheet goes, and with it the rules a player was told it has."""
        self.restyled.append(sheet["id"])
        if CSS in sheet["attributes"]:
            if len(sheet["childNodes"]) != 1:
                raise UncertainError
            del sheet["attributes"][CSS]

    def _add(self, adds: list[Node]) -> None:
        waiting = [one for one in adds if is_node(one.get("node"))]
        self.lost += len(adds) - len(waiting)
        waiting = [one for one in waiting if not self._is_placed(one)]
        aims = [(one.get("parentId"), one.get("nextId"), is_shadow(one["node"])) for one in waiting]
        if not all(isinstance(number, int | None) for aim in aims for number in aim) or len(set(aims)) < len(aims):
            raise UncertainError
        while waiting:
            left = [one for one in waiting if not self._is_placed(one)]
            if len(left) == len(waiting):
                break
            waiting = left
        if any(self.node(one.get("parentId")) or one["node"]["type"] == DOCUMENT for one in waiting):
            raise UncertainError
        self.lost += len(waiting)

    def _is_placed(self, one: Node) -> bool:
        """Whether a node could be added already; else what it hangs on comes later."""
        node, parent, next_id = one["node"], self.node(one.get("parentId")), one.get("nextId")
        before = self.node(next_id)
        if parent is None or (next_id is not None and before is None):
            return False
        root = node.get("rootId")
        if one.get("previousId") or (root and self.node(root) is None):
            raise UncertainError
        if node.get("childNodes") and tag_of(node) in (STYLE, "textarea", "link"):
            raise UncertainError
        if node["type"] == DOCUMENT or tag_of(parent) == "iframe":
            self.attach(parent["id"], settled(node))
        else:
            self._hang(parent, _alone(node), before)
        return True

    def _hang(self, parent: Node, node: Node, before: Node | None) -> None:
        if parent["id"] in self.texts:
            raise UncertainError
        if parent["type"] == DOCUMENT and node["type"] in {child["type"] for child in parent["childNodes"]}:
            raise UncertainError
        if parent["type"] not in (DOCUMENT, ELEMENT) or (parent["type"] == DOCUMENT and node["type"] == TEXT):
            raise UncertainError
        if node["type"] == TEXT and tag_of(parent) == "textarea":
            self._clear(parent)
        elif node["type"] == TEXT and tag_of(parent) == STYLE:
            self.restyled.append(parent["id"])
            if CSS in parent["attributes"] and parent["childNodes"]:
                raise UncertainError
        if is_shadow(node):
            parent["isShadowHost"] = True
        if tag_of(node) in _MEDIA:
            self.played.add(node["id"])
        self.insert(parent, node, before)

    def _clear(self, field: Node) -> None:
        """A field of several lines holds one text."""
        field["attributes"].pop("value", None)
        for child in [child for child in field["childNodes"] if child["type"] == TEXT]:
            self.cut(child)

    def _write(self, one: Node) -> None:
        node, value = self.node(one.get("id")), one.get("value")
        if node is None:
            return
        if node["type"] not in (TEXT, CDATA, COMMENT, ELEMENT) or not isinstance(value, str | None):
            raise UncertainError
        parent = self.parent(node)
        if parent is not None and tag_of(parent) == STYLE:
            self.restyled.append(parent["id"])
            self.texts[node["id"]] = value
        elif node["type"] == ELEMENT:
            self.texts[node["id"]] = value
        else:
            node["textContent"] = value or ""

    def _is_set(self, one: Node) -> bool:
        """Set attributes; whether a player would go on after them: it stumbles over those of what is no element."""
        node, changed = self.node(one.get("id")), one.get("attributes")
        if node is None:
            return True
        if not isinstance(changed, dict):
            raise UncertainError
        if node["type"] != ELEMENT:
            return None not in changed.values() and (not changed.get(STYLE) or isinstance(changed[STYLE], str))
        if isinstance(changed.get(CSS), str) and tag_of(node) in (STYLE, "link"):
            self._load(node, changed)
        else:
            self._set_all(node, changed)
        return True

    def _set_all(self, node: Node, changed: dict[str, Any]) -> None:
        self.touched |= {node["id"]} if tag_of(node) in (STYLE, "link") else set()
        for name, value in changed.items():
            if value is None or isinstance(value, str):
                self._set_one(node, name, value)
            elif name == STYLE:
                self._restyle(node["id"], value)

    def _load(self, sheet: Node, changed: dict[str, Any]) -> None:
        """A style sheet has come: a player builds its element anew."""
        if sheet["id"] in self.touched or sheet["childNodes"]:
            raise UncertainError
        sheet["attributes"] |= changed
        self.restyled.append(sheet["id"])

    def _set_one(self, node: Node, name: str, value: str | None) -> None:
        number, own = node["id"], node["attributes"]
        if name == STYLE:
            self.styles.pop(number, None)
        if name == "value" and value is not None and tag_of(node) == "textarea":
            for child in list(node["childNodes"]):
                self.cut(child)
            own[name] = value
        elif not _is_plain(node, name):
            self.attributes.setdefault(number, {})[name] = value
        elif value is None:
            own.pop(name, None)
        else:
            own[name] = value

    def _restyle(self, number: int, rules: Any) -> None:
        """Rules in the order in which they were set last."""
        if not isinstance(rules, dict):
            raise UncertainError
        known = self.styles.setdefault(number, {})
        for name, value in rules.items():
            known.pop(name, None)
            known[name] = value


def changes_of(page: Page) -> list[dict[str, Any]]:
    """What a player has to change on a page once its tree is built; the tree is left without what is added then."""
    made: list[dict[str, Any]] = []
    for frame, document in [(None, page.root), *page.frames.items()]:
        late = _taken_out(page, document)
        if frame is not None:
            made.append(
                _mutation(adds=[{"parentId": frame, "nextId": None, "node": document}]) | {"isAttachIframe": True}
            )
        if late:
            made.append(_mutation(adds=late))
    texts = [{"id": number, "value": value} for number, value in page.texts.items()]
    attributes = [{"id": number, "attributes": named} for number, named in page.attributes.items()]
    attributes += [{"id": number, "attributes": {STYLE: rules}} for number, rules in page.styles.items()]
    return [*made, _mutation(texts=texts, attributes=attributes)] if texts or attributes else made


def _mutation(**parts: list[Any]) -> dict[str, Any]:
    return {"source": 0, "texts": [], "attributes": [], "removes": [], "adds": [], **parts}


def _taken_out(page: Page, document: Node) -> list[Node]:
    """Additions of what stands after the body, and of videos and sounds that came later."""
    adds: list[Node] = []
    for html in document["childNodes"]:
        parts = html.get("childNodes", [])
        tags = [tag_of(part) for part in parts]
        last = len(tags) - tags[::-1].index("body") if "body" in tags else len(tags)
        for part in parts[last:]:
            adds += _additions(html, part, None)
        del parts[last:]
    waiting = [document] if page.played else []
    while waiting:
        node = waiting.pop()
        adds += _played(page, node)
        waiting += node.get("childNodes", ())
    return adds


def _played(page: Page, parent: Node) -> Iterable[Node]:
    """Additions of the videos and sounds right below a node; they are taken out of it."""
    children = parent.get("childNodes", [])
    for place in range(len(children) - 1, -1, -1):
        late = children[place]
        if late["id"] in page.played:
            beside = (one for one in children[place + 1 :] if is_shadow(one) == is_shadow(late))
            yield from _additions(parent, late, next(beside, None))
    children[:] = [child for child in children if child["id"] not in page.played]


def _additions(parent: Node, top: Node, before: Node | None) -> Iterable[Node]:
    """A node and all below it, as a player adds them: one by one."""
    waiting: list[tuple[Node, Node, Node | None]] = [(parent, top, before)]
    while waiting:
        above, node, following = waiting.pop()
        children = node.get("childNodes", [])
        if CSS in node.get("attributes", ()) and len(children) > 1:
            raise UncertainError
        yield {"parentId": above["id"], "nextId": following["id"] if following else None, "node": _alone(node)}
        waiting += [(node, child, None) for child in reversed(children)]


def _alone(node: Node) -> Node:
    """A node without children; texts of another kind are texts."""
    if node["type"] == ELEMENT:
        return {**node, "childNodes": []}
    return {**node, "type": TEXT} if node["type"] == CDATA else node


def _is_plain(node: Node, name: str) -> bool:
    """Whether an attribute is the same whether it is built or set."""
    if any(own.startswith("rr_") for own in node["attributes"]):
        return False
    if _ALWAYS_PLAIN.fullmatch(name):
        return True
    return tag_of(node) not in _BUILT_OTHERWISE and _NAME.fullmatch(name) is not None


def _objects(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _by_id(found: dict[Any, Any] | None) -> dict[int, Any]:
    """A mapping out of JSON, where names are texts."""
    return {int(name): value for name, value in (found or {}).items()}

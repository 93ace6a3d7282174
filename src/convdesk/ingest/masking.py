"""What people typed is hidden: in inputs, text areas and editable text of a recording, and in what it reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convdesk.ingest.privacy import clean_address, is_personal_name
from convdesk.ingest.rrweb_document import TEXT, WAS_PASSWORD, Node, is_typed_in
from convdesk.ingest.rrweb_elements import is_button, is_ticked
from convdesk.ingest.rrweb_values import mapping, objects, text

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_document import Document

_NOT_TYPED_TAGS = frozenset({"option", "li", "meter", "progress", "param", "data"})
_ADDRESSES = ("href", "src", "action", "formaction", "xlink:href")
_CONNECTING = frozenset({"preconnect", "dns-prefetch"})


class Mask:
    """Hides personal things in recorded events, in place; no event is lost and lengths stay.

    `keeps_typed`: only passwords are hidden. Links that would open a connection are blunted either way.
    """

    def __init__(self, *, keeps_typed: bool = False) -> None:
        self._keeps_typed = keeps_typed

    def hide_snapshot(self, data: dict[str, Any]) -> None:
        """Hide what fields and editable texts held when the page was taken."""
        self._hide_tree(mapping(data.get("node")), is_typed=False)

    def hide_mutation(self, data: dict[str, Any], document: Document) -> None:
        """Hide what was typed since; the document must have the mutation already."""
        for add in objects(data.get("adds")):
            parent = document.node(add.get("parentId"))
            self._hide_tree(mapping(add.get("node")), is_typed=parent is not None and parent.is_typed)
        for item in objects(data.get("texts")):
            node = document.node(item.get("id"))
            if (node is None or node.is_typed) and not self._keeps_typed:
                item["value"] = _stars(item.get("value"))
        for item in objects(data.get("attributes")):
            node = document.node(item.get("id"))
            self._hide_attributes(mapping(item.get("attributes")), node)

    def hide_input(self, data: dict[str, Any], node: Node | None) -> None:
        """Hide the text of one input; check boxes and radio buttons say nothing that was typed."""
        if node is not None and is_ticked(node):
            return
        if not self._keeps_typed or (node is not None and _is_secret(node.attributes)):
            data["text"] = _stars(data.get("text"))

    def hide_payload(self, data: dict[str, Any]) -> None:
        """Hide addresses and values under personal names in what a page reported itself."""
        if self._keeps_typed:
            return
        stack: list[Any] = [data]
        while stack:
            holder = stack.pop()
            members = holder.items() if isinstance(holder, dict) else enumerate(holder)
            for name, value in list(members):
                if isinstance(value, (dict, list)):
                    stack.append(value)
                elif isinstance(value, str):
                    is_personal = isinstance(name, str) and is_personal_name(name)
                    holder[name] = _stars(value) if is_personal else clean_address(value)

    def _hide_tree(self, source: dict[str, Any], *, is_typed: bool) -> None:
        stack = [(source, is_typed)]
        while stack:
            item, is_inside = stack.pop()
            if item.get("type") == TEXT:
                if is_inside and not self._keeps_typed:
                    item["textContent"] = _stars(item.get("textContent"))
                continue
            attributes = mapping(item.get("attributes"))
            if attributes:
                self._hide_attributes(attributes, Node(item, None) if "value" in attributes else None)
            is_inside = is_typed_in(text(item.get("tagName")).lower(), attributes, is_inside)
            stack.extend((child, is_inside) for child in objects(item.get("childNodes")))

    def _hide_attributes(self, attributes: dict[str, Any], node: Node | None) -> None:
        if "value" in attributes and self._hides_value(attributes, node):
            attributes["value"] = _stars(attributes["value"])
        if not self._keeps_typed:
            for name in _ADDRESSES:
                if name in attributes:
                    attributes[name] = _clean(attributes[name])
        if "rel" in attributes and _CONNECTING & set(text(attributes["rel"]).lower().split()):
            del attributes["rel"]
            attributes.pop("href", None)

    def _hides_value(self, attributes: dict[str, Any], node: Node | None) -> bool:
        if node is None:
            return not self._keeps_typed
        if node.tag in _NOT_TYPED_TAGS or is_button(node) or is_ticked(node):
            return False
        return not self._keeps_typed or _is_secret(node.attributes) or _is_secret(attributes)


def _is_secret(attributes: dict[str, Any]) -> bool:
    return (
        text(attributes.get("type")).lower() == "password"
        or WAS_PASSWORD in attributes
        or "password" in text(attributes.get("autocomplete"))
    )


def _stars(value: Any) -> Any:
    return "*" * len(value) if isinstance(value, str) else value


def _clean(value: Any) -> Any:
    if not isinstance(value, str) or value[:11].lower().startswith(("data:", "blob:", "javascript:")):
        return value
    return clean_address(value)

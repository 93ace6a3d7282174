"""What people typed is hidden: in inputs, text areas and editable text of a recording, and in what it reports."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from convdesk.ingest.privacy import clean_address, is_personal_name
from convdesk.ingest.rrweb_elements import has_own_value, is_ticked
from convdesk.ingest.rrweb_growth import ADDRESSES, PERSONAL
from convdesk.ingest.rrweb_node import TEXT, WAS_PASSWORD
from convdesk.ingest.rrweb_values import mapping, objects, text

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_document import Document
    from convdesk.ingest.rrweb_growth import Noted
    from convdesk.ingest.rrweb_node import Node

_KEPT_FIELDS = frozenset({"type", "data", "timestamp", "windowId", "delay", "sessionId", "session_id"})
_PLAIN_FIELDS = 3
_LONG = 2000
_HIDDEN = frozenset({*ADDRESSES, *PERSONAL})
_CONNECTING = frozenset({"preconnect", "dns-prefetch"})


class Mask:
    """Hides personal things in recorded events, in place; no event is lost and lengths stay.

    `keeps_typed`: only passwords are hidden. Links that would open a connection are blunted either way.
    """

    def __init__(self, *, keeps_typed: bool = False) -> None:
        self._keeps_typed = keeps_typed
        self.hidden = 0
        """How many texts that may have been typed are hidden."""

    def hide_noted(self, noted: Noted) -> None:
        """Hide what fields and editable texts held when they were recorded."""
        for item, is_typed in noted:
            if item.get("type") == TEXT:
                if is_typed and not self._keeps_typed:
                    item["textContent"] = self._stars(item.get("textContent"))
                continue
            attributes = mapping(item.get("attributes"))
            self._hide_attributes(attributes, (text(item.get("tagName")).lower(), attributes))

    def hide_mutation(self, data: dict[str, Any], document: Document, noted: Noted) -> None:
        """Hide what was typed since; the document must have the mutation already."""
        self.hide_noted(noted)
        for item in objects(data.get("texts")):
            node_id = item.get("id")
            if not self._keeps_typed and (document.is_typed(node_id) or not document.is_known(node_id)):
                item["value"] = self._stars(item.get("value"))
        for item in objects(data.get("attributes")):
            attributes = mapping(item.get("attributes"))
            node = document.node(item.get("id")) if "value" in attributes else None
            self._hide_attributes(attributes, (node.tag, node.attributes) if node else None)

    def hide_fields(self, event: dict[str, Any]) -> None:
        """Take away what a container wrote on an event that is not rrweb's own: whose it is, from where."""
        if len(event) > _PLAIN_FIELDS and not self._keeps_typed:
            for name in event.keys() - _KEPT_FIELDS:
                del event[name]

    def hide_input(self, data: dict[str, Any], node: Node | None) -> None:
        """Hide the text of one input; check boxes and radio buttons say nothing that was typed."""
        if node is not None and is_ticked(node):
            return
        if not self._keeps_typed or (node is not None and _is_secret(node.attributes)):
            data["text"] = self._stars(data.get("text"))

    def hide_payload(self, data: dict[str, Any]) -> None:
        """Hide addresses and values under personal names in what a page reported itself."""
        if self._keeps_typed:
            return
        stack: list[tuple[Any, bool]] = [(data, False)]
        while stack:
            holder, is_around = stack.pop()
            members = holder.items() if isinstance(holder, dict) else enumerate(holder)
            for name, value in list(members):
                is_personal = is_around or (isinstance(name, str) and _is_personal(name))
                if isinstance(value, (dict, list)):
                    stack.append((value, is_personal))
                elif isinstance(value, str):
                    holder[name] = self._stars(value) if is_personal else clean_address(value)
                elif is_personal and isinstance(value, (int, float)) and not isinstance(value, bool):
                    holder[name] = 0

    def hide_address(self, data: dict[str, Any], name: str) -> None:
        """Hide what is secret in one address."""
        if name in data and not self._keeps_typed:
            data[name] = _clean(data[name])

    def _stars(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        self.hidden += bool(value)
        return "*" * len(value)

    def _hide_attributes(self, attributes: dict[str, Any], element: tuple[str, dict[str, Any]] | None) -> None:
        """Hide what some attributes say; `element`: tag and all attributes of the element that has them, if known."""
        if "value" in attributes and self._hides_value(attributes, element):
            attributes["value"] = self._stars(attributes["value"])
        if not self._keeps_typed:
            for name in _HIDDEN & attributes.keys():
                is_address = name in ADDRESSES
                attributes[name] = _clean(attributes[name]) if is_address else self._stars(attributes[name])
        if "rel" in attributes and _CONNECTING & set(text(attributes["rel"]).lower().split()):
            del attributes["rel"]
            attributes.pop("href", None)

    def _hides_value(self, attributes: dict[str, Any], element: tuple[str, dict[str, Any]] | None) -> bool:
        if element is None:
            return not self._keeps_typed
        tag, known = element
        if has_own_value(tag, text(known.get("type"))):
            return False
        return not self._keeps_typed or _is_secret(known) or _is_secret(attributes)


@lru_cache(4096)
def _is_personal(name: str) -> bool:
    return is_personal_name(name)


def _is_secret(attributes: dict[str, Any]) -> bool:
    return (
        text(attributes.get("type")).lower() == "password"
        or WAS_PASSWORD in attributes
        or "password" in text(attributes.get("autocomplete"))
    )


def _clean(value: Any) -> Any:
    if not isinstance(value, str) or value[:11].lower().startswith(("data:", "blob:", "javascript:")):
        return value
    return _cleaned(value) if len(value) < _LONG else clean_address(value)


@lru_cache(1 << 14)
def _cleaned(address: str) -> str:
    """The same addresses stand on every page of a recording."""
    return clean_address(address)

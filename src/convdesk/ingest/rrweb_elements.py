"""What was clicked: the element meant, the selector that finds it again, and a label a person can read."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from convdesk.ingest.rrweb_node import DOCUMENT, ELEMENT, TEXT

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_node import Node

UNKNOWN = ("(unknown)", "(unknown)")
LABEL_LENGTH = 80
_LONGEST_PATH = 60
_NEAR, _NEARBY_CHILDREN = 4, 100

_INTERACTIVE_TAGS = frozenset({"a", "button", "input", "select", "textarea", "label", "summary"})
_INTERACTIVE_ROLES = frozenset({"button", "link", "tab", "checkbox", "menuitem"})
_TEXT_TAGS = frozenset({"span", "p", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "small", "legend"})
_UNREAD_TAGS = frozenset({"textarea", "select", "script", "style", "noscript", "template", "title"})
_BUTTON_TYPES = frozenset({"button", "submit", "reset", "image"})
_NOT_TYPED_TAGS = frozenset({"option", "li", "meter", "progress", "param", "data"})
_TICKED_TYPES = frozenset({"checkbox", "radio"})
_TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-cy", "data-qa")

_PLAIN_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_MACHINE_ID = re.compile(
    r"\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}|^(?:ember|radix|headlessui|mui|react-aria|yui|ext-gen|rc)[-_]?.*\d"
    r"|(?:[0-9]+[a-zA-Z]+){3,}|^(?=[0-9a-f]*\d)[a-f][0-9a-f]{7,}$"
)


def described(node: Node | None) -> tuple[str, str]:
    """Selector and label of the element someone meant by clicking on a node."""
    if node is None:
        return UNKNOWN
    element = meant(node)
    return selector(element), label(element)


def meant(node: Node) -> Node:
    """The nearest element made for clicking (not beyond its frame), else the whole drawing, else the element itself."""
    drawing = None
    for above in node.upwards():
        if above.kind == DOCUMENT:
            break
        if is_interactive(above):
            return above
        if above.tag == "svg":
            drawing = drawing or above
    return drawing or next((above for above in node.upwards() if above.kind == ELEMENT), node)


def is_interactive(node: Node) -> bool:
    """Whether an element is made for clicking; `tabindex=-1` only takes the focus and does not count."""
    if node.tag in _INTERACTIVE_TAGS:
        return True
    attributes = node.attributes
    if not attributes:
        return False
    if "tabindex" in attributes and not str(attributes["tabindex"]).strip().startswith("-"):
        return True
    return "onclick" in attributes or node.attribute("role").lower() in _INTERACTIVE_ROLES


def takes_input(node: Node) -> bool:
    """Whether clicking this element is how one begins to enter something there."""
    if node.tag == "input":
        return node.attribute("type").lower() not in _BUTTON_TYPES | _TICKED_TYPES
    return node.tag in {"select", "textarea"} or node.is_typed


def is_ticked(node: Node) -> bool:
    """Whether a field is a check box or radio button: its value is the page's, not typed."""
    return node.tag == "input" and node.attribute("type").lower() in _TICKED_TYPES


def is_button(node: Node) -> bool:
    """Whether the element's `value` is what the page wrote on a button."""
    return node.tag == "button" or (node.tag == "input" and node.attribute("type").lower() in _BUTTON_TYPES)


def has_own_value(tag: str, kind: str) -> bool:
    """Whether the `value` of an element of that tag and `type` is the page's own: a button, a check box, an option."""
    if tag == "input":
        return kind.lower() in _BUTTON_TYPES | _TICKED_TYPES
    return tag == "button" or tag in _NOT_TYPED_TAGS


def selector(element: Node) -> str:
    """A CSS path from the nearest lasting id, through shadow roots (` >>> `) and frames (` ||| `)."""
    pieces: list[str] = []
    steps: list[str] = []
    is_anchored = False
    for node in element.upwards():
        border = _border(node)
        if node.kind == ELEMENT and not is_anchored:
            anchor = _anchor(node)
            steps.append(anchor or _step(node))
            is_anchored = bool(anchor) or len(steps) >= _LONGEST_PATH
        if border:
            pieces += [" > ".join(reversed(steps)), border]
            steps, is_anchored = [], False
    pieces.append(" > ".join(reversed(steps)))
    return "".join(reversed(pieces)) or "html"


def label(element: Node) -> str:
    """What a person would call the element, never anything typed: at most 80 characters."""
    says = (
        element.attribute("aria-label"),
        _label_beside(element),
        _written(element) if _is_named_by_its_text(element) else "",
        element.attribute("alt"),
        element.attribute("title"),
        element.attribute("placeholder"),
        element.attribute("name"),
    )
    named = next((plain for plain in map(_plain, says) if plain), element.tag or "(unknown)")
    return named if len(named) <= LABEL_LENGTH else named[: LABEL_LENGTH - 1] + "…"


def _is_named_by_its_text(element: Node) -> bool:
    return not element.is_typed and (is_interactive(element) or element.tag in _TEXT_TAGS)


def _border(node: Node) -> str:
    """How a selector crosses from this node to what is around it; empty where it need not."""
    if node.parent is None:
        return ""
    if node.kind == DOCUMENT:
        return " ||| "
    return " >>> " if node.is_shadow else ""


def _anchor(node: Node) -> str:
    own_id = node.attribute("id")
    if _PLAIN_ID.fullmatch(own_id) and not _MACHINE_ID.search(own_id):
        return f"#{own_id}"
    for name in _TEST_IDS:
        value = node.attribute(name)
        if value and '"' not in value and "\\" not in value:
            return f'[{name}="{value}"]'
    return ""


def _step(node: Node) -> str:
    if node.tag in {"html", "body"}:
        return node.tag
    position, sibling = 1, node.previous
    while sibling is not None:
        position += sibling.tag == node.tag and sibling.is_shadow == node.is_shadow
        sibling = sibling.previous
    return f"{node.tag or '*'}:nth-of-type({position})"


def _written(element: Node) -> str:
    """What stands on an element: a button's value, its text, else the descriptions of its pictures."""
    if is_button(element) and element.tag == "input":
        return element.attribute("value")
    texts: list[str] = []
    pictures: list[str] = []
    stack = [element]
    while stack and sum(map(len, texts)) < 2 * LABEL_LENGTH:
        node = stack.pop()
        if node.tag in _UNREAD_TAGS or "contenteditable" in node.attributes:
            continue
        if node.kind == TEXT and node.text.strip():
            texts.append(node.text.strip()[: 2 * LABEL_LENGTH])
        pictures.append(node.attribute("alt") or (node.attribute("aria-label") if node is not element else ""))
        stack.extend(reversed(list(node.children())))
    return " ".join(texts) or next(filter(None, pictures), "")


def _label_beside(element: Node) -> str:
    """The text of the `<label>` of a field, around it or near it."""
    if element.tag not in {"input", "select", "textarea"} or is_button(element):
        return ""
    own_id = element.attribute("id")
    for above in islice(element.upwards(), _NEAR):
        if above.tag == "label":
            return _written(above)
        for child in islice(above.children(), _NEARBY_CHILDREN):
            if child.tag == "label" and own_id and child.attribute("for") == own_id:
                return _written(child)
    return ""


def _plain(said: str) -> str:
    return " ".join(said.split())

"""A made-up page that changes at random, recorded as rrweb records: what a page must be after all that was recorded."""

from __future__ import annotations

import copy
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

START = 1_700_000_000_000
STEP_MS = 40
KINDS = {
    "grow": 22, "take_out": 12, "move": 10, "write": 10, "name": 14, "style": 12, "type": 6, "scroll": 5, "point": 6,
    "rule": 3, "resheet": 3, "frame": 2, "shadow": 3, "fill": 2, "after_body": 2, "resize": 1, "adopt": 2,
}  # fmt: skip
TAGS = ("div", "p", "span", "input", "textarea", "select", "iframe", "style", "svg", "video", "ul")
NAMES = ("class", "data-a", "title", "value", "placeholder", "onclick", "hidden")
SCROLLER = "height:60px;overflow:scroll;width:200px"


class Recorder:
    """`events` so far, of a page whose nodes are kept in `nodes` by id; `shape` says what the page is."""

    def __init__(self, random: Random) -> None:
        self.random, self.ids, self.at_ms = random, count(1), START
        self.nodes: dict[int, dict[str, Any]] = {}
        self.parents: dict[int, int] = {}
        self.frames: dict[int, dict[str, Any]] = {}
        self.styles: dict[int, dict[str, Any]] = {}
        self.typed: dict[int, str] = {}
        self.sheets, self.adopted = count(1), dict[int, dict[str, Any]]()
        self.root = self.document()
        self.body = next(node for node in self.nodes.values() if node.get("tagName") == "body")["id"]
        self.events = [
            self._event(4, {"href": "https://a.example/", "width": 600, "height": 400}),
            self._event(2, {"node": copy.deepcopy(self.root), "initialOffset": {"left": 0, "top": 0}}),
        ]

    def record(self, changes: int) -> list[dict[str, Any]]:
        """So many changes more; all events so far."""
        for kind in self.random.choices(list(KINDS), list(KINDS.values()), k=changes):
            for data in getattr(self, f"_{kind}")():
                self.events.append(self._event(3, data))
        return self.events

    def shape(self) -> Any:
        return shape_of(self.root, self.frames, self.styles)

    def document(self) -> dict[str, Any]:
        """A page with a style sheet, a field and lists."""
        sheet = self._node("style", {"_cssText": "p { color: red; } .b { margin: 3px; }"}, [self._text("")])
        head = self._node("head", {}, [sheet, self._node("style", {}, [self._text("i { color: blue; }")])])
        parts = [self._node(tag, {}, [self._text("a")]) for tag in ("div", "p", "div", "ul")]
        parts[0]["attributes"]["style"] = SCROLLER
        parts += [self._node("input", {"value": "x", "type": "text"}), self._node("textarea", {"value": "long"})]
        html = self._node("html", {}, [head, self._node("body", {"style": "height:3000px"}, parts)])
        node = {"type": 0, "id": next(self.ids), "childNodes": [html]}
        self._know(node, None)
        return node

    def _event(self, kind: int, data: dict[str, Any]) -> dict[str, Any]:
        self.at_ms += STEP_MS
        return {"type": kind, "data": data, "timestamp": self.at_ms}

    def _node(
        self, tag: str, attributes: dict[str, Any], children: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        made = {"type": 2, "tagName": tag, "attributes": attributes, "childNodes": children or [], "id": next(self.ids)}
        return made | ({"isSVG": True} if tag == "svg" else {})

    def _text(self, text: str) -> dict[str, Any]:
        return {"type": 3, "textContent": text, "id": next(self.ids)}

    def _know(self, node: dict[str, Any], parent: int | None) -> None:
        self.nodes[node["id"]] = node
        if parent is not None:
            self.parents[node["id"]] = parent
        for child in node.get("childNodes", ()):
            self._know(child, node["id"])

    def _forget(self, node: dict[str, Any]) -> None:
        for child in node.get("childNodes", ()):
            self._forget(child)
        if node["id"] in self.frames:
            self._forget(self.frames.pop(node["id"]))
        for known in (self.nodes, self.parents, self.styles):
            known.pop(node["id"], None)

    def _elements(self, *tags: str) -> list[dict[str, Any]]:
        return [node for node in self.nodes.values() if node.get("tagName") in tags]

    def _some(self, found: list[Any]) -> list[Any]:
        return [self.random.choice(found)] if found else []

    def _holders(self) -> list[dict[str, Any]]:
        return self._elements("div", "p", "ul", "span", "body")

    def _mutation(self, **parts: Any) -> list[dict[str, Any]]:
        return [{"source": 0, "texts": [], "attributes": [], "removes": [], "adds": [], **parts}]

    def _made(self, depth: int = 0) -> dict[str, Any]:
        tag = self.random.choice(TAGS)
        node = self._node(tag, {"class": self.random.choice("abc")})
        if tag in ("div", "p", "ul") and depth < 3:
            node["childNodes"] = [self._made(depth + 1) for _ in range(self.random.randint(0, 3))]
            node["childNodes"].append(self._text(self.random.choice(["one", "two"])))
        elif tag == "style":
            css = f".{self.random.choice('abc')} {{ padding: {self.random.randint(1, 9)}px; }}"
            node["attributes"] = {"_cssText": css} if self.random.random() < 0.5 else {}
            node["childNodes"] = [self._text("" if node["attributes"] else css)]
        elif tag == "select":
            node["childNodes"] = [self._node("option", {"value": one}, [self._text(one)]) for one in "xyz"]
            node["childNodes"][0]["attributes"]["selected"] = True
        elif tag in ("input", "textarea"):
            node["attributes"]["value"] = "typed"
        return node

    def _adds(self, parent: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
        """Additions of a node and all below it, in an order in which a recorder may write them."""
        children = [one for one in parent["childNodes"] if bool(one.get("isShadow")) == bool(node.get("isShadow"))]
        place = next(n for n, one in enumerate(children) if one is node)
        following = children[place + 1]["id"] if place + 1 < len(children) else None
        made = copy.deepcopy({**node, "childNodes": []} if "childNodes" in node else node)
        adds = [{"parentId": parent["id"], "nextId": following, "node": made}]
        below = [self._adds(node, child) for child in node.get("childNodes", ())]
        return adds + [one for some in (below if self.random.random() < 0.5 else below[::-1]) for one in some]

    def _place(self, parent: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
        parent["childNodes"].insert(self.random.randint(0, len(parent["childNodes"])), node)
        if parent.get("isShadowHost"):
            parent["childNodes"].sort(key=lambda one: bool(one.get("isShadow")))
        self._know(node, parent["id"])
        for one in self._below(node):
            one.pop("rootId", None)
            one.update({"rootId": parent["rootId"]} if "rootId" in parent else {})
        return self._adds(parent, node)

    def _cut(self, node: dict[str, Any]) -> list[dict[str, Any]]:
        parent = self.nodes[self.parents[node["id"]]]
        parent["childNodes"] = [one for one in parent["childNodes"] if one is not node]
        self._forget(node)
        return [{"parentId": parent["id"], "id": node["id"], **({"isShadow": True} if node.get("isShadow") else {})}]

    def _movable(self) -> list[dict[str, Any]]:
        kept = ("html", "head", "body", "option", None)
        return [node for node in self.nodes.values() if node["type"] == 2 and node["tagName"] not in kept]

    def _grow(self) -> list[dict[str, Any]]:
        return self._mutation(adds=self._place(self.random.choice(self._holders()), self._made()))

    def _take_out(self) -> list[dict[str, Any]]:
        return [data for node in self._some(self._movable()) for data in self._mutation(removes=self._cut(node))]

    def _move(self) -> list[dict[str, Any]]:
        for node in self._some([one for one in self._movable() if not one.get("isShadow")]):
            removes = self._cut(node)
            for one in self._below(node):
                self._keep_typed(one)
            moved = self._mutation(removes=removes, adds=self._place(self.random.choice(self._holders()), node))
            return moved + [self.adopted[one["id"]] for one in self._below(node) if one["id"] in self.adopted]
        return []

    def _keep_typed(self, node: dict[str, Any]) -> None:
        """What is typed in a field is written with it when it is written anew."""
        if node["id"] not in self.typed:
            return
        typed = self.typed.pop(node["id"])
        if node["tagName"] == "select":
            for option in node["childNodes"]:
                option["attributes"].pop("selected", None)
                option["attributes"] |= {"selected": True} if option["attributes"]["value"] == typed else {}
        else:
            node["attributes"]["value"] = typed
            node["childNodes"] = []

    def _write(self) -> list[dict[str, Any]]:
        found = [one for one in self.nodes.values() if one["type"] == 3 and not self._is_css(one)]
        for node in self._some(found):
            node["textContent"] = self.random.choice(["", "new", "words of it"])
            return self._mutation(
                texts=[{"id": node["id"], "value": "old"}, {"id": node["id"], "value": node["textContent"]}]
            )
        return []

    def _is_css(self, node: dict[str, Any]) -> bool:
        return self.nodes[self.parents[node["id"]]].get("tagName") == "style"

    def _name(self) -> list[dict[str, Any]]:
        for node in self._some(self._movable()):
            name, value = self.random.choice(NAMES), self.random.choice([None, "a", "b", ""])
            is_text = (node["tagName"], name) == ("textarea", "value")
            if is_text and value is not None:
                for child in node["childNodes"]:
                    self._forget(child)
                node["childNodes"] = []
            if not (is_text and value is None):
                node["attributes"] = {one: own for one, own in node["attributes"].items() if one != name}
                node["attributes"] |= {name: value} if value is not None else {}
            return self._mutation(attributes=[{"id": node["id"], "attributes": {name: value}}])
        return []

    def _style(self) -> list[dict[str, Any]]:
        for node in self._some([one for one in self._movable() if one["tagName"] != "style"]):
            value: Any = self.random.choice([None, "color: green", "margin-right: 2px; color: red", 0, 0, 0, 0])
            if value == 0:
                rules = {"color": ["blue", "important"], "margin-left": "1px", "margin-top": "4px", "opacity": "0.5"}
                rules |= {
                    "color": self.random.choice(["red", False]),
                    "margin-left": self.random.choice(["3px", False]),
                }
                value = {name: rules[name] for name in self.random.sample(sorted(rules), 2)}
                own = self.styles.setdefault(node["id"], {})
                self.styles[node["id"]] = {name: one for name, one in own.items() if name not in value} | value
            else:
                self.styles.pop(node["id"], None)
                node["attributes"].pop("style", None)
                node["attributes"] |= {"style": value} if value else {}
            return self._mutation(attributes=[{"id": node["id"], "attributes": {"style": value}}])
        return []

    def _type(self) -> list[dict[str, Any]]:
        for node in self._some(self._elements("input", "textarea", "select")):
            self.typed[node["id"]] = text = self.random.choice("xyz")
            return [{"source": 5, "id": node["id"], "text": text, "isChecked": False}]
        return []

    def _scroll(self) -> list[dict[str, Any]]:
        scrolled = self._some([self.root, self.root, *self._elements("div", "ul")])
        return [{"source": 3, "id": one["id"], "x": 0, "y": self.random.randint(0, 900)} for one in scrolled]

    def _point(self) -> list[dict[str, Any]]:
        return [{"source": 1, "positions": [{"x": 5, "y": self.random.randint(0, 300), "id": one["id"], "timeOffset": 0}]}
                for one in self._some(self._movable())]  # fmt: skip

    def _rule(self) -> list[dict[str, Any]]:
        rule = f".{self.random.choice('abc')} {{ border-width: {self.random.randint(1, 9)}px; }}"
        return [{"source": 8, "id": one["id"], "adds": [{"rule": rule, "index": 0}]}
                for one in self._some(self._elements("style"))]  # fmt: skip

    def _resheet(self) -> list[dict[str, Any]]:
        """The text of a style sheet is another one: written anew, or taken out for a new one."""
        for sheet in self._some([one for one in self._elements("style") if len(one["childNodes"]) == 1]):
            text, css = (
                sheet["childNodes"][0],
                f".{self.random.choice('abc')} {{ width: {self.random.randint(50, 90)}px; }}",
            )
            sheet["attributes"].pop("_cssText", None)
            if self.random.random() < 0.5:
                text["textContent"] = css
                return self._mutation(texts=[{"id": text["id"], "value": css}])
            return self._mutation(removes=self._cut(text), adds=self._place(sheet, self._text(css)))
        return []

    def _frame(self) -> list[dict[str, Any]]:
        for frame in self._some(self._elements("iframe")):
            if frame["id"] in self.frames:
                self._forget(self.frames.pop(frame["id"]))
            self.frames[frame["id"]] = document = self.document()
            self.parents[document["id"]] = frame["id"]
            for node in self._below(document)[1:]:
                node["rootId"] = document["id"]
            add = {"parentId": frame["id"], "nextId": None, "node": copy.deepcopy(document)}
            return [{**data, "isAttachIframe": True} for data in self._mutation(adds=[add])]
        return []

    def _below(self, node: dict[str, Any]) -> list[dict[str, Any]]:
        return [node, *(one for child in node.get("childNodes", ()) for one in self._below(child))]

    def _shadow(self) -> list[dict[str, Any]]:
        for host in self._some(self._elements("div", "p")):
            host["isShadowHost"] = True
            made = {**self._made(), "isShadow": True}
            return self._mutation(adds=self._place(host, made))
        return []

    def _fill(self) -> list[dict[str, Any]]:
        """A field of several lines gets its text as a node."""
        for field in self._some(self._elements("textarea")):
            field["attributes"].pop("value", None)
            for child in field["childNodes"]:
                self._forget(child)
            field["childNodes"] = []
            return self._mutation(adds=self._place(field, self._text("a text")))
        return []

    def _after_body(self) -> list[dict[str, Any]]:
        html = self.root["childNodes"][-1]
        made = self._made()
        html["childNodes"].append(made)
        self._know(made, html["id"])
        return self._mutation(adds=self._adds(html, made))

    def _resize(self) -> list[dict[str, Any]]:
        return [{"source": 4, "width": self.random.choice([500, 700]), "height": 400}]

    def _adopt(self) -> list[dict[str, Any]]:
        sheet = next(self.sheets)
        styles = [{"styleId": sheet, "rules": [{"rule": f"span {{ margin: {sheet}px; }}", "index": 0}]}]
        for host in self._some([self.root, *(one for one in self._elements("div", "p") if one.get("isShadowHost"))]):
            self.adopted[host["id"]] = {"source": 15, "id": host["id"], "styleIds": [sheet], "styles": styles}
            return [self.adopted[host["id"]]]
        return []


def shape_of(node: dict[str, Any], frames: dict[int, Any], styles: dict[int, Any]) -> Any:
    """A node with all that can be seen of it, comparable."""
    if "childNodes" not in node:
        return node["id"], node["textContent"]
    parts = [(bool(one.get("isShadow")), shape_of(one, frames, styles)) for one in node["childNodes"]]
    named = sorted((name, value) for name, value in node.get("attributes", {}).items() if value is not None)
    inside = shape_of(frames[node["id"]], frames, styles) if node["id"] in frames else None
    rules = list(styles.get(node["id"], {}).items())
    return node["id"], node.get("tagName"), named, rules, sorted(parts, key=lambda part: part[0]), inside

"""A made-up rrweb recording of any size: pages of some 900 nodes with a style sheet, then moves, changes and clicks."""

from __future__ import annotations

import json
import random
from itertools import count
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"
WORDS = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore".split()  # noqa: SIM905
TAGS = ("div", "span", "a", "p", "li", "section", "button", "input")
START_MS = 1_767_225_600_000
STEPS_A_PAGE = 600


def tape_file(megabytes: int) -> Path:
    """The recording as a JSON list; made once and kept in an ignored folder."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"tape-{megabytes}.json"
    if not path.exists():
        beside = path.with_suffix(".part")
        Tape().write(beside, megabytes * 1_000_000)
        beside.replace(path)
    return path


class Tape:
    """Writes events from a seeded stream."""

    def __init__(self) -> None:
        self._random = random.Random(42)
        self._ids = count(10)
        self._at_ms = START_MS
        self._nodes = (10, 11)

    def write(self, path: Path, size: int) -> None:
        """Events until the file has that many bytes."""
        written = 0
        with path.open("w", encoding="utf-8") as file:
            while written < size:
                for event in self.page():
                    written += file.write(("," if written else "[") + json.dumps(event, separators=(",", ":")))
            file.write("]")

    def page(self) -> list[dict[str, Any]]:
        """One page and what happens on it."""
        low = next(self._ids)
        body = [self.element(1) for _ in range(6)]
        self._nodes = (low, next(self._ids))
        html = {"type": 2, "tagName": "html", "attributes": {}, "id": 2, "childNodes": [
            {"type": 2, "tagName": "head", "attributes": {}, "id": 3, "childNodes": [self.style()]},
            {"type": 2, "tagName": "body", "attributes": {}, "id": 4, "childNodes": body},
        ]}  # fmt: skip
        node = {"type": 0, "id": 1, "childNodes": [html]}
        where = {"href": f"https://shop.test/{self.word()}?item={low}", "width": 1280, "height": 720}
        return [
            {"type": 4, "data": where, "timestamp": self._at_ms},
            {"type": 2, "data": {"node": node, "initialOffset": {"left": 0, "top": 0}}, "timestamp": self._at_ms + 5},
            *(event for _ in range(STEPS_A_PAGE) for event in self.step()),
        ]

    def step(self) -> list[dict[str, Any]]:
        """What one moment brings: moves, changes, scrolls, typing, now and then a click."""
        self._at_ms += self._random.randint(20, 300)
        kind = self._random.choices(("move", "restyle", "add", "scroll", "type", "click"), (35, 20, 20, 15, 5, 5))[0]
        return [{"type": 3, "data": data, "timestamp": self._at_ms} for data in getattr(self, f"_{kind}")()]

    def element(self, depth: int) -> dict[str, Any]:
        children = [self.element(depth + 1) for _ in range(self._random.randint(1, 4) if depth < 6 else 0)]
        children.append({"type": 3, "textContent": self.text(12), "id": next(self._ids)})
        tag = self._random.choice(TAGS)
        attributes = {"class": " ".join(f"{self.word()}-{n}" for n in range(self._random.randint(0, 4)))}
        attributes |= {"href": f"https://shop.test/{self.word()}?q={self.word()}"} if tag == "a" else {}
        attributes |= {"value": self.word()} if tag == "input" else {}
        return {"type": 2, "tagName": tag, "attributes": attributes, "childNodes": children, "id": next(self._ids)}

    def style(self) -> dict[str, Any]:
        rules = (
            f".{self.word()}-{n}{{color:#{self._random.randrange(1 << 24):06x};margin:{n % 40}px}}" for n in range(1500)
        )
        return {
            "type": 2,
            "tagName": "style",
            "attributes": {"_cssText": "".join(rules)},
            "childNodes": [],
            "id": next(self._ids),
        }

    def word(self) -> str:
        return self._random.choice(WORDS)

    def text(self, most: int) -> str:
        return " ".join(self.word() for _ in range(self._random.randint(1, most)))

    def _node(self) -> int:
        return self._random.randint(*self._nodes)

    def _place(self) -> dict[str, int]:
        return {"x": self._random.randint(0, 1280), "y": self._random.randint(0, 720)}

    def _move(self) -> list[dict[str, Any]]:
        positions = [{**self._place(), "id": self._node(), "timeOffset": -50 * n} for n in range(9, -1, -1)]
        return [{"source": 1, "positions": positions}]

    def _restyle(self) -> list[dict[str, Any]]:
        changed = [
            {"id": self._node(), "attributes": {"class": self.text(3), "style": {"opacity": "0.5"}}} for _ in range(4)
        ]
        return [{"source": 0, "texts": [], "attributes": changed, "removes": [], "adds": []}]

    def _add(self) -> list[dict[str, Any]]:
        adds = [{"parentId": 4, "nextId": None, "node": self.element(4)} for _ in range(self._random.randint(1, 4))]
        texts = [{"id": self._node(), "value": self.text(4)}]
        return [{"source": 0, "texts": texts, "attributes": [], "removes": [], "adds": adds}]

    def _scroll(self) -> list[dict[str, Any]]:
        return [{"source": 3, "id": 1, "x": 0, "y": self._random.randint(0, 4000)}]

    def _type(self) -> list[dict[str, Any]]:
        return [{"source": 5, "text": self.text(2), "isChecked": False, "id": self._node()}]

    def _click(self) -> list[dict[str, Any]]:
        where = {"id": self._node(), **self._place()}
        return [{"source": 2, "type": kind, **where} for kind in (1, 0, 2)]

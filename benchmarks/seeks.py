"""Seeks in a recording of two hours, through the real view: from the wish to the page.

    python benchmarks/seeks.py [--events 140000] [--snapshots 1] [--seeks 40] [--rounds 3] [--unprepared]

Medians and 95th percentiles in ms, rounds apart, of the whole and of its parts: the piece cut and the page of the
moment made in Python; the piece taken over by the player; the page rebuilt. Besides: what opening takes, what is kept,
and the memory of the process that shows pages. `--unprepared`: seeks before anything is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import time
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QTimer

from convdesk.analyse.tape import read_tape
from convdesk.analyse.tape_pieces import Pieces
from convdesk.desk.app import application
from convdesk.desk.web.door import open_replay_view
from tapes import START_MS, Tape

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.web.view import ReplayView

LASTS_MS = 7_200_000
ADDED_AT_ONCE = 40
TOO_LONG_MS = 60_000
PARTS = ("all", "cut", "open", "rebuild")


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, usual in (("--events", 140_000), ("--snapshots", 1), ("--seeks", 40), ("--rounds", 3)):
        told.add_argument(name, type=int, default=usual)
    told.add_argument("--unprepared", action="store_true")
    asked = told.parse_args()
    application()
    data = Visit().recorded(asked.events, asked.snapshots)
    view = open_replay_view(None)
    view.resize(1280, 800)
    view.show()
    for round_number in range(asked.rounds):
        began = time.perf_counter()
        tape = read_tape(data)
        read, pieces = time.perf_counter() - began, Pieces(tape)
        steps = [] if asked.unprepared else list(pieces.prepare())
        prepared = time.perf_counter() - began - read
        if not round_number:
            print(f"{len(data) / 1e6:.0f} MB, {len(tape.rows):,} events, {asked.snapshots} full snapshots: ", end="")
            print(f"read in {read:.1f} s, {(steps or [0])[-1] / 1e6:.1f} MB kept in {prepared:.2f} s")
        report(sought(view, pieces, asked.seeks, round_number), view)
    view.close()
    os._exit(0)


def sought(view: ReplayView, pieces: Pieces, seeks: int, seed: int) -> list[tuple[float, ...]]:
    """ms of each seek, whole and in parts; the first, which starts the player, apart."""
    random_one, rows = random.Random(seed), []
    for _ in range(seeks + 1):
        at_ms, began = random_one.uniform(0, pieces.tape.lasts_ms), time.perf_counter()
        piece = pieces.at(at_ms)
        assert piece is not None
        cut = time.perf_counter()
        waited(lambda done, content=piece.content: view.open_piece(content, done, done))
        opened = time.perf_counter()
        waited(lambda done, at_ms=at_ms: view.ask("seek", at_ms, done=done, failed=done))
        ended = time.perf_counter()
        rows.append(tuple(1000 * one for one in (ended - began, cut - began, opened - cut, ended - opened)))
    return rows[1:]


def waited(start: Callable[[Callable[[Any], None]], object]) -> None:
    loop = QEventLoop()
    QTimer.singleShot(TOO_LONG_MS, loop.quit)
    start(lambda _: loop.quit())
    loop.exec()


def report(rows: list[tuple[float, ...]], view: ReplayView) -> None:
    parts = [sorted(part) for part in zip(*rows, strict=True)]
    told = [
        f"{name} {statistics.median(part):4.0f} / {part[int(len(part) * 0.95)]:4.0f}"
        for name, part in zip(PARTS, parts, strict=True)
    ]
    print(f"  median / p95, ms: {'   '.join(told)}   renderer {renderer_mb(view):.0f} MB")


def renderer_mb(view: ReplayView) -> float:
    shown = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(view.page().renderProcessPid())], capture_output=True, text=True
    )
    return int(shown.stdout or 0) * 1024 / 1e6


class Visit(Tape):
    """A page on which somebody moves, scrolls, types and clicks; parts of it are added, and go again."""

    def __init__(self) -> None:
        super().__init__()
        self._elements: list[int] = []
        self._texts: list[int] = []
        self._added: list[int] = []

    def recorded(self, events: int, snapshots: int) -> bytes:
        """A recording of two hours, one event a line."""
        made: list[dict[str, Any]] = []
        each = events // snapshots
        for number in range(snapshots):
            self._at_ms = START_MS + LASTS_MS * number // snapshots
            made += self._page(each, LASTS_MS // snapshots)
        return b"[" + b",\n".join(json.dumps(one, separators=(",", ":")).encode() for one in made) + b"]"

    def _page(self, events: int, lasts_ms: int) -> list[dict[str, Any]]:
        self._ids, began_ms = count(10), self._at_ms
        self._elements, self._texts, self._added = [], [], []
        size, snapshot = self.page()[:2]
        self._know(snapshot["data"]["node"]["childNodes"][0]["childNodes"][1])
        made, step_ms = [size, snapshot], lasts_ms / events
        while len(made) < events:
            at_ms = began_ms + 10 + int(len(made) * step_ms)
            kind = self._random.choices(("move", "restyle", "grow", "scroll", "type", "click"), (45, 25, 3, 17, 5, 5))[
                0
            ]
            for data in getattr(self, f"_{kind}")():
                made.append({"type": 3, "data": data, "timestamp": at_ms})
        return made

    def _know(self, node: dict[str, Any]) -> None:
        self._elements.append(node["id"]) if node["type"] == 2 else self._texts.append(node["id"])
        for child in node.get("childNodes", ()):
            self._know(child)

    def _node(self) -> int:
        return self._random.choice(self._elements) if self._elements else 4

    def _grow(self) -> list[dict[str, Any]]:
        """A part is added, and the oldest one goes when there are many."""
        top = self.element(4)
        adds, waiting = [], [(4, top)]
        while waiting:
            parent, node = waiting.pop()
            waiting += [(node["id"], child) for child in reversed(node.get("childNodes", ()))]
            alone = {**node, "childNodes": []} if "childNodes" in node else node
            adds.append({"parentId": parent, "nextId": None, "node": alone})
        self._added.append(top["id"])
        removes = [{"parentId": 4, "id": self._added.pop(0)}] if len(self._added) > ADDED_AT_ONCE else []
        texts = [{"id": self._random.choice(self._texts), "value": self.text(4)}]
        return [{"source": 0, "texts": texts, "attributes": [], "removes": removes, "adds": adds}]


if __name__ == "__main__":
    main()

"""A recording taken apart for replay: its events as they are, and what is known of each without reading it again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from convdesk.model.progress import Progress
from convdesk.model.replay import Clock, CutClock

if TYPE_CHECKING:
    from numpy.typing import NDArray

META, SNAPSHOT, CHANGE = 4, 2, 3
MUTATION, MOVE, MOUSE, SCROLL, RESIZE, INPUT, TOUCH, MEDIA, SELECTION, DRAG = 0, 1, 2, 3, 4, 5, 6, 7, 14, 12
ACTS = (MOVE, MOUSE, SCROLL, INPUT, TOUCH, SELECTION, DRAG)
"""Sources that tell of somebody who does something."""
MOVES = (MOVE, TOUCH, DRAG)
_EVERY = 2_000
CUTTING = CutClock()
ROW = np.dtype([("at_ms", "i8"), ("kind", "i1"), ("source", "i1"), ("tab", "i2"), ("node", "i8")])
"""One event: ms of the replay's clock, rrweb's type and source (−1), number of its tab, its node (−1)."""


@dataclass(frozen=True)
class Tape:
    """The events of a recording in the order of time: `lines` as JSON, `rows` of ROW.

    `tabs`: how many it has; `unread`: how many of its events cannot be read any more.
    """

    lines: list[bytes]
    rows: NDArray[np.void]
    clock: Clock
    tabs: int
    unread: int = 0

    @property
    def lasts_ms(self) -> int:
        return int(self.rows["at_ms"][-1]) if len(self.rows) else 0


def read_tape(data: bytes, progress: Progress | None = None) -> Tape:
    """The tape of a recording as the store keeps it: a JSON list, by preference one event a line."""
    progress, lines = progress or Progress(), _lines(data)
    rows, names = np.empty(len(lines), ROW), {"": 0}
    tab, unread = 0, []
    for number, line in enumerate(lines):
        if number % _EVERY == 0:
            progress.step(number, len(lines))
        event = _event(line)
        if event is None:
            unread.append(number)
            continue
        window = event.get("windowId")
        if isinstance(window, str) and window:
            tab = names.setdefault(window, len(names))
        rows[number] = _row(event, tab)
        if rows[number]["source"] in MOVES and not _is_whole(event["data"].get("positions")):
            lines[number] = orjson.dumps(_mended(event))
    if unread:
        rows, lines = np.delete(rows, unread), np.delete(np.array(lines, object), unread).tolist()
    order = np.argsort(rows["at_ms"], kind="stable")
    if (order != np.arange(len(order))).any():
        rows, lines = rows[order], [lines[place] for place in order.tolist()]
    clock = clock_of(rows["at_ms"])
    rows["at_ms"] = offsets(clock, rows["at_ms"])
    return Tape(lines, rows, clock, len(np.unique(rows["tab"])), len(unread))


def clock_of(at_ms: NDArray[np.int64], rule: CutClock = CUTTING) -> Clock:
    """The clock of events at these UTC ms, ascending."""
    if not len(at_ms):
        return Clock(0)
    steps = np.diff(at_ms)
    long = np.flatnonzero(steps > rule.longest_ms)
    cuts = tuple((int(at_ms[place]) + rule.left_ms, int(steps[place]) - rule.left_ms) for place in long.tolist())
    return Clock(int(at_ms[0]), cuts)


def offsets(clock: Clock, at_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Many moments at once (UTC ms, none inside a left-out stretch) on a clock."""
    made = at_ms - clock.started_ms
    for begins, length in clock.cuts:
        made = np.where(at_ms > begins, made - length, made)
    return made


def _event(line: bytes) -> dict[str, Any] | None:
    """An event of earlier imports may be nested too deep, or have halves of characters: None."""
    try:
        event: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return event


def _row(event: dict[str, Any], tab: int) -> tuple[int, int, int, int, int]:
    source, node = _change(event)
    return int(event["timestamp"]), int(event["type"]), source, tab, node


def _change(event: dict[str, Any]) -> tuple[int, int]:
    """(source, node) of a change; −1 where there is none."""
    data = event.get("data")
    if event["type"] != CHANGE or not isinstance(data, dict):
        return -1, -1
    return _small(data.get("source"), 1 << 7), _small(data.get("id"), 1 << 62)


def _small(value: Any, limit: int) -> int:
    """A number from 0 up to a limit; −1 for anything else."""
    return value if isinstance(value, int) and 0 <= value < limit else -1


def _is_whole(positions: Any) -> bool:
    """Whether every place the pointer was at can be drawn: one that cannot would hold the player up."""
    return isinstance(positions, list) and all(map(_is_place, positions))


def _is_place(place: Any) -> bool:
    return isinstance(place, dict) and all(
        isinstance(place.get(name), (int, float)) for name in ("x", "y", "timeOffset")
    )


def _mended(event: dict[str, Any]) -> dict[str, Any]:
    """The same moves without the places that cannot be drawn."""
    positions = event["data"].get("positions")
    kept = [place for place in positions if _is_place(place)] if isinstance(positions, list) else []
    return {**event, "data": {**event["data"], "positions": kept}}


def _lines(data: bytes) -> list[bytes]:
    """The events one by one, each as JSON without a comma."""
    lines = data.strip()[1:-1].split(b",\n")
    try:
        orjson.loads(lines[0])
        orjson.loads(lines[-1])
    except orjson.JSONDecodeError:
        return [_written(event) for event in _parsed(data)]
    return lines


def _written(event: Any) -> bytes:
    """An event as JSON; what orjson refuses to write it will refuse to read, and that is counted then."""
    try:
        return orjson.dumps(event)
    except orjson.JSONEncodeError:
        return json.dumps(event).encode()


def _parsed(data: bytes) -> list[Any]:
    """What orjson refuses, such as numbers without end, the standard library reads."""
    try:
        return list(orjson.loads(data))
    except orjson.JSONDecodeError:
        return list(json.loads(data))

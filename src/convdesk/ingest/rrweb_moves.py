"""Where the pointer was: positions of a recording as compact rows on the page."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.columns import MOVE
from convdesk.ingest.rrweb_values import LATEST_MS, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.ingest.rrweb_tab import Tab

_PIXELS = 10_000_000


class Moves:
    """Positions as they come, sixteen bytes each; those in frames and without a place are only counted."""

    def __init__(self) -> None:
        self.count = 0
        self._x, self._y, self._offset_ms = array("f"), array("f"), array("d")
        self._runs: list[tuple[int, int, int, float, float]] = []

    def take(self, positions: list[Any], at_ms: int, tab: Tab) -> None:
        """The positions of one event, each with its own offset in time."""
        self.count += len(positions)
        if tab.document.has_frames:
            positions = [one for one in positions if isinstance(one, dict) and not _is_in_frame(tab, one.get("id"))]
        try:
            x = array("f", [one["x"] for one in positions])
            y = array("f", [one["y"] for one in positions])
            offsets = array("d", [one["timeOffset"] for one in positions])
        except (KeyError, TypeError, OverflowError):
            usable = [place for one in positions if (place := _place(one))]
            x, y, offsets = (array(kind, [place[axis] for place in usable]) for axis, kind in enumerate("ffd"))
        self._x += x
        self._y += y
        self._offset_ms += offsets
        self._runs.append((len(x), at_ms, tab.page, *tab.scroll))

    def rows(self) -> NDArray[np.void]:
        """Rows of MOVE in the order of time."""
        runs = np.array(self._runs, np.dtype("i8,i8,i4,f4,f4"))
        counts = runs["f0"]
        moves = np.empty(len(self._x), MOVE)
        at_ms = np.repeat(runs["f1"], counts) + np.frombuffer(self._offset_ms)
        moves["page"] = np.repeat(runs["f2"], counts)
        moves["x"] = np.frombuffer(self._x, np.float32) + np.repeat(runs["f3"], counts)
        moves["y"] = np.frombuffer(self._y, np.float32) + np.repeat(runs["f4"], counts)
        is_there = (np.abs(moves["x"]) <= _PIXELS) & (np.abs(moves["y"]) <= _PIXELS)
        is_there &= (at_ms >= 0) & (at_ms <= LATEST_MS)
        moves["at_ms"][is_there] = at_ms[is_there]
        moves = np.compress(is_there, moves)
        if np.any(np.diff(moves["at_ms"]) < 0):
            moves = moves[np.argsort(moves["at_ms"], kind="stable")]
        return moves


def _place(position: Any) -> tuple[float, float, float] | None:
    """x, y and offset of a position of any kind; None where there is no place."""
    if not isinstance(position, dict):
        return None
    x, y, offset_ms = (number(position.get(name)) for name in ("x", "y", "timeOffset"))
    return None if x is None or y is None else (x, y, offset_ms or 0)


def _is_in_frame(tab: Tab, node_id: Any) -> bool:
    node = tab.document.node(node_id)
    return node is not None and tab.document.is_in_frame(node)

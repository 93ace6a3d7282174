"""The events of a tape as a player gets them: each as it is, or, of many, only what is left of them at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from convdesk.analyse.tape import ACTS, CHANGE, INPUT, META, MOVES, MUTATION, RESIZE, SCROLL, SNAPSHOT
from convdesk.analyse.tape_folding import folded
from convdesk.analyse.tape_keyframes import Keyframes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.tape import Tape
    from convdesk.analyse.tape_keyframes import Built

    Places = NDArray[np.int64]

WIDEST_PX, USUAL = 10_000, (1280, 800)
_LAST_COUNTS = (SCROLL, INPUT)
_TRACELESS = (*(source for source in ACTS if source not in _LAST_COUNTS), 11)


@dataclass(frozen=True)
class Lines:
    """The events of one tape as JSON, by their places."""

    tape: Tape

    @cached_property
    def keyframes(self) -> Keyframes:
        """What is kept of the pages, not more than `tape_keyframes.MOST_BYTES`."""
        return Keyframes(self.tape)

    def of(self, places: Places) -> list[bytes]:
        return [self._line(place) for place in places.tolist()]

    def thinned(self, places: Places, lead_ms: float) -> tuple[list[bytes], int]:
        """A page as it stood at a time (ms of the replay), and what came then; how many parts of it were left out.

        Where the page cannot be told with certainty, it is an earlier one, with all that makes it what it became.
        """
        lead = int(np.searchsorted(self.tape.rows["at_ms"][places], lead_ms))
        built = self.keyframes.built(places, lead) if lead else None
        before = np.r_[np.array(built.places, np.int64), places[built.count :]] if built else places
        kept = np.union1d(self._kept(before, lead_ms), self._pointer(places[:lead]))
        page = self._page(places[0], built) if built else []
        return [*page, *self._folded(kept, lead_ms)], built.lost if built else 0

    def _pointer(self, places: Places) -> Places:
        """The event that says where the pointer was moved last."""
        moved = places[np.isin(self.tape.rows["source"][places], MOVES)][-1:]
        said = [orjson.loads(self.tape.lines[place])["data"].get("positions") for place in moved.tolist()]
        return moved if any(said) else moved[:0]

    def _page(self, place: int, built: Built) -> list[bytes]:
        """A page as a full snapshot, with changes."""
        at_ms = self.tape.clock.started_ms + int(self.tape.rows["at_ms"][place])
        made = [(SNAPSHOT, built.snapshot), *((CHANGE, data) for data in built.changes)]
        return [orjson.dumps({"type": kind, "data": data, "timestamp": at_ms}) for kind, data in made]

    def _kept(self, places: Places, lead_ms: float) -> Places:
        """Without what left no trace before that; of scrolls and inputs the last in each place."""
        rows = self.tape.rows[places]
        early = rows["at_ms"] < lead_ms
        gone = early & np.isin(rows["source"], _TRACELESS)
        for source in _LAST_COUNTS:
            found = np.flatnonzero(early & (rows["source"] == source))[::-1]
            _, first = np.unique(rows["node"][found], return_index=True)
            superseded = np.setdiff1d(found, found[first], assume_unique=True)
            gone[superseded] = True
        kept: Places = places[~gone]
        return kept

    def _folded(self, kept: Places, lead_ms: float) -> list[bytes]:
        """The events kept, where those long before that change nothing that is changed again before it."""
        rows, lines = self.tape.rows[kept], self.of(kept)
        early = (rows["at_ms"] < lead_ms) & (rows["kind"] == CHANGE) & (rows["source"] == MUTATION)
        left: list[bytes | None] = [*lines]
        changes = np.flatnonzero(early).tolist()
        for place, line in zip(changes, folded([lines[place] for place in changes]), strict=True):
            left[place] = line
        return [line for line in left if line is not None]

    def _line(self, place: int) -> bytes:
        """One event at its time on the replay's clock, of a size that can be drawn; as it is where it needs nothing."""
        if not (self.tape.clock.cuts or self._sizes[place]):
            return self.tape.lines[place]
        event = orjson.loads(self.tape.lines[place])
        event["timestamp"] = self.tape.clock.started_ms + int(self.tape.rows["at_ms"][place])
        if self._sizes[place]:
            event["data"] = sized(event["data"])
        return orjson.dumps(event)

    @cached_property
    def _sizes(self) -> list[bool]:
        """Which events say how large the window is."""
        rows = self.tape.rows
        found: list[bool] = ((rows["kind"] == META) | ((rows["kind"] == CHANGE) & (rows["source"] == RESIZE))).tolist()
        return found


def sized(data: dict[str, Any]) -> dict[str, Any]:
    """An address and size of which the page can be laid out."""
    width, height = (
        int(value) if isinstance(value := data.get(name), (int, float)) and 1 <= value <= WIDEST_PX else usual
        for name, usual in zip(("width", "height"), USUAL, strict=True)
    )
    return {**data, "width": width, "height": height, "href": data["href"] if isinstance(data.get("href"), str) else ""}

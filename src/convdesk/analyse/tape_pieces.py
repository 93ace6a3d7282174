"""What a player needs around a moment: from a full snapshot on, without what left no trace, and not too much of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import orjson

from convdesk.analyse.tape import ACTS, META, SNAPSHOT
from convdesk.analyse.tape_lines import Lines, sized
from convdesk.model.page import path_of
from convdesk.model.replay import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from convdesk.analyse.tape import Tape

    Places = NDArray[np.int64]

MOST_EVENTS, MOST_BYTES = 4_000, 4 << 20
"""Of what comes after the moment, and of what is kept before it although it left no trace."""
LEAD_MS = 3_000
IDLE_MS, IDLE_STARTS_MS = 5_000, 1_000


@dataclass(frozen=True)
class Pieces:
    """The pieces of one tape, cut when they are asked for."""

    tape: Tape

    @cached_property
    def snapshots(self) -> Places:
        """Where there is a full snapshot."""
        return np.flatnonzero(self.tape.rows["kind"] == SNAPSHOT)

    @cached_property
    def stretches(self) -> list[tuple[int, int, int]]:
        """(from, to, tab) on the replay's clock: which tab is in front, that is, was acted in last."""
        rows = self.tape.rows
        shown = np.isin(rows["tab"], np.unique(rows["tab"][self.snapshots]))
        acted = np.flatnonzero(shown & ((rows["kind"] == SNAPSHOT) | np.isin(rows["source"], ACTS)))
        if not len(acted):
            return []
        tabs = rows["tab"][acted]
        starts = acted[np.r_[True, tabs[1:] != tabs[:-1]]]
        begins = rows["at_ms"][starts].tolist()
        begins[0] = 0
        ends = [*begins[1:], self.tape.lasts_ms]
        return list(zip(begins, ends, rows["tab"][starts].tolist(), strict=True))

    @cached_property
    def idle(self) -> list[tuple[int, int]]:
        """Stretches (ms of the replay) in which nobody did anything and no page came."""
        rows = self.tape.rows
        acted = rows["at_ms"][np.isin(rows["source"], ACTS) | np.isin(rows["kind"], (SNAPSHOT, META))]
        ends = np.r_[0, acted, self.tape.lasts_ms]
        long = np.flatnonzero(np.diff(ends) > IDLE_MS)
        return [(int(ends[at]) + IDLE_STARTS_MS, int(ends[at + 1])) for at in long.tolist()]

    @property
    def began_ms(self) -> int:
        """Where the replay's clock begins in the events a player gets."""
        return self.tape.clock.started_ms

    def at(self, at_ms: float, page: str = "") -> Piece | None:
        """The piece in which a moment lies; None where there is no full snapshot to begin with.

        Of several tabs the one in front, or one that shows a page of that path then.
        """
        if not len(self.snapshots):
            return None
        stretch = begins, ends, tab = self._stretch_of(at_ms, page)
        own = np.flatnonzero(self.tape.rows["tab"] == tab)
        times = self.tape.rows["at_ms"][own]
        now = int(np.searchsorted(times, at_ms, side="right"))
        start, is_thinned = self._start(own, now)
        stop = self._stop(own, max(now, start + 1), ends)
        first, places, lost = int(times[start]), own[start:stop], 0
        if is_thinned:
            lines, lost = self.lines.thinned(places, at_ms - LEAD_MS)
        else:
            lines = self.lines.of(places)
        is_last = stretch is self.stretches[-1] and stop == len(own)
        shown_to = ends if stop == len(own) or times[stop] >= ends else int(times[stop])
        shown_from = max(begins, int(at_ms) - LEAD_MS if is_thinned else first)
        if not begins and not is_thinned and start <= self._first_snapshot(own):
            shown_from = 0
        lasts = max(shown_to, int(self.tape.rows["at_ms"][places[-1]]), first + 1)
        content = self._content([self._size(own, start, first), *lines, self._end(lasts)], first, lost)
        return Piece(content, min(shown_from, int(at_ms)), shown_to, is_last)

    def prepare(self) -> Iterator[int]:
        """Keep pages of long stretches on the way through them, so that seeks are short; step by step."""
        for tab in np.unique(self.tape.rows["tab"]).tolist():
            own = np.flatnonzero(self.tape.rows["tab"] == tab)
            starts = np.flatnonzero(self.tape.rows["kind"][own] == SNAPSHOT)
            for places in np.split(own, starts)[1:]:
                if not self._is_little(places, 1):
                    yield from self.lines.keyframes.build(places)

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.tape)

    def _stretch(self, at_ms: float) -> tuple[int, int, int]:
        return next((one for one in reversed(self.stretches) if one[0] <= at_ms), self.stretches[0])

    def _stretch_of(self, at_ms: float, page: str) -> tuple[int, int, int]:
        front = self._stretch(at_ms)
        shown = self._pages(at_ms) if page and self.tape.tabs > 1 else {}
        if page == shown.get(front[2]) or page not in shown.values():
            return front
        return int(at_ms), self.tape.lasts_ms, next(tab for tab, path in shown.items() if path == page)

    def page_at(self, at_ms: float) -> str:
        """The path of the page in front; empty where it is not known."""
        return self._pages(at_ms).get(self._stretch(at_ms)[2], "") if self.stretches else ""

    def _pages(self, at_ms: float) -> dict[int, str]:
        """The path of the page that each tab shows at a moment, of those that have one by then."""
        rows = self.tape.rows
        until = int(np.searchsorted(rows["at_ms"], at_ms, side="right"))
        shown = set(rows["tab"][self.snapshots[self.snapshots < until]].tolist())
        latest = {int(rows["tab"][place]): int(place) for place in np.flatnonzero(rows["kind"][:until] == META)}
        found = {tab: orjson.loads(self.tape.lines[place])["data"].get("href") for tab, place in latest.items()}
        return {tab: path_of(address) for tab, address in found.items() if tab in shown and isinstance(address, str)}

    def _first_snapshot(self, own: Places) -> int:
        return int(np.flatnonzero(self.tape.rows["kind"][own] == SNAPSHOT)[0])

    def _start(self, own: Places, now: int) -> tuple[int, bool]:
        """The snapshot to begin with, as far back as is cheap; and whether too much lies between it and now."""
        snapshots = np.flatnonzero(self.tape.rows["kind"][own] == SNAPSHOT)
        latest = max(0, int(np.searchsorted(snapshots, now)) - 1)
        while latest and self._is_little(own[snapshots[latest - 1] : now], 2):
            latest -= 1
        start = int(snapshots[latest])
        return start, not self._is_little(own[start:now], 1)

    def _is_little(self, places: Places, part: int) -> bool:
        if len(places) > MOST_EVENTS // part:
            return False
        return sum(len(self.tape.lines[place]) for place in places.tolist()) <= MOST_BYTES // part

    def _stop(self, own: Places, now: int, ends: int) -> int:
        """Up to where a piece goes: as much as is cheap, not past a change of tabs."""
        latest = int(np.searchsorted(self.tape.rows["at_ms"][own], ends, side="right"))
        sizes = np.cumsum([len(self.tape.lines[place]) for place in own[now : min(latest, now + MOST_EVENTS)].tolist()])
        return max(now, min(latest, now + int(np.searchsorted(sizes, MOST_BYTES)) + 1))

    def _content(self, lines: list[bytes], first_ms: int, lost: int) -> bytes:
        """The JSON a player gets: events, and when they begin; `lost`: parts of the page left out before."""
        return b'{"events":[%b],"first_ms":%d,"lost":%d,"idle":%b}' % (
            b",\n".join(lines), first_ms, lost, orjson.dumps(self.idle),
        )  # fmt: skip

    def _end(self, at_ms: int) -> bytes:
        return orjson.dumps({
            "type": 5, "data": {"tag": "end", "payload": {}}, "timestamp": self.began_ms + at_ms,
        })  # fmt: skip

    def _size(self, own: Places, start: int, at_ms: int) -> bytes:
        """The page's address and size before a snapshot, at the snapshot's time; a usual size where none is known."""
        before = np.flatnonzero(self.tape.rows["kind"][own[:start]] == META)
        around = before[-1:] if len(before) else np.flatnonzero(self.tape.rows["kind"][own] == META)[:1]
        told = orjson.loads(self.tape.lines[own[around[0]]]).get("data") if len(around) else {}
        data = sized(told if isinstance(told, dict) else {})
        return orjson.dumps({"type": META, "data": data, "timestamp": self.began_ms + at_ms})

"""The columns that cross between the workshops: NumPy arrays with fixed names, and nothing else crosses.

Times are UTC. A *tick* is the source's finest step of time (`tick_us` microseconds), counted from `t0_us`.
A *code* is a position in a dictionary of texts; −1 means that the value is missing.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Codes = NDArray[np.integer]
    Ticks = NDArray[np.int64]

ACTOR, TICK, EVENT, SESSION, PAGE = "actor", "tick", "event", "session", "page"
PROPERTY = "p:"
"""Columns of properties are named `p:` and the property's name."""
_SESSION_KEY = "session:"

CLICK = np.dtype([
    ("at_ms", "i8"), ("page", "i4"), ("element", "i4"), ("x", "f4"), ("y", "f4"),
    ("width", "i4"), ("height", "i4"), ("reaction_ms", "i4"),
    ("shift_x", "f4"), ("shift_y", "f4"),
])  # fmt: skip
"""One click: UTC ms; codes of page and element; page pixels (NaN: place unknown; of an element in a frame: pixels of
the frame's own page); viewport; ms until the page reacted (−1: it did not within the recording's next 3 seconds; 0 also
where the source knows no reactions); how far what scrolls by itself around the click was scrolled, summed, in px."""

VISIT = np.dtype([
    ("at_ms", "i8"), ("left_ms", "i8"), ("page", "i4"), ("width", "i4"), ("height", "i4"), ("reach_px", "i4"),
])  # fmt: skip
"""One stay on a page: UTC ms of arriving and leaving, viewport, and how far down it was seen (scroll + height)."""

MOVE = np.dtype([("at_ms", "i8"), ("page", "i4"), ("x", "f4"), ("y", "f4")])
"""Where the pointer was at a UTC ms: code of the page, page pixels. In the order of time."""

WINDOW = np.dtype([
    ("at_ms", "i8"), ("shown_ms", "i4"), ("page", "i4"), ("top_px", "f4"), ("width", "i4"), ("height", "i4"),
])  # fmt: skip
"""Where the window stood over its page: since which UTC ms, for how long (pauses count for 30 s at most), code of the
page, page pixel at its upper edge, viewport. In the order of time."""


def no_moves() -> NDArray[np.void]:
    """The moves of a recording that has none."""
    return np.empty(0, MOVE)


def no_windows() -> NDArray[np.void]:
    """Of a recording that does not tell where its window stood, or was imported before that was kept."""
    return np.empty(0, WINDOW)


@dataclass(frozen=True)
class EventBatch:
    """Up to half a million events of one import, sorted by actor code, then tick, then order in the file.

    `columns` maps names (`event`, `session`, `page`, `p:…`) to codes; all arrays have the same length.
    """

    actor: Codes
    tick: Ticks
    columns: dict[str, Codes]


@dataclass(frozen=True)
class EventImport:
    """An event log as a reader hands it over; batches come in ascending order of actor code.

    `dictionaries`: column name → its texts in code order, in pieces; `actor` texts are keys (`user:…`) in
    ascending order. `links`: (actor code, key) pairs that join an actor to another key: an address (`email:…`), or
    an id that is known less well (`user:…` of a device, an anonymous id, a former name). `ids`: hashes of the
    vendor's own ids of these events, ascending, where there are such ids.
    """

    t0_us: int
    tick_us: int
    span_ticks: int
    rows: int
    dictionaries: dict[str, Iterable[Sequence[str]]]
    batches: Iterable[EventBatch]
    links: Sequence[tuple[int, str]] = ()
    ids: NDArray[np.uint64] | None = None


@dataclass(frozen=True)
class SourceEvents:
    """One imported event log as the store gives it back; everything but the header is loaded when asked for.

    `keys()`: int64, `actor * stride + tick`, ascending. `column(name)`: codes in the same order.
    `terms(name)`: the texts of a column's codes. `actor_ends()`: the first and the last actor key, where that can
    be told without reading them all.
    """

    source: str
    rows: int
    t0_us: int
    tick_us: int
    span_ticks: int
    stride: int
    actor_count: int
    names: tuple[str, ...]
    keys: Callable[[], Ticks]
    column: Callable[[str], Codes]
    terms: Callable[[str], list[str]]
    links: Callable[[], list[tuple[int, str]]]
    actor_ends: Callable[[], tuple[str, str]] | None = None

    def is_mixed(self) -> bool:
        """Whether some people are known by an id and others by a session only."""
        first, last = self.actor_ends() if self.actor_ends else _ends(self.terms(ACTOR))
        if first.startswith(_SESSION_KEY) or last.startswith(_SESSION_KEY):
            return not (first.startswith(_SESSION_KEY) and last.startswith(_SESSION_KEY))
        if first < _SESSION_KEY < last:
            keys = self.terms(ACTOR)
            return keys[bisect_left(keys, _SESSION_KEY)].startswith(_SESSION_KEY)
        return False


@dataclass(frozen=True)
class RecordingColumns:
    """What is known of one recording without opening it. `keys`: whose it is (`user:…`, `session:…`).

    `moves()`: rows of MOVE, read from the file when asked for; there may be very many. `windows()`: rows of WINDOW.
    """

    id: str
    source: str
    keys: tuple[str, ...]
    session: str
    started_ms: int
    duration_ms: int
    pages: list[str]
    elements: list[tuple[str, str]]
    """(selector, label) of each element code."""
    clicks: NDArray[np.void] = field(repr=False)
    visits: NDArray[np.void] = field(repr=False)
    moves: Callable[[], NDArray[np.void]] = field(default=no_moves, repr=False)
    windows: Callable[[], NDArray[np.void]] = field(default=no_windows, repr=False)


@dataclass(frozen=True)
class RecordingImport:
    """A recording as a reader hands it over; `data` is the whole of it as a JSON list, typed text masked.

    `digest`: SHA-256 in hex over what was recorded, the same in whatever container it came; empty: unknown.
    """

    keys: tuple[str, ...]
    session: str
    started_ms: int
    duration_ms: int
    events: int
    pages: list[str]
    elements: list[tuple[str, str]]
    clicks: NDArray[np.void] = field(repr=False)
    visits: NDArray[np.void] = field(repr=False)
    data: bytes = field(repr=False)
    moves: NDArray[np.void] = field(default_factory=no_moves, repr=False)
    windows: NDArray[np.void] = field(default_factory=no_windows, repr=False)
    digest: str = ""


def _ends(keys: Sequence[str]) -> tuple[str, str]:
    return (keys[0], keys[-1]) if keys else ("", "")

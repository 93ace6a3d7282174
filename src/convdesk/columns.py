"""The columns that cross between the workshops: NumPy arrays with fixed names, and nothing else crosses.

Times are UTC. A *tick* is the source's finest step of time (`tick_us` microseconds), counted from `t0_us`.
A *code* is a position in a dictionary of texts; −1 means that the value is missing.
"""

from __future__ import annotations

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

CLICK = np.dtype([
    ("at_ms", "i8"), ("page", "i4"), ("element", "i4"), ("x", "f4"), ("y", "f4"),
    ("width", "i4"), ("height", "i4"), ("reaction_ms", "i4"),
])  # fmt: skip
"""One click: UTC ms; codes of page and element; page pixels (NaN: place unknown); viewport; ms until the page
reacted (−1: it did not within the recording's next 3 seconds)."""

VISIT = np.dtype([
    ("at_ms", "i8"), ("left_ms", "i8"), ("page", "i4"), ("width", "i4"), ("height", "i4"), ("reach_px", "i4"),
])  # fmt: skip
"""One stay on a page: UTC ms of arriving and leaving, viewport, and how far down it was seen (scroll + height)."""


@dataclass(frozen=True)
class EventBatch:
    """Up to a million events of one import, sorted by actor code, then tick, then order in the file.

    `columns` maps names (`event`, `session`, `page`, `p:…`) to codes; all arrays have the same length.
    """

    actor: Codes
    tick: Ticks
    columns: dict[str, Codes]


@dataclass(frozen=True)
class EventImport:
    """An event log as a reader hands it over; batches come in ascending order of actor code.

    `dictionaries`: column name → its texts in code order, in pieces; `actor` texts are keys (`user:…`) in
    ascending order. `links`: (actor code, key) pairs that join an actor to another key (`email:…`).
    """

    t0_us: int
    tick_us: int
    span_ticks: int
    rows: int
    dictionaries: dict[str, Iterable[Sequence[str]]]
    batches: Iterable[EventBatch]
    links: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class SourceEvents:
    """One imported event log as the store gives it back; everything but the header is loaded when asked for.

    `keys()`: int64, `actor * stride + tick`, ascending. `column(name)`: codes in the same order.
    `terms(name)`: the texts of a column's codes.
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


@dataclass(frozen=True)
class RecordingColumns:
    """What is known of one recording without opening it. `keys`: whose it is (`user:…`, `session:…`)."""

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


@dataclass(frozen=True)
class RecordingImport:
    """A recording as a reader hands it over; `data` is the whole of it as JSON, typed text masked."""

    keys: tuple[str, ...]
    session: str
    started_ms: int
    duration_ms: int
    events: int
    moves: int
    scrolls: int
    pages: list[str]
    elements: list[tuple[str, str]]
    clicks: NDArray[np.void] = field(repr=False)
    visits: NDArray[np.void] = field(repr=False)
    data: bytes = field(repr=False)

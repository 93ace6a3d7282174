"""What a film is ordered with, and what comes of it. No Qt here, so that presenters can speak of films."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.replay import Piece

    Fetch = Callable[[float, Callable[[Piece], object]], object]


@dataclass
class Film:
    """What was filmed: `chunks` of VP8 as (ms, whether it stands alone, bytes), or `frames` as PNG."""

    width: int
    height: int
    frame_ms: int
    chunks: list[tuple[int, bool, bytes]] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)


Seen = tuple[bytes, Film | None]
"""A moment as PNG, and the stretch from there on as a film where there is one."""


@dataclass(frozen=True)
class FilmOrder:
    """Which moments (ms of the replay), how long each is seen, and whether as video or as single frames.

    `size`: of the recorded window. `fetch(at_ms, done)` brings the piece of the recording in which a moment lies.
    """

    times: tuple[float, ...]
    frame_ms: int
    size: tuple[int, int]
    is_video: bool
    fetch: Fetch
    stepped: Callable[[int, int], object]

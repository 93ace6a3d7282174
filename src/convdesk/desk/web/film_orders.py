"""What a film is ordered with, and what comes of it. No Qt here, so that presenters can speak of films."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.replay import Piece

    Fetch = Callable[[float, Callable[[Piece], None]], object]


@dataclass
class Film:
    """What was filmed: `chunks` of VP8 as (ms, whether it stands alone, bytes), or `frames` as (ms, PNG).

    Each is seen until the next one comes, the last until `lasts_ms`.
    """

    width: int
    height: int
    lasts_ms: int
    chunks: list[tuple[int, bool, bytes]] = field(default_factory=list)
    frames: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def weighs_bytes(self) -> int:
        """What it takes in a study."""
        return sum(len(data) for _, _, data in self.chunks)


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

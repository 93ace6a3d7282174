"""Pointer moves and places of windows of one page, gathered over all recordings: read from the file once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from convdesk.analyse import heat, page_clicks
from convdesk.columns import WINDOW
from convdesk.model.page import page_matches, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.columns import RecordingColumns
    from convdesk.model.progress import Progress
    from convdesk.operations.grounds import Setting

    Rows = NDArray[np.int64]


class Tracks(Protocol):
    """Reads something of all recordings: one value each time, and whose it is."""

    __name__: str

    def __call__(
        self, recordings: Sequence[RecordingColumns], table: ClickTable, pattern: str, setting: Setting,
        progress: Progress,
    ) -> tuple[NDArray[Any], Rows]: ...  # fmt: skip


def moves_on(
    recordings: Sequence[RecordingColumns], table: ClickTable, pattern: str, setting: Setting, progress: Progress
) -> tuple[NDArray[np.int32], Rows]:
    """The cells of the ground (as `heat.cells_of`) where the pointer was, and whose it was.

    Where a window was not as wide as the ground, its places are scaled to that width.
    """
    cells, actors = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
    for number, recording, fits in _on_page(recordings, pattern, progress):
        moves = recording.moves()
        moves = moves[fits[moves["page"]]]
        width = int(np.median(recording.visits["width"])) if len(recording.visits) else setting.ground.width
        if not len(moves) or (setting.bucket and not page_clicks.in_bucket(np.array([width]), setting.bucket)[0]):
            continue
        x = moves["x"] * np.float32(setting.ground.width / width if width else 1)
        cells.append(heat.cells_of(x, moves["y"], setting.ground.width, setting.ground.height))
        actors.append(np.full(len(moves), table.actor_of_recording[number]))
    return np.concatenate(cells), np.concatenate(actors)


def windows_on(
    recordings: Sequence[RecordingColumns], table: ClickTable, pattern: str, setting: Setting, progress: Progress
) -> tuple[NDArray[np.void], Rows]:
    """Rows of columns.WINDOW, in heights of the ground, and whose they are."""
    found, actors = [np.empty(0, WINDOW)], [np.empty(0, np.int64)]
    for number, recording, fits in _on_page(recordings, pattern, progress):
        windows = recording.windows()
        windows = windows[fits[windows["page"]]]
        if setting.bucket:
            windows = windows[page_clicks.in_bucket(windows["width"], setting.bucket)]
        found.append(windows)
        actors.append(np.full(len(windows), table.actor_of_recording[number]))
    windows = np.concatenate(found)
    factors = setting.height_factors(windows["width"])
    windows["top_px"] *= factors
    windows["height"] = np.round(windows["height"] * factors)
    return windows, np.concatenate(actors)


def _on_page(
    recordings: Sequence[RecordingColumns], pattern: str, progress: Progress
) -> Iterator[tuple[int, RecordingColumns, NDArray[np.bool_]]]:
    """The recordings that have been on a page that fits, with which of their pages fit."""
    for number, recording in enumerate(recordings):
        progress.step(number, len(recordings), "Looking through the recordings")
        fits = np.array([page_matches(pattern, path_of(page)) for page in recording.pages], bool)
        if fits.any():
            yield number, recording, fits

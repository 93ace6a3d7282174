"""How far down a page people got, and how long each strip of it was on their screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.heatmap import Band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

BANDS = 100


def furthest(actors: Rows, reach_px: Floats) -> tuple[Rows, Floats]:
    """The people of some stays, each once, with how far down they saw the page in any of them."""
    people, places = np.unique(actors, return_inverse=True)
    reach = np.zeros(len(people))
    np.maximum.at(reach, places, reach_px)
    return people, reach


def reached(reach_px: Floats, height_px: int) -> tuple[Band, ...]:
    """For each strip, how many of these people had its upper edge on their screen."""
    edges = np.linspace(0, height_px, BANDS + 1)
    ordered = np.sort(reach_px)
    people = len(ordered) - np.searchsorted(ordered, edges[:-1], side="right")
    people[0] = len(ordered)
    return tuple(
        Band(top, bottom, int(n), len(ordered))
        for top, bottom, n in zip(edges[:-1].tolist(), edges[1:].tolist(), people.tolist(), strict=True)
    )


def watched(windows: NDArray[np.void], actors: Rows, seen: int, height_px: int) -> tuple[Band, ...]:
    """For each strip, on how many people's screens its middle was, and for how many seconds over all who saw the page.

    `windows`: rows of columns.WINDOW, `actors`: whose; `seen`: how many people saw the page.
    """
    edges = np.linspace(0, height_px, BANDS + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    first = np.searchsorted(middles, windows["top_px"])
    last = np.searchsorted(middles, windows["top_px"] + windows["height"], side="right")
    seconds = np.zeros(BANDS + 1)
    np.add.at(seconds, first, windows["shown_ms"] / 1000)
    np.add.at(seconds, last, -windows["shown_ms"] / 1000)
    total = np.maximum(np.cumsum(seconds)[:-1], 0)
    people = _people(first, last, actors)
    return tuple(
        Band(float(edges[n]), float(edges[n + 1]), int(people[n]), seen, float(total[n]) / seen if seen else None)
        for n in range(BANDS)
    )


def _people(first: Rows, last: Rows, actors: Rows) -> Rows:
    """How many different people's ranges of strips cover each strip."""
    found, places = np.unique(actors, return_inverse=True)
    covered = np.zeros((len(found), BANDS + 1), np.int32)
    np.add.at(covered, (places, first), 1)
    np.add.at(covered, (places, last), -1)
    counted: Rows = (np.cumsum(covered, axis=1)[:, :-1] > 0).sum(axis=0)
    return counted

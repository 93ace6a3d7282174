"""Clicks as heat: counted on a quarter-size grid, blurred, scaled by quantile, coloured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.heat import HeatPicture, Raster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Grid = NDArray[np.float32]

CELL_PX = 4
SPREAD_PX = 22.0
MOST_ALPHA = 0.6
"""Above this, labels on the page can no longer be read."""

STOPS = ((0.0, (59, 91, 219)), (0.35, (43, 183, 196)), (0.65, (250, 219, 80)), (1.0, (214, 48, 39)))
"""Blue, teal, yellow, red: lightness rises, then falls, so that the hottest place stands out in grey as well."""


def draw(points: Sequence[tuple[float, float]], page_width: int, page_height: int) -> HeatPicture | None:
    """Heat over a page of that size in CSS pixels; None when no click lies on it."""
    grid = _counted(points, page_width, page_height)
    if not grid.any():
        return None
    density = _blurred(grid, SPREAD_PX / CELL_PX)
    height, width = density.shape
    picture = Raster(width, height, _coloured(density).tobytes())
    return HeatPicture(picture, page_width, page_height, float(density.max()) * (100 / CELL_PX) ** 2)


def _counted(points: Sequence[tuple[float, float]], page_width: int, page_height: int) -> Grid:
    columns, rows = -(-page_width // CELL_PX), -(-page_height // CELL_PX)
    places = np.asarray(points, np.float64).reshape(-1, 2)
    x, y = (places // CELL_PX).T
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    cells = (y[inside] * columns + x[inside]).astype(np.intp)
    return np.bincount(cells, minlength=columns * rows).astype(np.float32).reshape(rows, columns)


def _blurred(grid: Grid, sigma: float) -> Grid:
    """A Gaussian by shifting and adding, first down, then across."""
    reach = int(3 * sigma)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    weights /= weights.sum()
    return _smeared(_smeared(grid, weights).T, weights).T


def _smeared(grid: Grid, weights: Grid) -> Grid:
    """Each row's weighted neighbours above and below, added up."""
    reach = len(weights) // 2
    padded = np.pad(grid, [(reach, reach), (0, 0)])
    smeared = np.zeros_like(grid)
    for n, weight in enumerate(weights):
        smeared += weight * padded[n : n + len(grid)]
    return smeared


def _coloured(density: Grid) -> NDArray[np.uint8]:
    """RGBA by rank among the warm places, so that one hot button does not hide the rest."""
    warm = density[density > density.max() * 1e-3]
    level = np.clip(density / max(float(np.quantile(warm, 0.995)), 1e-12), 0, 1) ** 0.6
    lookup = _lookup()
    coloured: NDArray[np.uint8] = lookup[(level * 255).astype(np.uint8)]
    return coloured


def _lookup() -> NDArray[np.uint8]:
    at = np.linspace(0, 1, 256)
    positions = [stop for stop, _ in STOPS]
    channels = [np.interp(at, positions, [colour[n] for _, colour in STOPS]) for n in range(3)]
    alpha = 255 * MOST_ALPHA * np.clip((at - 0.04) / 0.45, 0, 1)
    return np.stack([*channels, alpha], axis=1).astype(np.uint8)

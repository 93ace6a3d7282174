"""Clicks as heat: counted on a quarter-size grid, blurred, scaled by quantile, coloured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.heat import HeatPicture, Raster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Grid = NDArray[np.float32]
    Cells = NDArray[np.int32]
    Stops = Sequence[tuple[float, tuple[int, int, int]]]

CELL_PX = 4
SPREAD_PX = 22.0
MOST_ALPHA = 0.6
"""Above this, labels on the page can no longer be read."""
HOTTEST = 0.995
"""The quantile of the warm places that gets the last colour: one hot button does not hide the rest."""
TALLEST_PX = 200_000

STOPS: Stops = ((0.0, (59, 91, 219)), (0.35, (43, 183, 196)), (0.65, (250, 219, 80)), (1.0, (214, 48, 39)))
"""Blue, teal, yellow, red: lightness rises, then falls, so that the hottest place stands out in grey as well."""
LESS: Stops = ((0.0, (146, 197, 222)), (1.0, (33, 102, 172)))
MORE: Stops = ((0.0, (253, 190, 133)), (1.0, (184, 72, 20)))
"""Differences: blue where the others did it more, orange where these did; the colour-blind tell both apart."""


def draw(points: Sequence[tuple[float, float]], page_width: int, page_height: int) -> HeatPicture | None:
    """Heat over a page of that size in CSS pixels; None when no click lies on it."""
    places = np.asarray(points, np.float32).reshape(-1, 2)
    cells = cells_of(places[:, 0], places[:, 1], page_width, page_height)
    return draw_cells(cells, None, (page_width, page_height))


def cells_of(x: Grid, y: Grid, page_width: int, page_height: int) -> Cells:
    """The cell of each place on a page of that size, −1 where it is not on it; kept, it makes drawing quick."""
    columns, rows = _shape(page_width, page_height)
    with np.errstate(invalid="ignore"):
        column, row = np.floor(x / CELL_PX), np.floor(y / CELL_PX)
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    cells = np.full(len(x), -1, np.int32)
    cells[inside] = (row[inside] * columns + column[inside]).astype(np.int32)
    return cells


def draw_cells(
    cells: Cells, weights: Grid | None, page: tuple[int, int], radius_px: float = SPREAD_PX
) -> HeatPicture | None:
    """Heat of the places in those cells, each of its weight (None: one); None when none lies on the page."""
    grid = _counted(cells, weights, page)
    if not grid.any():
        return None
    density = _blurred(grid, radius_px / CELL_PX)
    return _picture(_coloured(density), page, float(density.max()) * (100 / CELL_PX) ** 2)


def draw_difference(
    cells: Cells, weights: Grid, page: tuple[int, int], radius_px: float = SPREAD_PX
) -> HeatPicture | None:
    """Where weights are above zero in orange, below in blue; None when nothing lies on the page."""
    grid = _counted(cells, weights, page)
    if not grid.any():
        return None
    density = _blurred(grid, radius_px / CELL_PX)
    size = np.abs(density)
    level = _level(size)
    coloured = np.where((density > 0)[:, :, None], _lookup(MORE)[level], _lookup(LESS)[level])
    return _picture(coloured, page, float(size.max()) * (100 / CELL_PX) ** 2)


def draw_bands(values: Sequence[float], page: tuple[int, int]) -> HeatPicture | None:
    """A page coloured from edge to edge: values from 0 to 1, in strips of equal height from its top."""
    if not values:
        return None
    lookup = _lookup(STOPS)
    lookup[:, 3] = round(255 * MOST_ALPHA)
    rows = lookup[(np.clip(values, 0, 1) * 255).astype(np.uint8)][:, None, :]
    return _picture(rows, page, max(values))


def _picture(coloured: NDArray[np.uint8], page: tuple[int, int], peak: float) -> HeatPicture:
    height, width = coloured.shape[:2]
    return HeatPicture(Raster(width, height, coloured.tobytes()), *page, peak)


def _shape(page_width: int, page_height: int) -> tuple[int, int]:
    """Columns and rows of cells."""
    return -(-page_width // CELL_PX), -(-min(page_height, TALLEST_PX) // CELL_PX)


def _counted(cells: Cells, weights: Grid | None, page: tuple[int, int]) -> Grid:
    columns, rows = _shape(*page)
    inside = cells >= 0
    if not inside.all():
        cells = cells[inside]
        weights = weights[inside] if weights is not None else None
    counted = np.bincount(cells, weights, minlength=columns * rows)
    return counted.astype(np.float32).reshape(rows, columns)


def _blurred(grid: Grid, sigma: float) -> Grid:
    """A Gaussian by shifting and adding, first down, then across."""
    reach = max(int(3 * sigma), 1)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    weights /= weights.sum()
    return _smeared(_smeared(grid, weights).T, weights).T


def _smeared(grid: Grid, weights: Grid) -> Grid:
    """Each row's weighted neighbours above and below, added up."""
    reach = len(weights) // 2
    padded = np.pad(grid, [(reach, reach), (0, 0)])
    smeared = np.zeros_like(grid)
    part = np.empty_like(grid)
    for n, weight in enumerate(weights):
        np.multiply(padded[n : n + len(grid)], weight, out=part)
        smeared += part
    return smeared


def _coloured(density: Grid) -> NDArray[np.uint8]:
    coloured: NDArray[np.uint8] = _lookup(STOPS)[_level(density)]
    return coloured


def _level(density: Grid) -> NDArray[np.uint8]:
    """0 to 255 by rank among the warm places."""
    warm = density[density > density.max() * 1e-3]
    hottest = max(float(np.quantile(warm, HOTTEST)), 1e-12)
    level: NDArray[np.uint8] = (np.clip(density / hottest, 0, 1) ** 0.6 * 255).astype(np.uint8)
    return level


def _lookup(stops: Stops) -> NDArray[np.uint8]:
    at = np.linspace(0, 1, 256)
    positions = [stop for stop, _ in stops]
    channels = [np.interp(at, positions, [colour[n] for _, colour in stops]) for n in range(3)]
    alpha = 255 * MOST_ALPHA * np.clip((at - 0.04) / 0.45, 0, 1)
    return np.stack([*channels, alpha], axis=1).astype(np.uint8)

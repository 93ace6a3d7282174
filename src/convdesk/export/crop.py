"""Which part of a page holds most of its heat, at proportions a slide can use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.heat import HeatPicture

_PHONE_WIDTH = 600
_WIDE, _TALL = 1.5, 0.62
"""Width : height of the part kept: of a page on a desktop, and on a phone."""

_LEAST_WIDTH = 0.72
"""Of a wide page; a narrow one keeps its whole width."""

_TAIL = 0.04
"""The share of the heat that may fall off each side."""

_MARGIN = 0.08


def busiest(
    heat: HeatPicture, page_height: float, marked: Sequence[tuple[float, float]] = ()
) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of that part, in CSS pixels; the top of the page where there is no heat.

    Marked points are kept in it while it can be that large.
    """
    import numpy as np

    shape = (heat.raster.height, heat.raster.width, 4)
    alpha: Any = np.frombuffer(heat.raster.rgba, dtype=np.uint8).reshape(shape)[:, :, 3].astype(float)
    aspect, least = (_TALL, 1.0) if heat.page_width <= _PHONE_WIDTH else (_WIDE, _LEAST_WIDTH)
    full_width = float(heat.page_width)
    tallest = min(page_height, full_width / aspect)
    if not alpha.any():
        return 0.0, 0.0, full_width, tallest
    left, right = _stretched(_span(alpha.sum(axis=0), full_width), [x for x, _ in marked], full_width)
    top, bottom = _span(alpha.sum(axis=1), heat.page_height)
    top, bottom = _stretched((top, bottom), [y for _, y in marked], tallest)
    if bottom - top > tallest:
        start = _best_window(alpha.sum(axis=1), heat.page_height, tallest)
        return 0.0, start, full_width, start + tallest
    width = min(full_width, max(right - left, (bottom - top) * aspect, full_width * least))
    height = min(page_height, width / aspect)
    left = _centred(left, right, width, full_width)
    top = 0.0 if bottom <= height else _centred(top, bottom, height, page_height)
    return left, top, left + width, top + height


def _span(sums: Any, length: float) -> tuple[float, float]:
    """Where all but the tails of a distribution lies, with a margin, in units of `length`."""
    shares = sums.cumsum() / sums.sum()
    low = float((shares <= _TAIL).sum()) / len(sums)
    high = float((shares < 1 - _TAIL).sum() + 1) / len(sums)
    return max(0.0, low - _MARGIN) * length, min(1.0, high + _MARGIN) * length


def _stretched(span: tuple[float, float], points: Sequence[float], most: float) -> tuple[float, float]:
    """The span with each point in it, with a margin, as long as it stays within `most`."""
    for point in points:
        wider = min(span[0], max(0.0, point - most * _MARGIN)), max(span[1], point + most * _MARGIN)
        if wider[1] - wider[0] <= most:
            span = wider
    return span


def _best_window(sums: Any, length: float, window: float) -> float:
    """The start of the window that holds most, in units of `length`."""
    import numpy as np

    cells = min(len(sums), max(1, round(window / length * len(sums))))
    totals = np.convolve(sums, np.ones(cells), mode="valid")
    return min(float(totals.argmax()) / len(sums) * length, max(0.0, length - window))


def _centred(low: float, high: float, extent: float, whole: float) -> float:
    """Where an extent starts that has low…high in its middle, inside the page."""
    return min(max(0.0, (low + high - extent) / 2), max(0.0, whole - extent))

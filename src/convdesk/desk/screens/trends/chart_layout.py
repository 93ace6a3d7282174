"""Where everything of a chart over time lies: plain numbers, so that it can be tested without a window."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.desk.screens.trends.looks import Measure, Series

LEAST_LABEL_GAP = 15.0


@dataclass(frozen=True)
class Plot:
    """The plot's rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width


@dataclass(frozen=True)
class ChartLayout:
    """Points of each series (None: nothing to say there), the scale, and where labels stand.

    `bands[series]`: (x, low, high) of each interval; `ticks`: (y, value); `dates`: (x, period); `ends`: (y, series).
    """

    plot: Plot
    lines: tuple[tuple[tuple[float, float] | None, ...], ...]
    bands: tuple[tuple[tuple[float, float, float] | None, ...], ...]
    ticks: tuple[tuple[float, float], ...]
    dates: tuple[tuple[float, int], ...]
    ends: tuple[tuple[float, int], ...]
    step: float

    def period_at(self, x: float) -> int | None:
        """The period whose middle is nearest."""
        count = len(self.lines[0]) if self.lines else 0
        if not count or not self.plot.left - 20 <= x <= self.plot.right + 20:
            return None
        return min(count - 1, max(0, int((x - self.plot.left) / self.step)))

    def series_near(self, period: int, y: float) -> int:
        """The series whose point of a period is nearest to a height."""
        heights = [(abs(line[period][1] - y) if line[period] else math.inf, n) for n, line in enumerate(self.lines)]  # type: ignore[index]
        return min(heights)[1]


def nice_ticks(most: float, about: int = 5, *, whole: bool = False) -> list[float]:
    """Round values from 0 that cover the most; whole ones where halves mean nothing."""
    raw = max(most, 1.0 if whole else 1e-6) / about
    base = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * base for factor in (1, 2, 2.5, 5, 10) if factor * base >= raw * 0.999)
    step = max(1.0, math.ceil(step)) if whole else step
    return [n * step for n in range(max(1, math.ceil(most / step - 1e-9)) + 1)]


def lay_out(series: Sequence[Series], measure: Measure, plot: Plot, label_width: float) -> ChartLayout:
    """One slot of the same width a period; zero at the bottom; labels of the lines' ends kept apart."""
    periods = len(series[0].trend.points) if series else 0
    step = plot.width / max(periods, 1)
    is_share = measure.value == "share"
    most = max((_highest(one, measure) for one in series), default=0.0)
    values = nice_ticks(most, max(2, int(plot.height // 60)), whole=not is_share)
    scale = plot.height / (values[-1] or 1.0)

    def x_of(period: int) -> float:
        return plot.left + (period + 0.5) * step

    def y_of(value: float) -> float:
        return plot.bottom - value * scale

    lines, bands = [], []
    for one in series:
        given = [(n, measure.of(point), point) for n, point in enumerate(one.trend.points)]
        lines.append(tuple(None if value is None else (x_of(n), y_of(value)) for n, value, _ in given))
        ends = [measure.interval(point) for _, _, point in given]
        bands.append(tuple(end and (x_of(n), y_of(end[0]), y_of(end[1])) for n, end in enumerate(ends)))
    every = max(1, math.ceil(label_width / step)) if step else 1
    return ChartLayout(
        plot, tuple(lines), tuple(bands), tuple((y_of(value), value) for value in values),
        tuple((x_of(n), n) for n in range(0, periods, every)), _apart(lines, plot), step,
    )  # fmt: skip


def _highest(series: Series, measure: Measure) -> float:
    """The highest value; intervals count where they are drawn, as far as they do not dwarf the line."""
    most = max((float(measure.of(point) or 0.0) for point in series.trend.points), default=0.0)
    ends = [end[1] for point in series.trend.points if (end := measure.interval(point))]
    highest = max(most, min(max(ends, default=0.0), 1.5 * most) if most else max(ends, default=0.0))
    return min(1.0, highest) if measure.value == "share" else highest


def _apart(lines: Sequence[Sequence[tuple[float, float] | None]], plot: Plot) -> tuple[tuple[float, int], ...]:
    """The heights of the labels at the ends of lines, moved apart downwards, then back up where room runs out."""
    ends = sorted((next((p[1] for p in reversed(line) if p), plot.bottom), n) for n, line in enumerate(lines))
    placed: list[tuple[float, int]] = []
    for y, n in ends:
        placed.append((max(y, placed[-1][0] + LEAST_LABEL_GAP) if placed else y, n))
    low = plot.bottom
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = (min(placed[at][0], low), placed[at][1])
        low = placed[at][0] - LEAST_LABEL_GAP
    return tuple(placed)

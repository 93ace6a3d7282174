"""How long people take through a funnel: quartiles, and Kaplan–Meier curves with those still under way censored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.funnel import follow
from convdesk.analyse.funnel_events import window_ticks
from convdesk.analyse.funnel_words import definition
from convdesk.model.funnel_results import CurvePoint, FunnelTimes, Times
from convdesk.model.funnel_rules import WindowFrom
from convdesk.model.moment import SECOND_US

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from convdesk.analyse.funnel import Outcome
    from convdesk.analyse.table import EventTable
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress

    Keys = NDArray[np.int64]
    Mask = NDArray[np.bool_]

POINTS = 200
"""Points of a curve: enough for any screen."""


def time_funnel(table: EventTable, spec: FunnelSpec, people: Mask | None, progress: Progress) -> FunnelTimes:
    """Time to convert, over the whole funnel and for each step."""
    outcome = follow(table, spec, people, progress)
    seconds = table.tick_us / SECOND_US
    parts = [_whole(table, spec, outcome)]
    for step in range(2, len(spec.steps) + 1):
        progress.raise_if_cancelled()
        parts.append(_step(table, spec, outcome, step))
    found = []
    for number, (took, waited) in enumerate(parts):
        progress.step(number, len(parts))
        found.append(_times(spec.steps[number].name, took, waited, seconds))
    how = (
        "Curve: Kaplan–Meier with 95 % intervals (log-log); those under way are censored at the end of the data, those "
        "who left at the end of their window; those excluded are left out"
    )
    return FunnelTimes(spec, found[0], tuple(found[1:]), f"{definition(spec, table)} {how}.")


def _whole(table: EventTable, spec: FunnelSpec, outcome: Outcome) -> tuple[Keys, Keys]:
    """Ticks from entry to the last step, and of the others from entry to when they were last looked at."""
    chains = outcome.chains
    done = chains.level == chains.steps
    others = ~done & ~outcome.is_excluded
    took = chains.at[-1][done] - chains.at[0][done]
    waited = _looked_until(table, spec, outcome)[others] - chains.anchor[others]
    return np.maximum(took, 0), np.maximum(waited, 0)


def _step(table: EventTable, spec: FunnelSpec, outcome: Outcome, step: int) -> tuple[Keys, Keys]:
    """The same from the step before (that is not optional) to `step`."""
    chains, before = outcome.chains, outcome.stage(step - 1)
    others = (chains.level == before) & ~outcome.is_excluded & ~chains.reached(step)
    if step - 1 in chains.passed:
        others |= (chains.level > before) & ~chains.reached(step)
    waited = _looked_until(table, spec, outcome)[others] - chains.last[others]
    return outcome.took(step), np.maximum(waited, 0)


def _looked_until(table: EventTable, spec: FunnelSpec, outcome: Outcome) -> Keys:
    """The end of each unit's window, or of the data."""
    chains, window = outcome.chains, window_ticks(table, spec)
    ends = chains.unit * outcome.clock.stride + outcome.end
    if window is None:
        return ends
    begin = chains.last if spec.rules.window_from is WindowFrom.PREVIOUS else chains.anchor
    return np.minimum(begin + window, ends)


def _times(name: str, took: Keys, waited: Keys, tick_seconds: float) -> Times:
    quartiles: list[float | None] = [None, None, None]
    if len(took):
        quartiles = [float(value) * tick_seconds for value in np.percentile(took, [25, 50, 75])]
    curve, median = _curve(took, waited, tick_seconds)
    return Times(name, len(took) + len(waited), len(took), quartiles[0], quartiles[1], quartiles[2], curve, median)


def _curve(took: Keys, waited: Keys, tick_seconds: float) -> tuple[tuple[CurvePoint, ...], float | None]:
    """The Kaplan–Meier curve at up to `POINTS` of its steps, and when it passes one half."""
    if not len(took):
        return (), None
    from scipy import stats

    left = stats.ecdf(stats.CensoredData(uncensored=took, right=waited)).sf
    seconds, share = left.quantiles * tick_seconds, 1 - left.probabilities
    low, high = _limits(left, share)
    half = np.flatnonzero(share >= 0.5)
    steps = np.flatnonzero(np.diff(share, prepend=0.0) > 0)
    chosen = steps[np.unique(np.linspace(0, len(steps) - 1, min(POINTS, len(steps))).astype(np.intp))]
    points = (seconds[chosen], share[chosen], low[chosen], high[chosen])
    curve = tuple(CurvePoint(*map(float, values)) for values in zip(*points, strict=True))
    return curve, float(seconds[half[0]]) if len(half) else None


def _limits(left: Any, share: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The interval of the share that went on; where it cannot be told (all or none), the share itself."""
    import warnings

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        limits = left.confidence_interval(0.95, method="log-log")
    low, high = 1 - limits.high.probabilities, 1 - limits.low.probabilities
    return np.where(np.isnan(low), share, low), np.where(np.isnan(high), share, high)

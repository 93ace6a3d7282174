"""Further questions about a funnel: time to convert, trend, comparison, who flips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse import funnel_flips, funnel_times, funnel_trend
from convdesk.model.difference import difference_of
from convdesk.model.funnel_results import Comparison, Every, StepDifference
from convdesk.operations.funnels import answered, count_funnel

if TYPE_CHECKING:
    from convdesk.model.funnel import FunnelResult, FunnelRules, FunnelSpec
    from convdesk.model.funnel_results import Flips, FunnelTimes, FunnelTrend
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study


def time_funnel(study: Study, spec: FunnelSpec, progress: Progress | None = None) -> FunnelTimes:
    """How long people take: quartiles and survival curves, of the whole funnel and of each step."""
    return answered(study, "times", spec, funnel_times.time_funnel, progress)


def trend_funnel(study: Study, spec: FunnelSpec, every: Every, progress: Progress | None = None) -> FunnelTrend:
    """The conversion by day or week of entry, in the study's zone."""
    how = (every, study.zone)
    return answered(
        study, f"trend {how}", spec, lambda table, spec, people, on: funnel_trend.trend_funnel(
            table, spec, people, how, on
        ), progress,
    )  # fmt: skip


def compare_funnels(study: Study, one: FunnelSpec, other: FunnelSpec, progress: Progress | None = None) -> Comparison:
    """Two segments or periods in the same steps: the differences of the shares with their intervals."""
    results = (count_funnel(study, one, progress), count_funnel(study, other, progress))
    steps = tuple(_difference(results, number) for number in range(len(one.steps)))
    note = "The first minus the other, with the 95 % Newcombe interval; who is in both counts in both."
    return Comparison(*results, steps, f"{results[0].definition} Against: {results[1].definition} {note}")


def find_flips(
    study: Study, spec: FunnelSpec, one: FunnelRules, other: FunnelRules, progress: Progress | None = None
) -> Flips:
    """Who counts differently under two rules, and which rules and events decide it."""
    rules = funnel_flips.Rules(one, other)
    return answered(
        study, f"flips {rules}", spec, lambda table, spec, people, on: funnel_flips.find_flips(
            table, spec, rules, people, on
        ), progress,
    )  # fmt: skip


def _difference(results: tuple[FunnelResult, FunnelResult], number: int) -> StepDifference:
    here = [result.steps[number].reached for result in results]
    first = [result.entered for result in results]
    before = [_before(result, number) for result in results]
    return StepDifference(
        results[0].steps[number].name,
        difference_of(here[0], first[0], here[1], first[1]),
        difference_of(here[0], before[0], here[1], before[1]),
    )


def _before(result: FunnelResult, number: int) -> int:
    """Who reached the step before that is not optional; nobody comes before the first."""
    earlier = [step.reached for step in result.steps[:number] if not step.is_optional]
    return earlier[-1] if earlier else 0

"""The funnel screen's questions, answered by the operations on one study."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from convdesk.desk.screens.funnel.looks import CompareBy, Kept, Offer
from convdesk.model.funnel import Period
from convdesk.model.moment import microseconds, zone_of
from convdesk.model.problem import ProblemError
from convdesk.model.segment import HasProperty
from convdesk.model.step import PropertyTest
from convdesk.operations import funnel_answers, funnels, segments, step_choices

if TYPE_CHECKING:
    from datetime import date

    from convdesk.desk.screens.funnel.looks import Sides
    from convdesk.model.funnel import FunnelResult, FunnelSpec, SavedFunnel
    from convdesk.model.funnel_results import Comparison, Every, Flips, FunnelTimes, FunnelTrend
    from convdesk.model.funnel_rules import FunnelRules
    from convdesk.model.progress import Progress
    from convdesk.model.step_choices import PropertyValue
    from convdesk.operations.study import Study


class StudyQuestions:
    """Funnels of one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def kept(self, progress: Progress) -> Kept:
        found = funnels.list_funnels(self._study)
        return Kept(found, None if found else funnels.propose_funnel(self._study, progress))

    def offer(self, progress: Progress) -> Offer:
        return Offer(step_choices.step_choices(self._study, progress), step_choices.days_of(self._study))

    def values(self, prop: str) -> tuple[PropertyValue, ...]:
        return step_choices.property_values(self._study, prop)

    def count(self, spec: FunnelSpec, progress: Progress) -> FunnelResult:
        return funnels.count_funnel(self._study, spec, progress)

    def times(self, spec: FunnelSpec, progress: Progress) -> FunnelTimes:
        return funnel_answers.time_funnel(self._study, spec, progress)

    def trend(self, spec: FunnelSpec, every: Every, progress: Progress) -> FunnelTrend:
        return funnel_answers.trend_funnel(self._study, spec, every, progress)

    def compare(self, spec: FunnelSpec, sides: Sides, progress: Progress) -> Comparison:
        one, other = self._sides(spec, sides)
        return funnel_answers.compare_funnels(self._study, one, other, progress)

    def flips(self, spec: FunnelSpec, rules: tuple[FunnelRules, FunnelRules], progress: Progress) -> Flips:
        return funnel_answers.find_flips(self._study, spec, *rules, progress)

    def keep(self, spec: FunnelSpec, funnel_id: str | None, label: str) -> SavedFunnel:
        return funnels.keep_funnel(self._study, spec, funnel_id, label)

    def remove(self, funnel_id: str) -> None:
        funnels.remove_funnel(self._study, funnel_id)

    def _sides(self, spec: FunnelSpec, sides: Sides) -> tuple[FunnelSpec, FunnelSpec]:
        """The same funnel for both sides; raises ProblemError for sides that are not told apart."""
        if sides.by is CompareBy.TIME and sides.days is not None:
            first, last, other_first, other_last = sides.days
            return (
                replace(spec, entered=self._period(first, last)),
                replace(spec, entered=self._period(other_first, other_last)),
            )
        if sides.by is CompareBy.WORDS:
            one, other = (segments.read_segment(self._study, words) for words in sides.words)
        else:
            one = HasProperty(PropertyTest(sides.prop, "=", sides.one))
            other = HasProperty(PropertyTest(sides.prop, "=", sides.other)) if sides.other else ~one
        return replace(spec, segment=spec.segment & one), replace(spec, segment=spec.segment & other)

    def _period(self, first: date, last: date) -> Period:
        """Days in the study's zone, both of them included."""
        if last < first:
            raise ProblemError("compare", "A period ends before it begins.", "Choose a last day after the first one.")
        zone = zone_of(self._study.zone)
        start, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
        return Period(microseconds(start), microseconds(end))

"""Segments: read from an expression, evaluated over a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import friction_counts, funnel, funnel_groups, occurrences
from convdesk.analyse.matching import property_rows
from convdesk.analyse.page_clicks import rows_on
from convdesk.analyse.trends import did_at_time, did_during
from convdesk.columns import PROPERTY
from convdesk.link.select import select
from convdesk.model.expression import Known, parse_segment
from convdesk.model.moment import zone_of
from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.model.segment import Everyone
from convdesk.model.trend import DidAtTime, DidDuring
from convdesk.model.within import Dates
from convdesk.operations import goal_people, marked, saved
from convdesk.operations.codes import codes_given
from convdesk.operations.questions import question_coded as question_coded
from convdesk.operations.troubles import friction_of
from convdesk.operations.walked import people_on_path
from convdesk.store import surveys
from convdesk.store.scrubbing import MARK as WITHDRAWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable
    from convdesk.model import segment as s
    from convdesk.model.friction import Showed
    from convdesk.model.funnel import InBucket
    from convdesk.model.goal import OfGoal
    from convdesk.model.heatmap import Clicked
    from convdesk.model.marked import Heard, LastKnown, Marked
    from convdesk.model.path import OnPath
    from convdesk.model.segment import Segment
    from convdesk.model.step import PropertyTest
    from convdesk.operations.study import Study
    from convdesk.store.surveys import AnswerRow

    Mask = NDArray[np.bool_]


def read_segment(study: Study, text: str) -> Segment:
    """The segment an expression describes, with this study's saved funnels; raises ProblemError."""
    return parse_segment(text, known_names(study))


def known_names(study: Study) -> Known:
    """The funnels and segments that an expression can name."""
    funnels = {funnel.name: funnel.spec for funnel in saved.saved_funnels(study)}
    return Known(funnels, {segment.name: segment.segment for segment in saved.saved_segments(study)})


def people_mask(study: Study, segment: Segment, progress: Progress | None = None) -> Mask | None:
    """Whom a segment means, as a mask over all actors; None for everyone. Raises ProblemError."""
    if isinstance(segment, Everyone):
        return None
    return select(segment, _StudyAtoms(study, progress or Progress()))


def people_in_segment(study: Study, segment: Segment) -> tuple[str, ...]:
    """The people a segment means, by name."""
    mask, names = people_mask(study, segment), study.loaded().people.names
    return tuple(name for n, name in enumerate(names) if mask is None or mask[n])


def coded_people(study: Study, code: str) -> list[int]:
    """Who was given a code, as actors; raises ProblemError naming the codes there are."""
    given = codes_given(study).people
    those = [people for known, people in given.items() if known.casefold() == code.casefold()]
    if not those:
        known = ", ".join(given) or "none yet"
        raise ProblemError(f"code “{code}”", "Nothing in the study was given this code.", f"There are: {known}.")
    return sorted(frozenset().union(*those))


class _StudyAtoms:
    """Single conditions answered from a study's columns."""

    def __init__(self, study: Study, progress: Progress) -> None:
        self._study, self._progress = study, progress
        self._loaded = study.loaded()

    @property
    def actor_count(self) -> int:
        return self._loaded.people.count

    def did(self, condition: s.Did) -> Mask:
        within = condition.within
        bounds = within.bounds_us(zone_of(self._study.zone)) if isinstance(within, Dates) else within
        return occurrences.did_often(self._loaded.table, condition.step, condition.times, bounds, self._progress)

    def between(self, condition: s.Between) -> Mask:
        bounds = condition.dates.bounds_us(zone_of(self._study.zone))
        return self._loaded.mask(did_during(self._loaded.table, DidDuring(None, *bounds), self._progress))

    def has_property(self, condition: s.HasProperty) -> Mask:
        table = self._with_property(condition.test.name)
        return self._loaded.mask(table.actors[property_rows(table, condition.test, self._progress)])

    def first_known(self, condition: s.FirstKnown) -> Mask:
        table = self._with_property(condition.test.name)
        return self._loaded.mask(occurrences.known_first(table, condition.test, self._progress))

    def coded(self, condition: s.Coded) -> Mask:
        return self._loaded.mask(coded_people(self._study, condition.code))

    def _with_property(self, name: str) -> EventTable:
        table = self._loaded.table
        if f"{PROPERTY}{name}" not in table.names:
            known = ", ".join(name[2:] for name in table.names if name.startswith(PROPERTY)) or "none"
            raise ProblemError(f"property “{name}”", "No event has it.", f"There are: {known}.")
        return table

    def in_bucket(self, condition: InBucket) -> Mask:
        people = people_mask(self._study, condition.funnel.segment, self._progress)
        table, spec = self._loaded.table, condition.funnel
        if condition.group is None:
            outcome = funnel.follow(table, spec, people, self._progress)
            return self._loaded.mask(outcome.actors[outcome.members(condition.bucket, condition.step)])
        outcome, of_group = funnel_groups.follow_group(table, spec, people, condition.group, self._progress)
        return self._loaded.mask(outcome.actors[outcome.members(condition.bucket, condition.step) & of_group])

    def answered(self, condition: s.Answered) -> Mask:
        question = question_coded(self._study, condition.question)
        actors = self._loaded.respondent_actors
        found = [
            actors[answer.respondent]
            for answer in surveys.load_answers(self._study.workspace, question.id)
            if answer.respondent in actors and (condition.test is None or _holds(condition.test, answer))
        ]
        return self._loaded.mask(np.array(found, np.int64))

    def listed(self, condition: s.Listed) -> Mask:
        codes = self._loaded.people.codes
        actors = condition.actors - {WITHDRAWN}
        unknown = sorted(name for name in actors if name not in codes)
        if unknown:
            raise ProblemError(f"person “{unknown[0]}”", "The study knows nobody of that name.", "Check the spelling.")
        return self._loaded.mask([codes[name] for name in actors])

    def showed(self, condition: Showed) -> Mask:
        found = friction_of(self._study, self._progress)
        if condition.signal in found.reasons:
            raise ProblemError(condition.signal.label, found.reasons[condition.signal], "Choose another condition.")
        elements = self._loaded.clicks.elements
        is_it = np.array([one == condition.selector for one in elements], bool) if condition.selector else None
        return self._loaded.mask(friction_counts.people_with(found, condition.signal, condition.page, is_it))

    def clicked(self, condition: Clicked) -> Mask:
        table = self._loaded.clicks
        rows = rows_on(table, condition.page)
        if condition.selector and len(rows):
            wanted = np.array([selector == condition.selector for selector in table.elements], bool)
            rows = rows[wanted[table.clicks["element"][rows]]]
        return self._loaded.mask(table.actors[rows])

    def on_path(self, condition: OnPath) -> Mask:
        return self._loaded.mask(people_on_path(self._loaded.table, condition, self._masked, self._progress))

    def marked(self, condition: Marked | Heard | LastKnown) -> Mask:
        return marked.people_marked(self._study, condition, self._masked, self._progress)

    def of_goal(self, condition: OfGoal) -> Mask:
        return goal_people.people_of_part(self._study, condition, self._masked, self._progress)

    def _masked(self, segment: Segment) -> Mask | None:
        return people_mask(self._study, segment, self._progress)

    def did_then(self, condition: DidDuring | DidAtTime) -> Mask:
        table = self._loaded.table
        if isinstance(condition, DidDuring):
            return self._loaded.mask(did_during(table, condition, self._progress))
        return self._loaded.mask(did_at_time(table, condition, self._progress))


def _holds(test: PropertyTest, answer: AnswerRow) -> bool:
    """Whether an answer passes: with one of several options chosen, or with the number it is."""
    number = [] if answer.value is None else [f"{answer.value:g}"]
    texts = answer.choices or (answer.text, *number)
    passed = (test.holds(text) for text in texts)
    return all(passed) if test.operator == "!=" else any(passed)

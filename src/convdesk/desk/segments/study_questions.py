"""The questions of the segment bar and the builder, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.choice import Choice
from convdesk.desk.numbers import count_text
from convdesk.operations import named_segments, segments, step_choices

if TYPE_CHECKING:
    from convdesk.model.expression import Known
    from convdesk.model.progress import Progress
    from convdesk.model.segment import SavedSegment, Segment
    from convdesk.model.segment_choices import SegmentChoices, SegmentCount
    from convdesk.operations.study import Study

VALUES_AT_MOST = 5_000


class StudyQuestions:
    """The segments of one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def known(self) -> Known:
        return segments.known_names(self._study)

    def saved(self) -> tuple[SavedSegment, ...]:
        return named_segments.list_segments(self._study)

    def choices(self, progress: Progress) -> SegmentChoices:
        return named_segments.segment_choices(self._study, progress)

    def values(self, name: str) -> tuple[Choice, ...]:
        found = step_choices.property_values(self._study, name)[:VALUES_AT_MOST]
        return tuple(Choice(one.value, one.value, count_text(one.events)) for one in found)

    def count(self, segment: Segment, progress: Progress) -> SegmentCount:
        return named_segments.count_segment(self._study, segment, progress)

    def save(self, name: str, segment: Segment) -> SavedSegment:
        return named_segments.save_segment(self._study, name, segment)

    def rename(self, name: str, other: str) -> SavedSegment:
        return named_segments.rename_segment(self._study, name, other)

    def remove(self, name: str) -> None:
        named_segments.remove_segment(self._study, name)

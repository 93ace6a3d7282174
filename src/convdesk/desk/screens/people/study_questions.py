"""The people screen's questions, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.desk.screens.people.looks import Summary
from convdesk.operations import matches, people
from convdesk.operations.person_timeline import person_timeline

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.desk.screens.people.looks import PeopleRows, TimelineRows, Wanted
    from convdesk.model.people import MatchReport, PersonView
    from convdesk.model.progress import Progress
    from convdesk.model.timeline import EntryKind
    from convdesk.operations.study import Study


class StudyQuestions:
    """The people of one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def summary(self) -> Summary:
        return Summary(people.stitch_report(self._study), matches.list_match_tables(self._study))

    def people(self, wanted: Wanted, progress: Progress) -> PeopleRows:
        return people.list_people(
            self._study, wanted.search, wanted.order, is_falling=wanted.is_falling, segment=wanted.segment,
            progress=progress,
        )  # fmt: skip

    def person(self, who: str) -> PersonView:
        return people.look_at_person(self._study, who)

    def timeline(self, who: str, kinds: frozenset[EntryKind], progress: Progress) -> TimelineRows:
        return person_timeline(self._study, who, kinds, progress)

    def preview(self, file: Path, progress: Progress) -> MatchReport:
        return matches.preview_matches(self._study, file, progress)

    def match(self, file: Path, progress: Progress) -> MatchReport:
        return matches.import_matches(self._study, file, progress)

    def remove_table(self, table_id: str) -> str:
        return matches.remove_matches(self._study, table_id)

    def merge(self, one: str, other: str) -> str:
        return people.merge_people(self._study, one, other)

    def split(self, key: str) -> str:
        return people.split_key(self._study, key)

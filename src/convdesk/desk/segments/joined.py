"""The segment bar and the builder joined with the screens of a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from convdesk.desk.segments.bar import SegmentBar
from convdesk.desk.segments.builder import SegmentBuilder
from convdesk.desk.segments.study_questions import StudyQuestions

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.ports import Jobs
    from convdesk.desk.study_screens import StudyScreens
    from convdesk.model.change import Change
    from convdesk.model.segment import Segment
    from convdesk.operations.study import Study


class ChosenPeople(QObject):
    """What is chosen in the bar, or made in the builder, is shown by every screen that follows."""

    def __init__(
        self, study: Study, jobs: Jobs, screens: StudyScreens, people_wanted: Callable[[Segment, str], object]
    ) -> None:
        super().__init__(screens)
        self._screens = screens
        questions = StudyQuestions(study)
        self.bar = SegmentBar(jobs, questions)
        self.builder = SegmentBuilder(screens, jobs, questions)
        self.builder.enable_edits(not study.is_read_only)
        self.bar.presenter.used = self._use
        self.bar.presenter.people_wanted = people_wanted
        self.bar.edit_wanted.connect(self.make)
        self.builder.presenter.applied = self.bar.presenter.use
        self.builder.presenter.people_wanted = people_wanted
        screens.currentChanged.connect(lambda _: self._look())

    def open(self) -> None:
        """Look who there is."""
        self.bar.presenter.open()

    def choose(self) -> None:
        """Offer the segments that are kept."""
        self.bar.picker.open()

    def make(self) -> None:
        """Make a segment out of the one in use."""
        self.builder.presenter.open(self.bar.presenter.using)

    def everyone(self) -> None:
        self.bar.presenter.choose("")

    def hear(self, change: Change) -> None:
        self.bar.presenter.hear(change)
        self.builder.presenter.hear(change)

    def _use(self, segment: Segment) -> None:
        self._screens.use_segment(segment)
        self._look()

    def _look(self) -> None:
        self.bar.show_followed(self._screens.takes_segment())
        if self.builder.isVisible():
            self.builder.raise_()

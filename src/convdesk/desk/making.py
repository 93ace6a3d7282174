"""Makes the screens of a study window, each with whom it asks and whom it tells; a new screen is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QImage

from convdesk.desk.screens.data.screen import DataScreen
from convdesk.desk.screens.data.study_questions import StudyQuestions as DataQuestions
from convdesk.desk.screens.findings.screen import FindingsScreen
from convdesk.desk.screens.findings.study_questions import StudyQuestions as FindingsQuestions
from convdesk.desk.screens.friction.screen import FrictionScreen
from convdesk.desk.screens.friction.study_questions import StudyQuestions as FrictionQuestions
from convdesk.desk.screens.funnel.screen import FunnelScreen
from convdesk.desk.screens.funnel.study_questions import StudyQuestions as FunnelQuestions
from convdesk.desk.screens.goals.screen import GoalsScreen
from convdesk.desk.screens.goals.study_questions import StudyQuestions as GoalsQuestions
from convdesk.desk.screens.heatmap.reading import Pictures
from convdesk.desk.screens.heatmap.screen import HeatmapScreen
from convdesk.desk.screens.heatmap.study_questions import StudyQuestions as HeatmapQuestions
from convdesk.desk.screens.imports.screen import ImportScreen
from convdesk.desk.screens.imports.study_questions import StudyQuestions as ImportQuestions
from convdesk.desk.screens.paths.screen import PathsScreen
from convdesk.desk.screens.paths.study_questions import StudyQuestions as PathsQuestions
from convdesk.desk.screens.people.screen import PeopleScreen
from convdesk.desk.screens.people.study_questions import StudyQuestions as PeopleQuestions
from convdesk.desk.screens.replay.screen import ReplayScreen
from convdesk.desk.screens.replay.study_questions import StudyQuestions as ReplayQuestions
from convdesk.desk.screens.review.screen import ReviewScreen
from convdesk.desk.screens.review.study_questions import StudyQuestions as ReviewQuestions
from convdesk.desk.screens.trends.screen import TrendsScreen
from convdesk.desk.screens.trends.study_questions import StudyQuestions as TrendsQuestions
from convdesk.desk.study_screens import Place

if TYPE_CHECKING:
    from convdesk.desk.news import News
    from convdesk.desk.ports import Ask, Jobs
    from convdesk.model.dropoff import DropOff
    from convdesk.model.replay import QueueSpec
    from convdesk.model.segment import Segment
    from convdesk.operations.study import Study


class Around(Protocol):
    """What screens ask of the window they stand in."""

    news: News

    def show_review(self) -> None: ...
    def write_slides(self) -> None: ...

    @property
    def review(self) -> ReviewScreen: ...
    def show_findings(self) -> None: ...
    def import_files(self) -> None: ...
    def leave_import(self) -> None: ...
    def undo(self) -> None: ...
    def watch(self, spec: QueueSpec, recording: str = "", at_ms: int | None = None) -> None: ...
    def picture_page(self, recording: str, at_ms: int, state: str) -> None: ...
    def compare_on(self, page: str, drop_off: DropOff) -> None: ...
    def go_back(self) -> None: ...
    def show_people_of(self, segment: Segment, words: str) -> None: ...
    def show_moment_of(self, person: str, at_us: int) -> None: ...


@dataclass(frozen=True)
class Bench:
    """What screens are made with: the study, who works, who asks, the zone, and the window they stand in."""

    study: Study
    jobs: Jobs
    ask: Ask
    zone: str
    window: Around

    def places(self) -> tuple[Place, ...]:
        """Every screen in the order of the work."""
        return (
            Place("review", self._review, focus="funnel", opens=False, keeps=True),
            Place("funnel", self._funnel, focus="steps"),
            Place("heatmap", self._heatmap, focus="pages"),
            Place("paths", self._paths, focus="canvas", keeps=True),
            Place("replay", self._replay, focus="timeline"),
            Place("friction", self._friction, focus="signals"),
            Place("trends", self._trends, focus="chart", keeps=True),
            Place("goals", self._goals, focus="list", keeps=True),
            Place("findings", self._findings, focus="list"),
            Place("data", self._data, focus="sources"),
            Place("people", self._people, focus="table"),
            Place("imports", self._imports, opens=False),
        )

    def _review(self) -> ReviewScreen:
        made = ReviewScreen(self.jobs, ReviewQuestions(self.study, QImage.fromData), self.ask, self.zone)
        made.recordings_wanted.connect(self.window.watch)
        made.comparison_wanted.connect(self.window.compare_on)
        made.people_wanted.connect(self.window.show_people_of)
        return made

    def _funnel(self) -> FunnelScreen:
        made = FunnelScreen(self.jobs, FunnelQuestions(self.study), self.zone)
        made.import_wanted.connect(self.window.import_files)
        made.review_wanted.connect(lambda _: self.window.show_review())
        made.people_wanted.connect(self.window.show_people_of)
        made.presenter.shown = self.window.review.presenter.take
        made.enable_edits(not self.study.is_read_only)
        return made

    def _heatmap(self) -> HeatmapScreen:
        made = HeatmapScreen(self.jobs, HeatmapQuestions(self.study, Pictures()), self.ask)
        made.import_wanted.connect(self.window.import_files)
        made.people_wanted.connect(self.window.show_people_of)
        made.enable_edits(not self.study.is_read_only)
        return made

    def _paths(self) -> PathsScreen:
        made = PathsScreen(self.jobs, PathsQuestions(self.study))
        made.back_wanted.connect(self.window.go_back)
        made.import_wanted.connect(self.window.import_files)
        made.people_wanted.connect(self.window.show_people_of)
        made.enable_edits(not self.study.is_read_only)
        return made

    def _replay(self) -> ReplayScreen:
        made = ReplayScreen(self.jobs, ReplayQuestions(self.study), self.ask, self.zone)
        made.import_wanted.connect(self.window.import_files)
        made.enable_edits(not self.study.is_read_only)
        made.findings_wanted.connect(self.window.show_findings)
        made.page_picture_wanted.connect(self.window.picture_page)
        made.people_wanted.connect(self.window.show_people_of)
        return made

    def _friction(self) -> FrictionScreen:
        made = FrictionScreen(self.jobs, FrictionQuestions(self.study, QImage.fromData), self.zone)
        made.import_wanted.connect(self.window.import_files)
        made.moment_wanted.connect(self.window.show_moment_of)
        made.people_wanted.connect(self.window.show_people_of)
        made.enable_edits(not self.study.is_read_only)
        return made

    def _trends(self) -> TrendsScreen:
        made = TrendsScreen(self.jobs, TrendsQuestions(self.study))
        made.import_wanted.connect(self.window.import_files)
        made.people_wanted.connect(self.window.show_people_of)
        return made

    def _goals(self) -> GoalsScreen:
        made = GoalsScreen(self.jobs, GoalsQuestions(self.study))
        made.import_wanted.connect(self.window.import_files)
        made.people_wanted.connect(self.window.show_people_of)
        made.enable_edits(not self.study.is_read_only)
        return made

    def _findings(self) -> FindingsScreen:
        made = FindingsScreen(self.jobs, FindingsQuestions(self.study), self.zone)
        made.review_wanted.connect(self.window.show_review)
        made.slides_wanted.connect(self.window.write_slides)
        return made

    def _data(self) -> DataScreen:
        made = DataScreen(self.jobs, DataQuestions(self.study), self.zone)
        made.import_wanted.connect(self.window.import_files)
        return made

    def _people(self) -> PeopleScreen:
        made = PeopleScreen(self.jobs, PeopleQuestions(self.study), self.ask, self.zone)
        made.import_wanted.connect(self.window.import_files)
        made.undo_wanted.connect(self.window.undo)
        made.back_wanted.connect(self.window.go_back)
        made.presenter.selected = self.window.news.selected.emit
        made.enable_edits(not self.study.is_read_only)
        made.person.recordings_wanted.connect(self.window.watch)
        return made

    def _imports(self) -> ImportScreen:
        made = ImportScreen(self.jobs, ImportQuestions(self.study), self.ask)
        made.left.connect(self.window.leave_import)
        news = self.window.news
        made.presenter.began, made.presenter.ended = news.gather, news.let_go
        return made

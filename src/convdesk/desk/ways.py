"""The ways from screen to screen inside a study window."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QMainWindow, QWidget

from convdesk.desk.screens.friction.screen import FrictionScreen
from convdesk.desk.screens.funnel.screen import FunnelScreen
from convdesk.desk.screens.goals.screen import GoalsScreen
from convdesk.desk.screens.heatmap.screen import HeatmapScreen
from convdesk.desk.screens.paths.screen import PathsScreen
from convdesk.desk.screens.people.screen import PeopleScreen
from convdesk.desk.screens.replay.screen import ReplayScreen
from convdesk.desk.screens.review.screen import ReviewScreen
from convdesk.desk.screens.trends.screen import TrendsScreen
from convdesk.model.funnel import Bucket, InBucket

if TYPE_CHECKING:
    from convdesk.desk.rail import Rail
    from convdesk.desk.screens.heatmap.canvas import HeatCanvas
    from convdesk.desk.screens.review.page_canvas import PageCanvas
    from convdesk.desk.segments.joined import ChosenPeople
    from convdesk.desk.study_screens import StudyScreens
    from convdesk.model.dropoff import DropOff
    from convdesk.model.replay import QueueSpec
    from convdesk.model.segment import Segment

LARGER = 1.25
Screen = TypeVar("Screen", bound=QWidget)


class Ways(QMainWindow):
    """A window with screens, and the ways to those that stand for themselves."""

    _screens: StudyScreens
    _rail: Rail
    _chosen: ChosenPeople

    @property
    def people(self) -> PeopleScreen:
        return self._screen("people", PeopleScreen)

    @property
    def funnel(self) -> FunnelScreen:
        return self._screen("funnel", FunnelScreen)

    @property
    def heatmap(self) -> HeatmapScreen:
        return self._screen("heatmap", HeatmapScreen)

    @property
    def paths(self) -> PathsScreen:
        return self._screen("paths", PathsScreen)

    @property
    def replay(self) -> ReplayScreen:
        return self._screen("replay", ReplayScreen)

    def zoom_in(self) -> None:
        self._page.zoom_by(LARGER)

    def zoom_out(self) -> None:
        self._page.zoom_by(1 / LARGER)

    def zoom_fit(self) -> None:
        self._page.fit()

    def zoom_life(self) -> None:
        """A pixel of the page as one of the screen."""
        self._page.zoom_by(1 / self._page.transform().m11())

    @property
    def _page(self) -> HeatCanvas | PageCanvas:
        """The page that is looked at: the heatmap's where that is at the front, else the review's."""
        is_heatmap = self._screens.shown == "heatmap"
        return self.heatmap.canvas if is_heatmap else self._screen("review", ReviewScreen).page.canvas

    def choose_segment(self) -> None:
        """Offer the segments that are kept, for the whole window."""
        self._chosen.choose()

    def make_segment(self) -> None:
        self._chosen.make()

    def use_everyone(self) -> None:
        self._chosen.everyone()

    def show_funnel(self) -> None:
        self._show("funnel")

    def change_steps(self) -> None:
        """Choose other steps: where a funnel is made."""
        self._show("funnel")
        self.funnel.find_event()

    @property
    def friction(self) -> FrictionScreen:
        return self._screen("friction", FrictionScreen)

    @property
    def trends(self) -> TrendsScreen:
        return self._screen("trends", TrendsScreen)

    @property
    def goals(self) -> GoalsScreen:
        return self._screen("goals", GoalsScreen)

    def show_goals(self) -> None:
        self._show("goals")

    def show_heatmap(self) -> None:
        self._show("heatmap")

    def show_friction(self) -> None:
        self._show("friction")

    def show_paths(self) -> None:
        self._show("paths")

    def show_replay(self) -> None:
        self._show("replay")

    def watch(self, spec: QueueSpec, recording: str = "", at_ms: int | None = None) -> None:
        """Watch the recordings of some people, or one of them from a moment on (UTC ms)."""
        self.replay.presenter.watch(spec, recording, at_ms)
        self._show("replay")

    def show_moment_of(self, person: str, at_us: int) -> None:
        """What somebody did around a moment (UTC µs), among everything they did."""
        self.people.presenter.lift()
        self._show("people")
        self.people.show_moment(person, at_us)

    def show_paths_before(self, drop_off: DropOff) -> None:
        """What those did who left after a step, before they left."""
        self.paths.presenter.look_before_leaving(drop_off)
        self._show("paths")

    def picture_page(self, recording: str, at_ms: int, state: str) -> None:
        """Picture the whole page of a recording's moment (UTC ms), and look at its heat."""
        self._show("heatmap")
        self.heatmap.picture_moment(recording, at_ms, state)

    def compare_on(self, page: str, drop_off: DropOff) -> None:
        """How those who left after a step differ on a page from those who went on."""
        went_on = InBucket(drop_off.funnel, Bucket.REACHED, drop_off.at + 1)
        self.heatmap.presenter.look_at(page, (drop_off.segment, went_on))
        self._show("heatmap")

    def show_people_of(self, segment: Segment, words: str) -> None:
        """Open exactly these people, `words` saying who they are; back goes to where they were opened."""
        self.people.presenter.restrict(segment, words)
        self._show("people")

    def go_back(self) -> None:
        """Show the screen that was shown before; the people of a number are left."""
        is_people, former = self._screens.shown == "people", self._screens.former()
        if former is None:
            return
        if is_people:
            self.people.presenter.lift()
        self._show(former)

    def show_trends(self) -> None:
        self._show("trends")

    def bring(self, name: str) -> None:
        """Show a screen, unless it is the one that is looked at: its keyboard stays where it is."""
        if self._screens.shown != name:
            self._show(name)

    def _show(self, name: str) -> None:
        self._rail.mark("data" if name == "imports" else name)
        self._screens.show_screen(name)

    def _screen(self, name: str, kind: type[Screen]) -> Screen:
        screen = self._screens[name]
        assert isinstance(screen, kind)
        return screen

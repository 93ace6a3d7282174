"""The ways from screen to screen inside a study window."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QMainWindow, QWidget

from convdesk.desk.screens.paths.screen import PathsScreen
from convdesk.desk.screens.replay.screen import ReplayScreen

if TYPE_CHECKING:
    from convdesk.desk.rail import Rail
    from convdesk.desk.study_screens import StudyScreens
    from convdesk.model.dropoff import DropOff
    from convdesk.model.replay import QueueSpec

Screen = TypeVar("Screen", bound=QWidget)


class Ways(QMainWindow):
    """A window with screens, and the ways to those that stand for themselves."""

    _screens: StudyScreens
    _rail: Rail

    @property
    def paths(self) -> PathsScreen:
        return self._screen("paths", PathsScreen)

    @property
    def replay(self) -> ReplayScreen:
        return self._screen("replay", ReplayScreen)

    def show_heatmap(self) -> None:
        self._show("heatmap")

    def show_paths(self) -> None:
        self._show("paths")

    def show_replay(self) -> None:
        self._show("replay")

    def watch(self, spec: QueueSpec, recording: str = "", at_ms: int | None = None) -> None:
        """Watch the recordings of some people, or one of them from a moment on (UTC ms)."""
        self.replay.presenter.watch(spec, recording, at_ms)
        self._show("replay")

    def show_paths_before(self, drop_off: DropOff) -> None:
        """What those did who left after a step, before they left."""
        self.paths.presenter.look_before_leaving(drop_off)
        self._show("paths")

    def _show(self, name: str) -> None:
        self._rail.mark(name)
        self._screens.show_screen(name)

    def _screen(self, name: str, kind: type[Screen]) -> Screen:
        screen = self._screens[name]
        assert isinstance(screen, kind)
        return screen

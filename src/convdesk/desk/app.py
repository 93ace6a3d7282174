"""The one place where the parts of the desk are put together."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from convdesk.desk.ask import WindowAsk
from convdesk.desk.icons import app_icon
from convdesk.desk.jobs import JobRunner
from convdesk.desk.ports import FileKind, Task, nothing
from convdesk.desk.problems import Mistakes
from convdesk.desk.settings import Settings
from convdesk.desk.theme import Appearance, Theme
from convdesk.desk.warm import cool_down, warm_up
from convdesk.desk.web.door import allow_web_views
from convdesk.desk.welcome import Welcome
from convdesk.operations.recents import recent_studies
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.window import OpenStudy, StudyWindow
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study

STUDIES = FileKind("Studies", ("*.convdesk",))
SAMPLE = "Sample study"
WARM_UP_AFTER_MS = 300


def start(path: Path | None) -> int:
    """Run the desk, with a study or with the welcome window, until it is quit; the exit status."""
    app = application()
    desk = Desk(app, Settings())
    desk.mistakes.install()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    desk.welcome()
    if path is not None:
        desk.open_path(path)
    QTimer.singleShot(WARM_UP_AFTER_MS, desk.warm_up)
    status = app.exec()
    desk.close()
    return status


def application() -> QApplication:
    """The application with its names; sharp on every screen."""
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    if QApplication.instance() is None:
        allow_web_views()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["convdesk"])
    app.setApplicationName("convdesk")
    app.setApplicationDisplayName("convdesk")
    app.setDesktopFileName("convdesk")
    app.setQuitOnLastWindowClosed(False)
    return app


class Desk(QObject):
    """Opens and closes studies; at any time there is the welcome window or one study."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__()
        self._app, self._settings = app, settings
        self.theme = Theme(app, Appearance(settings.value("appearance")))
        app.setWindowIcon(app_icon())
        self.mistakes = Mistakes(self)
        self.jobs = JobRunner(self.mistakes.meet, self)
        self._opening: list[Callable[[], None]] = []
        self.greeting = self._make_welcome()
        self.window: StudyWindow | None = None
        app.lastWindowClosed.connect(self._all_closed)

    def welcome(self) -> None:
        """Show the welcome window."""
        self.greeting.show_ready()
        self.greeting.show_recents(recent_studies())
        self.greeting.show()

    def warm_up(self) -> None:
        """Import what a study needs while the researcher reads; nothing of it is needed to greet."""
        self.jobs.run(Task(tr("Warm up"), lambda _: warm_up(), nothing, nothing))

    def new_study(self) -> None:
        """Ask where a new study goes, and open it."""
        self._ask_new(lambda path: self._open(tr("Making the study"), lambda _: _create(path)))

    def open_study(self) -> None:
        WindowAsk(self._front()).for_files(tr("Open study"), STUDIES, lambda paths: self.open_path(paths[0]))

    def open_sample(self) -> None:
        """Open the sample study; it is built the first time."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)) / SAMPLE
        self._open(tr("Making the sample study"), lambda progress: _sample(folder, progress))

    def open_path(self, path: Path) -> None:
        self._open(tr("Opening {name}").format(name=path.stem), lambda _: _open_study(path))

    def new_from(self, paths: list[Path]) -> None:
        """A new study of these files."""
        self._ask_new(lambda path: self._open(tr("Making the study"), lambda _: _create(path), paths))

    def close_study(self) -> None:
        if self.window is not None:
            self.window.close()
        self.welcome()

    def quit(self) -> None:
        if self.window is not None:
            self.window.close()
        self._app.quit()

    def wear_system(self) -> None:
        self._wear(Appearance.SYSTEM)

    def wear_light(self) -> None:
        self._wear(Appearance.LIGHT)

    def wear_dark(self) -> None:
        self._wear(Appearance.DARK)

    def close(self) -> bool:
        """Let the work end; whether all of it has."""
        if self.window is not None:
            self.window.close()
        self.mistakes.close()
        self.greeting.close()
        is_idle = self.jobs.close()
        cool_down()
        return is_idle

    def _make_welcome(self) -> Welcome:
        greeting = Welcome()
        greeting.new_wanted.connect(self.new_study)
        greeting.open_wanted.connect(self.open_study)
        greeting.sample_wanted.connect(self.open_sample)
        greeting.chosen.connect(self.open_path)
        greeting.dropped.connect(self.new_from)
        greeting.cancelled.connect(self._cancel_opening)
        return greeting

    def _ask_new(self, answer: Callable[[Path], None]) -> None:
        suggested = Path(tr("Study") + ".convdesk")
        WindowAsk(self._front()).for_new_file(tr("New study"), suggested, STUDIES, answer)

    def _open(self, title: str, work: Callable[[Progress], OpenStudy], paths: list[Path] | None = None) -> None:
        """Open a study off the UI thread; the one that is open stays until the new one is there."""
        self.greeting.show_busy(title)
        task = Task(
            title,
            work,
            lambda opened: self._opened(opened, paths or []),
            self._refused,
            stepped=self.greeting.show_step,
            stopped=self.greeting.show_ready,
            writes=True,
        )
        self._opening = [self.jobs.run(task).cancel]

    def _opened(self, opened: OpenStudy, paths: list[Path]) -> None:
        from convdesk.desk.window import StudyWindow

        if self.window is not None:
            self.window.close()
        self.greeting.hide()
        jobs = JobRunner(self.mistakes.meet, self)
        self.window = StudyWindow(opened, jobs, self._settings, self)
        self.window.closed.connect(self._study_closed)
        self.window.show()
        self._back_up(opened, jobs)
        if paths:
            self.window.import_paths(paths)

    def _back_up(self, opened: OpenStudy, jobs: JobRunner) -> None:
        """Copy the study aside, once a day, while it is looked at."""
        from convdesk.operations.studies import back_up_if_due

        def copy(progress: Progress) -> object:
            return back_up_if_due(opened.study, progress)

        jobs.run(Task(tr("Back up"), copy, nothing, self._refused))

    def _refused(self, problem: Problem) -> None:
        if self.window is not None:
            self.window.bar.tell_problem(problem)
            self.greeting.show_ready()
        else:
            self.greeting.show_problem(problem)

    def _cancel_opening(self) -> None:
        for cancel in self._opening:
            cancel()

    def _study_closed(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
        self.window = None

    def _all_closed(self) -> None:
        if self.window is None and not self.greeting.isVisible():
            self._app.quit()

    def _wear(self, appearance: Appearance) -> None:
        self._settings.keep("appearance", appearance.value)
        self.theme.pin(appearance)

    def _front(self) -> QWidget:
        return self.window or self.greeting


def _open_study(path: Path) -> OpenStudy:
    from convdesk.operations import studies

    return _ready(studies.open_study(path))


def _create(path: Path) -> OpenStudy:
    from convdesk.operations import studies

    return _ready(studies.create_study(path))


def _sample(folder: Path, progress: Progress) -> OpenStudy:
    from convdesk.operations import demo, studies

    kept = next(iter(sorted(folder.glob("*.convdesk"))), None)
    return _ready(studies.open_study(kept) if kept else demo.build_sample(folder, progress))


def _ready(study: Study) -> OpenStudy:
    """Read what the window says of a study, and remember that it was opened."""
    from convdesk.desk.window import OpenStudy
    from convdesk.operations.recents import remember_recent

    remember_recent(study)
    return OpenStudy.of(study)

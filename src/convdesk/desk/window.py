"""The window of an open study: the rail, the screens, the menus, the line at the bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence

from convdesk.desk.actions import Commands
from convdesk.desk.ahead import Ahead
from convdesk.desk.ask import WindowAsk
from convdesk.desk.guide import Guide
from convdesk.desk.making import Bench
from convdesk.desk.news import News
from convdesk.desk.ports import Task, nothing
from convdesk.desk.rail import Rail
from convdesk.desk.screens.data.screen import DataScreen
from convdesk.desk.screens.findings.screen import FindingsScreen
from convdesk.desk.screens.imports.screen import ImportScreen
from convdesk.desk.screens.review.screen import ReviewScreen
from convdesk.desk.segments.joined import ChosenPeople
from convdesk.desk.study_screens import StudyScreens
from convdesk.desk.ways import Ways
from convdesk.desk.welcome import dropped_files
from convdesk.desk.widgets.parts import Elided, column, holding, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.withdrawal import StudyWithdrawals, WithdrawPerson
from convdesk.operations import history, studies
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from convdesk.desk.jobs import JobRunner
    from convdesk.desk.settings import Settings
    from convdesk.model.change import Change
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study

NATIVE = QKeySequence.SequenceFormat.NativeText
SCREENS = (
    ("review", tr("Review")),
    ("funnel", tr("Funnel")),
    ("heatmap", tr("Heatmap")),
    ("paths", tr("Paths")),
    ("replay", tr("Replay")),
    ("friction", tr("Friction")),
    ("trends", tr("Trends")),
    ("goals", tr("Goals")),
    ("findings", tr("Findings")),
    ("data", tr("Data")),
    ("people", tr("People")),
)


@dataclass(frozen=True)
class OpenStudy:
    """A study with what the window says of it, read where reading may take a moment."""

    study: Study
    title: str
    zone: str
    is_empty: bool

    @classmethod
    def of(cls, study: Study) -> OpenStudy:
        return cls(study, study.title, study.zone, studies.describe_study(study).is_empty)


class StudyWindow(Ways):
    """Joins the screens of one study; `closed()` when it goes. The window owns the study's jobs."""

    closed = Signal()
    commands: Commands

    def __init__(self, opened: OpenStudy, jobs: JobRunner, settings: Settings, desk: object) -> None:
        super().__init__()
        self._study, self._jobs, self._settings = opened.study, jobs, settings
        self._labels: tuple[str | None, str | None] = (None, None)
        self._ask = WindowAsk(self)
        self.bar = NoticeBar()
        bench = Bench(opened.study, jobs, self._ask, opened.zone, self)
        self._screens = StudyScreens(bench.places(), settings)
        self._chosen = ChosenPeople(opened.study, jobs, self._screens, self.show_people_of)
        self._line = Elided("muted", Qt.TextElideMode.ElideLeft)
        self.news = News(self)
        self._rail = Rail(SCREENS)
        targets = {"desk": desk, "window": self, "review": self.review, "page": self.review.page}
        targets["evidence"] = self.review.side
        targets["guide"] = Guide(self, lambda: self.commands.usable())
        told = (self.bar.tell_done, self._tell)
        targets["privacy"] = WithdrawPerson(StudyWithdrawals(opened.study), jobs, self._ask, told)
        self.commands = Commands(self, targets)
        self._lay_out(opened)
        self._join()
        self.news.follow(opened.study)
        self._remember_place()
        self._show("data" if opened.is_empty else "review")
        self.review.presenter.open()
        self._chosen.open()
        self._look_at_history()
        self._ahead = Ahead(jobs.is_idle, self._screens.makers(), self)

    @property
    def review(self) -> ReviewScreen:
        return self._screen("review", ReviewScreen)

    @property
    def findings(self) -> FindingsScreen:
        return self._screen("findings", FindingsScreen)

    @property
    def data(self) -> DataScreen:
        return self._screen("data", DataScreen)

    @property
    def imports(self) -> ImportScreen:
        return self._screen("imports", ImportScreen)

    def import_files(self) -> None:
        """Go where files are imported, and ask for some."""
        self._show("imports")
        self.imports.choose_files()

    def import_paths(self, paths: list[Path]) -> None:
        """Go where files are imported, with these."""
        self._show("imports")
        self.imports.presenter.add(paths)

    def undo(self) -> None:
        self._write(tr("Undo"), lambda _: history.undo(self._study))

    def redo(self) -> None:
        self._write(tr("Redo"), lambda _: history.redo(self._study))

    def show_review(self) -> None:
        self._show("review")

    def show_findings(self) -> None:
        self._show("findings")

    def show_data(self) -> None:
        self._show("data")

    def show_people(self) -> None:
        self._show("people")

    def find_person(self) -> None:
        self._show("people")
        self.people.find_person()

    def start_finding(self) -> None:
        self._show("review")
        self.review.presenter.start_finding()

    def find_quote(self) -> None:
        self._show("review")
        self.review.find_quote()

    def write_slides(self) -> None:
        """Ask where the slides go; the review shows their progress, and opens them."""
        self._show("review")
        self.review.export_slides()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and not self._study.is_read_only:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.import_paths(dropped_files(event))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the places, let the work end, then close the file."""
        self._ahead.stop()
        self._settings.keep_place("window", self.saveGeometry())
        self._screens.keep_places()
        self._jobs.close()
        self._study.close()
        self.closed.emit()
        event.accept()

    def _lay_out(self, opened: OpenStudy) -> None:
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.setWindowTitle(f"{opened.title} – convdesk")
        self.commands.fill(self.menuBar())
        inner = column(self.bar, self._chosen.bar, self._screens, space=4)
        inner.setStretch(2, 1)
        inner.setContentsMargins(8, 8, 12, 4)
        body = row(self._rail, inner, space=0)
        body.setStretch(1, 1)
        self.setCentralWidget(holding(body))
        reading = tr(" · for reading only") if opened.study.is_read_only else ""
        self._line.say(f"{opened.study.path} · {tr('times in {zone}').format(zone=opened.zone)}{reading}")
        self.statusBar().addWidget(self._line, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(12, 0, 12, 2)

    def _join(self) -> None:
        self._rail.chosen.connect(self._show)
        for name, _ in SCREENS:
            self._rail.tell_keys(name, self.commands[f"show_{name}"].shortcut().toString(NATIVE))
        self.news.changed.connect(self._hear)
        self.review.presenter.selected = self.news.selected.emit
        self.review.drop_off_shown.connect(self._enable)
        self.review.import_wanted.connect(self.import_files)
        self.review.findings_wanted.connect(self.show_findings)
        self.review.steps_wanted.connect(self.change_steps)
        self.review.paths_wanted.connect(self.show_paths_before)

    def leave_import(self) -> None:
        self._show("review" if self.review.presenter.has_drop_off else "data")

    def _hear(self, change: Change) -> None:
        self._screens.hear(change)
        self._chosen.hear(change)
        self._look_at_history()

    def _look_at_history(self) -> None:
        def labels(_: Progress) -> tuple[str | None, str | None]:
            return history.undo_label(self._study), history.redo_label(self._study)

        self._jobs.run(Task(tr("Look at the history"), labels, self._name_history, nothing))

    def _name_history(self, labels: tuple[str | None, str | None]) -> None:
        self._labels = labels
        for action_id, label in zip(("undo", "redo"), labels, strict=True):
            self.commands.name(action_id, label)
        self._enable()

    def _enable(self) -> None:
        undo, redo = self._labels
        conditions = {"writable": not self._study.is_read_only, "drop_off": self.review.presenter.has_drop_off}
        conditions |= {"undo": undo is not None, "redo": redo is not None}
        conditions["drop_off_writable"] = conditions["drop_off"] and conditions["writable"]
        self.commands.enable({name for name, holds in conditions.items() if holds})

    def _write(self, title: str, work: Callable[[Progress], object]) -> None:
        self._jobs.run(Task(title, work, nothing, self._tell, writes=True))

    def _tell(self, problem: Problem) -> None:
        self.bar.tell_problem(problem)

    def _remember_place(self) -> None:
        self.resize(1280, 800)
        geometry = self._settings.place("window")
        if geometry is not None:
            self.restoreGeometry(geometry)

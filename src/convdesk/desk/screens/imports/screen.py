"""The import: the files at the left, at the right what the chosen one seems to be or what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout

from convdesk.desk import theme
from convdesk.desk.ports import FileKind
from convdesk.desk.screens.imports.detail import EntryDetail
from convdesk.desk.screens.imports.presenter import ImportPresenter
from convdesk.desk.screens.imports.report import ReportDetail
from convdesk.desk.screens.imports.sentences import name_of, status_of, verb_of
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import button, column, holding, label, pane, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.desk.widgets.working import Working
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.ports import Ask, Jobs
    from convdesk.desk.screens.imports.looks import Entry, Questions

REPORTS = FileKind("Report", ("*.md", "*.json"))
FILES = FileKind("Event logs, recordings, surveys", ("*",))


class ImportScreen(Working):
    """Shows what ImportPresenter decides. `left()` when the researcher is done here."""

    left = Signal()

    def __init__(self, jobs: Jobs, questions: Questions, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self.bar = NoticeBar()
        self.list = two_line_list(tr("Files to import"))
        self.detail, self.report = EntryDetail(), ReportDetail()
        self._empty = Empty()
        self._right, self._stack = QStackedWidget(), QStackedWidget()
        self.reporting = button(tr("Save report…"), self.save_report)
        self.starting = button(tr("Import"), lambda: self.presenter.start(), "primary")
        self.leaving = button(tr("Close"), self._leave, name=tr("Close the import"))
        self._omit = button(tr("Leave out"), lambda: self.presenter.leave_out(), "link", tr("Leave this file out"))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = ImportPresenter(self, jobs, questions)
        self._busy = Busy(self._stack, self.presenter.cancel)
        self._join()
        self.show_empty()

    def show_empty(self) -> None:
        self._busy.stop()
        self.bar.hide()
        self.starting.setVisible(False)
        self.reporting.setVisible(False)
        self._empty.say(
            tr("Bring your data in"),
            tr(
                "Event logs as CSV or JSON, rrweb recordings, survey answers. Nothing leaves this computer; "
                "what looks personal is left out or masked."
            ),
            tr("Choose files…"),
            self.choose_files,
        )
        self._stack.setCurrentWidget(self._empty)

    def show_busy(self, text: str) -> None:
        self.starting.setEnabled(False)
        self._busy.start(text)

    def show_entries(self, entries: tuple[Entry, ...], chosen: int) -> None:
        self._busy.stop()
        self.bar.hide()
        self._stack.setCurrentIndex(0)
        refill(self.list, [f"{name_of(entry)}\n{status_of(entry)}" for entry in entries], chosen)
        is_open = any(entry.is_ready and not entry.reports for entry in entries)
        is_done = any(entry.reports for entry in entries)
        self.starting.setVisible(not is_done)
        self.starting.setEnabled(is_open)
        self.starting.setText(verb_of(entries))
        self.starting.setAccessibleName(verb_of(entries))
        self._omit.setVisible(not is_done)
        self.reporting.setVisible(is_done)
        theme.dress(self.leaving, "primary" if is_done else "plain")
        self.leaving.setText(tr("Done") if is_done else tr("Close"))

    def show_entry(self, entry: Entry) -> None:
        if entry.reports:
            self.report.show_entry(entry)
            self._right.setCurrentWidget(self.report)
        else:
            self.detail.show_entry(entry)
            self._right.setCurrentWidget(self.detail)

    def show_stopped(self) -> None:
        self.bar.tell_stopped(tr("Stopped. The file under way was not imported; files before it are in the study."))

    def show_saved(self, text: str) -> None:
        self.bar.tell_done(text)

    def save_report(self) -> None:
        """Ask where the report goes."""
        self._ask.for_new_file(tr("Save report"), Path(tr("Import report.md")), REPORTS, self.presenter.save_report)

    def save_rejected(self, file: str) -> None:
        """Ask where the rejected rows go."""
        suggested = Path(file)
        name = tr("{file}, rejected rows").format(file=suggested.stem) + suggested.suffix
        self._ask.for_new_file(tr("Save rejected rows"), Path(name), FILES, self.presenter.save_rejected)

    def choose_files(self) -> None:
        """Ask for more files."""
        self._ask.for_files(tr("Import files"), FILES, self.presenter.add)

    def _leave(self) -> None:
        if not self.presenter.is_importing:
            self.presenter.clear()
            self.left.emit()

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        self.splitter.addWidget(pane(self._files(), tr("Files"), theme.sizes().related))
        self._right.addWidget(self.detail)
        self._right.addWidget(self.report)
        self.splitter.addWidget(pane(row(self._right), tr("File")))
        self.splitter.setSizes([300, 740])
        self.splitter.setStretchFactor(1, 1)
        self._stack.addWidget(holding(column(self.splitter)))
        self._stack.addWidget(self._empty)
        layout = column(self._heading(), self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _files(self) -> QVBoxLayout:
        adding = button(tr("Add files…"), self.choose_files, "link")
        return column(self.list, row(adding, 1, self._omit))

    def _heading(self) -> QHBoxLayout:
        note = label(tr("Each file is read as proposed here, unless you say otherwise."), "muted")
        heading = row(
            column(label(tr("Import files"), "title"), note, space=2), 1, self.reporting, self.leaving, self.starting
        )
        heading.setContentsMargins(4, 0, 0, 0)
        return heading

    def _join(self) -> None:
        self.list.currentRowChanged.connect(self.presenter.choose)
        self.detail.role_chosen.connect(self.presenter.set_role)
        self.detail.zone_chosen.connect(self.presenter.set_zone)
        self.detail.format_chosen.connect(self.presenter.set_format)
        self.report.rejected_wanted.connect(self.save_rejected)
        self.detail.mapping_named.connect(self.presenter.save_mapping)
        self.detail.action_chosen.connect(self.presenter.set_action)

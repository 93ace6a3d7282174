"""The review: the funnel at the left, the page in the middle, what people said at the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.ports import FileKind
from convdesk.desk.screens.review.evidence_side import EvidenceSide
from convdesk.desk.screens.review.funnel_canvas import FunnelCanvas
from convdesk.desk.screens.review.heading import Heading
from convdesk.desk.screens.review.page_pane import PagePane
from convdesk.desk.screens.review.presenter import ReviewPresenter
from convdesk.desk.screens.review.sentences import finish, note, title
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, at_least, button, column, holding, label, pane, row, scrolling
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.working import Working
from convdesk.model.replay import QueueSpec
from convdesk.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from convdesk.desk.ports import Ask, Jobs
    from convdesk.desk.screens.review.looks import Questions
    from convdesk.model.dropoff import DropOff, DropOffView
    from convdesk.model.funnel import FunnelResult

SLIDES = FileKind("Slides", ("*.pptx",))
PICTURE = FileKind("Pictures", ("*.png",))


class ReviewScreen(Working):
    """Shows what ReviewPresenter decides. `…_wanted()`: where the researcher wants to go; `drop_off_shown()`."""

    import_wanted = Signal()
    findings_wanted = Signal()
    recordings_wanted = Signal(object)
    steps_wanted = Signal()
    drop_off_shown = Signal()
    paths_wanted = Signal(object)
    comparison_wanted = Signal(str, object)
    people_wanted = Signal(object, str)

    def __init__(self, jobs: Jobs, questions: Questions, ask: Ask, zone: str) -> None:
        super().__init__()
        self._ask = ask
        self._is_begun = False
        self._drop_off: DropOff | None = None
        self._recorded = 0
        self.page, self.side = PagePane(), EvidenceSide(zone)
        self.answers, self.marks, self.coverage = self.side.answers, self.side.marks, self.side.coverage
        self.draft = self.side.draft
        self.funnel = FunnelCanvas()
        self._finish = Elided("muted")
        self.heading = Heading()
        self.bar = NoticeBar()
        self._empty = Empty()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._stack = QStackedWidget()
        self._lay_out()
        self.presenter = ReviewPresenter(self, self, jobs, questions)
        self._busy = Busy(self._panes, self.presenter.cancel)
        self._join()

    def show_empty(self) -> None:
        self._busy.stop()
        self._empty.say(
            tr("Where do people leave?"),
            tr(
                "Import an event log to see the steps people take, where they leave, what they clicked there "
                "and what they said."
            ),
            tr("Import files…"),
            self.import_wanted.emit,
        )
        self._stack.setCurrentWidget(self._empty)

    def show_funnel(self, result: FunnelResult, at: int | None) -> None:
        self._busy.stop()
        self.bar.hide()
        self._stack.setCurrentIndex(0)
        self.funnel.show_result(result, at)
        self._finish.say(finish(result))
        self._finish.setToolTip(result.definition)
        if at is None:
            self.heading.say(tr("Nobody left this funnel"), result.definition, result.definition)
            nothing = tr("Choose other steps, or a shorter window, to see where people leave.")
            for side in (self.page, self.answers):
                side.show_none(tr("No drop-off to look at"), nothing, tr("Choose steps…"), self.steps_wanted.emit)
            self.heading.enable(False)

    def show_drop_off(self, view: DropOffView) -> None:
        self._busy.stop()
        self.heading.say(title(view), note(view), view.definition)
        self.heading.enable(True)
        self._drop_off = view.drop_off
        self._recorded = view.coverage.recorded
        self.heading.offer_recordings(self._recorded)
        if not self._is_begun:
            self._is_begun = True
            self.funnel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.drop_off_shown.emit()

    def show_done(self, text: str, file: Path) -> None:
        self._busy.stop()
        open_file = QUrl.fromLocalFile(str(file))
        self.bar.tell_done(text, tr("Open"), lambda: QDesktopServices.openUrl(open_file))

    def showEvent(self, _event: QShowEvent) -> None:
        self.presenter.catch_up()

    def export_slides(self) -> None:
        """Ask where the slides go, then write them."""
        self._ask.for_new_file(tr("Write slides"), Path("slides.pptx"), SLIDES, self.presenter.write_slides)

    def add_picture(self) -> None:
        self._ask.for_files(
            tr("Add a picture of this page"), PICTURE, lambda files: self.presenter.page.add_picture(files[0])
        )

    def show_before(self) -> None:
        """Go to the paths of those who left here."""
        if self._drop_off is not None:
            self.paths_wanted.emit(self._drop_off)

    def _compare(self, page: str) -> None:
        if self._drop_off is not None:
            self.comparison_wanted.emit(page, self._drop_off)

    def next_drop_off(self) -> None:
        self.presenter.move(1)

    def previous_drop_off(self) -> None:
        self.presenter.move(-1)

    def find_quote(self) -> None:
        self.side.show_answers()
        self.answers.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.answers.search.selectAll()

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        sides = (
            (pane(at_least(self._funnel_side(), 218), tr("Funnel")), 0),
            (pane(at_least(self.page, 398), tr("Page")), 1),
            (pane(at_least(self.side, 238), tr("What people said")), 0),
        )
        for place, (side, stretch) in enumerate(sides):
            self.splitter.addWidget(side)
            self.splitter.setStretchFactor(place, stretch)
        self.splitter.setSizes([336, 612, 322])
        self._panes = holding(row(self.splitter))
        layout = column(self.heading, self.bar, self._panes)
        layout.setStretch(2, 1)
        self._stack.addWidget(holding(layout))
        self._stack.addWidget(self._empty)
        self.setLayout(column(self._stack))

    def _funnel_side(self) -> QWidget:
        change = button(tr("Change…"), self.steps_wanted.emit, "link", tr("Choose other steps"))
        top = row(label(tr("Funnel"), "heading"), self._finish, change)
        top.setStretch(1, 1)
        inner = column(self.funnel, 1)
        inner.setContentsMargins(1, 4, 6, 8)
        return holding(column(top, scrolling(inner, is_wide=True)))

    def _join(self) -> None:
        self.page.follow(self.presenter.page)
        self.answers.follow(self.presenter.answers)
        self.marks.follow(self.presenter.marks)
        self.coverage.follow(self.presenter.coverage)
        self.presenter.marks.people_wanted = self.presenter.coverage.people_wanted = self.people_wanted.emit
        self.draft.follow(self.presenter.draft)
        self.heading.before_wanted.connect(self.show_before)
        self.heading.slides_wanted.connect(self.export_slides)
        self.heading.recordings_wanted.connect(self.watch_recordings)
        self.heading.finding_wanted.connect(self.presenter.start_finding)
        self.funnel.chosen.connect(self.presenter.select)
        self.page.picture_wanted.connect(self.add_picture)
        for side in (self.page, self.answers):
            side.import_wanted.connect(self.import_wanted)
        self.page.comparison_wanted.connect(self._compare)
        self.draft.added.connect(self._tell_added)

    def watch_recordings(self) -> None:
        """Watch those who left here, where some of them were recorded."""
        if self._drop_off is not None and self._recorded:
            self.recordings_wanted.emit(QueueSpec(self._drop_off.segment, self._drop_off))

    def _tell_added(self, name: str) -> None:
        self.bar.tell_done(
            tr("Finding “{name}” added").format(name=name), tr("Show findings"), self.findings_wanted.emit
        )

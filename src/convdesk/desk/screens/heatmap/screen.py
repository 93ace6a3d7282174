"""Heatmaps: the recorded pages at the left, the page with its heat in the middle, its elements at the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget

from convdesk.desk import theme
from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.ports import FileKind, TextQuestion
from convdesk.desk.screens.heatmap.canvas import HeatCanvas
from convdesk.desk.screens.heatmap.controls import Controls
from convdesk.desk.screens.heatmap.element_list import ElementList
from convdesk.desk.screens.heatmap.photography import Photography
from convdesk.desk.screens.heatmap.presenter import HeatmapPresenter
from convdesk.desk.screens.heatmap.sentences import fit_words, note
from convdesk.desk.web import door
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, at_least, button, column, holding, label, pane, row, toggle
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.table import table
from convdesk.desk.widgets.working import Working
from convdesk.model.page import PageVisits
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.ports import Ask, Jobs
    from convdesk.desk.screens.heatmap.looks import Choices, HeatLook, Questions
    from convdesk.desk.web.orders import Order, Taken
    from convdesk.model.problem import Problem

PICTURES = FileKind("Pictures and PDF", ("*.png", "*.jpg", "*.jpeg", "*.webp", "*.pdf"))
PNG = FileKind("Pictures", ("*.png",))


class HeatmapScreen(Working):
    """Shows what HeatmapPresenter decides. `import_wanted()`: no recordings yet; `people_wanted(segment, words)`."""

    import_wanted = Signal()
    people_wanted = Signal(object, str)

    def __init__(self, jobs: Jobs, questions: Questions, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self._shown: HeatLook | None = None
        self._is_refused = False
        self._title, self._note, self.bar = label(tr("Heatmap"), "title"), Elided("muted"), NoticeBar()
        self._pages: TableModel[PageVisits] = TableModel(_PAGES)
        self.pages = table(self._pages, tr("Pages"))
        self.canvas, self.controls, self.elements = HeatCanvas(), Controls(), ElementList()
        self._hint = Elided("muted")
        self._photography = Photography(self)
        self._rebuild = button(tr("Rebuild page"), self.rebuild, name=tr("Rebuild the page from a recording"))
        self._rebuild.setToolTip(tr("Rebuild the page offline from a recording, and find every element on it"))
        self._add = button(tr("Add picture…"), self.choose_picture)
        self._boxes = toggle(tr("Draw boxes"), tr("Draw boxes on your own picture"))
        self._finding = button(tr("Add finding…"), self.start_finding)
        self._save = button(tr("Save picture…"), self.choose_file)
        self._empty, self._cannot = Empty(), Empty()
        self._stack, self._middle = QStackedWidget(), QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.presenter = HeatmapPresenter(self, jobs, questions)
        self._busy = Busy(self._middle, self.presenter.cancel)
        self._join()

    def show_empty(self) -> None:
        self._busy.stop()
        self._empty.say(
            tr("No recorded pages yet"),
            tr("Import session recordings or click logs. Here you will see what people clicked on each page, how far "
               "down they got, and how those who left differ from those who went on."),
            tr("Import files…"), self.import_wanted.emit,
        )  # fmt: skip
        self._title.setText(tr("Heatmap"))
        self._note.say("")
        self._acts.hide()
        self._stack.setCurrentWidget(self._empty)

    def show_problem(self, problem: Problem) -> None:
        self._busy.stop()
        self._is_refused = True
        self.bar.tell_problem(problem)

    def show_done(self, text: str) -> None:
        self._busy.stop()
        self.bar.tell_done(text)

    def show_choices(self, choices: Choices, page: str, comparison: int) -> None:
        self._stack.setCurrentIndex(0)
        self._acts.show()
        self._pages.show_rows(choices.pages)
        self.controls.show_choices(choices, comparison)
        self._mark_page(page)

    def show_heat(self, look: HeatLook, comparison: int) -> None:
        self._busy.stop()
        if self._is_refused:
            self._is_refused = False
            self.bar.hide()
        self._shown, result = look, look.result
        self._mark_page(result.spec.page)
        self._title.setText(result.spec.page)
        self._note.say(note(result))
        self._note.setToolTip(fit_words(result))
        self.controls.show_look(look, comparison)
        self.canvas.show_look(look)
        self.elements.show_result(result)
        own = result.picture is not None and not result.picture.is_rebuilt
        self._boxes.setVisible(own)
        self._hint.setVisible(result.picture is None)
        self._hint.say(tr("No picture of this page at this size yet: clicks lie on blank paper."))
        self._middle.setCurrentIndex(1 if result.cannot else 0)
        if result.cannot:
            self._cannot.say(tr("Nothing to draw"), result.cannot)

    def show_element(self, selector: str | None) -> None:
        self.canvas.show_element(selector)
        self.elements.show_element(selector)

    def photograph(self, order: Order, done: Callable[[Taken], None], failed: Callable[[Problem], None]) -> None:
        self._photography.take(order, done, failed)

    def stop_photographing(self) -> None:
        self._photography.stop()

    def rebuild(self) -> None:
        """Rebuild the page from a recording of it."""
        self._where_possible(self.presenter.rebuild)

    def picture_moment(self, recording: str, at_ms: int, state: str) -> None:
        """Rebuild the page of a recording's moment (UTC ms) as a state of it."""
        self._where_possible(lambda: self.presenter.building.rebuild_at(recording, at_ms, state))

    def choose_picture(self) -> None:
        """Ask for the researcher's own picture of the page."""
        add = self.presenter.drawing.add_picture
        self._ask.for_files(tr("Add a picture of this page"), PICTURES, lambda files: add(files[0]))

    def choose_file(self) -> None:
        """Ask where the picture goes."""
        page = self._shown.result.spec.page.strip("/").replace("/", "-") or "page" if self._shown else "page"
        self._ask.for_new_file(
            tr("Save the heatmap"), Path(f"{page}-heatmap.png"), PNG, self.presenter.drawing.save_picture
        )

    def start_finding(self) -> None:
        """Ask for the title of a finding that rests on what is seen."""
        question = TextQuestion(
            tr("Add finding"), tr("What did you find? The heatmap goes with it as evidence."),
            tr("Such as: Resend code has no effect"), tr("Add finding"),
        )  # fmt: skip
        self._ask.for_text(question, self.presenter.drawing.add_finding)

    def enable_edits(self, may_edit: bool) -> None:
        """Whether the study can be changed."""
        for one in (self._rebuild, self._add, self._boxes, self._finding):
            one.setEnabled(may_edit)

    def _where_possible(self, rebuild: Callable[[], object]) -> None:
        """Rebuild where that can be done here; else say how to get what is missing."""
        closed = door.why_closed()
        if closed is None:
            rebuild()
        else:
            self.show_problem(closed)

    def _lay_out(self) -> None:
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.sizes().related)
        hint = row(self._hint)
        drawn = column(hint, self.canvas)
        drawn.setStretch(1, 1)
        self._middle.addWidget(holding(drawn))
        self._middle.addWidget(self._cannot)
        middle = column(self.controls, self._middle)
        middle.setStretch(1, 1)
        sides = (
            (pane(at_least(self.pages, 200), tr("Pages")), 0),
            (pane(at_least(holding(middle), 400), tr("The page")), 1),
            (pane(at_least(self.elements, 340), tr("Elements")), 0),
        )
        for place, (side, stretch) in enumerate(sides):
            self.splitter.addWidget(side)
            self.splitter.setStretchFactor(place, stretch)
        self.splitter.setSizes([220, 630, 380])
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self._empty)
        self._acts = holding(row(self._boxes, self._rebuild, self._add, self._save, self._finding))
        heading = row(column(self._title, self._note, space=2), self._acts)
        heading.setStretch(0, 1)
        heading.setContentsMargins(4, 0, 0, 0)
        layout = column(heading, self.bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _join(self) -> None:
        presenter = self.presenter
        presenter.people_wanted = self.people_wanted.emit
        self.controls.follow(presenter)
        self.controls.strength_changed.connect(lambda value: self.canvas.strengthen(value / 100))
        self.controls.fit.clicked.connect(lambda _=False: self.canvas.fit())
        self.pages.selectionModel().currentRowChanged.connect(self._choose_page)
        for side in (self.canvas.element_chosen, self.elements.chosen):
            side.connect(presenter.choose_element)
        for side in (self.canvas.element_opened, self.elements.opened):
            side.connect(presenter.open_element)
        self.canvas.area_chosen.connect(self._take_area)

    def _mark_page(self, page: str) -> None:
        rows = range(self._pages.rowCount())
        place = next((n for n in rows if (found := self._pages.row_at(n)) and found.page == page), -1)
        selection = self.pages.selectionModel()
        selection.blockSignals(True)
        self.pages.selectRow(place) if place >= 0 else self.pages.clearSelection()
        selection.blockSignals(False)

    def _choose_page(self, now: QModelIndex, _before: QModelIndex) -> None:
        found = self._pages.row_at(now.row())
        if found:
            self.presenter.choose_page(found.page)

    def _take_area(self, area: QRectF) -> None:
        """A rectangle chooses people, or becomes a box while boxes are drawn."""
        place = (area.x(), area.y(), area.width(), area.height())
        if not (self._boxes.isVisible() and self._boxes.isChecked()):
            self.presenter.open_area(place)
            return
        question = TextQuestion(
            tr("Name the box"), tr("Clicks within it are counted under this name."), tr("Such as: Menu"), tr("Draw box")
        )
        self._ask.for_text(question, lambda name: self.presenter.drawing.draw_box(name, place))


_PAGES = (
    TableColumn[PageVisits](tr("Page"), lambda one: one.page),
    TableColumn[PageVisits](tr("Clicks"), lambda one: f"{one.clicks:,}", lambda one: one.clicks, is_number=True),
)

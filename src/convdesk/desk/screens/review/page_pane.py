"""The pane of the page: which page, which clicks, how large; a picture dropped on it becomes the page's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSlider, QStackedWidget, QVBoxLayout, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.review.page_canvas import PageCanvas, Zoom
from convdesk.desk.screens.review.sentences import page_choice, page_note
from convdesk.desk.screens.review.width_row import WidthRow
from convdesk.desk.widgets.beside import Beside
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, button, chooser, column, fill, holding, label, row, toggle
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.dropoff import LastPage
from convdesk.model.heat import ClickKind
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from convdesk.desk.screens.review.looks import PageLook
    from convdesk.desk.screens.review.page_presenter import PagePresenter
    from convdesk.model.problem import Problem

PICTURES = {".png"}


class PagePane(QWidget):
    """Shows what PagePresenter decides. `picture_wanted()`: the researcher asks to add a picture; `import_wanted()`:
    there are no recordings; `comparison_wanted(page)`: to see how those who left differ there from those who went on.
    """

    picture_wanted = Signal()
    import_wanted = Signal()
    comparison_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._presenter: PagePresenter | None = None
        self._pages: tuple[LastPage, ...] = ()
        self.canvas = PageCanvas()
        self.canvas.setAcceptDrops(False)
        self.setAcceptDrops(True)
        self._empty = Empty()
        self._bar = NoticeBar()
        self._note = Elided("muted")
        self._hint = _no_picture(self.picture_wanted.emit)
        self._page = chooser(tr("Page"), self._choose_page)
        self._kinds = self._kind_buttons()
        self._widths = WidthRow(self._page)
        self._widths.chosen.connect(self._choose_width)
        self._stack = QStackedWidget()
        self._stack.addWidget(holding(column(self._hint, self.canvas)))
        self._stack.addWidget(self._empty)
        self._bare = _bare_page(self.picture_wanted.emit)
        self._stack.addWidget(self._bare)
        self._tools = holding(self._tool_rows())
        layout = column(self._tools, self._bar, self._stack)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._busy = Busy(self._stack, self._cancel)

    def follow(self, presenter: PagePresenter) -> None:
        self._presenter = presenter
        self.canvas.element_chosen.connect(presenter.choose_element)

    def show_pages(self, pages: tuple[LastPage, ...], chosen: str) -> None:
        known = {page.page for page in pages}
        self._pages = pages
        texts = [page_choice(page) for page in pages]
        at = next((place for place, page in enumerate(pages) if page.page == chosen), -1)
        if chosen not in known:
            texts, at = [chosen, *texts], 0
            self._pages = (_only(chosen), *pages)
        fill(self._page, texts, at)

    def show_page(self, look: PageLook, kind: ClickKind) -> None:
        self._busy.stop()
        self._bar.hide()
        self._tools.show()
        self._stack.setCurrentIndex(0)
        if look.image is None and not look.clicks.clicks:
            self._stack.setCurrentWidget(self._bare)
        self._kinds[kind].setChecked(True)
        self._note.say(page_note(look.clicks, kind))
        self._note.setToolTip(look.clicks.definition)
        self._hint.setVisible(look.image is None)
        self._widths.show_look(look)
        self.canvas.show_page(look)

    def show_none(self, title: str, text: str, verb: str = "", step: Callable[[], object] | None = None) -> None:
        """Why there is nothing, and the next step: to import, unless another one is given."""
        self._busy.stop()
        self._tools.hide()
        self._bar.hide()
        self._empty.say(title, text, verb or tr("Import files…"), step or self.import_wanted.emit)
        self._stack.setCurrentWidget(self._empty)

    def show_busy(self, text: str) -> None:
        self._busy.start(text)

    def show_problem(self, problem: Problem) -> None:
        self._busy.stop()
        self._bar.tell_problem(problem)

    def show_element(self, selector: str | None) -> None:
        self.canvas.show_element(selector)

    def show_clicks(self) -> None:
        self._choose_kind(ClickKind.CLICK)

    def show_rage(self) -> None:
        self._choose_kind(ClickKind.RAGE)

    def show_dead(self) -> None:
        self._choose_kind(ClickKind.DEAD)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_picture(event) and self._stack.currentWidget() is not self._empty:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        picture = _dropped_picture(event)
        if picture and self._presenter:
            event.acceptProposedAction()
            self._presenter.add_picture(picture)

    def _kind_buttons(self) -> dict[ClickKind, QPushButton]:
        words = {
            ClickKind.CLICK: tr("Clicks"),
            ClickKind.RAGE: tr("Rage"),
            ClickKind.DEAD: tr("No effect"),
        }
        group = QButtonGroup(self)
        made = {}
        for kind, text in words.items():
            one = toggle(text, tr("Show {kind}").format(kind=text.lower()))
            one.clicked.connect(lambda _=False, kind=kind: self._choose_kind(kind))
            group.addButton(one)
            made[kind] = one
        made[ClickKind.CLICK].setChecked(True)
        return made

    def _tool_rows(self) -> QVBoxLayout:
        kinds = row(*self._kinds.values(), space=theme.sizes().inside)
        self._zooms = self._zoom_buttons()
        heat = _strength(self.canvas.strengthen)
        inside = theme.sizes().inside
        top = row(self._page, self._widths)
        top.setStretch(0, 1)
        compare = button(tr("Compare…"), self.compare, "link", tr("Compare with those who went on"))
        compare.setToolTip(
            tr("What those who left here clicked more often than those who went on, as a difference map")
        )
        said = row(self._note, compare, heat)
        said.setStretch(0, 1)
        return column(top, Beside(kinds, row(*self._zooms.values(), space=inside)), said)

    def _zoom_buttons(self) -> dict[Zoom, QPushButton]:
        words = {
            Zoom.FILL: (tr("Fill"), tr("Fill the view, where the clicks are"), self.canvas.fill),
            Zoom.FIT: (tr("Fit"), tr("Fit the page's width"), self.canvas.fit),
            Zoom.FREE: (tr("100 %"), tr("Show the page at 100 %"), lambda: self.canvas.zoom_to(1.0)),
        }
        made = {}
        for zoom, (text, name, does) in words.items():
            made[zoom] = toggle(text, name)
            made[zoom].clicked.connect(lambda _=False, does=does: does())
        self.canvas.zoomed.connect(self._mark_zoom)
        made[Zoom.FILL].setChecked(True)
        return made

    def _mark_zoom(self, zoom: Zoom, scale: float) -> None:
        for one, pressed in self._zooms.items():
            pressed.setChecked(one is zoom and (zoom is not Zoom.FREE or abs(scale - 1) < 0.005))

    def compare(self) -> None:
        """Ask for the difference on this page between those who left and those who went on."""
        place = self._page.currentIndex()
        if 0 <= place < len(self._pages):
            self.comparison_wanted.emit(self._pages[place].page)

    def _choose_page(self, place: int) -> None:
        if self._presenter:
            self._presenter.choose_page(self._pages[place].page)

    def _choose_kind(self, kind: ClickKind) -> None:
        if self._presenter:
            self._presenter.choose_kind(kind)

    def _choose_width(self, width: int) -> None:
        if self._presenter:
            self._presenter.choose_width(width or None)

    def _cancel(self) -> None:
        if self._presenter:
            self._presenter.cancel()


def _no_picture(add_picture: Callable[[], object]) -> QWidget:
    """Over a page without a picture."""
    text = label(tr("No picture of this page yet. Drop a PNG of it here to see what lay under the clicks."), "muted")
    text.setWordWrap(True)
    layout = row(text, button(tr("Add picture…"), add_picture))
    layout.setStretch(0, 1)
    return holding(layout)


def _strength(strengthen: Callable[[float], object]) -> QSlider:
    """How much of the heat is seen."""
    made = QSlider(Qt.Orientation.Horizontal)
    made.setAccessibleName(tr("Strength of the heat"))
    made.setToolTip(tr("Strength of the heat"))
    made.setRange(0, 100)
    made.setValue(100)
    made.setFixedSize(80, 20)
    made.valueChanged.connect(lambda value: strengthen(value / 100))
    return made


def _only(page: str) -> LastPage:
    return LastPage(page, 0)


def _bare_page(add_picture: Callable[[], object]) -> Empty:
    """For a page of which nothing is known but that these people were on it."""
    bare = Empty()
    bare.say(
        tr("No clicks of these people on this page"),
        tr("Recordings of their sessions show what they clicked here; a picture shows what they saw."),
        tr("Add picture…"),
        add_picture,
    )
    return bare


def _dropped_picture(event: QDropEvent) -> Path | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.lower() in PICTURES else None

"""The pane of single hits: where they lie on the page, and each of them to be looked at and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from convdesk.desk import theme
from convdesk.desk.screens.friction.sentences import hit_line, hits_note, page_note
from convdesk.desk.widgets.busy import BusyLine
from convdesk.desk.widgets.dotted_page import DottedPage
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, button, clear, column, holding, label, row, toggle
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.desk.widgets.two_lines import refill, two_line_list
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.friction.hits_presenter import HitsPresenter
    from convdesk.desk.screens.friction.looks import HitsLook
    from convdesk.model.friction import Occurrence
    from convdesk.model.hits import HitList
    from convdesk.model.problem import Problem


class HitsPane(QWidget):
    """Shows what HitsPresenter decides."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._presenter: HitsPresenter | None = None
        self._zone = zone
        self._may_edit = True
        self._rows: tuple[Occurrence, ...] = ()
        self._note, self._place = Elided("muted"), Elided("caption")
        self.page = DottedPage(tr("Page with the hits"))
        self._nowhere = Empty()
        self._drawing = QStackedWidget()
        self._widths = QHBoxLayout()
        self.list = two_line_list(tr("Single hits"))
        self.list.currentRowChanged.connect(lambda _: self._offer())
        self.list.itemActivated.connect(lambda _: self._tell_moment())
        self.list.installEventFilter(self)
        self.dismissing = button(tr("Not friction"), self._dismiss, name=tr("This hit is not friction"))
        self.restoring = button(tr("Is friction"), self._restore, name=tr("This hit counts as friction again"))
        self.timeline = button(tr("Timeline"), self._tell_moment, name=tr("What else this person did then"))
        self.corrected = toggle(tr("Taken out"), tr("Show what was taken out by hand"))
        self.corrected.clicked.connect(self._show_corrected)
        self._line, self._bar = BusyLine(), NoticeBar()
        self._line.stop()
        self._lay_out()
        self._offer()

    def follow(self, presenter: HitsPresenter) -> None:
        self._presenter = presenter

    def enable_edits(self, may_edit: bool) -> None:
        self._may_edit = may_edit
        self._offer()

    def show_hits(self, look: HitsLook) -> None:
        self._line.stop()
        self._bar.hide()
        self._note.say(hits_note(look))
        self._place.say(page_note(look.hits))
        self._show_widths(look.hits)
        if look.hits.points:
            self.page.show_page((look.width, look.height), look.image, look.hits.points)
        else:
            self._nowhere.say(*_no_place(look.hits))
        self._drawing.setCurrentIndex(0 if look.hits.points else 1)
        self._list(look.hits.rows)

    def show_corrected(self, hits: tuple[Occurrence, ...]) -> None:
        self._line.stop()
        clear(self._widths)
        self._note.say(tr("Taken out by hand"))
        self._place.say("")
        nothing = tr("Nothing was taken out"), tr("Choose a hit and say that it is not friction; it is listed here.")
        some = tr("Taken out by hand"), tr("These hits count nowhere. Each can count again.")
        self._nowhere.say(*(some if hits else nothing))
        self._drawing.setCurrentIndex(1)
        self._list(hits)

    def show_busy(self) -> None:
        self._line.start()

    def show_problem(self, problem: Problem) -> None:
        self._line.stop()
        self._bar.tell_problem(problem)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete on a hit takes it out, or lets it count again."""
        if watched is self.list and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Delete:  # type: ignore[attr-defined]
            self._restore() if self.restoring.isVisible() else self._dismiss()
            return True
        return False

    def _lay_out(self) -> None:
        self._drawing.addWidget(self.page)
        self._drawing.addWidget(self._nowhere)
        self._widths.setSpacing(theme.sizes().inside)
        heading = row(label(tr("Hits"), "heading"), self._note, self.corrected)
        heading.setStretch(1, 1)
        where = row(self._place, self._widths)
        where.setStretch(0, 1)
        above = column(where, self._drawing)
        above.setStretch(1, 1)
        self._acts = holding(row(self.dismissing, self.restoring, self.timeline, 1, space=4))
        below = column(self.list, self._acts)
        below.setStretch(0, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.sizes().related)
        split.addWidget(holding(above))
        split.addWidget(holding(below))
        split.setSizes([320, 260])
        layout = column(heading, self._line, self._bar, split)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def _list(self, hits: tuple[Occurrence, ...]) -> None:
        kept = self._rows[self.list.currentRow()] if 0 <= self.list.currentRow() < len(self._rows) else None
        place = hits.index(kept) if kept in hits else min(max(self.list.currentRow(), 0), len(hits) - 1)
        self._rows = hits
        refill(self.list, [hit_line(hit, self._zone) for hit in hits], place if hits else -1)
        self._offer()

    def _show_widths(self, hits: HitList) -> None:
        clear(self._widths)
        for width in list(hits.viewports)[:3] if len(hits.viewports) > 1 else ():
            one = toggle(str(width), tr("Viewport {width} pixels wide").format(width=width))
            one.setChecked(width == hits.width)
            one.clicked.connect(lambda _=False, width=width: self._choose_width(width))
            self._widths.addWidget(one)

    def _choose_width(self, width: int) -> None:
        if self._presenter:
            self._presenter.choose_width(width)

    def _offer(self) -> None:
        place = self.list.currentRow()
        is_one = 0 <= place < len(self._rows)
        is_out = is_one and bool(self._rows[place].correction)
        self._acts.setVisible(is_one)
        self.dismissing.setVisible(is_one and not is_out and self._may_edit)
        self.restoring.setVisible(is_out and self._may_edit)

    def _current(self) -> Occurrence | None:
        place = self.list.currentRow()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def _dismiss(self) -> None:
        hit = self._current()
        if self._presenter and hit and not hit.correction and self._may_edit:
            self._presenter.dismiss(hit)

    def _restore(self) -> None:
        hit = self._current()
        if self._presenter and hit and hit.correction and self._may_edit:
            self._presenter.take_back(hit)

    def _tell_moment(self) -> None:
        hit = self._current()
        if self._presenter and hit:
            self._presenter.show_moment(hit)

    def _show_corrected(self, is_shown: bool) -> None:
        if self._presenter:
            self._presenter.show_corrected(is_shown)


def _no_place(hits: HitList) -> tuple[str, str]:
    if not hits.total:
        return tr("No hits here"), tr("By these rules nothing of this kind occurred.")
    return (
        tr("No place on a page"),
        tr("Only hits that are clicks of a recording have a place; moves and returns to a page do not."),
    )

"""The pane of what marks those who left: both sides of each row, and the way to their people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from convdesk.desk.numbers import count_text
from convdesk.desk.screens.review.mark_words import (
    KINDS,
    SEVERAL,
    exposure_words,
    is_clear,
    is_small,
    mark_note,
    mark_tip,
    part,
    rows_note,
    table_note,
)
from convdesk.desk.screens.review.marks_presenter import EXPOSURES
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.contrast_list import Contrast, ContrastList, Hues, Side
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, button, chooser, column, fill, holding, label, row, toggle
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.driver import MarkKind
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.review.looks import MarkLook
    from convdesk.desk.screens.review.marks_presenter import MarksPresenter
    from convdesk.model.driver import Mark
    from convdesk.model.problem import Problem

_LEAST = 44


class MarksPane(QWidget):
    """Shows what MarksPresenter decides."""

    def __init__(self) -> None:
        super().__init__()
        self._presenter: MarksPresenter | None = None
        self._rows: tuple[Mark, ...] = ()
        self._kinds: list[MarkKind | None] = [None]
        self._note = label(look="muted", wraps=True)
        self._foot = Elided("caption")
        self._kind = chooser(tr("Which rows"), self._choose_kind)
        self._exposure = chooser(tr("For how long both sides are watched"), self._choose_exposure)
        fill(self._exposure, [exposure_words(one).capitalize() for one in EXPOSURES])
        self.few = toggle(tr("Rare ones too"), tr("Also what fewer than 5 people had"))
        self.few.setToolTip(tr("Also what fewer than 5 people had"))
        self.few.clicked.connect(self._choose_few)
        self.list = ContrastList(tr("What marks those who left"), Hues())
        self.list.chosen.connect(self._offer)
        self.list.marked.connect(lambda _: self._mark())
        self.list.opened.connect(lambda _: self._open(has_left=True))
        self.leavers = button("", lambda: self._open(has_left=True), name=tr("Show who left with it"))
        self.goers = button("", lambda: self._open(has_left=False), name=tr("Show who went on with it"))
        self.evidence = toggle(tr("Evidence"), tr("Use this row as evidence of a finding"))
        self.evidence.clicked.connect(lambda _: self._mark())
        self._bar, self._empty, self._stack = NoticeBar(), Empty(), QStackedWidget()
        self._lay_out()
        self._busy = Busy(self._stack, self._cancel)
        self._chosen: frozenset[int] = frozenset()
        self._offer(-1)

    def follow(self, presenter: MarksPresenter) -> None:
        self._presenter = presenter

    def show_marks(self, look: MarkLook) -> None:
        self._busy.stop()
        self._bar.hide()
        self._tools.show()
        self._rows = look.rows
        self._note.setText(table_note(look.table))
        self._note.setToolTip(look.table.definition)
        self._foot.say(rows_note(look.table, look.clear))
        self._fill_kinds(look)
        self.list.show_rows([_contrast(mark) for mark in look.rows])
        if not look.rows:
            self._say_nothing_found(look)
        self._stack.setCurrentIndex(0 if look.rows else 1)

    def show_chosen(self, places: frozenset[int]) -> None:
        self._chosen = places
        self.list.show_chosen(places)
        self.evidence.setChecked(self.list.currentIndex().row() in places)

    def show_none(self) -> None:
        self._busy.stop()
        self._tell(
            tr("No drop-off to look at"), tr("Choose other steps, or a shorter window, to see where people leave.")
        )

    def show_stopped(self) -> None:
        self._busy.stop()
        self._tell(tr("Not compared"), "")
        self._empty.say(tr("Not compared"), tr("It was stopped."), tr("Compare"), self._again)

    def show_busy(self, text: str) -> None:
        self._busy.start(text)

    def show_step(self, done: int, total: int, text: str) -> None:
        self._busy.step(done, total, text)

    def show_problem(self, problem: Problem) -> None:
        self._busy.stop()
        self._bar.tell_problem(problem)

    def _lay_out(self) -> None:
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self._stack.setMinimumHeight(_LEAST)
        choices = row(self._kind, self.few)
        choices.setStretch(0, 1)
        acts = row(self.leavers, self.goers, 1, self.evidence, space=4)
        self._tools = holding(column(choices, self._exposure))
        self._acts = holding(acts)
        heading = label(tr("What marks those who left"), "heading")
        layout = column(heading, self._note, self._tools, self._bar, self._stack, self._foot, self._acts)
        layout.setStretch(4, 1)
        self.setLayout(layout)

    def _fill_kinds(self, look: MarkLook) -> None:
        """All kinds there are, with how many rows of each."""
        table = look.table
        counts = {kind: sum(mark.kind is kind for mark in table.rows) for kind in MarkKind}
        self._kinds = [None, *(kind for kind, count in counts.items() if count)]
        texts = [tr("Everything · {n}").format(n=count_text(len(table.rows)))]
        texts += [f"{SEVERAL[kind]()} · {count_text(counts[kind])}" for kind in self._kinds if kind is not None]
        fill(self._kind, texts, self._kinds.index(look.kind) if look.kind in self._kinds else 0)

    def _say_nothing_found(self, look: MarkLook) -> None:
        if look.table.exposure_seconds is None:
            text = tr("Nobody went on from here. Choose a time both sides are watched for, or another step.")
            self._empty.say(tr("Nobody to compare with"), text)
        else:
            text = tr("Nothing that 5 people or more did, had or said was found in the time they were watched.")
            self._empty.say(tr("Nothing marks them"), text)

    def _tell(self, title: str, text: str) -> None:
        self._rows = ()
        self._tools.hide()
        self._note.setText("")
        self._foot.say("")
        self.list.show_rows(())
        self._empty.say(title, text)
        self._stack.setCurrentIndex(1)

    def _offer(self, place: int) -> None:
        """What can be done with the current row."""
        is_one = 0 <= place < len(self._rows)
        self._acts.setVisible(is_one)
        if is_one:
            mark = self._rows[place]
            self.leavers.setText(tr("{n} left").format(n=count_text(mark.left_with)))
            self.goers.setText(tr("{n} went on").format(n=count_text(mark.stayed_with)))
            self.leavers.setEnabled(mark.left_with > 0)
            self.goers.setEnabled(mark.stayed_with > 0)
            self.evidence.setChecked(place in self._chosen)

    def _open(self, *, has_left: bool) -> None:
        place = self.list.currentIndex().row()
        if self._presenter and 0 <= place < len(self._rows):
            self._presenter.show_people(place, has_left=has_left)

    def _mark(self) -> None:
        place = self.list.currentIndex().row()
        if self._presenter and 0 <= place < len(self._rows):
            self._presenter.toggle(place)

    def _choose_kind(self, place: int) -> None:
        if self._presenter:
            self._presenter.choose_kind(self._kinds[place])

    def _choose_few(self, is_all: bool) -> None:
        if self._presenter:
            self._presenter.show_all(is_all)

    def _choose_exposure(self, place: int) -> None:
        if self._presenter:
            self._presenter.choose_exposure(EXPOSURES[place])

    def _again(self) -> None:
        if self._presenter:
            self._presenter.again()

    def _cancel(self) -> None:
        if self._presenter:
            self._presenter.cancel()


def _contrast(mark: Mark) -> Contrast:
    sides = (
        Side(mark.left_with, mark.left, part(mark.left_with, mark.left, tr("left"))),
        Side(mark.stayed_with, mark.stayed, part(mark.stayed_with, mark.stayed, tr("went on"))),
    )
    return Contrast(
        mark.name, KINDS[mark.kind](), sides, mark_note(mark), is_clear(mark), is_small(mark), mark_tip(mark)
    )

"""The pane of coverage: how many of those who left were heard, and how they differ from the silent ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from convdesk.desk.numbers import FEW, count_text, share_text
from convdesk.desk.screens.review.mark_words import CLEAR_Q, difference_note, difference_tip, joins_note, part
from convdesk.desk.widgets.busy import Busy
from convdesk.desk.widgets.contrast_list import Contrast, ContrastList, Hues, Side
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import button, column, holding, label, row, toggle
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.model.marked import Channel
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.review.coverage_presenter import CoveragePresenter
    from convdesk.model.driver import CoverageDetail, Difference
    from convdesk.model.problem import Problem

_LEAST = 44


class CoveragePane(QWidget):
    """Shows what CoveragePresenter decides."""

    def __init__(self) -> None:
        super().__init__()
        self._presenter: CoveragePresenter | None = None
        self._rows: tuple[Difference, ...] = ()
        self._note, self._joins = label(look="muted", wraps=True), label(look="caption", wraps=True)
        self._channel = Channel.ANSWERED
        self.answered = toggle("", tr("Compare those who answered with the others"))
        self.recorded = toggle("", tr("Compare those who were recorded with the others"))
        group = QButtonGroup(self)
        for channel, one in ((Channel.ANSWERED, self.answered), (Channel.RECORDED, self.recorded)):
            group.addButton(one)
            one.clicked.connect(lambda _=False, channel=channel: self._choose(channel))
        self.heard = button("", lambda: self._open_all(is_heard=True), "link", tr("Show those who were heard"))
        self.silent = button("", lambda: self._open_all(is_heard=False), "link", tr("Show the silent ones"))
        self.list = ContrastList(tr("How those heard differ"), Hues("bar", "open", is_hatched=True))
        self.list.chosen.connect(self._offer)
        self.list.opened.connect(lambda _: self._open(is_heard=True))
        self.heard_with = button("", lambda: self._open(is_heard=True), name=tr("Show who was heard with it"))
        self.silent_with = button("", lambda: self._open(is_heard=False), name=tr("Show who was silent with it"))
        self._bar, self._empty, self._stack = NoticeBar(), Empty(), QStackedWidget()
        self._lay_out()
        self._busy = Busy(self._stack, self._cancel)
        self._offer(-1)

    def follow(self, presenter: CoveragePresenter) -> None:
        self._presenter = presenter

    def show_coverage(self, detail: CoverageDetail, channel: Channel) -> None:
        self._busy.stop()
        self._bar.hide()
        self._tools.show()
        seen, self._channel = detail.coverage, channel
        is_recorded = channel is Channel.RECORDED
        heard = seen.recorded if is_recorded else seen.answered
        self._note.setText(_coverage_words(detail))
        self._note.setToolTip(detail.definition)
        self.answered.setText(tr("Answered · {n}").format(n=count_text(seen.answered)))
        self.recorded.setText(tr("Recorded · {n}").format(n=count_text(seen.recorded)))
        (self.recorded if is_recorded else self.answered).setChecked(True)
        self.heard.setText(tr("Show the {n}").format(n=count_text(heard)))
        self.heard.setEnabled(heard > 0)
        self.silent.setText(tr("Show the {n} others").format(n=count_text(seen.left - heard)))
        self.silent.setEnabled(seen.left > heard)
        self._joins.setText(joins_note(detail, is_recorded=is_recorded))
        self._joins.setVisible(bool(self._joins.text()))
        self._rows = detail.recorded if is_recorded else detail.answered
        self.list.show_rows([_contrast(one, channel, detail.definition) for one in self._rows])
        if not self._rows:
            self._empty.say(*_nothing(heard, seen.left, channel))
        self._stack.setCurrentIndex(0 if self._rows else 1)

    def show_none(self) -> None:
        nothing = tr("Choose other steps, or a shorter window, to see where people leave.")
        self._tell(tr("No drop-off to look at"), nothing)

    def show_stopped(self) -> None:
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
        channels = row(self.answered, self.recorded, 1, space=4)
        self._tools = holding(column(channels, row(self.heard, self.silent, 1, space=4), self._joins))
        self._acts = holding(row(self.heard_with, self.silent_with, 1, space=4))
        heading = label(tr("How many of them were heard"), "heading")
        layout = column(heading, self._note, self._tools, self._bar, self._stack, self._acts)
        layout.setStretch(4, 1)
        self.setLayout(layout)

    def _tell(self, title: str, text: str) -> None:
        self._busy.stop()
        self._rows = ()
        self._tools.hide()
        self._note.setText("")
        self.list.show_rows(())
        self._empty.say(title, text)
        self._stack.setCurrentIndex(1)

    def _offer(self, place: int) -> None:
        is_one = 0 <= place < len(self._rows)
        self._acts.setVisible(is_one)
        if is_one:
            one = self._rows[place]
            self.heard_with.setText(tr("{n} heard").format(n=count_text(one.heard_with)))
            self.silent_with.setText(tr("{n} silent").format(n=count_text(one.silent_with)))
            self.heard_with.setEnabled(one.heard_with > 0)
            self.silent_with.setEnabled(one.silent_with > 0)

    def _open(self, *, is_heard: bool) -> None:
        place = self.list.currentIndex().row()
        if self._presenter and 0 <= place < len(self._rows):
            self._presenter.show_row(place, is_heard=is_heard)

    def _open_all(self, *, is_heard: bool) -> None:
        if self._presenter:
            self._presenter.show_people(self._channel, is_heard=is_heard)

    def _choose(self, channel: Channel) -> None:
        if self._presenter:
            self._presenter.choose(channel)

    def _again(self) -> None:
        if self._presenter:
            self._presenter.again()

    def _cancel(self) -> None:
        if self._presenter:
            self._presenter.cancel()


def _coverage_words(detail: CoverageDetail) -> str:
    seen = detail.coverage
    if not seen.left:
        return tr("Nobody left here.")
    said = tr("{heard} of {left} who left here answered or were recorded ({share}); the others are silent")
    share = share_text(seen.heard / seen.left)
    return said.format(heard=count_text(seen.heard), left=count_text(seen.left), share=share)


def _nothing(heard: int, left: int, channel: Channel) -> tuple[str, str]:
    if not heard and channel is Channel.ANSWERED:
        return tr("None of them answered"), tr("Import a survey that carries user or session ids.")
    if not heard:
        return tr("None of them was recorded"), tr("Import recordings of their sessions.")
    if heard == left:
        return tr("All of them were heard"), tr("There is nobody silent to compare them with.")
    return tr("Nothing to compare"), tr("The event log has no property with few values that 5 of them share.")


def _contrast(one: Difference, channel: Channel, definition: str) -> Contrast:
    heard = tr("recorded") if channel is Channel.RECORDED else tr("answered")
    others = tr("not recorded") if channel is Channel.RECORDED else tr("silent")
    sides = (
        Side(one.heard_with, one.heard, part(one.heard_with, one.heard, heard)),
        Side(one.silent_with, one.silent, part(one.silent_with, one.silent, others)),
    )
    return Contrast(
        f"{one.prop}={one.value}", tr("property"), sides, difference_note(one), one.q <= CLEAR_Q,
        min(one.heard, one.silent) < FEW, difference_tip(one, definition),
    )  # fmt: skip

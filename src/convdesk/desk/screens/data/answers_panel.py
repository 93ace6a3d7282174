"""What was answered to one question: how often each option, or every answer in people's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QTableView, QWidget

from convdesk.desk.item_models.table import TableColumn, TableModel
from convdesk.desk.numbers import count_text
from convdesk.desk.widgets.marked_text import MarkedText
from convdesk.desk.widgets.parts import Elided, column
from convdesk.desk.widgets.table import table
from convdesk.model.answer_counts import AnswerCounts, OptionCount
from convdesk.model.answers import Answer
from convdesk.model.share import interval_text, share_text, wilson
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from convdesk.desk.screens.data.looks import Said


_TYPING_MS = 150


class AnswersPanel(QWidget):
    """Shows one question; options where there are any, else the answers themselves, or those with some words.

    `searched(words)`: words were typed.
    """

    searched = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._options, self._answers = TableModel(_OPTIONS), TableModel(_ANSWERS)
        self.options: QTableView = table(self._options, tr("Options"))
        self.answers: QTableView = table(self._answers, tr("Answers"))
        self._marks = MarkedText(self.answers)
        self.answers.setItemDelegateForColumn(0, self._marks)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find words in these answers"))
        self.search.setAccessibleName(tr("Find words in these answers"))
        self.search.setToolTip(tr("Answers in which all of these words occur, whatever their case"))
        self.search.setClearButtonEnabled(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(lambda: self.searched.emit(self.search.text()))
        self.search.textChanged.connect(lambda _: self._typing.start())
        self._title, self._note = Elided("heading"), Elided("muted")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.options)
        self._stack.addWidget(self.answers)
        layout = column(self._title, self._note, self.search, self._stack)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def show_said(self, said: Said) -> None:
        """What people answered, with its n and definition."""
        self._title.say(said.answers.question.text)
        self._note.say(note(said.counts))
        self._note.setToolTip(said.answers.definition)
        options = said.counts.options or _numbers(said.counts)
        self._options.show_rows(options)
        self._marks.mark("")
        self._answers.show_rows(() if options else said.answers.answers)
        self.search.setVisible(bool(said.answers.answers))
        self._stack.setCurrentWidget(self.options if options else self.answers)

    def show_found(self, said: Said, found: tuple[Answer, ...], words: str) -> None:
        """The answers with some words, these marked, and how many they are."""
        self._title.say(said.answers.question.text)
        self._note.say(
            trn("{n} of ALL answers has “WORDS”", "{n} of ALL answers have “WORDS”", len(found))
            .replace("ALL", count_text(len(said.answers.answers))).replace("WORDS", words)
        )  # fmt: skip
        self._note.setToolTip(said.answers.definition)
        self._marks.mark(words)
        self._answers.show_rows(found)
        self.search.setVisible(True)
        self._stack.setCurrentWidget(self.answers)


def note(counts: AnswerCounts) -> str:
    """The n of a question, and what its numbers come to."""
    parts = [trn("{n} answered", "{n} answered", counts.n)]
    if counts.nps is not None and counts.nps.n:
        parts.append(
            tr("NPS {nps:+.0f}: {promoters} promoters, {passives} passives, {detractors} detractors").format(
                nps=counts.nps.nps, promoters=counts.nps.promoters, passives=counts.nps.passives,
                detractors=counts.nps.detractors,
            )
        )  # fmt: skip
    elif counts.scale is not None and counts.scale.n:
        parts.append(
            tr("mean {mean:.2f}, from {least:g} to {most:g}").format(
                mean=counts.scale.mean, least=counts.scale.least, most=counts.scale.most
            )
        )
    if counts.tests:
        parts.append(trn("{n} test response left out", "{n} test responses left out", counts.tests))
    return " · ".join([*parts, *([counts.note] if counts.note else [])])


def _numbers(counts: AnswerCounts) -> tuple[OptionCount, ...]:
    """How often each number of a scale was given."""
    scale = counts.scale
    if scale is None or not scale.n:
        return ()
    intervals = {number: wilson(times, scale.n) or (0.0, 1.0) for number, times in scale.counts.items()}
    return tuple(
        OptionCount(number, times, times / scale.n, *intervals[number]) for number, times in scale.counts.items()
    )


def _share(option: OptionCount) -> str:
    if option.low is None or option.high is None:
        return ""
    return f"{share_text(option.share)} ({interval_text(option.low, option.high)})"


_OPTIONS = (
    TableColumn[OptionCount](tr("Option"), lambda one: one.option),
    TableColumn[OptionCount](tr("Times"), lambda one: count_text(one.n), lambda one: one.n, is_number=True),
    TableColumn[OptionCount](tr("Share, 95 % interval"), _share, lambda one: one.share, is_number=True),
)
_ANSWERS = (
    TableColumn[Answer](tr("Answer"), lambda one: one.text),
    TableColumn[Answer](tr("Person"), lambda one: one.actor or one.respondent),
)

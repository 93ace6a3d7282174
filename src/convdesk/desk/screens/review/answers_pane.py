"""The pane of what people said: which question, which words, the quotes, and how many were heard at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from convdesk.desk.screens.review.quote_list import QuoteList
from convdesk.desk.screens.review.sentences import coverage
from convdesk.desk.widgets.busy import BusyLine
from convdesk.desk.widgets.empty import Empty
from convdesk.desk.widgets.parts import Elided, chooser, column, fill, holding, label, row
from convdesk.desk.widgets.problem_bar import NoticeBar
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.review.answers_presenter import AnswersPresenter
    from convdesk.model.answers import AnswerList, Question
    from convdesk.model.dropoff import DropOffView
    from convdesk.model.problem import Problem

_TYPING_MS = 200
_LEAST = 44


class AnswersPane(QWidget):
    """Shows what AnswersPresenter decides. `import_wanted()`: none of these people answered."""

    import_wanted = Signal()

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._presenter: AnswersPresenter | None = None
        self._count = Elided("muted")
        self._coverage = label(look="muted", wraps=True)
        self._question = chooser(tr("Question"), self._choose)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find words in these answers"))
        self.search.setAccessibleName(tr("Find words in these answers"))
        self.search.setClearButtonEnabled(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._search)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self._line = BusyLine()
        self._line.stop()
        self.quotes = QuoteList(zone)
        self.quotes.toggled.connect(self._toggle)
        self._empty = Empty()
        self._bar = NoticeBar()
        self._tools = holding(column(self._question, self.search))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.quotes)
        self._stack.addWidget(self._empty)
        self._stack.setMinimumHeight(_LEAST)
        heading = row(label(tr("What people said"), "heading"), self._count)
        heading.setStretch(1, 1)
        layout = column(heading, self._coverage, self._tools, self._line, self._bar, self._stack)
        layout.setStretch(5, 1)
        self.setLayout(layout)

    def follow(self, presenter: AnswersPresenter) -> None:
        self._presenter = presenter

    def show_questions(self, questions: tuple[Question, ...], chosen: int) -> None:
        self._tools.setVisible(bool(questions))
        fill(self._question, [f"{one.code}  {one.text}" for one in questions], chosen)
        if questions:
            self._question.setToolTip(questions[chosen].text)

    def show_answers(self, answers: AnswerList, words: str) -> None:
        self._line.stop()
        self._bar.hide()
        self._question.setToolTip(answers.question.text)
        self._count.say(trn("{n} answer", "{n} answers", answers.n))
        self._count.setToolTip(answers.definition)
        self.quotes.show_answers(answers.answers)
        if words and not answers.answers:
            self._empty.say(
                tr("Nobody said “{words}” here").format(words=words), tr("Other words, or another question, may help.")
            )
        self._stack.setCurrentIndex(0 if answers.answers else 1)

    def show_none(self, title: str, text: str, verb: str = "", step: Callable[[], object] | None = None) -> None:
        """Why there is nothing, and the next step: to import, unless another one is given."""
        self._line.stop()
        self._count.say("")
        self.quotes.show_answers(())
        self._empty.say(title, text, verb or tr("Import files…"), step or self.import_wanted.emit)
        self._stack.setCurrentIndex(1)

    def show_coverage(self, view: DropOffView) -> None:
        self._coverage.setText(coverage(view))

    def show_chosen(self, ids: frozenset[str]) -> None:
        self.quotes.show_chosen(ids)

    def show_searching(self) -> None:
        self._line.start()

    def show_problem(self, problem: Problem) -> None:
        self._line.stop()
        self._bar.tell_problem(problem)

    def _choose(self, place: int) -> None:
        if self._presenter:
            self._presenter.choose_question(place)

    def _search(self) -> None:
        if self._presenter:
            self._presenter.search(self.search.text())

    def _toggle(self, answer: object) -> None:
        if self._presenter:
            self._presenter.toggle(answer)  # type: ignore[arg-type]

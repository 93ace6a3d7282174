"""Decides what is shown of what people said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.model.answers import QuestionKind
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.review.looks import Questions
    from convdesk.model.answers import Answer, AnswerList, Question
    from convdesk.model.dropoff import DropOffView
    from convdesk.model.problem import Problem


class AnswersView(Protocol):
    """The pane of answers."""

    def show_questions(self, questions: tuple[Question, ...], chosen: int) -> None: ...
    def show_answers(self, answers: AnswerList, words: str) -> None: ...
    def show_none(self, title: str, text: str) -> None: ...
    def show_coverage(self, view: DropOffView) -> None: ...
    def show_chosen(self, ids: frozenset[str]) -> None: ...
    def show_searching(self) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class AnswersPresenter:
    """Keeps the question, the words searched for and the quotes chosen."""

    def __init__(self, view: AnswersView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked = Latest(jobs)
        self._drop_off: DropOffView | None = None
        self._lists: tuple[AnswerList, ...] = ()
        self._current = 0
        self._words = ""
        self._chosen: dict[str, Answer] = {}
        self.listener: Callable[[], None] = nothing

    @property
    def chosen(self) -> tuple[Answer, ...]:
        return tuple(self._chosen.values())

    def look(self, view: DropOffView) -> None:
        """Show what these people said; the question stays when they answered it too."""
        self._asked.cancel()
        asked = self._lists[self._current].question.id if self._lists else ""
        self._drop_off = view
        self._lists = tuple(one for one in view.answers if one.answers)
        self._chosen.clear()
        self._current = self._place_of(asked)
        self._view.show_coverage(view)
        self._view.show_chosen(frozenset())
        self._view.show_questions(tuple(one.question for one in self._lists), self._current)
        self._show()

    def choose_question(self, index: int) -> None:
        if index < len(self._lists):
            self._current = index
            self._show()

    def search(self, words: str) -> None:
        """Only the answers with these words."""
        self._words = words.strip()
        self._show()

    def toggle(self, answer: Answer) -> None:
        """Choose a quote, or let go of it; one that may not be quoted is only read."""
        if not answer.may_quote:
            return
        if self._chosen.pop(answer.id, None) is None:
            self._chosen[answer.id] = answer
        self._view.show_chosen(frozenset(self._chosen))
        self.listener()

    def let_go(self) -> None:
        """Choose no quote."""
        self._chosen.clear()
        self._view.show_chosen(frozenset())

    def _show(self) -> None:
        self._asked.cancel()
        if self._drop_off is None or not self._lists:
            self._show_none()
        elif not self._words:
            self._view.show_answers(self._lists[self._current], "")
        else:
            self._find(self._drop_off, self._lists[self._current].question, self._words)

    def _find(self, drop_off: DropOffView, question: Question, words: str) -> None:
        self._view.show_searching()
        self._asked.run(
            Task(
                tr("Find answers"),
                lambda _: self._questions.answers(question, drop_off.drop_off.segment, words),
                lambda found: self._view.show_answers(found, words),
                self._view.show_problem,
            )
        )

    def _show_none(self) -> None:
        self._view.show_none(
            tr("None of these people answered"),
            tr("Import a survey that carries user or session ids to read what people who left here said."),
        )

    def _place_of(self, question: str) -> int:
        """The place of a question; else of the open one with most answers."""
        for place, one in enumerate(self._lists):
            if one.question.id == question:
                return place
        spoken = [place for place, one in enumerate(self._lists) if one.question.kind is QuestionKind.OPEN]
        return max(spoken, key=lambda place: self._lists[place].n, default=0)

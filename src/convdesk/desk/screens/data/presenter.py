"""Decides what the data screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.data.looks import Questions, Said, SourceRow, StudyData
    from convdesk.model.answers import Answer, Question
    from convdesk.model.change import Change
    from convdesk.model.problem import Problem


class DataView(Protocol):
    """The tables of sources, of event names and of questions with what was answered."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_data(self, data: StudyData) -> None: ...
    def show_said(self, said: Said) -> None: ...
    def show_found(self, said: Said, found: tuple[Answer, ...], words: str) -> None: ...


class DataPresenter:
    """Looks again whenever a source comes or goes."""

    def __init__(self, view: DataView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._reading = Latest(jobs)
        self._data: StudyData | None = None
        self._question = ""
        self._finding = Latest(jobs)
        self._said: Said | None = None
        self._words = ""

    def open(self) -> None:
        self._view.show_busy(tr("Reading the study"))
        self._asked.run(
            Task(tr("Read the study"), lambda _: self._questions.data(), self._show, self._view.show_problem)
        )

    def hear(self, change: Change) -> None:
        if change.is_of_people or change.touches("pictures", "findings", "study"):
            self.open()

    def choose_question(self, question: Question) -> None:
        """Look at what was answered to a question."""
        self._question, self._said = question.id, None
        self._finding.cancel()
        self._reading.run(
            Task(tr("Read answers"), lambda _: self._questions.said(question), self._hear_said,
                 self._view.show_problem)
        )  # fmt: skip

    def search(self, words: str) -> None:
        """Look for words in what was answered; without any, all of it is shown again."""
        self._words, said = words.strip(), self._said
        self._finding.cancel()
        if said is not None and self._words:
            words = self._words
            self._finding.run(
                Task(tr("Find words"), lambda _: said.answers.with_words(words),
                     lambda found: self._view.show_found(said, found, words), self._view.show_problem)
            )  # fmt: skip
        elif said is not None:
            self._view.show_said(said)

    def remove(self, row: SourceRow) -> None:
        """Take a source out, or all recordings at once; undo brings them back."""
        ids = tuple(source.id for source in row.sources)
        self._view.show_busy(tr("Removing {file}").format(file=row.name))
        self._jobs.run(
            Task(
                tr("Remove source"),
                lambda _: self._questions.remove_sources(ids),
                lambda _: None,
                self._view.show_problem,
                writes=True,
            )
        )

    def cancel(self) -> None:
        self._asked.cancel()
        if self._data:
            self._show(self._data)

    def _hear_said(self, said: Said) -> None:
        self._said = said
        if self._words:
            self.search(self._words)
        else:
            self._view.show_said(said)

    def _show(self, data: StudyData) -> None:
        self._data = data
        if data.summary.is_empty:
            self._view.show_empty()
        else:
            self._view.show_data(data)
            known = {question.id: question for question in data.questions}
            first = known.get(self._question) or next(iter(data.questions), None)
            if first is not None:
                self.choose_question(first)

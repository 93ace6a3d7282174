"""Decides what the data screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task
from convdesk.words import tr

if TYPE_CHECKING:
    from convdesk.desk.screens.data.looks import Questions, Said, SourceRow, StudyData
    from convdesk.model.answers import Question
    from convdesk.model.change import Change
    from convdesk.model.problem import Problem


class DataView(Protocol):
    """The tables of sources, of event names and of questions with what was answered."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_data(self, data: StudyData) -> None: ...
    def show_said(self, said: Said) -> None: ...


class DataPresenter:
    """Looks again whenever a source comes or goes."""

    def __init__(self, view: DataView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._reading = Latest(jobs)
        self._data: StudyData | None = None
        self._question = ""

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
        self._question = question.id
        self._reading.run(
            Task(tr("Read answers"), lambda _: self._questions.said(question), self._view.show_said,
                 self._view.show_problem)
        )  # fmt: skip

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

"""Decides what the people screen shows: the report, the list, a match table before it is brought in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.people.looks import Wanted
from convdesk.desk.screens.people.person_presenter import PersonPane, PersonPresenter
from convdesk.model.segment import Everyone, Listed
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from convdesk.desk.screens.people.looks import PeopleRows, Questions, Summary
    from convdesk.model.change import Change
    from convdesk.model.people import MatchReport, PersonOrder
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

LISTED_AT_MOST = 1_000


class PeopleView(Protocol):
    """The report at the left, the list in the middle."""

    @property
    def person(self) -> PersonPane: ...
    def show_empty(self, respondents: int) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_whom(self, words: str) -> None: ...
    def show_summary(self, summary: Summary) -> None: ...
    def show_people(self, rows: PeopleRows, wanted: Wanted, chosen: int) -> None: ...
    def show_matches(self, report: MatchReport | None) -> None: ...
    def show_done(self, text: str) -> None: ...


class PeoplePresenter:
    """Keeps which people are listed and who is looked at; looks again when identity or a source changes."""

    def __init__(self, view: PeopleView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked, self._listing = Latest(jobs), Latest(jobs)
        self._wanted = Wanted()
        self._chosen: Segment = Everyone()
        self._summary: Summary | None = None
        self._rows: PeopleRows | None = None
        self._file: Path | None = None
        self.person = PersonPresenter(view.person, jobs, questions)
        self.person.written, self.person.refused = self._written, self._refused
        self.selected: Callable[[Segment], object] = nothing

    def open(self) -> None:
        """Look at everybody."""
        self._view.show_busy(tr("Joining people"))
        wanted = self._wanted

        def look(progress: Progress) -> tuple[Summary, PeopleRows]:
            return self._questions.summary(), self._questions.people(wanted, progress)

        self._asked.run(Task(tr("Join people"), look, self._show, self._refused, stepped=self._view.show_step))

    def hear(self, change: Change) -> None:
        if change.is_of_people:
            self.open()
        elif change.touches("notes"):
            self.person.read_again()

    def restrict(self, segment: Segment, words: str) -> None:
        """Mean only these people from now on, `words` saying who they are; `open` lists them."""
        self._wanted = replace(self._wanted, segment=segment, words=words, search="")
        self._view.show_whom(words)

    def lift(self) -> None:
        """Mean everyone again who is chosen for the window."""
        self.restrict(self._chosen, "")

    def use_segment(self, segment: Segment) -> None:
        """List those who are chosen for the window, unless the people of a number are listed."""
        self._chosen = segment
        if not self._wanted.words:
            self._wanted = replace(self._wanted, segment=segment)
            self.open()

    def show_everyone(self) -> None:
        """List everyone again."""
        self.lift()
        self._list(self._wanted)

    def search(self, text: str) -> None:
        """List who has a key with these letters in it."""
        self._list(replace(self._wanted, search=text))

    def sort(self, order: PersonOrder, *, is_falling: bool) -> None:
        self._list(replace(self._wanted, order=order, is_falling=is_falling))

    def choose(self, places: Sequence[int]) -> None:
        """Look at the first of these rows; all of them are meant elsewhere."""
        rows = self._rows
        if rows is None or not places:
            return
        names = [rows[place].name for place in places[:LISTED_AT_MOST]]
        self.person.look(names[0])
        self.selected(Listed(frozenset(names)))

    def preview_matches(self, file: Path) -> None:
        """Look through a match table before it is brought in."""
        self._file = file
        self._view.show_busy(tr("Reading {file}").format(file=file.name))
        task = Task(
            tr("Read a match table"), lambda progress: self._questions.preview(file, progress), self._view.show_matches,
            self._refused, stepped=self._view.show_step,
        )  # fmt: skip
        self._asked.run(task)

    def match(self) -> None:
        """Bring the match table in that is looked at; undo takes it out."""
        file = self._file
        if file is None:
            return
        self._view.show_busy(tr("Matching with {file}").format(file=file.name))
        task = Task(
            tr("Match people"), lambda progress: self._questions.match(file, progress), self._matched, self._refused,
            stepped=self._view.show_step, stopped=self.leave_matches, writes=True,
        )  # fmt: skip
        self._asked.run(task)

    def leave_matches(self) -> None:
        """Go back to the list."""
        self._file = None
        self._view.show_matches(None)

    def remove_table(self, table_id: str) -> None:
        self._jobs.run(
            Task(
                tr("Remove a match table"), lambda _: self._questions.remove_table(table_id), self._written,
                self._refused, writes=True,
            )
        )  # fmt: skip

    def cancel(self) -> None:
        self._asked.cancel()
        if self._wanted.words:
            self.lift()
        if self._summary is not None and self._rows is not None:
            self._show((self._summary, self._rows))

    def _list(self, wanted: Wanted) -> None:
        self._wanted = wanted
        task = Task(
            tr("List people"), lambda progress: self._questions.people(wanted, progress), self._show_rows, self._refused
        )
        self._listing.run(task)

    def _show(self, found: tuple[Summary, PeopleRows]) -> None:
        self._summary = found[0]
        if not found[0].report.actors:
            self._view.show_empty(found[0].report.respondents)
            return
        self._view.show_summary(found[0])
        is_among = bool(self.person.name) and (
            isinstance(self._wanted.segment, Everyone) or found[1].place_of(self.person.name) >= 0
        )
        if is_among:
            self.person.look_again()
        elif len(found[1]):
            self.person.look(found[1][0].name)
        self._show_rows(found[1])

    def _show_rows(self, rows: PeopleRows) -> None:
        self._rows = rows
        self._view.show_people(rows, self._wanted, rows.place_of(self.person.name) if self.person.name else -1)

    def _matched(self, report: MatchReport) -> None:
        self.leave_matches()
        self._view.show_done(
            tr("Matched with {file}: {rows}").format(file=report.file, rows=trn("{n} row", "{n} rows", report.kept))
        )

    def _written(self, label: str) -> None:
        self._view.show_done(label)

    def _refused(self, problem: Problem) -> None:
        self._view.show_problem(problem)

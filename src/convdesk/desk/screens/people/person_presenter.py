"""Decides what is shown of one person: keys or timeline, and with whom they are merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.people.looks import Wanted
from convdesk.model.timeline import EntryKind
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.people.looks import PeopleRows, Questions, TimelineRows
    from convdesk.model.people import PersonRow, PersonView
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress

OFFERED = 8


class PersonPane(Protocol):
    """One person from near."""

    def show_person(self, view: PersonView) -> None: ...
    def show_nobody(self) -> None: ...
    def show_timeline(self, timeline: TimelineRows | None, kinds: frozenset[EntryKind], place: int | None) -> None: ...
    def show_reading(self, is_reading: bool) -> None: ...
    def show_merging(self, is_shown: bool) -> None: ...
    def show_offered(self, rows: tuple[PersonRow, ...], words: str) -> None: ...


class PersonPresenter:
    """Keeps who is looked at; a newer question cancels the older. `written(label)`, `refused(problem)` after edits."""

    def __init__(self, pane: PersonPane, jobs: Jobs, questions: Questions) -> None:
        self._pane, self._jobs, self._questions = pane, jobs, questions
        self._looking, self._reading, self._finding = Latest(jobs), Latest(jobs), Latest(jobs)
        self._view: PersonView | None = None
        self._is_timeline = False
        self._kinds = frozenset(EntryKind)
        self._moment_us: int | None = None
        self.name = ""
        self.written: Callable[[str], object] = nothing
        self.refused: Callable[[Problem], object] = nothing

    def look(self, name: str) -> None:
        """Look at somebody else."""
        self._look(name, None)

    def look_at_moment(self, name: str, at_us: int) -> None:
        """Look at somebody's timeline around a moment."""
        self._is_timeline, self._kinds = True, frozenset(EntryKind)
        self._look(name, at_us)

    def look_again(self) -> None:
        name = self.name
        self._looking.run(
            Task(tr("Look at a person"), lambda _: self._questions.person(name), self._show, lambda _: self._lost())
        )

    def show_keys(self) -> None:
        self._is_timeline = False
        self._reading.cancel()
        self._pane.show_timeline(None, self._kinds, None)

    def show_timeline(self) -> None:
        """What the person did, in order."""
        self._is_timeline = True
        name, kinds = self.name, self._kinds
        if not name:
            return
        self._pane.show_reading(True)
        self._reading.run(
            Task(
                tr("Read what somebody did"), lambda progress: self._questions.timeline(name, kinds, progress),
                self._read, self._refuse,
            )
        )  # fmt: skip

    def read_again(self) -> None:
        """What is known of the person has changed: the timeline is read anew where it is shown."""
        if self._is_timeline:
            self.show_timeline()

    def choose_kinds(self, kinds: frozenset[EntryKind]) -> None:
        """Only events, only friction …"""
        self._kinds = kinds
        self.show_timeline()

    def stop_reading(self) -> None:
        """Stay with what is shown."""
        self._reading.cancel()
        self._pane.show_reading(False)

    def _read(self, timeline: TimelineRows) -> None:
        place = None if self._moment_us is None else timeline.place_at(self._moment_us)
        self._pane.show_timeline(timeline, self._kinds, place)

    def begin_merging(self) -> None:
        """Offer others to merge this person with."""
        if self._view is not None:
            self._pane.show_merging(True)
            self.find("")

    def find(self, words: str) -> None:
        """Offer the people with these letters in a key."""
        wanted, name = Wanted(words), self.name

        def look(progress: Progress) -> tuple[PersonRow, ...]:
            return _others(self._questions.people(wanted, progress), name)

        offer: Callable[[tuple[PersonRow, ...]], None] = lambda rows: self._pane.show_offered(rows, words)  # noqa: E731
        self._finding.run(Task(tr("Find a person"), look, offer, self._refuse))

    def merge_with(self, other: str) -> None:
        """Say that the person looked at and another are one; undo takes it back."""
        name = self.name
        self._pane.show_merging(False)
        self._write(tr("Merge people"), lambda: self._questions.merge(name, other))

    def leave_merging(self) -> None:
        self._pane.show_merging(False)

    def split(self, key: str) -> None:
        """Say that a key stands alone; undo takes it back."""
        self._write(tr("Split a key off"), lambda: self._questions.split(key))

    def _look(self, name: str, moment_us: int | None) -> None:
        self.name, self._moment_us = name, moment_us
        self._pane.show_merging(False)
        self.look_again()

    def _write(self, title: str, work: Callable[[], str]) -> None:
        self._jobs.run(Task(title, lambda _: work(), self._told, self._refuse, writes=True))

    def _told(self, label: str) -> None:
        self.written(label)

    def _refuse(self, problem: Problem) -> None:
        self._pane.show_reading(False)
        self.refused(problem)

    def _show(self, view: PersonView) -> None:
        self._view, self.name = view, view.row.name
        self._pane.show_person(view)
        if self._is_timeline:
            self.show_timeline()

    def _lost(self) -> None:
        """Who was looked at is not in the study any more."""
        self._view, self.name = None, ""
        self._pane.show_nobody()


def _others(rows: PeopleRows, name: str) -> tuple[PersonRow, ...]:
    first = (rows[place] for place in range(min(len(rows), OFFERED + 1)))
    return tuple(row for row in first if row.name != name)[:OFFERED]

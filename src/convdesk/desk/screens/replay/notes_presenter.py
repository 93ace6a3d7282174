"""Decides about notes: one is written about the moment shown, or about a stretch that ends there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Task, nothing
from convdesk.desk.screens.replay.looks import Draft
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.replay.looks import Questions
    from convdesk.model.problem import Problem
    from convdesk.model.replay import Replay


class NotesView(Protocol):
    """Where notes are written."""

    def show_draft(self, draft: Draft | None, tags: tuple[str, ...]) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class NotesPresenter:
    """The note being written. `moment()` gives where the replay is."""

    def __init__(self, view: NotesView, jobs: Jobs, questions: Questions, moment: Callable[[], float]) -> None:
        self._view, self._jobs, self._questions, self._moment = view, jobs, questions, moment
        self._replay: Replay | None = None
        self._tags: tuple[str, ...] = ()
        self.draft: Draft | None = None
        self.kept: Callable[[str], object] = nothing
        """Told what was done, in words."""

    def look(self, replay: Replay) -> None:
        """Notes are about this recording now; one being written about another is let go."""
        if self._replay is None or self._replay.recording != replay.recording:
            self._show(None)
        self._replay = replay
        self._jobs.run(Task(tr("Look for tags"), lambda _: self._questions.tags(), self._know_tags, nothing))

    def begin(self) -> None:
        """A note about the moment shown; one being written stays."""
        if self._replay is not None:
            self._show(self.draft or Draft(self._moment()))

    def end_here(self) -> None:
        """The note is about all from its moment up to the one shown now."""
        if self.draft is None:
            self.begin()
        elif self.draft.ref == "":
            self._show(self.draft.until(self._moment()))

    def change(self, note_id: str) -> None:
        """Write something else in a note."""
        note = next((one for one in (self._replay.notes if self._replay else ()) if one.id == note_id), None)
        if note is not None and self._replay is not None:
            clock = self._replay.clock
            ends = None if note.to_ms is None else clock.offset(note.to_ms)
            self._show(Draft(clock.offset(note.at_ms), ends, note.text, note.id))

    def write(self, text: str) -> None:
        """What has been written so far."""
        if self.draft is not None:
            self.draft = replace(self.draft, text=text)

    def keep(self) -> None:
        """Keep the note in the study; undo takes it out again."""
        draft, replay = self.draft, self._replay
        if draft is None or replay is None:
            return
        begins = replay.clock.moment(round(draft.at_ms))
        ends = None if draft.to_ms is None else replay.clock.moment(round(draft.to_ms))
        if draft.ref:
            self._write(lambda: self._questions.change_note(draft.ref, draft.text), tr("Note changed"))
        else:
            self._write(lambda: self._questions.add_note(replay.recording, begins, draft.text, ends), tr("Note added"))

    def remove(self, note_id: str) -> None:
        self._write(lambda: self._questions.remove_note(note_id), tr("Note removed"))

    def let_go(self) -> None:
        self._show(None)

    def _write(self, work: Callable[[], object], words: str) -> None:
        def done(_: object) -> None:
            self._show(None)
            self.kept(words)

        self._jobs.run(Task(tr("Write a note"), lambda _: work(), done, self._view.show_problem, writes=True))

    def _show(self, draft: Draft | None) -> None:
        self.draft = draft
        self._view.show_draft(draft, self._tags)

    def _know_tags(self, tags: tuple[str, ...]) -> None:
        self._tags = tags

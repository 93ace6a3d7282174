"""Decides what the replay screen shows: the queue, the recording that is watched, and what happened in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.replay.clips_presenter import ClipsPresenter, ClipsView, StudioPort
from convdesk.desk.screens.replay.looks import lines_of
from convdesk.desk.screens.replay.notes_presenter import NotesPresenter, NotesView
from convdesk.desk.screens.replay.transport_presenter import Player, TransportPresenter, TransportView
from convdesk.model.replay import QueueSpec
from convdesk.model.segment import Everyone, Listed
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.replay.looks import Line, Questions, Tape
    from convdesk.model.change import Change
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.replay import Mark, Note, Queue, Replay
    from convdesk.model.segment import Segment

EVERYBODY = QueueSpec(Everyone())
Players = tuple[Player, StudioPort]
"""What shows pages on the screen, and what pictures them out of sight."""


class ReplayScreenView(TransportView, NotesView, ClipsView, Protocol):
    """The screen."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_queue(self, queue: Queue, place: int | None) -> None: ...
    def show_replay(self, replay: Replay) -> None: ...
    def show_lines(self, lines: tuple[Line, ...]) -> None: ...
    def show_done(self, text: str) -> None: ...


class ReplayPresenter:
    """Keeps the queue and the recording that is watched."""

    def __init__(self, view: ReplayScreenView, players: Players, jobs: Jobs, questions: Questions) -> None:
        player, studio = players
        self._view, self._jobs, self._questions = view, jobs, questions
        self._queueing, self._opening, self._noting = Latest(jobs), Latest(jobs), Latest(jobs)
        self._queue: Queue | None = None
        self._tape: Tape | None = None
        self._spec = EVERYBODY
        self._among: Segment = Everyone()
        self._is_stale = True
        self.transport = TransportPresenter(view, player, jobs)
        self.notes = NotesPresenter(view, jobs, questions, lambda: self.transport.at_ms)
        self.notes.kept = view.show_done
        self.clips = ClipsPresenter(view, studio, jobs, questions)
        self.people_wanted: Callable[[Segment, str], object] = nothing

    @property
    def replay(self) -> Replay | None:
        return self._tape.replay if self._tape else None

    def open(self) -> None:
        """The screen is looked at: with a queue of everybody where none was asked for."""
        if self._is_stale:
            self.watch(self._spec)

    def leave(self) -> None:
        """The screen is out of sight."""
        self.transport.pause()

    def hear(self, change: Change) -> None:
        if change.is_of_people:
            self.watch(self._spec)
        elif change.touches("notes") and self.replay is not None:
            self._look_at_notes(self.replay)

    def watch(self, spec: QueueSpec, recording: str = "", at_ms: int | None = None) -> None:
        """Line the recordings of some people up and show the first, or one of them at a moment (UTC ms)."""
        self._spec, self._is_stale = spec, False
        wanted = recording or (self.replay.recording if self.replay and spec == EVERYBODY else "")

        asked = replace(spec, segment=spec.segment & self._among) if spec == EVERYBODY else spec

        def line_up(progress: Progress) -> Queue:
            return self._questions.queue(asked, progress)

        def queued(queue: Queue) -> None:
            self._queued(queue, wanted, at_ms)

        self._view.show_busy(tr("Lining recordings up"))
        self._queueing.run(Task(tr("Line recordings up"), line_up, queued, self._refused, stepped=self._view.show_step))

    def use_segment(self, segment: Segment) -> None:
        """Line up only those who are chosen for the window, unless other people were opened here."""
        self._among = segment
        if self._spec == EVERYBODY:
            self.watch(self._spec)

    def watch_everybody(self) -> None:
        self.watch(EVERYBODY)

    def watch_person(self, person: str, recording: str = "", at_ms: int | None = None) -> None:
        """The recordings of one person."""
        self.watch(QueueSpec(Listed(frozenset({person}))), recording, at_ms)

    def choose(self, place: int) -> None:
        """Show one recording of the queue, where it becomes telling."""
        if self._queue is not None and 0 <= place < len(self._queue.items):
            item = self._queue.items[place]
            self._show(item.recording, item.from_ms)

    def move(self, by: int) -> None:
        """The next recording of the queue, or the one before."""
        if self._queue is None or self.replay is None:
            return
        place = self._queue.place_of(self.replay.recording)
        if place is not None and 0 <= place + by < len(self._queue.items):
            self.choose(place + by)

    def show_person(self) -> None:
        """Go to the person who is watched."""
        replay = self.replay
        if replay is not None and replay.person:
            self.people_wanted(Listed(frozenset({replay.person})), replay.person)

    def show_recorded(self) -> None:
        """Go to all the people of the queue."""
        if self._queue is not None:
            self.people_wanted(self._queue.spec.segment, self._queue.title)

    def cancel(self) -> None:
        self._queueing.cancel()
        self._opening.cancel()
        if self._queue is None:
            self._is_stale = True
            self._view.show_empty()
        elif self._tape is not None:
            self._view.show_replay(self._tape.replay)
        self.clips.cancel()

    def _queued(self, queue: Queue, recording: str, at_ms: int | None) -> None:
        self._queue = queue
        if not queue.items:
            self._tape = None
            self._view.show_queue(queue, None)
            self._view.show_empty()
            return
        place = queue.place_of(recording) if recording else 0
        item = queue.items[place or 0]
        self._view.show_queue(queue, place or 0)
        self._show(item.recording, item.from_ms if at_ms is None else at_ms)

    def _show(self, recording: str, at_ms: int) -> None:
        funnel = self._spec.drop_off.funnel if self._spec.drop_off else None
        self._view.show_busy(tr("Opening the recording"))
        self._opening.run(
            Task(tr("Open a recording"), lambda progress: self._questions.open(recording, funnel, progress),
                 lambda tape: self._opened(tape, at_ms), self._refused, stepped=self._view.show_step)
        )  # fmt: skip

    def _opened(self, tape: Tape, at_ms: int) -> None:
        self._tape = tape
        replay = tape.replay
        if self._queue is not None:
            self._view.show_queue(self._queue, self._queue.place_of(replay.recording))
        self._view.show_replay(replay)
        self._view.show_lines(lines_of(replay.marks))
        self.notes.look(replay)
        self.clips.look(tape)
        self.transport.load(tape, replay.clock.offset(at_ms))

    def _look_at_notes(self, replay: Replay) -> None:
        def look(_: Progress) -> tuple[tuple[Note, ...], tuple[Mark, ...]]:
            written = self._questions.notes(replay.recording)
            return written, self._questions.marks(replay, written)

        self._noting.run(Task(tr("Look for notes"), look, self._noted, self._view.show_problem))

    def _noted(self, found: tuple[tuple[Note, ...], tuple[Mark, ...]]) -> None:
        if self._tape is None:
            return
        self._tape.replay = replace(self._tape.replay, notes=found[0], marks=found[1])
        self.notes.look(self._tape.replay)
        self._view.show_replay(self._tape.replay)
        self._view.show_lines(lines_of(found[1]))

    def _refused(self, problem: Problem) -> None:
        self._view.show_problem(problem)

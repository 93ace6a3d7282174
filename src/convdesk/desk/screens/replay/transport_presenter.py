"""Decides what the player does: plays, pauses and seeks through a recording of which it has a piece at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.replay.looks import SPEEDS
from convdesk.desk.screens.replay.sentences import told_of
from convdesk.model.problem import Problem
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.replay.looks import Tape
    from convdesk.model.replay import Piece

Answered = "Callable[[dict[str, float]], object]"


class Player(Protocol):
    """What rebuilds pages; answers come later, and none comes for what a newer request has overtaken."""

    def open_piece(self, content: bytes, done: Callable[[Any], object], failed: Callable[[str], object]) -> None: ...
    def rebuild(self, at_ms: float, done: Callable[[Any], object], failed: Callable[[str], object]) -> None: ...
    def play(self, at_ms: float) -> None: ...
    def pause(self) -> None: ...
    def speed(self, factor: float) -> None: ...
    def skip(self, *, skips: bool) -> None: ...
    def clear(self) -> None: ...


class TransportView(Protocol):
    """The controls."""

    def show_time(self, at_ms: float) -> None: ...
    def show_playing(self, is_playing: bool) -> None: ...
    def show_speed(self, factor: float) -> None: ...
    def show_told(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class TransportPresenter:
    """Where the replay is, and whether it runs. A seek that comes while one is under way waits; the latest counts."""

    def __init__(self, view: TransportView, player: Player, jobs: Jobs) -> None:
        self._view, self._player = view, player
        self._cutting, self._preparing = Latest(jobs), Latest(jobs)
        self._tape: Tape | None = None
        self._piece: Piece | None = None
        self._is_busy = False
        self._waiting: float | None = None
        self._speed = 1.0
        self.at_ms = 0.0
        self.is_playing = False
        self.shown: Callable[[], object] = nothing
        """Called when a page stands as it was at the moment asked for."""

    def load(self, tape: Tape, at_ms: float = 0.0) -> None:
        """Another recording, paused at a moment."""
        self._tape, self._piece, self._waiting, self._is_busy = tape, None, None, False
        self._preparing.cancel()
        self.is_playing = False
        self._view.show_playing(False)
        if tape.replay.can_be_shown:
            self.seek(at_ms)
        else:
            self._player.clear()
            self._place(at_ms)

    def seek(self, at_ms: float) -> None:
        """Show a moment; a replay that runs goes on from there."""
        tape = self._tape
        if tape is None:
            return
        self._place(max(0.0, min(at_ms, tape.replay.lasts_ms)))
        if not tape.replay.can_be_shown:
            return
        if self._is_busy:
            self._waiting = self.at_ms
        elif self._piece is not None and self._piece.shows(self.at_ms):
            self._rebuild()
        else:
            self._cut(tape)

    def seek_by(self, by_ms: float) -> None:
        self.seek(self.at_ms + by_ms)

    def toggle(self) -> None:
        """Play, or pause; at the end, play from the beginning."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        tape = self._tape
        if tape is None or not tape.replay.can_be_shown or self.is_playing:
            return
        self.is_playing = True
        self._view.show_playing(True)
        self.seek(0.0 if self.at_ms >= tape.replay.lasts_ms - 1 else self.at_ms)

    def pause(self) -> None:
        if self.is_playing:
            self.is_playing = False
            self._view.show_playing(False)
            self._player.pause()

    def change_speed(self, factor: float) -> None:
        self._speed = factor
        self._player.speed(factor)
        self._view.show_speed(factor)

    def faster(self, by: int) -> None:
        """The next speed up or down."""
        place = SPEEDS.index(self._speed) + by
        self.change_speed(SPEEDS[max(0, min(place, len(SPEEDS) - 1))])

    def skip_idle(self, skips: bool) -> None:
        self._player.skip(skips=skips)

    def moved(self, at_ms: float) -> None:
        """The player tells where it is."""
        if self.is_playing and not self._is_busy:
            self._place(at_ms)

    def ended(self) -> None:
        """The player came to the end of its piece: on to the next one, if there is one."""
        piece = self._piece
        if not self.is_playing or piece is None or self._is_busy:
            return
        if piece.is_last:
            self._place(piece.to_ms)
            self.is_playing = False
            self._view.show_playing(False)
        else:
            self.seek(piece.to_ms)

    def renew(self) -> None:
        """The player has lost what it had: give it the piece again."""
        self._piece, self._is_busy = None, False
        if self._tape is not None:
            self._player.speed(self._speed)
            self.seek(self.at_ms)

    def stop(self, why: str) -> None:
        """The player gave up."""
        self._failed(why)

    def tell_slow(self) -> None:
        """The player takes time."""
        if self._is_busy:
            self._view.show_told(tr("Rebuilding the page…"))

    def _cut(self, tape: Tape) -> None:
        self._is_busy = True
        at_ms = self.at_ms

        def cut(piece: Piece) -> None:
            if self._piece is None:
                self._preparing.run(Task(tr("Prepare seeking"), tape.prepare, nothing, nothing))
            self._piece = piece
            self._player.open_piece(piece.content, lambda _: self._rebuild(), self._failed)

        self._cutting.run(Task(tr("Cut a piece"), lambda _: tape.piece_at(at_ms), cut, self._refused))

    def _rebuild(self) -> None:
        self._is_busy = True
        self._player.rebuild(self.at_ms, self._rebuilt, self._failed)

    def _rebuilt(self, told: dict[str, float]) -> None:
        self._is_busy = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.seek(waiting)
            return
        self._view.show_told(told_of(told))
        if self.is_playing:
            self._player.play(self.at_ms)
        self.shown()

    def _failed(self, error: str) -> None:
        what = tr("This moment cannot be rebuilt: {error}").format(error=error[:200])
        remedy = tr("Choose a later moment, such as the next page, or the next recording.")
        self._refused(Problem(tr("recording"), what, remedy))

    def _refused(self, problem: Problem) -> None:
        self._is_busy, self._waiting, self._piece = False, None, None
        self.pause()
        self._view.show_told("")
        self._view.show_problem(problem)

    def _place(self, at_ms: float) -> None:
        self.at_ms = at_ms
        self._view.show_time(at_ms)

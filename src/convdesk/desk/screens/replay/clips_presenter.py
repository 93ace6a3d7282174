"""Decides about clips: which stretch, which file, and what becomes evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task
from convdesk.desk.screens.replay.clip_sentences import filming_text, offer_of, shorter, too_large, too_long
from convdesk.desk.screens.replay.looks import FRAME_MS, LONGEST_CLIP_MS, USUAL_CLIP_MS
from convdesk.desk.screens.replay.sentences import clock_text
from convdesk.desk.web.film_orders import FilmOrder
from convdesk.model.finding import LARGEST_FILM_BYTES
from convdesk.model.problem import Problem
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.ports import Job
    from convdesk.desk.screens.replay.looks import Offer, Questions, Tape
    from convdesk.desk.web.film_orders import Film
    from convdesk.model.progress import Progress
    from convdesk.model.replay import Piece

Span = tuple[float, float | None]


class StudioPort(Protocol):
    """Who pictures moments and films stretches, out of sight."""

    def picture(
        self, piece: Piece, at_ms: float, size: tuple[int, int], done: Callable[[bytes], object],
        failed: Callable[[Problem], object],
    ) -> None: ...  # fmt: skip
    def film(self, order: FilmOrder, done: Callable[[Film], object], failed: Callable[[Problem], object]) -> None: ...
    def cancel(self) -> None: ...


class ClipsView(Protocol):
    """Where progress is shown."""

    def show_working(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_written(self, text: str, file: Path | None) -> None: ...
    def show_kept_less(self, problem: Problem) -> None: ...
    def show_stopped(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class ClipsPresenter:
    """Pictures, films and evidence of the recording that is watched."""

    def __init__(self, view: ClipsView, studio: StudioPort, jobs: Jobs, questions: Questions) -> None:
        self._view, self._studio, self._jobs, self._questions = view, studio, jobs, questions
        self._latest = Latest(jobs)
        self._writing: Job | None = None
        self._is_making = False
        self._tape: Tape | None = None

    def look(self, tape: Tape) -> None:
        """Another recording is watched: what is being made of the one before stops."""
        if tape is not self._tape:
            self._stop()
        self._tape = tape

    def name(self, span: Span) -> str:
        """A file name that says whose moment it is."""
        who = self._tape.replay.person if self._tape else ""
        return f"{who or 'recording'} {clock_text(span[0]).replace(':', '-')}"

    def stretch(self, span: Span) -> tuple[float, float]:
        """From where to where a clip goes: a usual length where no end was chosen."""
        lasts = self._tape.replay.lasts_ms if self._tape else 0.0
        return span[0], min(span[0] + USUAL_CLIP_MS if span[1] is None else span[1], lasts)

    def save_picture(self, at_ms: float, out: Path) -> None:
        """The moment as PNG, in the size of the recorded window."""
        out = out if out.suffix.lower() == ".png" else out.with_name(f"{out.name}.png")

        def taken(png: bytes) -> None:
            self._write(tr("Write the picture"), lambda _: self._questions.write_picture(out, png), out)

        self._picture(at_ms, taken)

    def offer(self, span: Span) -> Offer:
        """What keeping that stretch comes to, said before it is begun."""
        return offer_of(self.stretch(span), is_stretch=span[1] is not None)

    def save_clip(self, span: Span, out: Path) -> None:
        """The stretch as a film: WebM, or an animated WebP where the file is named so."""
        tape, (begins, ends) = self._tape, self.stretch(span)
        if tape is None or ends - begins < FRAME_MS:
            return
        if ends - begins > LONGEST_CLIP_MS:
            self._refused(Problem(tr("clip"), too_long(), shorter()))
            return
        out = out if out.suffix.lower() in {".webm", ".webp"} else out.with_name(f"{out.name}.webm")
        order = self._order(tape, (begins, ends), is_video=out.suffix.lower() == ".webm")

        def filmed(film: Film) -> None:
            self._write(tr("Write the clip"), lambda progress: self._questions.write_clip(out, film, progress), out)

        self._studio.film(order, filmed, self._refused)

    def add_evidence(self, span: Span, title: str) -> None:
        """A finding that rests on the moment, or the stretch, with its picture; of a stretch also with its film."""
        tape = self._tape
        if tape is None:
            return
        clock = tape.replay.clock
        ends = None if span[1] is None else clock.moment(round(span[1]))
        when = (clock.moment(round(span[0])), ends)

        def keep(png: bytes, film: Film | None, why_none: str = "") -> None:
            def write(_: Progress) -> object:
                return self._questions.add_moment(title, tape.replay.recording, when, (png, film))

            self._write(tr("Add finding"), write, None, why_none)

        def taken(png: bytes) -> None:
            if span[1] is None or not FRAME_MS <= span[1] - span[0] <= LONGEST_CLIP_MS:
                keep(png, None, too_long() if span[1] and span[1] - span[0] > LONGEST_CLIP_MS else "")
                return
            order = self._order(tape, (span[0], span[1]), is_video=True)
            self._studio.film(order, lambda film: filmed(png, film), lambda problem: keep(png, None, problem.what))

        def filmed(png: bytes, film: Film) -> None:
            is_small = film.weighs_bytes <= LARGEST_FILM_BYTES
            keep(png, film if is_small else None, "" if is_small else too_large(film.weighs_bytes))

        self._picture(span[0], taken)

    def _order(self, tape: Tape, stretch: tuple[float, float], *, is_video: bool) -> FilmOrder:
        """What is to be filmed; says that it is begun."""
        begins, ends = stretch
        times = tuple(begins + FRAME_MS * n for n in range(int((ends - begins) // FRAME_MS) + 1))
        size = (tape.replay.width or 1280, tape.replay.height or 800)
        self._begin(filming_text(stretch, 0.0))

        def step(done: int, total: int) -> None:
            self._view.show_step(done, total, filming_text(stretch, done / total))

        return FilmOrder(times, FRAME_MS, size, is_video, self._fetch, step)

    def cancel(self) -> None:
        """Stop what is under way; of a picture or film that is not finished nothing is kept, which is said."""
        if self._writing is not None:
            self._writing.cancel()
        self._stop()

    def _stop(self) -> None:
        if self._is_making:
            self._is_making = False
            self._latest.cancel()
            self._studio.cancel()
            self._stopped()

    def _stopped(self) -> None:
        self._view.show_stopped(tr("Stopped; nothing was kept"))

    def _begin(self, text: str) -> None:
        self._is_making = True
        self._view.show_working(text)

    def _picture(self, at_ms: float, taken: Callable[[bytes], object]) -> None:
        tape = self._tape
        if tape is None:
            return
        size = (tape.replay.width or 1280, tape.replay.height or 800)
        self._begin(tr("Taking a picture"))
        self._fetch(at_ms, lambda piece: self._studio.picture(piece, at_ms, size, taken, self._refused))

    def _fetch(self, at_ms: float, done: Callable[[Piece], None]) -> None:
        """The piece in which a moment lies, cut off the UI thread."""
        tape = self._tape
        if tape is not None:
            self._latest.run(Task(tr("Cut a piece"), lambda _: tape.piece_at(at_ms), done, self._refused))

    def _write(self, title: str, work: Callable[[Progress], object], out: Path | None, why_less: str = "") -> None:
        """Write what was made; `why_less`: why it is a picture only."""
        self._is_making = False

        def done(_: object) -> None:
            self._writing = None
            if why_less:
                what = tr("It was added with its first picture only. {why}").format(why=why_less)
                self._view.show_kept_less(Problem(tr("finding"), what, shorter()))
                return
            words = tr("Finding added") if out is None else tr("Written to {name}").format(name=out.name)
            self._view.show_written(words, out)

        task = Task(title, work, done, self._refused, stepped=self._view.show_step, stopped=self._stopped, writes=True)
        self._writing = self._jobs.run(task)

    def _refused(self, problem: Problem) -> None:
        if self._is_making:
            self._is_making = False
            self._studio.cancel()
        self._view.show_problem(problem)

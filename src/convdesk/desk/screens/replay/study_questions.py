"""The replay screen's questions, answered by the operations on one study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.operations import clips, notes, queues, replays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.desk.screens.replay.looks import Tape
    from convdesk.desk.web.film_orders import Film, Seen
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.progress import Progress
    from convdesk.model.replay import Mark, Note, Queue, QueueSpec, Replay
    from convdesk.operations.study import Study


class StudyQuestions:
    """The recordings of one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def open(self, recording: str, funnel: FunnelSpec | None, progress: Progress) -> Tape:
        return replays.open_replay(self._study, recording, funnel, progress)

    def queue(self, spec: QueueSpec, progress: Progress) -> Queue:
        return queues.queue_recordings(self._study, spec, progress)

    def notes(self, recording: str) -> tuple[Note, ...]:
        return notes.list_notes(self._study, recording)

    def marks(self, replay: Replay, written: Sequence[Note]) -> tuple[Mark, ...]:
        return replays.marks_with(replay, written)

    def tags(self) -> tuple[str, ...]:
        return notes.list_tags(self._study)

    def add_note(self, recording: str, at_ms: int, text: str, to_ms: int | None) -> Note:
        return notes.add_note(self._study, recording, at_ms, text, to_ms)

    def change_note(self, note_id: str, text: str) -> Note:
        return notes.change_note(self._study, note_id, text)

    def write_picture(self, out: Path, png: bytes) -> Path:
        return clips.write_picture(out, png)

    def write_clip(self, out: Path, film: Film, progress: Progress) -> Path:
        if film.chunks:
            return clips.write_film(out, (film.width, film.height), film.chunks, film.lasts_ms)
        return clips.write_moving_picture(out, film.frames, film.lasts_ms, progress)

    def add_moment(self, title: str, recording: str, span: tuple[int, int | None], seen: Seen) -> object:
        png, film = seen
        made = clips.film_of((film.width, film.height), film.chunks, film.lasts_ms) if film else b""
        return clips.add_moment(self._study, title, recording, span, clips.Footage(png, made))

    def remove_note(self, note_id: str) -> None:
        notes.remove_note(self._study, note_id)

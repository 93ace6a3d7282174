"""What a presenter may ask of the desk. No Qt here, so that a test can stand in for all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

Answer = TypeVar("Answer")


def nothing(*_: object) -> None:
    """Heard, and nothing done about it."""


@dataclass(frozen=True)
class Task(Generic[Answer]):
    """Work for off the UI thread, and what to do with how it ends; all but `work` runs on the UI thread.

    One that only reads can be forgotten: once cancelled, neither its answer nor its failure is heard.
    One that `writes` waits for its turn, and always tells how it ended: `done`, `failed` or `stopped`.
    """

    title: str
    work: Callable[[Progress], Answer]
    done: Callable[[Answer], None]
    failed: Callable[[Problem], None]
    stepped: Callable[[int, int, str], None] = nothing
    stopped: Callable[[], None] = nothing
    writes: bool = False


class Job(Protocol):
    """Work under way."""

    def cancel(self) -> None: ...


class Jobs(Protocol):
    """Runs work."""

    def run(self, task: Task[Answer]) -> Job: ...


@dataclass(frozen=True)
class FileKind:
    """Files of one kind for a file dialog: `FileKind("Slides", ("*.pptx",))`."""

    title: str
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class TextQuestion:
    """One line of text that is asked for: what for, a hint inside the field, the verb of the button."""

    title: str
    explanation: str
    hint: str
    verb: str


class Ask(Protocol):
    """Asks the researcher one thing; the answer comes through the callback, nothing when there is none."""

    def for_files(self, title: str, kind: FileKind, answer: Callable[[list[Path]], None]) -> None: ...

    def for_new_file(self, title: str, suggested: Path, kind: FileKind, answer: Callable[[Path], None]) -> None: ...

    def whether(self, question: str, verb: str, answer: Callable[[], None]) -> None: ...

    def for_text(self, question: TextQuestion, answer: Callable[[str], None]) -> None: ...


@runtime_checkable
class TakesSegment(Protocol):
    """A presenter whose numbers follow the people chosen in the bar of the window.

    `use_segment` keeps the segment for all questions from now on (`own & segment`), and asks the one shown anew.
    A screen hears of it when it is at the front, or as soon as it comes there, before `open`.
    """

    def use_segment(self, segment: Segment) -> None: ...


class Latest:
    """Keeps one question under way: a newer one cancels the older."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._job: Job | None = None

    def run(self, task: Task[Answer]) -> None:
        self.cancel()
        self._job = self._jobs.run(task)

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

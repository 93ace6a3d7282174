"""Runs work off the UI thread and brings its answer back to it, unless nobody waits for it any more."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from convdesk.model.problem import Problem, ProblemError
from convdesk.model.progress import Cancelled, Progress
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.ports import Answer, Task

READERS = 2
TURN_SECONDS = 0.001
"""How long a worker may go on once the UI thread wants to run; Python's own is five times as long."""


class RunningJob(QObject):
    """One piece of work under way. `stepped(done, total, text)` and `ended(job)` are heard on the UI thread."""

    stepped = Signal(int, int, str)
    ended = Signal(object)
    _moved = Signal()
    _finished = Signal(object, object)

    def __init__(self, task: Task[Any], parent: QObject) -> None:
        super().__init__(parent)
        self.task = task
        self.progress = Progress(self._report)
        self.error: Exception | None = None
        self._lock = threading.Lock()
        self._step: tuple[int, int, str] | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._moved.connect(self._tell_step, queued)
        self._finished.connect(self._deliver, queued)

    def cancel(self) -> None:
        """Ask the work to stop. It may take a moment; an answer already on its way is dropped when it arrives."""
        self.progress.cancel()

    def work(self) -> None:
        """Do the work; called on a worker's thread."""
        try:
            self.progress.raise_if_cancelled()
            answer = self.task.work(self.progress)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told on the UI thread
            self._finished.emit(None, error)
        else:
            self._finished.emit(answer, None)

    def _report(self, done: int, total: int, text: str) -> None:
        """Keep the newest step; at most one waits for the UI thread, however fast the work reports."""
        with self._lock:
            is_waiting = self._step is not None
            self._step = (done, total, text)
        if not is_waiting:
            self._moved.emit()

    @Slot()
    def _tell_step(self) -> None:
        with self._lock:
            step, self._step = self._step, None
        if step is not None and not self.progress.is_cancelled:
            self.task.stepped(*step)
            self.stepped.emit(*step)

    @Slot(object, object)
    def _deliver(self, answer: object, error: Exception | None) -> None:
        self.error = error
        try:
            self._end(answer, error)
        finally:
            self.ended.emit(self)

    def _end(self, answer: object, error: Exception | None) -> None:
        is_forgotten = self.progress.is_cancelled and not self.task.writes
        if isinstance(error, Cancelled):
            if not is_forgotten:
                self.task.stopped()
        elif is_forgotten:
            return
        elif error is None:
            self.task.done(answer)
        else:
            self.task.failed(problem_of(self.task.title, error))


def problem_of(title: str, error: Exception) -> Problem:
    """What to tell in a screen about an error: its own words, or that it was our mistake."""
    if isinstance(error, ProblemError):
        return error.problem
    return Problem(
        title,
        tr("convdesk made a mistake here, so this was not finished."),
        tr("The report in the window that opened helps to mend it. Your study is as it was before."),
    )


class JobRunner(QObject):
    """Two lanes: one worker for whatever writes the study, a pool for the rest."""

    started = Signal(object)

    def __init__(self, unexpected: Callable[[Exception], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(TURN_SECONDS)
        self._unexpected = unexpected
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._running: dict[RunningJob, Future[None]] = {}
        self._is_closed = False

    def run(self, task: Task[Answer]) -> RunningJob:
        """Start the task as soon as its lane is free."""
        job = RunningJob(task, self)
        job.ended.connect(self._forget)
        if self._is_closed:
            job.cancel()
            return job
        lane = self._writer if task.writes else self._readers
        self._running[job] = lane.submit(job.work)
        self.started.emit(job)
        return job

    def is_idle(self) -> bool:
        return not self._running

    def close(self, seconds: float = 5.0) -> bool:
        """Cancel everything, wait for the workers; whether all of them have stopped in time."""
        self._is_closed = True
        waiting = dict(self._running)
        for job, future in waiting.items():
            job.cancel()
            future.cancel()
        for lane in (self._writer, self._readers):
            lane.shutdown(wait=False, cancel_futures=True)
        return not wait(waiting.values(), timeout=seconds).not_done

    @Slot(object)
    def _forget(self, job: RunningJob) -> None:
        """Let go of a job. Its worker may be about to leave it still, and it must die on this thread."""
        future = self._running.pop(job, None)
        if future is not None:
            wait((future,))
        job.deleteLater()
        if job.error is not None and not isinstance(job.error, ProblemError | Cancelled):
            self._unexpected(job.error)

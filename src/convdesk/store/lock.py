"""One writer at a time: a lock beside the study that names who holds it."""

from __future__ import annotations

import json
import os
import socket
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from pathlib import Path


def lock_path(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


class StudyLock:
    """Held while a study is open for writing. The system lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._study = path
        self._path = lock_path(path)
        self._lock = FileLock(self._path, thread_local=False)

    def acquire(self, since: str) -> None:
        """Take the lock; raises ProblemError naming the holder when another program has it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise ProblemError(
                self._study.name,
                f"The study is open in another window or program ({_holder_text(self._path)}).",
                "Close it there and try again; reading it (show, funnel, …) works meanwhile.",
            ) from None
        except OSError as error:
            raise ProblemError(
                self._study.name,
                f"The folder cannot be written ({error.strerror}).",
                "Copy the study to a folder you own.",
            ) from error
        self._refuse_foreign_holder()
        self._path.write_text(json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "since": since}))

    def release(self) -> None:
        self._path.unlink(missing_ok=True)
        self._lock.release()

    def _refuse_foreign_holder(self) -> None:
        """A lock of another computer on a shared folder, where the system's own locks do not reach."""
        holder = holder_of(self._path)
        if holder and holder.get("host") not in {None, socket.gethostname()}:
            self._lock.release()
            raise ProblemError(
                self._study.name,
                f"The study seems to be open on another computer ({_holder_text(self._path)}).",
                f"Close it there; if it is not open any more, delete the file {self._path.name} and try again.",
            )


def holder_of(path: Path) -> dict[str, object]:
    """Who wrote the lock file: host, pid, since; empty when nobody or unreadable."""
    try:
        holder = json.loads(path.read_text() or "{}")
    except (OSError, ValueError):
        return {}
    return holder if isinstance(holder, dict) else {}


def _holder_text(path: Path) -> str:
    holder = holder_of(path)
    if not holder:
        return "holder unknown"
    return f"process {holder.get('pid')} on {holder.get('host')}, since {holder.get('since')}"

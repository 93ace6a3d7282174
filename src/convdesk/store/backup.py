"""Backups: never of a damaged file, never in place of a good one, the last seven of each study."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from convdesk.model.problem import ProblemError
from convdesk.model.progress import Progress
from convdesk.store import file

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.model.stamps import Stamps

KEEP = 7
PAGES_A_STEP = 2048
"""Pages copied between two looks at whether to stop."""


def folder_of(path: Path) -> Path:
    """Where the backups of the study at that place are."""
    mark = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]
    root = os.environ.get("CONVDESK_DATA")
    return (Path(root) if root else user_data_path("convdesk")) / "backups" / f"{path.stem}-{mark}"


def backups_of(path: Path) -> list[Path]:
    """The backups of a study, oldest first."""
    return sorted(folder_of(path).glob(f"*{file.SUFFIX}"))


def back_up(path: Path, stamps: Stamps, progress: Progress | None = None) -> Path:
    """Copy a whole study aside (checked first) and forget all but the latest seven; raises ProblemError, Cancelled."""
    folder = folder_of(path)
    target = folder / f"{path.stem} {stamps.now().strftime('%Y-%m-%d %H.%M.%S')}{file.SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy(path, target, progress)
    except OSError as error:
        raise ProblemError(
            str(folder), f"The backup cannot be written ({error.strerror}).", "Make room or check the folder."
        ) from error
    for old in backups_of(path)[:-KEEP]:
        old.unlink(missing_ok=True)
    return target


def is_due(path: Path, stamps: Stamps) -> bool:
    """Whether the last backup is from another day."""
    kept = backups_of(path)
    return not kept or stamps.now().strftime("%Y-%m-%d") not in kept[-1].name


def copy(path: Path, target: Path, progress: Progress | None = None) -> None:
    """SQLite's online backup of a checked file, written beside and swapped in; raises ProblemError if damaged."""
    beside = target.with_name(target.name + ".part")
    beside.unlink(missing_ok=True)
    try:
        source = file.connect(path, read_only=True)
        try:
            _refuse_damaged(path, source)
            copied = sqlite3.connect(beside)
            try:
                source.backup(copied, pages=PAGES_A_STEP, progress=_stops(progress or Progress()))
            finally:
                copied.close()
        finally:
            source.close()
        beside.replace(target)
    except sqlite3.Error as error:
        raise file.known_problem(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _stops(progress: Progress) -> Callable[[int, int, int], None]:
    return lambda _status, remaining, total: progress.step(total - remaining, total, "Backing up")


def _refuse_damaged(path: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("pragma quick_check(1)").fetchone()[0] != "ok":
        raise ProblemError(
            path.name, "The study is damaged, so it is not copied over a good backup.", "Run convdesk check on it."
        )

"""Studies: make, open, look at, check, back up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse.names import event_names
from convdesk.columns import EVENT, PROPERTY
from convdesk.model.events import EventName, StudySummary
from convdesk.model.moment import zone_of
from convdesk.model.problem import ProblemError
from convdesk.model.stamps import Stamps
from convdesk.operations.cleaning import finish_withdrawal
from convdesk.operations.study import Study
from convdesk.store import backup, check, file, references, rows
from convdesk.store.lock import StudyLock
from convdesk.store.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.check import CheckReport
    from convdesk.model.progress import Progress
    from convdesk.model.reference import KeptTable


def create_study(path: Path, title: str = "", zone: str = "UTC", *, stamps: Stamps | None = None) -> Study:
    """A new, empty study, open; the title defaults to the file's name. Raises ProblemError."""
    zone_of(zone)
    stamps = stamps or Stamps()
    path = path if path.suffix == file.SUFFIX else path.with_name(path.name + file.SUFFIX)
    file.create(path)
    connection = file.connect(path)
    rows.insert_study(connection, stamps.new_id(), title or path.stem, zone, stamps.now_text())
    connection.close()
    return open_study(path, stamps=stamps)


def open_study(path: Path, *, read_only: bool = False, stamps: Stamps | None = None) -> Study:
    """Open a study; raises ProblemError when it is missing, in use, damaged, newer, or something else."""
    study = Study(Workspace.open(path, read_only=read_only, stamps=stamps))
    if not read_only:
        finish_withdrawal(study)
    return study


def describe_study(study: Study) -> StudySummary:
    """What is in a study, in numbers."""
    workspace, loaded = study.workspace, study.loaded()
    _, title, zone = rows.study_row(workspace)
    table, people = loaded.table, loaded.people
    sources = rows.load_sources(workspace)
    return StudySummary(
        title=title, zone=zone, events=len(table), actors=people.count, sessions=table.session_count,
        event_names=len(table.terms(EVENT)) if len(table) else 0, recordings=len(loaded.recordings),
        clicks=len(loaded.clicks.clicks), pages=len(loaded.clicks.pages),
        pictures=rows.count_rows(workspace, "pictures"), surveys=rows.count_rows(workspace, "surveys"),
        respondents=len(loaded.respondents), answers=rows.count_rows(workspace, "answers"),
        linked_respondents=len(loaded.respondent_actors), findings=rows.count_rows(workspace, "findings"),
        bytes=study.path.stat().st_size, sources=tuple(source for source in sources if not source.is_removed),
    )  # fmt: skip


def list_references(study: Study) -> tuple[KeptTable, ...]:
    """The tables of totals that were imported, each with the file it came in."""
    return references.load_references(study.workspace)


def list_events(study: Study) -> tuple[EventName, ...]:
    """The event names with their n, most frequent first."""
    table = study.loaded().table
    if not len(table):
        return ()
    return event_names(table)


def list_properties(study: Study) -> tuple[str, ...]:
    """The names of the properties that events have, in alphabetical order."""
    names = study.loaded().table.names
    return tuple(sorted(name.removeprefix(PROPERTY) for name in names if name.startswith(PROPERTY)))


def rename_study(study: Study, title: str) -> None:
    """Give the study another title."""
    if not title.strip():
        raise ProblemError("title", "It is empty.", "Write at least one letter.")
    study_id = rows.study_row(study.workspace)[0]
    with study.workspace.known_problems(), study.workspace.history.edit("Rename study") as edit:
        edit.put("study", study_id, title=title.strip())


def check_study(path: Path) -> CheckReport:
    """Look through a study file; raises ProblemError only when it is no study at all."""
    return check.check(path)


def back_up_study(path: Path, *, stamps: Stamps | None = None) -> Path:
    """Copy a study aside and say where; raises ProblemError when it is damaged or there is no room."""
    file.inspect(path)
    return backup.back_up(path, stamps or Stamps())


def back_up_if_due(study: Study, progress: Progress | None = None) -> Path | None:
    """The daily backup: made when the last one is from another day. Raises ProblemError for a damaged study."""
    if study.is_read_only or not backup.is_due(study.path, study.workspace.stamps):
        return None
    return backup.back_up(study.path, study.workspace.stamps, progress)


def restore_study(kept: Path, path: Path, *, stamps: Stamps | None = None) -> None:
    """Put a backup in a study's place; what was there is backed up first if it is whole. Raises ProblemError."""
    file.inspect(kept)
    stamps = stamps or Stamps()
    lock = StudyLock(path)
    lock.acquire(stamps.now_text())
    try:
        if file.is_study(path) and check.check(path).is_whole:
            backup.back_up(path, stamps)
        backup.copy(kept, path)
    finally:
        lock.release()

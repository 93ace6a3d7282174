"""The import's questions, answered by the operations on one study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.desk.screens.imports.looks import Found
from convdesk.model.problem import ProblemError
from convdesk.operations import imports
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.desk.screens.imports.looks import Entry
    from convdesk.model.imports import Proposal
    from convdesk.model.mapping import Mapping
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study


class StudyQuestions:
    """Looks at files, and brings them into one study."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def look_at(self, paths: Sequence[Path], progress: Progress) -> tuple[Found, ...]:
        """What each file seems to be; folders are looked into."""
        files = [file for path in paths for file in _files_of(path)]
        found = []
        for place, file in enumerate(files):
            progress.step(place, len(files), tr("Looking at {file}").format(file=file.name))
            found.append(_found(file, is_alone=len(files) == 1))
        return tuple(found)

    def bring_in(self, entries: Sequence[Entry], progress: Progress) -> tuple[Entry, ...]:
        """Import what is ready; entries come back with their reports."""
        return tuple(
            self._brought(entry, progress) if entry.is_ready and not entry.reports else entry for entry in entries
        )

    def _brought(self, entry: Entry, progress: Progress) -> Entry:
        progress.step(0, 0, tr("Importing {file}").format(file=entry.paths[0].name))
        mapping, proposal = entry.mapping, entry.proposal

        def adapt(found: Proposal) -> Mapping:
            if mapping is None or proposal is None or (len(entry.paths) > 1 and not entry.is_changed):
                return found.mapping
            return mapping

        paths = [*entry.paths, *([entry.owners] if entry.owners else [])]
        choices = imports.ImportChoices(adapt=adapt if entry.is_changed else None)
        return replace(entry, reports=imports.import_files(self._study, paths, choices, progress))


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))


def _found(file: Path, *, is_alone: bool) -> Found:
    try:
        if not is_alone and imports.is_recordings_list(file):
            return Found(file, is_list=True)
        proposal = imports.propose_import(file)
        titles = {reader.name: reader.title for reader in imports.list_readers()}
        return Found(file, proposal, title=titles.get(proposal.format, proposal.format))
    except ProblemError as error:
        return Found(file, problem=error.problem)

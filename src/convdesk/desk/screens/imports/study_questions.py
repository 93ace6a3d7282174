"""The import's questions, answered by the operations on one study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.desk.screens.imports.looks import Found
from convdesk.model.problem import ProblemError
from convdesk.operations import import_reports, imports, mappings
from convdesk.operations.parcels import Parcel
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.desk.screens.imports.looks import Entry
    from convdesk.model.imports import Proposal
    from convdesk.model.mapping import Mapping
    from convdesk.model.progress import Progress
    from convdesk.operations.parcels import Item
    from convdesk.operations.study import Study


class StudyQuestions:
    """Looks at files, and brings them into one study; what archives hid is kept until `close`."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._parcels: list[Parcel] = []

    def look_at(self, paths: Sequence[Path], progress: Progress) -> tuple[Found, ...]:
        """What each file seems to be; folders and archives are looked into."""
        progress.step(0, 0, tr("Unpacking"))
        parcel = Parcel(paths, progress)
        self._parcels.append(parcel)
        found = []
        for place, item in enumerate(parcel.items):
            progress.step(place, len(parcel.items), tr("Looking at {file}").format(file=item.label))
            found.append(self._found(item))
        return tuple(found)

    def look_again(self, item: Item, reader: str) -> Found:
        """The same file, read as that format; raises ProblemError when it cannot be."""
        return Found(item, imports.propose_import(item.path, reader=reader, study=self._study), formats=_formats())

    def save_report(self, entries: Sequence[Entry], path: Path) -> None:
        """Write what became of all files."""
        import_reports.save_report([report for entry in entries for report in entry.reports], path)

    def save_rejected(self, entry: Entry, path: Path) -> int:
        """Write the rows that were rejected; returns how many."""
        return import_reports.save_rejected(entry.items[0].path, entry.reports[0], path)

    def save_mapping(self, name: str, mapping: Mapping) -> None:
        """Keep a mapping for files of its shape."""
        mappings.save_mapping(self._study, name, mapping)

    def bring_in(self, entries: Sequence[Entry], progress: Progress) -> tuple[Entry, ...]:
        """Import what is ready; entries come back with their reports."""
        return tuple(
            self._brought(entry, progress) if entry.is_ready and not entry.reports else entry for entry in entries
        )

    def close(self) -> None:
        """Remove what was unpacked."""
        for parcel in self._parcels:
            parcel.close()
        self._parcels.clear()

    def _brought(self, entry: Entry, progress: Progress) -> Entry:
        progress.step(0, 0, tr("Importing {file}").format(file=entry.items[0].label))
        mapping, proposal = entry.mapping, entry.proposal

        def adapt(found: Proposal) -> Mapping:
            if mapping is None or proposal is None or (len(entry.items) > 1 and not entry.is_changed):
                return found.mapping
            return mapping

        items = [*entry.items, *([entry.owners] if entry.owners else [])]
        choices = imports.ImportChoices(adapt=adapt if entry.is_changed else None)
        return replace(entry, reports=imports.import_items(self._study, items, choices, progress))

    def _found(self, item: Item) -> Found:
        if item.problem is not None or item.is_owners_list:
            return Found(item, problem=item.problem)
        try:
            return Found(item, imports.propose_import(item.path, study=self._study), formats=_formats())
        except ProblemError as error:
            return Found(item, problem=error.problem, formats=_formats())


def _formats() -> tuple[tuple[str, str], ...]:
    return tuple((reader.name, reader.title) for reader in imports.list_readers())

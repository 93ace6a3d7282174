"""What the import looks at: files with what they seem to be, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from convdesk.model.imports import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from convdesk.model.imports import ImportReport, Proposal
    from convdesk.model.mapping import Mapping
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress


@dataclass(frozen=True)
class Found:
    """One file as it was looked at: a proposal, a problem, or a list that says whose recordings are.

    `title`: the name of its format for people.
    """

    path: Path
    proposal: Proposal | None = None
    problem: Problem | None = None
    is_list: bool = False
    title: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the import: a file, or all recordings together. `owners` says whose the recordings are."""

    paths: tuple[Path, ...]
    proposal: Proposal | None = None
    problem: Problem | None = None
    mapping: Mapping | None = None
    owners: Path | None = None
    title: str = ""
    reports: tuple[ImportReport, ...] = ()

    @property
    def is_recordings(self) -> bool:
        return self.proposal is not None and self.proposal.kind is SourceKind.RECORDING

    @property
    def is_changed(self) -> bool:
        return self.proposal is not None and self.mapping != self.proposal.mapping

    @property
    def missing(self) -> tuple[str, ...]:
        """What still has to be said; a changed mapping is taken at its word."""
        return () if self.proposal is None or self.is_changed else self.proposal.missing

    @property
    def is_ready(self) -> bool:
        return self.proposal is not None and not self.missing


class Questions(Protocol):
    """What the import asks and does; called off the UI thread."""

    def look_at(self, paths: Sequence[Path], progress: Progress) -> tuple[Found, ...]: ...
    def bring_in(self, entries: Sequence[Entry], progress: Progress) -> tuple[Entry, ...]: ...


def grouped(found: Iterable[Found]) -> tuple[Entry, ...]:
    """Entries from files: recordings become one entry, with the list of their owners where there is one."""
    entries: list[Entry] = []
    recordings: list[Found] = []
    owners: Path | None = None
    for one in found:
        if one.is_list:
            owners = one.path
        elif one.proposal is not None and one.proposal.kind is SourceKind.RECORDING:
            recordings.append(one)
        else:
            mapping = one.proposal.mapping if one.proposal else None
            entries.append(Entry((one.path,), one.proposal, one.problem, mapping, title=one.title))
    if recordings:
        first = recordings[0].proposal
        paths = tuple(one.path for one in recordings)
        mapping = first.mapping if first else None
        entries.append(Entry(paths, first, mapping=mapping, owners=owners, title=recordings[0].title))
    return tuple(entries)


def joined(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries with more files; recordings stay one entry, and a file is there once."""
    known = {path for entry in before for path in entry.paths}
    entries = list(before)
    for entry in after:
        new = tuple(path for path in entry.paths if path not in known)
        place = next((at for at, old in enumerate(entries) if old.is_recordings), None)
        if entry.is_recordings and place is not None:
            old = entries[place]
            entries[place] = replace(old, paths=old.paths + new, owners=entry.owners or old.owners)
        elif new:
            entries.append(replace(entry, paths=new))
    return tuple(entries)

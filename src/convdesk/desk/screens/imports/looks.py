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
    from convdesk.operations.parcels import Item


@dataclass(frozen=True)
class Found:
    """One file as it was looked at: a proposal, a problem, or (its item says so) a list of whose recordings are.

    `formats`: (name, title) of the formats it could be read as.
    """

    item: Item
    proposal: Proposal | None = None
    problem: Problem | None = None
    formats: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the import: a file, or all recordings together. `owners` says whose the recordings are."""

    items: tuple[Item, ...]
    proposal: Proposal | None = None
    problem: Problem | None = None
    mapping: Mapping | None = None
    owners: Item | None = None
    formats: tuple[tuple[str, str], ...] = ()
    reports: tuple[ImportReport, ...] = ()

    @property
    def title(self) -> str:
        """The name of its format for people."""
        name = self.proposal.format if self.proposal else ""
        return dict(self.formats).get(name, name)

    @property
    def is_recordings(self) -> bool:
        return self.proposal is not None and self.proposal.kind is SourceKind.RECORDING

    @property
    def is_changed(self) -> bool:
        return self.proposal is not None and self.mapping != self.proposal.mapping

    @property
    def missing(self) -> tuple[str, ...]:
        """What still has to be said; a changed mapping is taken at its word."""
        if self.proposal is None or self.mapping is None:
            return ()
        is_said = replace(self.mapping, privacy=self.proposal.mapping.privacy) != self.proposal.mapping
        return () if is_said else self.proposal.missing

    @property
    def is_ready(self) -> bool:
        return self.proposal is not None and not self.missing


class Questions(Protocol):
    """What the import asks and does; called off the UI thread."""

    def look_at(self, paths: Sequence[Path], progress: Progress) -> tuple[Found, ...]: ...
    def look_again(self, item: Item, reader: str) -> Found: ...
    def save_report(self, entries: Sequence[Entry], path: Path) -> None: ...
    def save_rejected(self, entry: Entry, path: Path) -> int: ...
    def save_mapping(self, name: str, mapping: Mapping) -> None: ...
    def bring_in(self, entries: Sequence[Entry], progress: Progress) -> tuple[Entry, ...]: ...
    def close(self) -> None: ...


def grouped(found: Iterable[Found]) -> tuple[Entry, ...]:
    """Entries from files: recordings become one entry, with the list of their owners where there is one."""
    entries: list[Entry] = []
    recordings: list[Found] = []
    owners: Item | None = None
    for one in found:
        if one.item.is_owners_list:
            owners = one.item
        elif one.proposal is not None and one.proposal.kind is SourceKind.RECORDING:
            recordings.append(one)
        else:
            mapping = one.proposal.mapping if one.proposal else None
            entries.append(Entry((one.item,), one.proposal, one.problem, mapping, formats=one.formats))
    if recordings:
        first = recordings[0].proposal
        items = tuple(one.item for one in recordings)
        mapping = first.mapping if first else None
        entries.append(Entry(items, first, mapping=mapping, owners=owners, formats=recordings[0].formats))
    return tuple(entries)


def joined(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries with more files; recordings stay one entry, and a file is there once."""
    known = {item.path for entry in before for item in entry.items}
    entries = list(before)
    for entry in after:
        new = tuple(item for item in entry.items if item.path not in known)
        place = next((at for at, old in enumerate(entries) if old.is_recordings), None)
        if entry.is_recordings and place is not None:
            old = entries[place]
            entries[place] = replace(old, items=old.items + new, owners=entry.owners or old.owners)
        elif new:
            entries.append(replace(entry, items=new))
    return tuple(entries)

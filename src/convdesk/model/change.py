"""What an edit touched: enough for a screen to know whether to look again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One committed edit (or its undoing): its label and the tables it wrote."""

    label: str
    tables: frozenset[str]

    def touches(self, *tables: str) -> bool:
        return not self.tables.isdisjoint(tables)

    @property
    def is_of_people(self) -> bool:
        """Whether who there is, or who is one person, may be another than before."""
        return self.touches("sources", "identity_edges", "match_tables")


@dataclass(frozen=True)
class HistoryEntry:
    """One line of the study's history, newest first; an undone one can be redone."""

    id: str
    label: str
    made_at: str
    is_undone: bool

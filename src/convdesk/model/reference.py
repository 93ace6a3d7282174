"""Tables of totals that other tools made: kept to look things up and to compare with, never counted as events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReferenceTable:
    """One table as the file has it; every row is as wide as the header."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class KeptTable:
    """A table of totals as the study keeps it, and the file it came with."""

    source: str
    file: str
    table: ReferenceTable

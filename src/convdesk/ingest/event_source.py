"""What the three formats of event logs have in common for the import: a relation of texts, rejects, places of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.event_database import Database
    from convdesk.model.problem import Problem


@dataclass(frozen=True)
class Rejects:
    """Rows the format itself refused: how many, the first of them as (line, problem), and what to warn of."""

    count: int = 0
    first: tuple[tuple[int, Problem], ...] = ()
    warnings: tuple[Problem, ...] = field(default=())


class Source(Protocol):
    """A file as a relation in which every column is text, named c0, c1 …"""

    @property
    def where(self) -> str:
        """The file's name."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, each once."""
        ...

    @property
    def line_word(self) -> str:
        """What a place in the file is called: line, row, item."""
        ...

    def relation(self, places: Sequence[int], *, is_final: bool) -> str:
        """SQL of the relation with at least these columns; `is_final`: rejects are wanted."""
        ...

    def rejects(self, database: Database, loaded: int) -> Rejects:
        """What was refused when the relation was read to its end; raises ProblemError when rows are unaccounted."""
        ...

    def lines_of(self, database: Database, rows: Sequence[int]) -> dict[int, int]:
        """The physical lines (from 1) of rows of the relation (from 0)."""
        ...

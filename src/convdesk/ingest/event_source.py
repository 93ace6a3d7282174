"""What the three formats of event logs have in common for the import: a relation of texts, rejects, places of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convdesk.ingest.event_database import Database
    from convdesk.model.problem import Problem


@dataclass(frozen=True)
class Rejects:
    """Rows the format itself refused: how many, the first of them as (line, problem), and what to warn of."""

    count: int = 0
    first: tuple[tuple[int, Problem], ...] = ()
    warnings: tuple[Problem, ...] = field(default=())


class RereadError(Exception):
    """A file is not written as it seemed; `again` opens it in another way."""

    def __init__(self, again: Callable[[Database], Source]) -> None:
        super().__init__()
        self.again = again


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

    @property
    def tally(self) -> str:
        """A column of the final relation that `rejects` looks for in the table `log`, or nothing."""
        ...

    @property
    def seen(self) -> Sequence[tuple[str, ...]]:
        """The first rows, where they have been read already."""
        ...

    @property
    def is_quick(self) -> bool:
        """Whether columns of ids are read twice sooner than kept."""
        ...

    def relation(self, places: Sequence[int], *, is_final: bool) -> str:
        """SQL of the relation with at least these columns; `is_final`: rejects are wanted."""
        ...

    def rejects(self, database: Database, loaded: int) -> Rejects:
        """What was refused when the relation was read to its end.

        Raises ProblemError, or RereadError where that may help, when rows are unaccounted for.
        """
        ...

    def lines_of(self, database: Database, rows: Sequence[int]) -> dict[int, int]:
        """The physical lines (from 1) of rows of the relation (from 0)."""
        ...

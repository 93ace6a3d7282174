"""Handing over: the sorted rows as batches of codes, their dictionaries in pieces, and what is odd about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import ACTOR, SESSION, TICK, EventBatch
from convdesk.ingest.guards import unguarded
from convdesk.ingest.privacy import clean_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from convdesk.columns import Codes
    from convdesk.ingest.event_codes import Coding
    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_order import Ordered
    from convdesk.model.progress import Progress

BATCH_ROWS = 1 << 19
PIECE_TERMS = 1 << 16
READ_WHOLE_TERMS = 500_000
"""Dictionaries up to this length are read at once, so that addresses that become equal when cleaned are one."""

CHOSEN_AT_ONCE = 1 << 19
CHOSEN_IN_MEMORY = 1 << 21
"""Up to so many texts are chosen among all of a table, which is sooner done than by a join."""


@dataclass
class Dictionary:
    """The texts of one column; `final` gives the place of each code where cleaning made texts equal."""

    coding: Coding
    whole: list[str] | None = None
    final: NDArray[np.int32] | None = None

    def pieces(self, database: Database) -> Iterator[list[str]]:
        """The texts in code order, in pieces."""
        if self.whole is None:
            for piece in pieces_of(database, self.coding.terms, self.coding.size):
                yield [_cleaned(text) for text in piece]
            return
        for start in range(0, len(self.whole), PIECE_TERMS):
            yield self.whole[start : start + PIECE_TERMS]


def make_dictionary(database: Database, coding: Coding) -> Dictionary:
    """The dictionary of a column, its addresses cleaned."""
    if coding.size > READ_WHOLE_TERMS:
        return Dictionary(coding)
    terms = [text for piece in pieces_of(database, coding.terms, coding.size) for text in piece]
    cleaned = [_cleaned(text) for text in terms]
    if cleaned == terms:
        return Dictionary(coding, terms)
    places: dict[str, int] = {}
    final = np.array([places.setdefault(text, len(places)) for text in cleaned], np.int32)
    return Dictionary(coding, list(places), final)


def pieces_of(database: Database, table: str, size: int, column: str = "v") -> Iterator[list[str]]:
    """The texts of a table in the order of its rows."""
    for start in range(0, size, PIECE_TERMS):
        found = database.arrays(
            f"select {column} from {table} where rowid >= {start} and rowid < {min(start + PIECE_TERMS, size)}"
        )
        yield list(found[column])


@dataclass(frozen=True)
class Sessions:
    """The sessions that have rows: `codes` are those they had, `final` the places these get (−1: none) if they move."""

    codes: NDArray[np.intp]
    final: NDArray[np.int32] | None = None


def sessions_of(ordered: Ordered, sessions: int, rows: int) -> Sessions:
    """The sessions of the kept rows; `rows`: how many there were in the file."""
    if ordered.rows == rows:
        return Sessions(np.arange(sessions))
    has_rows = np.zeros(sessions + 1, bool)
    has_rows[ordered.columns[SESSION]] = True
    codes = np.flatnonzero(has_rows[:-1])
    final = np.full(sessions, -1, np.int32)
    final[codes] = np.arange(len(codes), dtype=np.int32)
    return Sessions(codes, final)


def chosen_terms(database: Database, table: str, column: str, codes: NDArray[np.intp]) -> Iterator[list[str]]:
    """The texts of some rows of a table, in the order they are asked for, in pieces."""
    if database.row(f"select count(*) from {table}")[0] <= CHOSEN_IN_MEMORY:
        texts = database.arrays(f"select {column} as v from {table}")["v"]
        for start in range(0, len(codes), PIECE_TERMS):
            yield texts[codes[start : start + PIECE_TERMS]].tolist()
        return
    for start in range(0, len(codes), CHOSEN_AT_ONCE):
        database.lend("chosen", {"code": codes[start : start + CHOSEN_AT_ONCE]})
        numbered = "select code, row_number() over () as place from chosen"
        found = database.arrays(
            f"select {column} as v from {table} t join ({numbered}) c on t.rowid = c.code order by c.place"
        )["v"]
        for at in range(0, len(found), PIECE_TERMS):
            yield found[at : at + PIECE_TERMS].tolist()


def names_of(ordered: Ordered, column: str, dictionary: Dictionary) -> dict[str, int]:
    """Event name → how many kept rows have it, most frequent first."""
    if dictionary.whole is None:
        return {}
    codes = ordered.columns[column]
    counts = np.zeros(dictionary.coding.size, np.int64)
    for start in range(0, ordered.rows, BATCH_ROWS):
        counts += np.bincount(codes[start : start + BATCH_ROWS], minlength=len(counts))
    if dictionary.final is not None:
        counts = np.bincount(dictionary.final, counts, len(dictionary.whole)).astype(np.int64)
    order = np.argsort(-counts, kind="stable")
    return {dictionary.whole[code]: int(counts[code]) for code in order[: np.count_nonzero(counts)].tolist()}


def batches(
    ordered: Ordered, people: int, columns: dict[str, tuple[str, NDArray[np.int32] | None]], progress: Progress
) -> Iterator[EventBatch]:
    """The sorted rows in batches. `columns`: name → its column, and the final places of its codes if they move."""
    actors = None
    if len(ordered.actors) < people:
        actors = np.full(people, -1, np.int32)
        actors[ordered.actors] = np.arange(len(ordered.actors), dtype=np.int32)
    places = {name: None if final is None else np.append(final, np.int32(-1)) for name, (_, final) in columns.items()}
    for start in range(0, ordered.rows, BATCH_ROWS):
        progress.raise_if_cancelled()
        rows = {name: column[start : start + BATCH_ROWS] for name, column in ordered.columns.items()}
        named = {name: _moved(rows[column], places[name]) for name, (column, _) in columns.items()}
        yield EventBatch(_moved(rows[ACTOR], actors), rows[TICK], named)


def _moved(codes: Codes, places: NDArray[np.int32] | None) -> Codes:
    """Codes by their final places, the last of which is for −1."""
    return codes if places is None else np.take(places, codes, mode="wrap")


def _cleaned(text: str) -> str:
    """A text as it may be kept: addresses lose what looks secret, and guarded texts their guard."""
    text = unguarded(text)
    return clean_address(text) if "://" in text or text.startswith(("/", "?")) else text

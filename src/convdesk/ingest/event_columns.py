"""Handing over: the sorted rows as batches of codes, their dictionaries in pieces, and what is odd about them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from convdesk.columns import ACTOR, SESSION, TICK, EventBatch
from convdesk.ingest.privacy import clean_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from convdesk.columns import Codes
    from convdesk.ingest.event_codes import Coding
    from convdesk.ingest.event_database import Database

Made = TypeVar("Made")

BATCH_ROWS = 1 << 20
PIECE_TERMS = 1 << 16
READ_WHOLE_TERMS = 500_000
"""Dictionaries up to this length are read at once, so that addresses that become equal when cleaned are one."""

SORTED_HERE_TERMS = 3_000_000
"""Up to this many texts of sessions are put in order in memory."""


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


def pieces_of(database: Database, table: str, size: int, column: str = "v", key: str = "rowid") -> Iterator[list[str]]:
    """The texts of a table in the order of its rows, which `key` numbers from 0."""
    for start in range(0, size, PIECE_TERMS):
        found = database.arrays(
            f"select {column} from {table} where {key} >= {start} and {key} < {start + PIECE_TERMS}"
        )
        yield list(found[column])


@dataclass
class FirstLook:
    """What is learned from walking once over the sorted rows: when sessions first appear, which rows tie."""

    final: NDArray[np.int32]
    seen: int = 0
    actors: int = 0
    first_tick: int = 0
    last_tick: int = 0
    ties: list[NDArray[np.int64]] = field(default_factory=list)

    def take(self, start: int, rows: dict[str, Any], *, is_first: bool) -> None:
        """Look at rows from `start`, the first of which was looked at before unless `is_first`."""
        actor, tick = rows[ACTOR], rows[TICK]
        self.actors += int(np.count_nonzero(actor[1:] != actor[:-1])) + int(is_first)
        self.first_tick = int(tick.min()) if is_first else min(self.first_tick, int(tick.min()))
        self.last_tick = max(self.last_tick, int(tick.max()))
        same = (actor[1:] == actor[:-1]) & (tick[1:] == tick[:-1])
        tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
        if tied.size:
            self.ties.append(tied + start)
        if SESSION in rows:
            self._meet(rows[SESSION] if is_first else rows[SESSION][1:])

    def _meet(self, sessions: Codes) -> None:
        changes = np.flatnonzero(sessions[1:] != sessions[:-1]) + 1
        met = sessions[np.concatenate(([0], changes))] if sessions.size else sessions
        met = met[met >= 0]
        met = met[self.final[met] < 0]
        names, firsts = np.unique(met, return_index=True)
        self.final[names[np.argsort(firsts)]] = np.arange(self.seen, self.seen + len(names), dtype=np.int32)
        self.seen += len(names)


def look_first(database: Database, rows: int, sessions: int) -> FirstLook:
    """Walk over the table `events` once."""
    look = FirstLook(np.full(sessions, -1, np.int32))
    names = f"{ACTOR}, {TICK}" + (f", {SESSION}" if sessions else "")
    for first, found in _slices(database, names, rows, made=lambda found: found, overlap=1):
        look.take(first, found, is_first=first == 0)
        database.progress.step(first, rows, "Ordering the sessions")
    return look


def count_twins(database: Database, look: FirstLook) -> int:
    """How many rows equal another one in every column."""
    if not look.ties:
        return 0
    database.lend("ties", {"row": np.unique(np.concatenate(look.ties))})
    tied = "select e.* from events e semi join ties on e.rowid = ties.row"
    groups = f"select *, count(*) as times from ({tied}) group by all"
    found = database.row(f"select coalesce(sum(times - 1), 0) from ({groups})")
    return int(found[0])


def session_terms(database: Database, look: FirstLook) -> Iterator[list[str]]:
    """The texts of the sessions in order of first appearance, in pieces."""
    codes = np.flatnonzero(look.final >= 0)
    if len(codes) > SORTED_HERE_TERMS:
        yield from _sorted_by_database(database, look, codes)
        return
    found = pieces_of(database, "visits", len(look.final), key="code")
    texts = np.array([text for piece in found for text in piece], object)
    ordered = texts[codes[np.argsort(look.final[codes])]]
    for start in range(0, len(ordered), PIECE_TERMS):
        yield ordered[start : start + PIECE_TERMS].tolist()


def _sorted_by_database(database: Database, look: FirstLook, codes: NDArray[np.intp]) -> Iterator[list[str]]:
    """The same for more texts than should be in memory at once."""
    database.lend("ranks", {"code": codes, "rank": look.final[codes]})
    database.rows(
        "create table session_terms as select s.v from visits s join ranks r on s.code = r.code order by r.rank"
    )
    yield from pieces_of(database, "session_terms", look.seen)


def batches(
    database: Database, rows: int, columns: dict[str, tuple[str, NDArray[np.int32] | None]]
) -> Iterator[EventBatch]:
    """The table `events` in batches, the next one being fetched meanwhile.

    `columns`: name → its column in the table, and the final place of each code where it is another.
    """
    taken = ", ".join(dict.fromkeys([ACTOR, TICK, *(column for column, _ in columns.values())]))
    places = {name: None if final is None else np.append(final, np.int32(-1)) for name, (_, final) in columns.items()}

    def batch(found: dict[str, Any]) -> EventBatch:
        named = {name: _moved(found[column], places[name]) for name, (column, _) in columns.items()}
        return EventBatch(found[ACTOR], found[TICK], named)

    for _, ready in _slices(database, taken, rows, made=batch):
        yield ready


def _slices(
    database: Database, names: str, rows: int, *, made: Callable[[dict[str, Any]], Made], overlap: int = 0
) -> Iterator[tuple[int, Made]]:
    """The table `events` cut into batches, each with the last `overlap` rows of the one before it, as `made` of them.

    The next one is fetched and made while this one is used.
    """
    starts = range(0, rows, BATCH_ROWS)
    firsts = [max(start - overlap, 0) for start in starts]
    queries = [
        f"select {names} from events where rowid >= {first} and rowid < {start + BATCH_ROWS}"
        for first, start in zip(firsts, starts, strict=True)
    ]
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(lambda sql: made(database.arrays(sql)), queries[0])
        for first, following in zip(firsts, [*queries[1:], None], strict=True):
            ready = coming.result()
            if following:
                coming = ahead.submit(lambda sql: made(database.arrays(sql)), following)
            yield first, ready


def _moved(codes: Codes, places: NDArray[np.int32] | None) -> Codes:
    """Codes by their final places, the last of which is for −1."""
    return codes if places is None else np.take(places, codes, mode="wrap")


def _cleaned(text: str) -> str:
    """A text as it may be kept: addresses lose what looks secret."""
    return clean_address(text) if "://" in text or text.startswith(("/", "?")) else text

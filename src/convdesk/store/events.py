"""Event logs in the workspace: immutable column blocks per import, given back column by column."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.columns import ACTOR, SourceEvents
from convdesk.model.problem import ProblemError
from convdesk.store import blocks
from convdesk.store.ahead import ahead
from convdesk.store.blocks import Block

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from convdesk.columns import EventBatch, EventImport
    from convdesk.model.progress import Progress
    from convdesk.store.workspace import Workspace

KEYS = "key"
LINKS = "links"
IDS = "ids"
IDS_A_BLOCK = 1 << 20
_LARGEST_KEY = 2**62


@dataclass(frozen=True)
class Layout:
    """How the packed keys of one source are read: key = actor × stride + tick."""

    rows: int
    t0_us: int
    tick_us: int
    span_ticks: int
    stride: int
    actor_count: int
    terms: dict[str, int]

    def as_json(self) -> str:
        return json.dumps(self.__dict__)


def write_events(connection: sqlite3.Connection, source: str, events: EventImport, progress: Progress) -> Layout:
    """Write one import's blocks inside the caller's transaction and return their layout."""
    terms = {name: _write_terms(connection, source, name, pieces) for name, pieces in events.dictionaries.items()}
    coarser = _coarser(terms["actor"], events.span_ticks)
    span = events.span_ticks // coarser
    layout = Layout(events.rows, events.t0_us, events.tick_us * coarser, span, 2 * (span + 1), terms["actor"], terms)
    done = 0
    for chunk, name, block in ahead(lambda column: _encoded(*column, layout, coarser), _columns(events.batches)):
        _write_block(connection, source, name, chunk, block)
        done += block.rows if name == KEYS else 0
        progress.step(done, events.rows, "Writing events")
    _write_links(connection, source, events.links)
    _write_ids(connection, source, events.ids)
    return layout


def load_events(workspace: Workspace) -> list[SourceEvents]:
    """All event logs that have not been taken out, oldest first; columns are read when asked for."""
    rows = workspace.reading.execute(
        "select id, layout from sources where kind = 'events' and is_removed = 0 order by imported_at, rowid"
    )
    return [_source_events(workspace, source, Layout(**json.loads(layout))) for source, layout in rows.fetchall()]


def load_known_ids(workspace: Workspace) -> NDArray[np.uint64]:
    """Hashes of the vendors' ids of all events that have not been taken out, ascending, each once."""
    found = workspace.reading.execute(
        """select rows, dtype, is_delta, data from event_blocks where name = ?
           and source in (select id from sources where kind = 'events' and is_removed = 0)""",
        (IDS,),
    )
    parts = []
    for count, dtype, is_delta, data in found:
        try:
            parts.append(blocks.decode(Block(count, dtype, bool(is_delta), data)))
        except (RuntimeError, ValueError) as error:
            raise _damaged(workspace, IDS) from error
    return np.unique(np.concatenate(parts)).astype(np.uint64, copy=False) if parts else np.empty(0, np.uint64)


def _source_events(workspace: Workspace, source: str, layout: Layout) -> SourceEvents:
    return SourceEvents(
        source=source, rows=layout.rows, t0_us=layout.t0_us, tick_us=layout.tick_us, span_ticks=layout.span_ticks,
        stride=layout.stride, actor_count=layout.actor_count, names=tuple(layout.terms),
        keys=lambda: _read_column(workspace, source, KEYS, layout.rows),
        column=lambda name: _read_column(workspace, source, name, layout.rows),
        terms=cache(lambda name: _read_terms(workspace, source, name)),
        links=lambda: _read_links(workspace, source),
        actor_ends=lambda: _read_ends(workspace, source, ACTOR),
    )  # fmt: skip


def _coarser(actors: int, span_ticks: int) -> int:
    """By how much ticks must be coarsened so that every key fits into 62 bits; 1 nearly always."""
    coarser = 1
    while max(actors, 1) * 2 * (span_ticks // coarser + 1) > _LARGEST_KEY:
        coarser *= 10
    return coarser


def _columns(batches: Iterable[EventBatch]) -> Iterator[tuple[int, str, EventBatch]]:
    """The columns of all batches, one by one: (place of the batch, name, batch)."""
    return ((chunk, name, batch) for chunk, batch in enumerate(batches) for name in (KEYS, *batch.columns))


def _encoded(chunk: int, name: str, batch: EventBatch, layout: Layout, coarser: int) -> tuple[int, str, Block]:
    if name == KEYS:
        keys = batch.actor.astype(np.int64) * layout.stride + batch.tick // coarser
        return chunk, name, blocks.encode(keys, is_delta=True)
    narrow = blocks.narrow(batch.columns[name], layout.terms[name])
    return chunk, name, blocks.encode(narrow, is_delta=name == "session")


def _write_block(connection: sqlite3.Connection, source: str, name: str, chunk: int, block: Block) -> None:
    row = (source, name, chunk, block.rows, block.dtype, block.is_delta, block.data)
    connection.execute("insert into event_blocks values (?, ?, ?, ?, ?, ?, ?)", row)


def _read_column(workspace: Workspace, source: str, name: str, rows: int) -> Any:
    found = workspace.reading.execute(
        "select rows, dtype, is_delta, data from event_blocks where source = ? and name = ? order by chunk",
        (source, name),
    )
    whole: np.ndarray[Any, Any] | None = None
    start = 0
    for count, dtype, is_delta, data in found:
        if whole is None:
            whole = np.empty(rows, np.dtype(dtype))
        try:
            blocks.decode(Block(count, dtype, bool(is_delta), data), whole[start : start + count])
        except (RuntimeError, ValueError) as error:
            raise _damaged(workspace, name) from error
        start += count
    return np.empty(0, np.int8) if whole is None else whole[:start]


def _damaged(workspace: Workspace, name: str) -> ProblemError:
    what = f"The events' column “{name}” is damaged."
    return ProblemError(workspace.path.name, what, "Run convdesk check on the study; it says what helps.")


def _write_terms(connection: sqlite3.Connection, source: str, name: str, pieces: Iterable[Sequence[str]]) -> int:
    total = 0
    for chunk, (count, data) in enumerate(ahead(lambda piece: (len(piece), blocks.encode_terms(piece)), pieces)):
        connection.execute("insert into term_blocks values (?, ?, ?, ?, ?)", (source, name, chunk, count, data))
        total += count
    return total


def _read_terms(workspace: Workspace, source: str, name: str) -> list[str]:
    terms: list[str] = []
    found = workspace.reading.execute(
        "select data from term_blocks where source = ? and name = ? order by chunk", (source, name)
    )
    for (data,) in found:
        terms += blocks.decode_terms(data)
    return terms


def _read_ends(workspace: Workspace, source: str, name: str) -> tuple[str, str]:
    """The first and the last text of a dictionary; empty where it has none."""
    found = workspace.reading.execute(
        """select data from term_blocks where source = :source and name = :name and chunk in (
               select min(chunk) from term_blocks where source = :source and name = :name
               union select max(chunk) from term_blocks where source = :source and name = :name) order by chunk""",
        {"source": source, "name": name},
    )
    ends = [blocks.decode_terms(data) for (data,) in found]
    return (ends[0][0], ends[-1][-1]) if ends and ends[0] and ends[-1] else ("", "")


def _write_links(connection: sqlite3.Connection, source: str, links: Sequence[tuple[int, str]]) -> None:
    if not links:
        return
    actors = np.array([actor for actor, _ in links], np.int64)
    _write_block(connection, source, LINKS, 0, blocks.encode(actors, is_delta=True))
    pieces = [
        [key for _, key in links[n : n + blocks.TERMS_A_BLOCK]] for n in range(0, len(links), blocks.TERMS_A_BLOCK)
    ]
    _write_terms(connection, source, LINKS, pieces)


def _write_ids(connection: sqlite3.Connection, source: str, ids: NDArray[np.uint64] | None) -> None:
    """Blocks beside the columns; they are read only when a later import asks what is known."""
    if ids is None:
        return
    for chunk, start in enumerate(range(0, len(ids), IDS_A_BLOCK)):
        _write_block(connection, source, IDS, chunk, blocks.encode(ids[start : start + IDS_A_BLOCK], is_delta=True))


def _read_links(workspace: Workspace, source: str) -> list[tuple[int, str]]:
    keys = _read_terms(workspace, source, LINKS)
    if not keys:
        return []
    return list(zip(_read_column(workspace, source, LINKS, len(keys)).tolist(), keys, strict=True))

"""Event logs in the workspace: immutable column blocks per import, given back column by column."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.columns import ACTOR, SESSION, SourceEvents
from convdesk.model.problem import ProblemError
from convdesk.store import blocks
from convdesk.store.ahead import ahead
from convdesk.store.blocks import Block

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

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


@dataclass(frozen=True)
class Terms:
    """A piece of a dictionary, packed."""

    count: int
    data: bytes


def write_events(connection: sqlite3.Connection, source: str, events: EventImport, progress: Progress) -> Layout:
    """Write one import's blocks inside the caller's transaction and return their layout."""
    terms: dict[str, int] = {}
    done = 0
    for name, chunk, block in ahead(lambda work: work(), _blocks(events, terms)):
        if isinstance(block, Terms):
            _write_term_block(connection, source, name, chunk, block)
            continue
        _write_block(connection, source, name, chunk, block)
        done += block.rows if name == KEYS else 0
        progress.step(done, events.rows, "Writing events")
    _write_links(connection, source, events.links)
    _write_ids(connection, source, events.ids)
    return _layout(events, terms)


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


def _layout(events: EventImport, terms: dict[str, int]) -> Layout:
    """How the keys are packed: ticks are coarsened so that every key fits into 62 bits (hardly ever needed)."""
    coarser = 1
    while max(terms[ACTOR], 1) * 2 * (events.span_ticks // coarser + 1) > _LARGEST_KEY:
        coarser *= 10
    span = events.span_ticks // coarser
    return Layout(events.rows, events.t0_us, events.tick_us * coarser, span, 2 * (span + 1), terms[ACTOR], terms)


def _blocks(events: EventImport, terms: dict[str, int]) -> Iterator[Callable[[], tuple[str, int, Block | Terms]]]:
    """How to make each block, dictionaries first; counts their texts in `terms`."""
    for name, pieces in events.dictionaries.items():
        terms[name] = 0
        for chunk, piece in enumerate(pieces):
            terms[name] += len(piece)
            yield partial(_encoded_terms, name, chunk, piece)
    layout = _layout(events, terms)
    for chunk, batch in enumerate(events.batches):
        for name in (KEYS, *batch.columns):
            yield partial(_encoded, name, chunk, batch, layout, layout.tick_us // events.tick_us)


def _encoded_terms(name: str, chunk: int, piece: Sequence[str]) -> tuple[str, int, Terms]:
    return name, chunk, Terms(len(piece), blocks.encode_terms(piece))


def _encoded(name: str, chunk: int, batch: EventBatch, layout: Layout, coarser: int) -> tuple[str, int, Block]:
    if name == KEYS:
        keys = batch.actor.astype(np.int64) * layout.stride + batch.tick // coarser
        return name, chunk, blocks.encode(keys, is_delta=True)
    narrow = blocks.narrow(batch.columns[name], layout.terms[name])
    return name, chunk, blocks.encode(narrow, is_delta=name == SESSION)


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


def _write_term_block(connection: sqlite3.Connection, source: str, name: str, chunk: int, terms: Terms) -> None:
    row = (source, name, chunk, terms.count, terms.data)
    connection.execute("insert into term_blocks values (?, ?, ?, ?, ?)", row)


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
    for chunk, start in enumerate(range(0, len(links), blocks.TERMS_A_BLOCK)):
        keys = [key for _, key in links[start : start + blocks.TERMS_A_BLOCK]]
        _write_term_block(connection, source, LINKS, chunk, Terms(len(keys), blocks.encode_terms(keys)))


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

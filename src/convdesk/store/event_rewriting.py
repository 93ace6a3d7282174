"""Rewriting an event log without some people: the only time that blocks are not immutable."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import ACTOR, EVENT, SESSION
from convdesk.model.moment import iso
from convdesk.store import blocks
from convdesk.store.blocks import Block
from convdesk.store.events import KEYS, LINKS, Layout

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from numpy.typing import NDArray

ROWS_A_BLOCK = 1 << 20


@dataclass(frozen=True)
class Rewritten:
    """What is left of an event log: its layout, what was taken out, and what its report has to say now."""

    layout: Layout
    removed: int
    names: Counter[str] = field(default_factory=Counter)
    texts: frozenset[str] = frozenset()
    sessions: int | None = None
    first: str | None = None
    last: str | None = None


def actor_texts(connection: sqlite3.Connection, source: str) -> list[str]:
    """The keys of an event log's people, in the order of their codes."""
    return _terms(connection, source, ACTOR)


def count_events(connection: sqlite3.Connection, source: str, actors: Collection[int]) -> int:
    """How many events of a log are of these people."""
    layout = layout_of(connection, source)
    return int(np.count_nonzero(~_kept(_column(connection, source, KEYS), layout, actors)))


def layout_of(connection: sqlite3.Connection, source: str) -> Layout:
    return Layout(**json.loads(connection.execute("select layout from sources where id = ?", (source,)).fetchone()[0]))


def rewrite_events(
    connection: sqlite3.Connection, source: str, actors: Collection[int], keys: Collection[str]
) -> Rewritten:
    """Write an event log anew without these people (codes) and without links to these keys; texts only they had go."""
    layout = layout_of(connection, source)
    packed = _column(connection, source, KEYS)
    kept = _kept(packed, layout, actors)
    gone = np.array(sorted(actors), np.int64)
    texts: set[str] = set()
    left: dict[str, NDArray[np.integer]] = {}
    terms: dict[str, list[str]] = {}
    for name in layout.terms:
        if name != ACTOR:
            left[name], terms[name], lost = _thinned(connection, source, name, kept)
            texts |= lost
    names = _names(left.get(EVENT), terms.get(EVENT, []))
    packed = packed[kept]
    who = packed // layout.stride
    packed -= (who - _renumbered(who, gone)) * layout.stride
    terms[ACTOR] = [text for code, text in enumerate(actor_texts(connection, source)) if code not in actors]
    layout = replace(
        layout, rows=len(packed), actor_count=len(terms[ACTOR]), terms={name: len(terms[name]) for name in layout.terms}
    )
    links = [(code, key) for code, key in _links(connection, source) if code not in actors and key not in keys]
    _write(connection, source, (packed, left, terms))
    _write_links(connection, source, [(int(_renumbered(np.array([code]), gone)[0]), key) for code, key in links])
    ticks = packed % layout.stride if len(packed) else np.zeros(1, np.int64)
    first, last = (iso(layout.t0_us + int(tick) * layout.tick_us) for tick in (ticks.min(), ticks.max()))
    sessions = len(terms[SESSION]) if SESSION in terms else None
    return Rewritten(layout, int(np.count_nonzero(~kept)), names, frozenset(texts), sessions, first, last)


def _kept(packed: NDArray[np.int64], layout: Layout, actors: Collection[int]) -> NDArray[np.bool_]:
    """Which rows are of others; each person's lie together."""
    kept = np.ones(len(packed), bool)
    for actor in actors:
        first, last = np.searchsorted(packed, [actor * layout.stride, (actor + 1) * layout.stride])
        kept[first:last] = False
    return kept


def _renumbered(codes: NDArray[np.int64], gone: NDArray[np.int64]) -> NDArray[np.int64]:
    """Codes without those that are gone; those themselves do not occur."""
    return codes - np.searchsorted(gone, codes)


def _thinned(
    connection: sqlite3.Connection, source: str, name: str, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.integer], list[str], set[str]]:
    """A column without some rows, its dictionary without texts that nobody has then, and those texts."""
    codes, terms = _column(connection, source, name), _terms(connection, source, name)
    left = codes[kept].astype(np.int64)
    is_used = np.zeros(len(terms), bool)
    is_used[left[left >= 0]] = True
    lost = np.flatnonzero(~is_used)
    left = np.where(left >= 0, left - np.searchsorted(lost, left), left)
    return blocks.narrow(left, len(terms)), [text for text, used in zip(terms, is_used, strict=True) if used], {
        terms[code] for code in lost.tolist()
    }  # fmt: skip


def _names(codes: NDArray[np.integer] | None, terms: list[str]) -> Counter[str]:
    counts = np.bincount(codes[codes >= 0], minlength=len(terms)) if codes is not None else np.empty(0, np.int64)
    return Counter({name: int(count) for name, count in zip(terms, counts.tolist(), strict=True)})


def _write(
    connection: sqlite3.Connection,
    source: str,
    made: tuple[NDArray[np.int64], dict[str, NDArray[np.integer]], dict[str, list[str]]],
) -> None:
    packed, left, terms = made
    connection.execute("delete from event_blocks where source = ?", (source,))
    connection.execute("delete from term_blocks where source = ?", (source,))
    for name, column, is_delta in [
        (KEYS, packed, True),
        *((name, codes, name == SESSION) for name, codes in left.items()),
    ]:
        for chunk, start in enumerate(range(0, len(column), ROWS_A_BLOCK)):
            block = blocks.encode(column[start : start + ROWS_A_BLOCK], is_delta=is_delta)
            _write_block(connection, (source, name, chunk), block)
    for name, texts in terms.items():
        _write_terms(connection, source, name, texts)


def _write_links(connection: sqlite3.Connection, source: str, links: list[tuple[int, str]]) -> None:
    if links:
        codes = np.array([code for code, _ in links], np.int64)
        _write_block(connection, (source, LINKS, 0), blocks.encode(codes, is_delta=True))
        _write_terms(connection, source, LINKS, [key for _, key in links])


def _write_block(connection: sqlite3.Connection, place: tuple[str, str, int], block: Block) -> None:
    row = (*place, block.rows, block.dtype, block.is_delta, block.data)
    connection.execute(
        "insert into event_blocks (source, name, chunk, rows, dtype, is_delta, data) values (?, ?, ?, ?, ?, ?, ?)", row
    )


def _write_terms(connection: sqlite3.Connection, source: str, name: str, texts: list[str]) -> None:
    for chunk, start in enumerate(range(0, len(texts), blocks.TERMS_A_BLOCK)):
        piece = texts[start : start + blocks.TERMS_A_BLOCK]
        connection.execute(
            "insert into term_blocks (source, name, chunk, terms, data) values (?, ?, ?, ?, ?)",
            (source, name, chunk, len(piece), blocks.encode_terms(piece)),
        )


def _column(connection: sqlite3.Connection, source: str, name: str) -> NDArray[np.int64]:
    found = connection.execute(
        "select rows, dtype, is_delta, data from event_blocks where source = ? and name = ? order by chunk",
        (source, name),
    )
    parts = [blocks.decode(Block(rows, dtype, bool(is_delta), data)) for rows, dtype, is_delta, data in found]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _terms(connection: sqlite3.Connection, source: str, name: str) -> list[str]:
    found = connection.execute(
        "select data from term_blocks where source = ? and name = ? order by chunk", (source, name)
    )
    return [text for (data,) in found for text in blocks.decode_terms(data)]


def _links(connection: sqlite3.Connection, source: str) -> list[tuple[int, str]]:
    return list(zip(_column(connection, source, LINKS).tolist(), _terms(connection, source, LINKS), strict=True))

"""All events of a study as one table, sorted by actor, then time; columns are put together when first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from convdesk.analyse.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.people import People
    from convdesk.columns import Codes, SourceEvents, Ticks

SESSION_GAP_SECONDS = 30 * 60
KEPT_BYTES, KEPT_BYTES_PER_EVENT = 24 * 2**20, 6


class EventTable:
    """Events of all sources, one packed key an event: `actor * stride + tick`, ascending.

    Ticks count `tick_us` microseconds from `t0_us`; `stride` exceeds twice the span, so that adding any
    window (no longer than the span) to a key never reaches the next actor.
    """

    def __init__(self, sources: Sequence[SourceEvents], people: People) -> None:
        self.people = people
        self._sources = sources
        self.t0_us = min((source.t0_us for source in sources), default=0)
        self.tick_us = min((source.tick_us for source in sources), default=1)
        self.span_ticks = max((self._last_tick(source) for source in sources), default=0)
        self.stride = sources[0].stride if self._is_simple else 2 * (self.span_ticks + 1)
        self._columns: dict[str, Codes] = {}
        self._terms: dict[str, list[str]] = {}
        self._kept = Memory(KEPT_BYTES + KEPT_BYTES_PER_EVENT * len(self))

    def __len__(self) -> int:
        return sum(source.rows for source in self._sources)

    @property
    def _is_simple(self) -> bool:
        """One source whose actors need no joining is the table as it lies in the file."""
        return len(self._sources) == 1 and self._is_unjoined(0)

    def _is_unjoined(self, at: int) -> bool:
        codes, count = self.people.maps[at], self._sources[at].actor_count
        return codes is None or bool(np.array_equal(codes[:count], np.arange(count)))

    @cached_property
    def keys(self) -> Ticks:
        if self._is_simple:
            return self._sources[0].keys()
        return self._packed[self._order] if self._order is not None else self._packed

    @cached_property
    def actors(self) -> NDArray[np.int64]:
        """Actor code of each event."""
        return self.keys // self.stride

    @cached_property
    def ticks(self) -> Ticks:
        return self.keys - self.actors * self.stride

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns any source has."""
        return tuple(dict.fromkeys(name for source in self._sources for name in source.names))

    def terms(self, name: str) -> list[str]:
        """The texts of a column's codes, over all sources."""
        if name not in self._terms:
            lists = [source.terms(name) for source in self._sources if name in source.names]
            self._terms[name] = (
                lists[0] if len(lists) == 1 else list(dict.fromkeys(t for terms in lists for t in terms))
            )
        return self._terms[name]

    def column(self, name: str) -> Codes:
        """The codes of a column in table order; −1 where the value is missing."""
        if name not in self._columns:
            self._columns[name] = self._put_together(name)
        return self._columns[name]

    def remembered(self, question: object, answer: Any) -> Any:
        """The answer to a question about this table: worked out once (`answer()`), the latest few kept."""
        return self._kept.recall(question, answer)

    @cached_property
    def sessions(self) -> NDArray[np.int32]:
        """A number for each event's session: the source's own id, else cut at gaps of 30 minutes.

        Numbers rise with the actor, and within one in the order in which sessions begin.
        """
        if "session" not in self.names:
            numbers = np.cumsum(self._starts(np.ones(len(self.keys), bool)), dtype=np.int32)
            numbers -= 1
            return numbers
        codes = self.column("session").astype(np.int64)
        if len(codes) and codes.min() < 0:
            missing = codes < 0
            codes[missing] = len(self.terms("session")) + np.cumsum(self._starts(missing))[missing]
        return _in_order_of_appearance(codes if self._one_actor_each(codes) else self._pairs(codes))

    @cached_property
    def session_count(self) -> int:
        return int(self.sessions.max()) + 1 if len(self) else 0

    def at_us(self, ticks: int) -> int:
        return self.t0_us + int(ticks) * self.tick_us

    def _last_tick(self, source: SourceEvents) -> int:
        start = (source.t0_us - self.t0_us) // self.tick_us
        return start + source.span_ticks * (source.tick_us // self.tick_us)

    @cached_property
    def _packed(self) -> Ticks:
        parts = [self._repacked(at) for at in range(len(self._sources))]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def _repacked(self, at: int) -> Ticks:
        source, codes = self._sources[at], self.people.maps[at]
        keys = source.keys()
        actors = keys // source.stride
        ticks = (keys - actors * source.stride) * (source.tick_us // self.tick_us)
        ticks += (source.t0_us - self.t0_us) // self.tick_us
        return (actors if codes is None else codes[actors]) * self.stride + ticks

    @cached_property
    def _order(self) -> NDArray[np.int64] | None:
        """How the sources' rows are sorted into table order; None when they are already."""
        packed = self._packed
        if not len(packed) or bool(np.all(packed[1:] >= packed[:-1])):
            return None
        return np.argsort(packed, kind="stable")

    def _put_together(self, name: str) -> Codes:
        if self._is_simple:
            return self._sources[0].column(name)
        parts = [self._recoded(source, name) for source in self._sources]
        whole: Codes = np.concatenate(parts) if parts else np.empty(0, np.int32)
        return whole if self._order is None else whole[self._order]

    def _recoded(self, source: SourceEvents, name: str) -> Codes:
        if name not in source.names:
            return np.full(source.rows, -1, np.int32)
        codes = source.column(name)
        if len(self.terms(name)) == len(source.terms(name)):
            return codes.astype(np.int32, copy=False)
        place = {term: code for code, term in enumerate(self.terms(name))}
        lookup = np.array([*(place[term] for term in source.terms(name)), -1], np.int32)
        recoded: Codes = lookup[codes]
        return recoded

    def _starts(self, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of these events begin a session: another actor, or more than 30 minutes after the one before."""
        starts = np.zeros(len(among), bool)
        at = np.flatnonzero(among)
        if len(at):
            gap = SESSION_GAP_SECONDS * 1_000_000 // self.tick_us
            keys = self.keys[at]
            starts[at] = np.r_[True, (np.diff(keys) > gap) | (np.diff(keys // self.stride) != 0)]
        return starts

    def _one_actor_each(self, codes: NDArray[np.int64]) -> bool:
        """Whether no session id is used by two actors."""
        if not len(codes):
            return True
        owner = np.full(int(codes.max()) + 1, -1, np.int64)
        actors = self.keys // self.stride
        owner[codes] = actors
        return bool(np.array_equal(owner[codes], actors))

    def _pairs(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        both = self.keys // self.stride * (int(codes.max()) + 1) + codes
        numbers: NDArray[np.int64] = np.unique(both, return_inverse=True)[1].astype(np.int64)
        return numbers


def _in_order_of_appearance(codes: NDArray[np.int64]) -> NDArray[np.int32]:
    """The same groups, numbered without gaps in the order in which they first come."""
    if not len(codes):
        return codes.astype(np.int32)
    first = np.full(int(codes.max()) + 1, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    there = np.flatnonzero(first >= 0)
    number = np.empty(len(first), np.int32)
    number[there[np.argsort(first[there])]] = np.arange(len(there), dtype=np.int32)
    found: NDArray[np.int32] = number[codes]
    return found

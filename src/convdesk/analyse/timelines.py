"""One person's events and everything else merged on one clock, without touching more events than are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import EVENT, PAGE, PROPERTY, SESSION
from convdesk.model.page import path_of
from convdesk.model.timeline import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.table import EventTable

    Rows = NDArray[np.int64]


NO_SESSION = -1


def stretch_starts(moments_us: Rows, sessions: Rows, gap_us: int) -> Rows:
    """The entries that begin a stretch: after a gap, or where a session begins while another one is under way."""
    if not len(moments_us):
        return np.empty(0, np.int64)
    is_late = np.append(True, np.diff(moments_us) > gap_us)
    _, first = np.unique(sessions, return_index=True)
    is_new = np.zeros(len(sessions), bool)
    is_new[first[sessions[first] >= 0]] = True
    starts: list[int] = []
    has_session = False
    for place in np.flatnonzero(is_late | is_new).tolist():
        if is_late[place] or has_session:
            starts.append(place)
            has_session = False
        has_session = has_session or bool(is_new[place])
    return np.array(starts, np.int64)


class Merged:
    """A person's events, in the log's order, and other entries, which at the same moment come after events."""

    def __init__(self, table: EventTable, actor: int, others: Sequence[Entry], *, has_events: bool) -> None:
        self._table, self._actor = table, actor
        self._others = sorted(others, key=lambda entry: entry.at_us or 0)
        ends = [actor * table.stride, (actor + 1) * table.stride]
        found = np.searchsorted(table.keys, ends) if has_events and len(table) else (0, 0)
        self._start, self._end = int(found[0]), int(found[1])
        self._places = self._after_events([entry.at_us or 0 for entry in self._others], side="right")
        self._places += np.arange(len(self._others))

    def __len__(self) -> int:
        return self._end - self._start + len(self._others)

    @property
    def events(self) -> int:
        """How many of the entries are events."""
        return self._end - self._start

    def moments_us(self) -> Rows:
        """When each entry happened, in order."""
        events = np.ones(len(self), bool)
        events[self._places] = False
        moments = np.empty(len(self), np.int64)
        moments[self._places] = [entry.at_us or 0 for entry in self._others]
        ticks = self._table.keys[self._start : self._end] - self._actor * self._table.stride
        moments[events] = self._table.t0_us + ticks * self._table.tick_us
        return moments

    def sessions(self) -> tuple[Rows, dict[int, str]]:
        """The source's own session of each entry as a number (−1: none), and what each number is called."""
        table, events = self._table, np.ones(len(self), bool)
        events[self._places] = False
        numbers = np.full(len(self), NO_SESSION)
        if SESSION in table.names and self._end > self._start:
            numbers[events] = table.column(SESSION)[self._start : self._end]
        terms = table.terms(SESSION) if SESSION in table.names else []
        names = {code: terms[code] for code in np.unique(numbers[numbers >= 0]).tolist()}
        known = {name: code for code, name in names.items()}
        for place, entry in zip(self._places.tolist(), self._others, strict=True):
            if entry.session:
                numbers[place] = known.setdefault(entry.session, len(terms) + len(known))
        return numbers, {code: name for name, code in known.items()}

    def number_at(self, at_us: int) -> int:
        """The number of the first entry at or after a moment."""
        others = int(np.searchsorted([entry.at_us or 0 for entry in self._others], at_us))
        return int(self._after_events([at_us], side="left")[0]) + others

    def entries(self, first: int, count: int) -> tuple[Entry, ...]:
        """The entries from number `first` on."""
        last = min(first + count, len(self))
        before, upto = np.searchsorted(self._places, [first, last]).tolist()
        events = iter(self._events(self._start + first - before, self._start + last - upto))
        others = dict(zip(self._places[before:upto].tolist(), self._others[before:upto], strict=True))
        return tuple(others[number] if number in others else next(events) for number in range(first, last))

    def _after_events(self, moments_us: Sequence[int], *, side: str) -> Rows:
        """How many of the person's events come before each moment (`left`), or up to it (`right`)."""
        table = self._table
        if self._end == self._start:
            return np.zeros(len(moments_us), np.int64)
        us = np.array(moments_us, np.int64) - table.t0_us
        ticks = us // table.tick_us if side == "right" else -(-us // table.tick_us)
        keys = np.clip(ticks, -1, table.stride - 1) + self._actor * table.stride
        found: Rows = np.searchsorted(table.keys[self._start : self._end], keys, side=side)  # type: ignore[call-overload]
        return found

    def _events(self, start: int, end: int) -> list[Entry]:
        table, rows = self._table, slice(start, end)
        texts = {name: self._texts(name, rows) for name in table.names if end > start}
        ticks = (table.keys[rows] - self._actor * table.stride).tolist() if end > start else []
        return [
            Entry(
                table.at_us(tick), EntryKind.EVENT, texts[EVENT][n] or "",
                path_of(texts[PAGE][n] or "") if PAGE in texts and texts[PAGE][n] else "",
                {name.removeprefix(PROPERTY): text for name, column in texts.items()
                 if name.startswith(PROPERTY) and (text := column[n]) is not None},
                (texts[SESSION][n] or "") if SESSION in texts else "",
            )
            for n, tick in enumerate(ticks)
        ]  # fmt: skip

    def _texts(self, name: str, rows: slice) -> list[str | None]:
        if name not in (EVENT, PAGE, SESSION) and not name.startswith(PROPERTY):
            return []
        terms = self._table.terms(name)
        return [terms[code] if code >= 0 else None for code in self._table.column(name)[rows].tolist()]

"""What is more often among those who left after a step: candidates counted on both sides under the same exposure."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import contrast
from convdesk.analyse.log_pages import log_paths, page_lookup, path_patterns
from convdesk.analyse.matching import positions
from convdesk.analyse.page_patterns import group_pages
from convdesk.analyse.rows import distinct
from convdesk.columns import EVENT, PAGE, PROPERTY
from convdesk.model.driver import LEAST_PEOPLE, MOST_VALUES, DriverTable, Mark, MarkKind
from convdesk.model.moment import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.friction import Friction
    from convdesk.analyse.reaching import Reaching
    from convdesk.analyse.table import EventTable
    from convdesk.model.driver import DriverSpec
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]
    Coded = Callable[[Rows], NDArray[np.integer]]

AT_ONCE = 1 << 18
"""Events that are looked at together."""


@dataclass
class Candidates:
    """Counts of one table, candidate by candidate, before they are compared."""

    kinds: list[MarkKind] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    counts: list[tuple[int, int, int, int]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, kind: MarkKind, name: str, counts: tuple[int, int, int, int]) -> None:
        """`counts`: left with it, left, stayed with it, stayed; a candidate nobody has is none."""
        if counts[0] + counts[2]:
            self.kinds.append(kind)
            self.names.append(name)
            self.counts.append(counts)


@dataclass(frozen=True)
class Saying:
    """Of whom something is known (who answered a question, who has notes), and of them whom one answer or code fits.

    Masks over actors.
    """

    name: str
    fits: Mask
    is_known: Mask


def exposure_ticks(table: EventTable, spec: DriverSpec, reached: Reaching) -> int | None:
    """For how long both sides are watched; None when nobody went on and no time was chosen."""
    if spec.exposure_us is not None:
        return spec.exposure_us // table.tick_us
    took = (reached.next_tick - reached.tick)[~reached.has_left]
    return int(np.median(took)) if len(took) else None


class Watch:
    """Both sides, watched from reaching the step for the same time; those who went on, until they did."""

    def __init__(self, table: EventTable, reached: Reaching, ticks: int) -> None:
        self.table, self.reached = table, reached
        end = reached.tick + min(ticks, table.span_ticks) + 1
        self.end = np.where(reached.has_left, end, np.minimum(end, np.maximum(reached.next_tick, reached.tick)))
        self.left, self.stayed = int(reached.has_left.sum()), int((~reached.has_left).sum())

    @cached_property
    def _rows(self) -> tuple[Rows, Rows]:
        """The first event of each unit while it is watched, and the first after."""
        keys, base = self.table.keys, self.reached.actors * self.table.stride
        return np.searchsorted(keys, base + self.reached.tick), np.searchsorted(keys, base + self.end)

    def occurred(self, names: Sequence[str], codes: Coded, progress: Progress) -> list[tuple[int, int]]:
        """In how many of those who left, and of those who stayed, each code (−1: none) was met on an event."""
        first, last = self._rows
        pieces = np.searchsorted(np.cumsum(last - first), np.arange(0, int((last - first).sum()) + 1, AT_ONCE))
        found = np.zeros((2, len(names)), np.int64)
        cuts = np.unique(np.r_[0, pieces, len(first)])
        for number, (start, stop) in enumerate(pairwise(cuts.tolist())):
            progress.step(number, len(cuts) - 1, "Comparing")
            found += self._in_piece(slice(start, stop), first, last, (codes, len(names)))
        return list(zip(*found.tolist(), strict=True))

    def _in_piece(self, units: slice, first: Rows, last: Rows, codes: tuple[Coded, int]) -> NDArray[np.int64]:
        sizes = last[units] - first[units]
        whose = np.repeat(np.arange(len(sizes)), sizes)
        rows = np.arange(len(whose)) + np.repeat(first[units] - np.r_[0, np.cumsum(sizes)[:-1]], sizes)
        met = codes[0](rows)
        pairs = distinct((whose * (codes[1] + 1) + met)[met >= 0])
        unit, code = np.divmod(pairs, codes[1] + 1)
        has_left = self.reached.has_left[units][unit]
        return np.stack([np.bincount(code[side], minlength=codes[1]) for side in (has_left, ~has_left)])

    def met(self, rows: Rows) -> Mask:
        """Which units met one of these events (ascending rows of the table) while they were watched."""
        keys, base = self.table.keys[rows], self.reached.actors * self.table.stride
        found: Mask = np.searchsorted(keys, base + self.end) > np.searchsorted(keys, base + self.reached.tick)
        return found

    def happened(self, actors: Rows, at_ms: Rows) -> Mask:
        """Which units had an occurrence (whose, when) while they were watched."""
        table, reached = self.table, self.reached
        start_us, end_us = (table.t0_us + ticks * table.tick_us for ticks in (reached.tick, self.end))
        if not len(at_ms) or not len(start_us):
            return np.zeros(len(start_us), bool)
        zero = min(int(at_ms.min()), int(start_us.min()) // 1000)
        span = max(int(at_ms.max()), int(end_us.max()) // 1000) - zero + 2
        keys = np.sort(actors * span + (at_ms - zero))
        base = reached.actors * span - zero
        first = np.searchsorted(keys, base + start_us // 1000)
        last = np.searchsorted(keys, base + -(-end_us // 1000))
        met: Mask = last > first
        return met

    def sides(self, mask: Mask) -> tuple[int, int]:
        """How many units of a mask left, and how many stayed."""
        left = int(np.count_nonzero(mask & self.reached.has_left))
        return left, int(np.count_nonzero(mask)) - left


def events_and_pages(watch: Watch, spec: DriverSpec, found: Candidates, progress: Progress) -> None:
    """What happened while they were watched, without the steps of the funnel themselves."""
    table = watch.table
    progress.raise_if_cancelled()
    codes = event_codes(table, spec, progress)
    _add(
        found,
        MarkKind.EVENT,
        table.terms(EVENT),
        watch,
        watch.occurred(table.terms(EVENT), codes.__getitem__, progress),
    )
    if PAGE in table.names:
        patterns, lookup = page_lookup(table, progress)
        pages, whole = np.append(lookup, -1), table.column(PAGE)
        progress.raise_if_cancelled()
        _add(found, MarkKind.PAGE, patterns, watch, watch.occurred(patterns, lambda rows: pages[whole[rows]], progress))


def event_codes(table: EventTable, spec: DriverSpec, progress: Progress | None = None) -> NDArray[np.integer]:
    """The event of each row; −1 for those that fill a step of the funnel."""
    codes = table.column(EVENT).astype(np.int32)
    for step in spec.drop_off.funnel.steps:
        codes[positions(table, step, progress)] = -1
    return codes


def properties(watch: Watch, found: Candidates, progress: Progress) -> None:
    """What was known of them on reaching the step: the latest value by then."""
    table, reached = watch.table, watch.reached
    names = [name for name in table.names if name.startswith(PROPERTY)]
    for number, name in enumerate(names):
        progress.step(number, len(names), "Comparing properties")
        values = known_values(table, name, reached.actors, reached.tick)
        met = np.unique(values[values >= 0])
        if len(met) > MOST_VALUES:
            found.left_out.append(name.removeprefix(PROPERTY))
            continue
        for value in met.tolist():
            _add_one(found, MarkKind.PROPERTY, f"{name.removeprefix(PROPERTY)}={table.terms(name)[value]}", watch,
                     watch.sides(values == value))  # fmt: skip


def known_values(table: EventTable, name: str, actors: Rows, tick: Rows | None = None) -> NDArray[np.integer]:
    """The latest value (its code) of a property of each of these people, up to a tick of theirs; −1: none."""

    keys, codes = table.keys, table.column(name)
    if len(codes) and codes.min() < 0:
        rows = np.flatnonzero(codes >= 0)
        keys, codes = keys[rows], codes[rows]
    if not len(keys):
        return np.full(len(actors), -1)
    limit = actors * table.stride + (table.span_ticks if tick is None else tick)
    before = np.searchsorted(keys, limit, side="right") - 1
    is_own = (before >= 0) & (keys[before] // table.stride == actors)
    return np.where(is_own, codes[before], -1)


def friction_patterns(table: EventTable, friction: Friction, progress: Progress) -> NDArray[np.str_]:
    """The pattern of each page of a friction, grouped among all pages of the study; last that of no page."""
    wanted, paths = set(friction.pages), log_paths(table, progress)[0]
    place = {path: at for at, path in enumerate(progress.heeding_now_and_then(paths)) if path in wanted}
    if len(place) < len(wanted):
        known = dict.fromkeys([*friction.pages, *paths])
        return np.array([*group_pages(known, progress)[: len(friction.pages)], ""])
    patterns, codes = path_patterns(table, progress)
    return np.array([*(patterns[codes[place[page]]] for page in friction.pages), ""])


def friction_signals(watch: Watch, friction: Friction, found: Candidates, progress: Progress) -> None:
    """Signs of trouble while they were watched, of a kind anywhere and of a kind on a page, among those in whom they
    could have been seen (for clicks: those who were recorded)."""
    patterns = friction_patterns(watch.table, friction, progress)
    for signal, watched in friction.watched.items():
        rows, seen = friction.of(signal), watched[watch.reached.actors]
        left, stayed = watch.sides(seen)
        pages = patterns[rows["page"]]
        for page in ("", *np.unique(pages[pages != ""]).tolist()):
            there = rows[pages == page] if page else rows
            with_left, with_stayed = watch.sides(watch.happened(there["actor"], there["at_ms"]) & seen)
            name = f"{signal.label} on {page}" if page else signal.label
            found.add(MarkKind.FRICTION, name, (with_left, left, with_stayed, stayed))


def sayings(watch: Watch, kind: MarkKind, said: Sequence[Saying], found: Candidates) -> None:
    """What they answered or the codes they were given, whenever that was, among those of whom it is known."""
    actors = watch.reached.actors
    for saying in said:
        left, stayed = watch.sides(saying.is_known[actors])
        with_left, with_stayed = watch.sides(saying.fits[actors])
        found.add(kind, saying.name, (with_left, left, with_stayed, stayed))


def compared(spec: DriverSpec, watch: Watch | None, found: Candidates, seconds: float | None) -> DriverTable:
    """The table: ratios, exact tests and false discovery rates of all candidates; few people are hidden."""
    marks = _marks(found)
    shown = [mark for mark in marks if spec.is_all or mark.left_with + mark.stayed_with >= LEAST_PEOPLE]
    shown.sort(key=lambda mark: (mark.q, mark.p, -(mark.ratio or 0), mark.kind, mark.name))
    return DriverTable(
        spec=spec, left=watch.left if watch else 0, stayed=watch.stayed if watch else 0, exposure_seconds=seconds,
        rows=tuple(shown), hidden=len(marks) - len(shown), candidates=len(marks), left_out=tuple(found.left_out),
        definition=_definition(spec, seconds),
    )  # fmt: skip


def exposure_seconds(table: EventTable, ticks: int) -> float:
    return ticks * table.tick_us / SECOND_US


def _marks(found: Candidates) -> list[Mark]:
    if not found.counts:
        return []
    table = tuple(np.array(found.counts, np.int64).T)
    p = contrast.fisher(*table)
    ratio, low, high = (_known(numbers) for numbers in contrast.ratios(*table))
    q = contrast.adjusted(p).tolist()
    return [
        Mark(kind, found.names[n], *found.counts[n], ratio[n], low[n], high[n], p=float(p[n]), q=q[n])
        for n, kind in enumerate(found.kinds)
    ]


def _known(numbers: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(number) else number for number in numbers.tolist()]


def _add(
    found: Candidates, kind: MarkKind, names: Sequence[str], watch: Watch, sides: Sequence[tuple[int, int]]
) -> None:
    for name, both in zip(names, sides, strict=True):
        _add_one(found, kind, name, watch, both)


def _add_one(found: Candidates, kind: MarkKind, name: str, watch: Watch, sides: tuple[int, int]) -> None:
    found.add(kind, name, (sides[0], watch.left, sides[1], watch.stayed))


def _definition(spec: DriverSpec, seconds: float | None) -> str:
    drop_off = spec.drop_off
    watched = "nobody went on, so there is no time to watch both sides for" if seconds is None else (
        f"both watched for {seconds:g} s from reaching {drop_off.step_name}, those who went on only until then"
    )  # fmt: skip
    return (
        f"Those who left after {drop_off.step_name} against those who went on to {drop_off.next_name}; {watched}. "
        "Properties: as last known on reaching the step; friction: of those in whom it could have been seen; answers: "
        "whenever given, of those who answered; codes: of those on whose recordings anything was noted. "
        "Ratio of shares with its 95 % interval (log method), Fisher's exact p, Benjamini–Hochberg q over all "
        "candidates. More often does not mean because."
    )

"""Everything known of one person, stretch by stretch; lines are looked up when they are seen: any length scrolls."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.timelines import Merged, stretch_starts
from convdesk.model.progress import Progress
from convdesk.model.timeline import EntryKind, Visit
from convdesk.operations.people import actor_said
from convdesk.operations.timeline import DEFINITION, answers_of, friction_entries, notes_on, recorded_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.model.timeline import Entry, Line
    from convdesk.operations.study import Study

GAP_MINUTES = 30
BLOCK = 256
"""Entries that are looked up together."""
BLOCKS_KEPT = 8


class PersonTimeline:
    """The lines of a timeline: each stretch begins with a `Visit`, below it are its entries, oldest first.

    `counts`: entries of each kind, also of kinds left out; `hidden`: answers they did not agree to be shown.
    """

    definition = f"{DEFINITION} A stretch ends where a session begins, or after {GAP_MINUTES} min without anything."

    def __init__(
        self, person: str, merged: Merged, undated: list[Entry], about: tuple[dict[EntryKind, int], int]
    ) -> None:
        self.person = person
        self.counts, self.hidden = about
        self._merged, self._undated = merged, undated
        self._moments = merged.moments_us()
        sessions, self._names = merged.sessions()
        self._sessions = sessions
        self._starts = stretch_starts(self._moments, sessions, GAP_MINUTES * 60_000_000)
        self._headings: NDArray[np.int64] = self._starts + np.arange(len(self._starts))
        self._blocks: dict[int, tuple[Entry, ...]] = {}
        merged.entries(0, 1)

    def __len__(self) -> int:
        return len(self._merged) + len(self._starts) + (len(self._undated) + 1 if self._undated else 0)

    def __getitem__(self, at: int, /) -> Line:
        """The line at a place, from 0."""
        if not 0 <= at < len(self):
            raise IndexError(at)
        dated = len(self._merged) + len(self._starts)
        if at >= dated:
            return Visit(len(self._starts) + 1, len(self._undated), None, None, None) if at == dated else (
                self._undated[at - dated - 1]
            )  # fmt: skip
        stretch = int(np.searchsorted(self._headings, at, side="right")) - 1
        return self._visit(stretch) if self._headings[stretch] == at else self._entry(at - stretch - 1)

    @property
    def visits(self) -> int:
        """How many stretches there are."""
        return len(self._starts)

    def place_at(self, at_us: int) -> int:
        """The place of the first entry at or after a moment (UTC µs); of the last where all was before."""
        if not len(self._merged):
            return 0
        entry = min(int(np.searchsorted(self._moments, at_us)), len(self._merged) - 1)
        return entry + int(np.searchsorted(self._starts, entry, side="right"))

    def heading_from(self, at: int, by: int) -> int:
        """The place of the next heading (`by` 1), or of the one before (−1); the same place where there is none."""
        found = np.searchsorted(self._headings, at, side="right" if by > 0 else "left") - (by < 0)
        return int(self._headings[found]) if 0 <= found < len(self._headings) else at

    def _visit(self, stretch: int) -> Visit:
        first = int(self._starts[stretch])
        stop = int(self._starts[stretch + 1]) if stretch + 1 < len(self._starts) else len(self._merged)
        own = self._sessions[first:stop]
        named = own[own >= 0]
        since = int(self._moments[first] - self._moments[first - 1]) if first else None
        return Visit(
            stretch + 1, stop - first, int(self._moments[first]), int(self._moments[stop - 1]), since,
            self._names[int(named[0])] if len(named) else "",
        )  # fmt: skip

    def _entry(self, number: int) -> Entry:
        block, place = divmod(number, BLOCK)
        if block not in self._blocks:
            self._blocks[block] = self._merged.entries(block * BLOCK, BLOCK)
            while len(self._blocks) > BLOCKS_KEPT:
                self._blocks.pop(next(iter(self._blocks)))
        return self._blocks[block][place]


def person_timeline(
    study: Study, person: str, kinds: frozenset[EntryKind] = frozenset(EntryKind), progress: Progress | None = None
) -> PersonTimeline:
    """One person's timeline with the kinds asked for. Raises ProblemError for somebody unknown, Cancelled."""
    progress, loaded = progress or Progress(), study.loaded()
    actor = actor_said(study, person)
    answers, hidden = answers_of(study, loaded, actor)
    progress.raise_if_cancelled()
    others = [*recorded_of(loaded, actor), *friction_entries(study, loaded, actor, progress), *answers]
    others += notes_on(study, loaded, actor)
    progress.raise_if_cancelled()
    shown = [entry for entry in others if entry.kind in kinds]
    dated = [entry for entry in shown if entry.at_us is not None]
    merged = Merged(loaded.table, actor, dated, has_events=EntryKind.EVENT in kinds)
    counts = Counter(entry.kind for entry in others)
    counts[EntryKind.EVENT] = merged.events if EntryKind.EVENT in kinds else len(
        Merged(loaded.table, actor, (), has_events=True)
    )  # fmt: skip
    undated = [entry for entry in shown if entry.at_us is None]
    return PersonTimeline(loaded.people.names[actor], merged, undated, (dict(counts), hidden))

"""Friction found in stored data by rules: which signals occurred, in whom, when and where; and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import log_backs, log_pages, signals
from convdesk.analyse.rows import actors_at, us_at
from convdesk.columns import EVENT, PAGE
from convdesk.model.friction import NO_LIMIT, Signal
from convdesk.model.page import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.analyse.table import EventTable
    from convdesk.columns import RecordingColumns
    from convdesk.model.progress import Progress

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

SIGNALS = tuple(Signal)
CODE = {signal: n for n, signal in enumerate(SIGNALS)}
FOUND = np.dtype([
    ("signal", "i1"), ("actor", "i8"), ("recording", "i8"), ("at_ms", "i8"), ("page", "i4"), ("element", "i4"),
])  # fmt: skip
"""One occurrence: place in SIGNALS; whose; number of the recording, page code and element code, or −1."""

NO_CLICKS = "There are no recorded clicks in the study."
NO_PLACES = "No recorded click has a place on its page."
NO_REACTIONS = "The recordings do not tell how the page reacted to clicks."
NO_MOVES = "The recordings hold no pointer moves."
NO_PAGES = "Neither the recordings nor the event logs tell which pages were visited."
NO_TYPING = "What people typed into fields, and when, is not kept of recordings."


@dataclass(frozen=True)
class Friction:
    """All occurrences in a study by the rules of its clicks, in the order of signal, person and time.

    `pages`: texts of the page codes. `watched`: per signal, in whom it could have been seen, as a mask over actors.
    `reasons`: why a signal cannot be told; such a signal has no `watched`.
    """

    found: NDArray[np.void]
    pages: list[str]
    watched: dict[Signal, Mask]
    reasons: dict[Signal, str] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        return int(self.found.nbytes) + sum(mask.nbytes for mask in self.watched.values())

    def of(self, signal: Signal) -> NDArray[np.void]:
        code = CODE[signal]
        first, last = np.searchsorted(self.found["signal"], [code, code + 1])
        return self.found[first:last]


def find(
    clicks: ClickTable, events: EventTable, recordings: Sequence[RecordingColumns], progress: Progress
) -> Friction:
    """Every sign of trouble in the study; `clicks.rules` say what counts, `clicks.dismissed` what a person took out."""
    search = _Search(clicks, events)
    search.clicked()
    progress.raise_if_cancelled()
    search.errors()
    search.moved(recordings, progress)
    search.went_back(progress)
    search.reasons[Signal.RE_EDIT] = NO_TYPING
    return search.result()


class _Search:
    """Collects occurrences signal by signal."""

    def __init__(self, clicks: ClickTable, events: EventTable) -> None:
        self._clicks, self._events, self._rules = clicks, events, clicks.rules
        self.reasons: dict[Signal, str] = {}
        self._watched: dict[Signal, Mask] = {}
        self._parts: list[NDArray[np.void]] = []
        self._pages = list(clicks.pages)
        self._page_codes = {page: code for code, page in enumerate(self._pages)}

    def result(self) -> Friction:
        found = np.concatenate([np.empty(0, FOUND), *self._parts])
        found = found[~self._dismissed(found)]
        order = np.lexsort((found["at_ms"], found["actor"], found["signal"]))
        return Friction(found[order], self._pages, self._watched, self.reasons)

    def clicked(self) -> None:
        """Rage and dead clicks."""
        clicks, recorded = self._clicks.clicks, self._mask(self._clicks.actors)
        if self._cannot_rage():
            self.reasons[Signal.RAGE] = self._cannot_rage()
        else:
            self._keep(Signal.RAGE, self._of_clicks(self._clicks.rage_starts), recorded)
        if not len(clicks) or not clicks["reaction_ms"].any():
            self.reasons[Signal.DEAD] = NO_REACTIONS if len(clicks) else NO_CLICKS
        else:
            self._keep(Signal.DEAD, self._of_clicks(np.flatnonzero(self._clicks.dead)), recorded)

    def errors(self) -> None:
        """Clicks soon followed by an error that was logged for the same person."""
        wanted = self._rules.error_events
        names = self._events.terms(EVENT) if len(self._events) else []
        codes = [code for code, name in enumerate(names) if any(fnmatchcase(name.lower(), glob) for glob in wanted)]
        if not len(self._clicks.clicks):
            self.reasons[Signal.ERROR] = NO_CLICKS
        elif not codes:
            self.reasons[Signal.ERROR] = f"No errors are logged: no event name fits {', '.join(wanted)}."
        else:
            rows = self._before_errors(np.flatnonzero(np.isin(self._events.column(EVENT), codes)))
            self._keep(Signal.ERROR, self._of_clicks(rows), self._mask(self._clicks.actors))

    def went_back(self, progress: Progress) -> None:
        """Quick returns to the page before: in recordings, and in the event log for people without any."""
        table = self._clicks
        seen = self._mask(table.actor_of_recording[table.visit_recording])
        recorded, logged = self._backs_recorded(), self._backs_logged(seen, progress)
        if not seen.any() and PAGE not in self._events.names:
            self.reasons[Signal.QUICK_BACK] = NO_PAGES
            return
        if PAGE in self._events.names:
            seen |= log_backs.with_pages(self._events)
        self._keep(Signal.QUICK_BACK, np.concatenate([recorded, logged]), seen)

    def moved(self, recordings: Sequence[RecordingColumns], progress: Progress) -> None:
        """Thrashing and hesitation; moves are many, so that what is found is kept while these rules stay."""
        rules, table = self._rules, self._clicks
        about = (rules.thrash_turns, rules.thrash_within_ms, rules.hesitation_ms, rules.hesitation_near_px)
        thrashed, hesitated, with_moves, pages = self._events.remembered(
            ("moves", *about), lambda: self._in_moves(recordings, progress)
        )
        for page in pages:
            self._page(page)
        watched = self._mask(table.actor_of_recording[with_moves])
        for signal, found in ((Signal.THRASHED, thrashed), (Signal.HESITATION, hesitated)):
            if len(with_moves):
                self._keep(signal, found.copy(), watched)
            else:
                self.reasons[signal] = NO_MOVES

    def _in_moves(
        self, recordings: Sequence[RecordingColumns], progress: Progress
    ) -> tuple[NDArray[np.void], NDArray[np.void], NDArray[np.int64], tuple[str, ...]]:
        """What is found recording by recording, which recordings have moves, and the pages only they know."""
        thrashed, hesitated, known = [np.empty(0, FOUND)], [np.empty(0, FOUND)], len(self._pages)
        first = np.searchsorted(self._clicks.recording_of, np.arange(len(recordings) + 1))
        with_moves = []
        for number, recording in enumerate(recordings):
            progress.step(number, len(recordings), "Looking through pointer moves")
            moves = recording.moves()
            if len(moves):
                with_moves.append(number)
                moves = self._with_pages(moves, recording.pages)
                thrashed.append(self._thrashed(moves, number))
                hesitated.append(self._hesitated(moves, np.arange(first[number], first[number + 1])))
        pages = tuple(self._pages[known:])
        return np.concatenate(thrashed), np.concatenate(hesitated), np.array(with_moves, np.int64), pages

    def _cannot_rage(self) -> str:
        clicks = self._clicks.clicks
        if not len(clicks):
            return NO_CLICKS
        needs_places = self._rules.rage_distance_px < NO_LIMIT
        return NO_PLACES if needs_places and bool(np.isnan(clicks["x"]).all()) else ""

    def _keep(self, signal: Signal, rows: NDArray[np.void], watched: Mask) -> None:
        rows["signal"] = CODE[signal]
        self._parts.append(rows)
        self._watched[signal] = watched

    def _of_clicks(self, rows: Rows) -> NDArray[np.void]:
        found, clicks = np.empty(len(rows), FOUND), self._clicks.clicks
        for name in ("at_ms", "page", "element"):
            found[name] = clicks[name][rows]
        found["recording"], found["actor"] = self._clicks.recording_of[rows], self._clicks.actors[rows]
        return found

    def _before_errors(self, errors: Rows) -> Rows:
        """The clicks with an error of the same person at most so long after."""
        events, clicks = self._events, self._clicks
        error_ms = us_at(events, errors) // 1000
        start = min(int(error_ms.min()), int(clicks.clicks["at_ms"].min()))
        span = max(int(error_ms.max()), int(clicks.clicks["at_ms"].max())) - start + self._rules.error_within_ms + 1
        error_keys = np.sort(actors_at(events, errors) * span + (error_ms - start))
        keys = clicks.actors * span + (clicks.clicks["at_ms"] - start)
        after = np.searchsorted(error_keys, keys)
        soon = np.flatnonzero(after < len(error_keys))
        rows: Rows = soon[error_keys[after[soon]] - keys[soon] <= self._rules.error_within_ms]
        return rows

    def _backs_recorded(self) -> NDArray[np.void]:
        table = self._clicks
        visits, owner = table.visits, table.visit_recording
        back = signals.quick_backs(visits["page"], visits["at_ms"], owner, self._rules.quick_back_ms)
        return self._rows(visits["at_ms"][back], owner[back], visits["page"][back])

    def _backs_logged(self, recorded: Mask, progress: Progress) -> NDArray[np.void]:
        """Those of the event log, of people without a recorded visit."""
        events = self._events
        if PAGE not in events.names:
            return np.empty(0, FOUND)
        paths, lookup = log_pages.log_paths(events, progress)
        actors, ticks, pages = log_backs.quick_backs(events, np.append(lookup, np.int32(-1)), self._rules, progress)
        is_told = ~recorded[actors]
        found = np.full(int(is_told.sum()), -1).astype(FOUND)
        own, place = np.unique(pages[is_told], return_inverse=True)
        codes = np.array([self._page(paths[code]) for code in own.tolist()], np.int32)
        found["actor"], found["page"] = actors[is_told], codes[place]
        found["at_ms"] = (events.t0_us + ticks[is_told] * events.tick_us) // 1000
        return found

    def _thrashed(self, moves: NDArray[np.void], number: int) -> NDArray[np.void]:
        rows = signals.thrashes(moves, self._rules)
        return self._rows(moves["at_ms"][rows], np.full(len(rows), number), moves["page"][rows])

    def _hesitated(self, moves: NDArray[np.void], rows: Rows) -> NDArray[np.void]:
        rested = signals.rested_ms(moves, self._clicks.clicks[rows], self._rules.hesitation_near_px)
        return self._of_clicks(rows[rested > self._rules.hesitation_ms])

    def _rows(self, at_ms: Rows, recording: Rows, page: Rows) -> NDArray[np.void]:
        found = np.empty(len(at_ms), FOUND)
        found["at_ms"], found["recording"], found["page"], found["element"] = at_ms, recording, page, -1
        found["actor"] = self._clicks.actor_of_recording[recording]
        return found

    def _with_pages(self, moves: NDArray[np.void], pages: list[str]) -> NDArray[np.void]:
        """Moves whose pages are coded over all recordings."""
        moves = moves.copy()
        moves["page"] = np.array([self._page(path_of(page)) for page in pages], np.int32)[moves["page"]]
        return moves

    def _page(self, path: str) -> int:
        code = self._page_codes.setdefault(path, len(self._pages))
        if code == len(self._pages):
            self._pages.append(path)
        return code

    def _dismissed(self, found: NDArray[np.void]) -> Mask:
        gone = np.zeros(len(found), bool)
        numbers = {row_id: number for number, row_id in enumerate(self._clicks.recording_ids)}
        for signal, recording, at_ms in self._clicks.dismissed:
            same = (found["signal"] == CODE[signal]) & (found["at_ms"] == at_ms)
            gone |= same & (found["recording"] == numbers.get(recording, -2))
        for signal, actor, at_ms in self._clicks.dismissed_of:
            same = (found["signal"] == CODE[signal]) & (found["at_ms"] == at_ms)
            gone |= same & (found["recording"] == -1) & (found["actor"] == actor)
        return gone

    def _mask(self, actors: Rows) -> Mask:
        mask = np.zeros(self._events.people.count, bool)
        mask[actors] = True
        return mask

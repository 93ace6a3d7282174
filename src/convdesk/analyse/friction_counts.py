"""Friction counted: by signal, page, element, session and person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.friction import CODE, SIGNALS
from convdesk.model.friction import FrictionResult, SignalCount, Tally
from convdesk.model.page import page_matches
from convdesk.model.share import wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from convdesk.analyse.clicks import ClickTable
    from convdesk.analyse.friction import Friction
    from convdesk.model.friction import FrictionRules, FrictionSpec, Signal

    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

SHOWN = 100
"""Sessions and people that are listed, those with most friction first."""


def count(
    friction: Friction, clicks: ClickTable, names: Sequence[str], spec: FrictionSpec, people: Mask | None
) -> FrictionResult:
    """Friction on the pages and in the people asked for. `names`: of all actors; `people`: a mask over them."""
    found = friction.found[of_page(friction, friction.found, spec.page)]
    found = found if people is None else found[people[found["actor"]]]
    counts = _Counts(friction, clicks, names, found)
    sessions, persons = counts.by_session(), counts.by_person()
    asked = _asked_clicks(clicks, spec.page, people)
    return FrictionResult(
        spec=spec, clicks=len(asked), recordings=len(np.unique(clicks.recording_of[asked])),
        signals=tuple(_signal_count(friction, counts, signal, people, spec.rules) for signal in SIGNALS),
        pages=counts.by_page(), elements=counts.by_element(), sessions=sessions[:SHOWN], people=persons[:SHOWN],
        more_sessions=max(0, len(sessions) - SHOWN), more_people=max(0, len(persons) - SHOWN),
        corrected=len(clicks.dismissed), definition=_definition(spec),
    )  # fmt: skip


def people_with(friction: Friction, signal: Signal, page: str) -> Rows:
    """The people who showed a signal on a page, as ascending actor codes."""
    rows = friction.of(signal)
    return np.unique(rows["actor"][of_page(friction, rows, page)])


def of_page(friction: Friction, found: NDArray[np.void], pattern: str) -> Mask:
    """Which occurrences are on pages that fit a pattern; `*` fits also where no page is known."""
    if pattern == "*":
        return np.ones(len(found), bool)
    fits = np.array([*(page_matches(pattern, page) for page in friction.pages), False], bool)
    is_there: Mask = fits[found["page"]]
    return is_there


class _Counts:
    """The occurrences asked for, counted by whatever they have."""

    def __init__(self, friction: Friction, clicks: ClickTable, names: Sequence[str], found: NDArray[np.void]) -> None:
        self._friction, self._clicks, self._names, self.found = friction, clicks, names, found

    def session_count(self, of: NDArray[np.void]) -> int:
        recorded = np.unique(of["recording"][of["recording"] >= 0]).tolist()
        return len({self._clicks.session_of_recording[number] or number for number in recorded})

    def by_page(self) -> tuple[Tally, ...]:
        pages = self._friction.pages
        return self._tallies(self.found, self.found["page"], lambda code: (pages[code], pages[code], pages[code]))

    def by_element(self) -> tuple[Tally, ...]:
        """Elements are told apart by page and selector; the label is the first one met."""
        found = self.found[self.found["element"] >= 0]
        selectors = {selector: code for code, selector in reversed(list(enumerate(self._clicks.elements)))}
        same = np.array([selectors[selector] for selector in self._clicks.elements], np.int64)
        size = max(len(same), 1)
        groups = found["page"].astype(np.int64) * size + same[found["element"]]
        return self._tallies(found, groups, lambda group: self._element(*divmod(group, size)))

    def by_session(self) -> tuple[Tally, ...]:
        found = self.found[self.found["recording"] >= 0]
        sessions = self._clicks.session_of_recording
        return self._tallies(found, found["recording"], lambda number: (sessions[number], sessions[number], ""))

    def by_person(self) -> tuple[Tally, ...]:
        return self._tallies(self.found, self.found["actor"], lambda code: (self._names[code], self._names[code], ""))

    def _element(self, page: int, element: int) -> tuple[str, str, str]:
        return self._clicks.elements[element], self._clicks.labels[element], self._friction.pages[page]

    def _tallies(
        self, found: NDArray[np.void], groups: NDArray[np.integer], named: Callable[[int], tuple[str, str, str]]
    ) -> tuple[Tally, ...]:
        """One tally a group, most occurrences first."""
        known = groups >= 0
        found, groups = found[known], groups[known]
        values, place = np.unique(groups, return_inverse=True)
        counts = np.bincount(place * len(SIGNALS) + found["signal"], minlength=len(values) * len(SIGNALS))
        people = np.unique(np.stack([place, found["actor"]]), axis=1)[0] if len(found) else np.empty(0, np.int64)
        each = np.bincount(people, minlength=len(values)).tolist()
        tallies = [
            Tally(*named(value), each[n], {s: c for s, c in zip(SIGNALS, row, strict=True) if c})
            for n, (value, row) in enumerate(
                zip(values.tolist(), counts.reshape(-1, len(SIGNALS)).tolist(), strict=True)
            )
        ]
        return tuple(sorted(tallies, key=lambda tally: (-tally.total, tally.page, tally.name)))


def _asked_clicks(clicks: ClickTable, page: str, people: Mask | None) -> Rows:
    asked = np.ones(len(clicks.clicks), bool)
    if page != "*":
        asked = np.array([*(page_matches(page, path) for path in clicks.pages), False], bool)[clicks.clicks["page"]]
    if people is not None:
        asked &= people[clicks.actors]
    return np.flatnonzero(asked)


def _signal_count(
    friction: Friction, counts: _Counts, signal: Signal, people: Mask | None, rules: FrictionRules
) -> SignalCount:
    words = rules.in_words(signal)
    if signal in friction.reasons:
        return SignalCount(signal, reason=friction.reasons[signal], definition=words)
    rows = counts.found[counts.found["signal"] == CODE[signal]]
    seen = friction.watched[signal]
    watched = int(np.count_nonzero(seen if people is None else seen & people))
    those = len(np.unique(rows["actor"]))
    low, high = wilson(those, watched) or (None, None)
    return SignalCount(
        signal=signal, count=len(rows), people=those, sessions=counts.session_count(rows), watched=watched,
        share=those / watched if watched else None, low=low, high=high, definition=words,
    )  # fmt: skip


def _definition(spec: FrictionSpec) -> str:
    where = "" if spec.page == "*" else f" on pages that fit {spec.page}"
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    return (
        f"Friction{where}{who}, by the rules “{spec.rules.name}”; a burst of rage clicks counts once. "
        "Share: of the people in whom the signal could have been seen, with its 95 % Wilson interval."
    )

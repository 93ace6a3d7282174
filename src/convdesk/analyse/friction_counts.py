"""Friction counted: by signal, page, element, session and person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse.friction import CODE, SIGNALS
from convdesk.analyse.rows import distinct
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
    every = _Counts(friction, clicks, names, found)
    listed = found[np.isin(found["signal"], [CODE[signal] for signal in spec.signals])]
    counts = every if len(listed) == len(found) else _Counts(friction, clicks, names, listed)
    asked = _asked_clicks(clicks, spec.page, people)
    sessions, persons = counts.by_session(), counts.by_person()
    return FrictionResult(
        spec=spec, clicks=len(asked), recordings=len(np.unique(clicks.recording_of[asked])),
        signals=tuple(_signal_count(friction, every, signal, people, spec.rules) for signal in SIGNALS),
        pages=counts.by_page(seen_on(clicks, friction.pages, people)), elements=counts.by_element(asked),
        sessions=sessions[:SHOWN], people=persons[:SHOWN],
        more_sessions=max(0, len(sessions) - SHOWN), more_people=max(0, len(persons) - SHOWN),
        corrected=len(clicks.dismissed) + len(clicks.dismissed_of), definition=_definition(spec),
    )  # fmt: skip


def people_with(friction: Friction, signal: Signal, page: str, is_element: Mask | None = None) -> Rows:
    """The people who showed a signal on a page, as ascending actor codes; `is_element`: on these elements only."""
    rows = friction.of(signal)
    rows = rows[of_page(friction, rows, page)]
    rows = rows if is_element is None else rows[np.append(is_element, False)[rows["element"]]]
    return np.unique(rows["actor"])


def seen_on(clicks: ClickTable, pages: Sequence[str], people: Mask | None) -> Rows:
    """How many people were recorded on each page: with a visit, or a click."""
    page = np.concatenate([clicks.visits["page"], clicks.clicks["page"]]).astype(np.int64)
    actor = np.concatenate([clicks.actor_of_recording[clicks.visit_recording], clicks.actors])
    chosen = page >= 0 if people is None else (page >= 0) & people[actor]
    seen = np.zeros(len(pages), np.int64)
    for code, count in people_by(page[chosen], actor[chosen]).items():
        seen[code] = count
    return seen


def people_by(groups: Rows, actors: Rows) -> dict[int, int]:
    """How many different people there are in each group."""
    if not len(groups):
        return {}
    size = int(actors.max()) + 1
    of, counts = np.unique(distinct(groups * size + actors) // size, return_counts=True)
    return dict(zip(of.tolist(), counts.tolist(), strict=True))


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

    def by_page(self, seen: Rows) -> tuple[Tally, ...]:
        """`seen`: people recorded on each page; there is no share where friction is known of others too."""
        pages = self._friction.pages
        tallies = self._tallies(self.found, self.found["page"], lambda code: (pages[code], pages[code], pages[code]))
        of = dict(zip(pages, seen.tolist(), strict=True))
        others = {pages[code] for code in np.unique(self.found["page"][self.found["recording"] < 0]) if code >= 0}
        return tuple(tally if tally.name in others else replace(tally, of=of[tally.name]) for tally in tallies)

    def by_element(self, asked: Rows) -> tuple[Tally, ...]:
        """Elements are told apart by page and selector; the label is the first one met. `asked`: rows of clicks."""
        found = self.found[self.found["element"] >= 0]
        selectors = {selector: code for code, selector in reversed(list(enumerate(self._clicks.elements)))}
        same = np.array([selectors[selector] for selector in self._clicks.elements], np.int64)
        size = max(len(same), 1)
        groups = found["page"].astype(np.int64) * size + same[found["element"]]
        tallies = self._tallies(found, groups, lambda group: self._element(*divmod(group, size)))
        clicks = self._clicks.clicks[asked]
        clicked = clicks["page"].astype(np.int64) * size + same[clicks["element"]]
        met = np.isin(clicked, groups)
        of = people_by(clicked[met], self._clicks.actors[asked[met]])
        names = {self._element(*divmod(group, size))[::2]: count for group, count in of.items()}
        return tuple(replace(tally, of=names.get((tally.name, tally.page))) for tally in tallies)

    def by_session(self) -> tuple[Tally, ...]:
        found = self.found[self.found["recording"] >= 0]
        sessions, ids = self._clicks.session_of_recording, self._clicks.recording_ids
        named: Callable[[int], tuple[str, str, str]] = lambda number: (ids[number], sessions[number], "")  # noqa: E731
        return self._tallies(found, found["recording"], named)

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

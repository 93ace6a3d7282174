"""Clicks of all recordings as one table: by page, by element, rage and dead."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from convdesk.analyse import signals
from convdesk.columns import CLICK, VISIT
from convdesk.model.friction import RULES, FrictionRules, Signal
from convdesk.model.heat import ClickKind, ClickResult, ClickSpec, ElementClicks
from convdesk.model.page import PageVisits, page_matches, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from convdesk.columns import RecordingColumns

    Mask = NDArray[np.bool_]

FARTHEST_PX = 1_000_000
"""No page reaches so far."""
FRAME = " ||| "
"""How a selector goes on inside a frame."""

SIGNAL_OF = {ClickKind.RAGE: Signal.RAGE, ClickKind.DEAD: Signal.DEAD}


@dataclass(frozen=True)
class ClickTable:
    """Every recorded click. `actors`, `recordings`: whose, and of which recording, each click (or visit) is.

    Pages and elements are coded over all recordings: `pages` are paths, `elements` are selectors.
    `rules`: what counts as rage or dead; `dismissed`: (signal, recording, ms) of what a researcher took out, and
    `dismissed_of`: (signal, actor, ms) of what was told from the event log.
    """

    clicks: NDArray[np.void]
    visits: NDArray[np.void]
    recording_of: NDArray[np.int64]
    visit_recording: NDArray[np.int64]
    actor_of_recording: NDArray[np.int64]
    session_of_recording: list[str]
    pages: list[str]
    elements: list[str]
    labels: list[str]
    recording_ids: list[str] = field(default_factory=list)
    rules: FrictionRules = RULES
    dismissed: frozenset[tuple[Signal, str, int]] = frozenset()
    dismissed_of: frozenset[tuple[Signal, int, int]] = frozenset()

    @property
    def nbytes(self) -> int:
        """What it weighs beside the clicks themselves, which all tables of a study share."""
        return 3 * len(self.clicks)

    @cached_property
    def actors(self) -> NDArray[np.int64]:
        return self.actor_of_recording[self.recording_of]

    @cached_property
    def is_placed(self) -> Mask:
        """Clicks whose place on the page is known by itself: not those in frames, whose place is the frame's."""
        in_frames = np.array([FRAME in selector for selector in self.elements], bool)
        placed: Mask = ~np.isnan(self.clicks["x"])
        return placed & ~in_frames[self.clicks["element"]] if in_frames.any() else placed

    @cached_property
    def rage(self) -> Mask:
        """Clicks that belong to a burst of rage clicks; where the place is unknown, none."""
        suppressed = signals.suppressed(self.labels, self.elements, self.rules)
        candidates = ~suppressed[self.clicks["element"]] if suppressed.any() else None
        if self.rules.is_rage_on_dead_only:
            candidates = self.dead if candidates is None else candidates & self.dead
        return self._without_dismissed_bursts(signals.rage(self.clicks, self.recording_of, candidates, self.rules))

    @cached_property
    def rage_starts(self) -> NDArray[np.int64]:
        """The first click of each burst."""
        return signals.burst_starts(self.rage, self.clicks, self.recording_of, self.rules)

    @cached_property
    def dead(self) -> Mask:
        """Clicks without any reaction of the page."""
        found = signals.dead(self.clicks, self.rules)
        found[self._dismissed_rows(Signal.DEAD)] = False
        return found

    def _without_dismissed_bursts(self, rage: Mask) -> Mask:
        starts = signals.burst_starts(rage, self.clicks, self.recording_of, self.rules)
        gone = np.isin(starts, self._dismissed_rows(Signal.RAGE))
        if gone.any():
            rows = np.flatnonzero(rage)
            rage[rows[gone[np.searchsorted(starts, rows, side="right") - 1]]] = False
        return rage

    def _dismissed_rows(self, signal: Signal) -> list[int]:
        numbers = {row_id: number for number, row_id in enumerate(self.recording_ids)}
        rows: list[int] = []
        for of, recording, at_ms in self.dismissed:
            if of is signal and recording in numbers:
                first, last = np.searchsorted(self.recording_of, [numbers[recording], numbers[recording] + 1])
                rows += (first + np.flatnonzero(self.clicks["at_ms"][first:last] == at_ms)).tolist()
        return rows

    def of_kind(self, kind: ClickKind) -> Mask:
        if kind is ClickKind.CLICK:
            return np.ones(len(self.clicks), bool)
        return self.rage if kind is ClickKind.RAGE else self.dead


def gather(recordings: Sequence[RecordingColumns], actors: NDArray[np.int64]) -> ClickTable:
    """One table of the clicks and page visits of many recordings; `actors`: whose each recording is."""
    pages, elements = _Coder(), _Coder()
    clicks = [_recoded(r.clicks, r, pages, elements) for r in recordings]
    visits = [_recoded(r.visits, r, pages, elements) for r in recordings]
    return ClickTable(
        clicks=_with_places(np.concatenate([np.empty(0, CLICK), *clicks])),
        visits=np.concatenate([np.empty(0, VISIT), *visits]),
        recording_of=np.repeat(np.arange(len(recordings)), [len(part) for part in clicks]),
        visit_recording=np.repeat(np.arange(len(recordings)), [len(part) for part in visits]),
        actor_of_recording=actors, session_of_recording=[r.session for r in recordings],
        pages=pages.terms, elements=elements.terms, labels=elements.labels,
        recording_ids=[r.id for r in recordings],
    )  # fmt: skip


def count(table: ClickTable, spec: ClickSpec, people: Mask | None) -> ClickResult:
    """Clicks by element, for the pages, kind, people and width asked for."""
    fits = _page_mask(table, spec.page)[table.clicks["page"]] if len(table.clicks) else np.zeros(0, bool)
    asked = fits & table.of_kind(spec.kind)
    if people is not None:
        asked &= people[table.actors]
    viewports = Counter(table.clicks["width"][asked].tolist())
    if spec.width is not None:
        asked &= table.clicks["width"] == spec.width
    shown = spec.width if spec.width is not None else max(viewports, key=lambda w: (viewports[w], w), default=None)
    return _result(table, spec, np.flatnonzero(asked), (dict(viewports.most_common()), shown))


def list_pages(table: ClickTable) -> tuple[PageVisits, ...]:
    """Pages with clicks or visits, most clicked first."""
    found = [_page_visits(table, code) for code in range(len(table.pages))]
    return tuple(sorted(found, key=lambda page: (-page.clicks, -page.people, page.page)))


def last_pages(table: ClickTable, people: Mask) -> Counter[str]:
    """The page on which each of these people was seen last in a recording."""
    last: dict[int, tuple[int, str]] = {}
    for visit, recording in zip(table.visits, table.visit_recording.tolist(), strict=True):
        actor = int(table.actor_of_recording[recording])
        if people[actor] and int(visit["at_ms"]) >= last.get(actor, (-1, ""))[0]:
            last[actor] = (int(visit["at_ms"]), table.pages[visit["page"]])
    return Counter(page for _, page in last.values())


def _with_places(clicks: NDArray[np.void]) -> NDArray[np.void]:
    """Clicks with both numbers of their place, or none where one is missing or lies off any page."""
    with np.errstate(invalid="ignore"):
        is_placed = (np.abs(clicks["x"]) <= FARTHEST_PX) & (np.abs(clicks["y"]) <= FARTHEST_PX)
    clicks["x"][~is_placed] = clicks["y"][~is_placed] = np.nan
    return clicks


class _Coder:
    """Texts to codes, over all recordings."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.labels: list[str] = []
        self._codes: dict[tuple[str, str], int] = {}

    def code(self, term: str, label: str = "") -> int:
        code = self._codes.setdefault((term, label), len(self.terms))
        if code == len(self.terms):
            self.terms.append(term)
            self.labels.append(label)
        return code


def _recoded(records: NDArray[np.void], of: RecordingColumns, pages: _Coder, elements: _Coder) -> NDArray[np.void]:
    records = records.copy()
    page_codes = np.array([pages.code(path_of(page)) for page in of.pages], np.int32)
    if len(records):
        records["page"] = page_codes[records["page"]]
    if "element" in (records.dtype.names or ()) and len(records):
        codes = np.array([elements.code(selector, label) for selector, label in of.elements], np.int32)
        records["element"] = codes[records["element"]]
    return records


def _page_mask(table: ClickTable, pattern: str) -> Mask:
    return np.array([page_matches(pattern, page) for page in table.pages], bool)


def _result(
    table: ClickTable, spec: ClickSpec, rows: NDArray[np.intp], widths: tuple[dict[int, int], int | None]
) -> ClickResult:
    viewports, shown = widths
    clicks = table.clicks[rows]
    is_placed = table.is_placed[rows]
    on_screen = is_placed & (clicks["width"] == (shown if shown is not None else -1))
    return ClickResult(
        spec=spec, page=spec.page, clicks=len(rows), people=_distinct(table.actors[rows]),
        sessions=len({table.session_of_recording[n] for n in np.unique(table.recording_of[rows])}),
        viewports=viewports, elements=_elements(table, rows, on_screen),
        placed=float(is_placed.mean()) if len(rows) else None, shown_width=shown,
        points=tuple(zip(clicks["x"][on_screen].tolist(), clicks["y"][on_screen].tolist(), strict=True)),
        definition=_definition(table, spec, shown),
    )  # fmt: skip


def _elements(table: ClickTable, rows: NDArray[np.intp], on_screen: Mask) -> tuple[ElementClicks, ...]:
    """Elements are told apart by their selector; the label is the one most clicks saw."""
    by_selector: dict[str, list[int]] = {}
    for place, code in enumerate(table.clicks["element"][rows].tolist()):
        by_selector.setdefault(table.elements[code], []).append(place)
    found = [_element(table, rows, np.array(places), on_screen) for places in by_selector.values()]
    return tuple(sorted(found, key=lambda element: (-element.clicks, element.selector)))


def _element(table: ClickTable, rows: NDArray[np.intp], places: NDArray[np.intp], on_screen: Mask) -> ElementClicks:
    own = rows[places]
    codes = Counter(table.clicks["element"][own].tolist())
    code = codes.most_common(1)[0][0]
    seen = table.clicks[rows[places[on_screen[places]]]]
    middle: Callable[[str], float | None] = lambda axis: float(np.median(seen[axis])) if len(seen) else None  # noqa: E731
    return ElementClicks(
        selector=table.elements[code], label=table.labels[code], clicks=len(own),
        people=_distinct(table.actors[own]), rage=int(table.rage[own].sum()), dead=int(table.dead[own].sum()),
        share=len(own) / len(rows), x=middle("x"), y=middle("y"),
    )  # fmt: skip


def _page_visits(table: ClickTable, code: int) -> PageVisits:
    clicks, visits = table.clicks["page"] == code, table.visits["page"] == code
    recordings = np.unique(np.r_[table.recording_of[clicks], table.visit_recording[visits]])
    widths = Counter(table.visits["width"][visits].tolist())
    return PageVisits(
        table.pages[code], int(clicks.sum()), _distinct(table.actor_of_recording[recordings]),
        len({table.session_of_recording[n] for n in recordings}), dict(widths.most_common()),
    )  # fmt: skip


def _definition(table: ClickTable, spec: ClickSpec, shown: int | None) -> str:
    who = "" if spec.segment.in_words() == "everyone" else f"; only {spec.segment.in_words()}"
    place = f"; drawn: viewport {shown} px wide" if shown is not None else ""
    rule = "all clicks" if spec.kind is ClickKind.CLICK else table.rules.in_words(SIGNAL_OF[spec.kind])
    return f"{rule[0].upper()}{rule[1:]}, in recordings of pages that fit {spec.page}{who}{place}."


def _distinct(codes: NDArray[np.int64]) -> int:
    return len(np.unique(codes))

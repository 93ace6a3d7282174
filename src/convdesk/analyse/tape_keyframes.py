"""Pages of a tape as they stood every so often, so that a later moment is reached without all that came before it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from convdesk.analyse.tape import CHANGE, MUTATION
from convdesk.analyse.tape_page import Page, changes_of
from convdesk.analyse.tape_traces import Traces
from convdesk.analyse.tape_tree import UncertainError, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from convdesk.analyse.tape import Tape

    Places = NDArray[np.int64]

EVERY = 2_000
"""Events from one keyframe to the next, to begin with; twice as many whenever there are too many bytes of them."""
MOST_BYTES = 32 << 20
"""Of all keyframes of a recording together, packed."""
FARTHEST = 150_000
"""Events from the nearest keyframe up to which a page is made for a seek; beyond that a player does it meanwhile."""
_MUTATION = CHANGE << 8 | MUTATION


@dataclass(frozen=True)
class Built:
    """A page as it stands after so many events of a stretch: its full snapshot's data, changes to it, and the rest.

    `places`: events that count besides; `lost`: parts left out.
    """

    count: int
    snapshot: dict[str, Any] = field(repr=False)
    changes: list[dict[str, Any]] = field(repr=False)
    places: list[int] = field(repr=False)
    lost: int


@dataclass
class _State:
    """A page on the way; `count`: how many events of its stretch it has taken."""

    count: int
    data: dict[str, Any]
    page: Page
    traces: Traces

    def pack(self) -> bytes:
        told = {"data": self.data, "page": self.page.kept(), "traces": self.traces.kept()}
        return zlib.compress(orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS), 1)


@dataclass
class _Stretch:
    """Events from a full snapshot on. `kept`: pages packed, by the events before; `certain`: up to where they are."""

    places: Places
    kept: dict[int, bytes] = field(default_factory=dict)
    certain: int = 1 << 62


class Keyframes:
    """The keyframes of one tape; not for two threads at once."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._stretches: dict[int, _Stretch] = {}
        self._every = EVERY
        self.bytes = 0

    def build(self, places: Places) -> Iterator[int]:
        """Keep the pages of a stretch that begins with a full snapshot; gives the bytes kept after each step."""
        stretch = self._stretch(places)
        state = self._nearest(stretch, 1 << 62)
        if state is not None:
            for _ in self._walk(stretch, state, min(len(places), stretch.certain)):
                yield self.bytes

    def built(self, places: Places, count: int) -> Built | None:
        """The page after so many events of a stretch, or after fewer where it is not certain or too far; None: none."""
        stretch = self._stretch(places)
        state = None
        while state is None:
            wanted = min(count, stretch.certain)
            state = self._nearest(stretch, wanted)
            if state is None:
                return None
            if wanted - state.count <= FARTHEST:
                for step in self._walk(stretch, state, wanted):
                    state = step
        try:
            return _built(state)
        except UncertainError:
            return None

    def _stretch(self, places: Places) -> _Stretch:
        """A stretch is known by the place of its snapshot; it is as long as the longest asked for."""
        stretch = self._stretches.setdefault(int(places[0]), _Stretch(places))
        if len(places) > len(stretch.places):
            stretch.places = places
        return stretch

    def _nearest(self, stretch: _Stretch, count: int) -> _State | None:
        """The latest page kept that is not past so many events; the snapshot itself where there is none."""
        best = max((known for known in stretch.kept if known <= count), default=0)
        if best:
            told = orjson.loads(zlib.decompress(stretch.kept[best]))
            page, traces = Page(told["data"]["node"], told["page"]), Traces(told["traces"])
            return _State(best, told["data"], page, traces)
        if not stretch.certain:
            return None
        data = orjson.loads(self._tape.lines[stretch.places[0]]).get("data")
        try:
            return _State(1, data, Page(settled(data.get("node") if isinstance(data, dict) else None)), Traces())
        except UncertainError:
            stretch.certain = 0
            return None

    def _walk(self, stretch: _Stretch, state: _State, count: int) -> Iterator[_State | None]:
        """Go on to so many events and keep a page every so often; ends with None where one of them is not certain."""
        on_the_way: _State | None = state
        while on_the_way is not None and on_the_way.count < count:
            goal = min(on_the_way.count + self._every, count)
            on_the_way = self._forward(stretch, on_the_way, goal)
            if on_the_way is not None and goal < count:
                self._keep(stretch, on_the_way)
            yield on_the_way

    def _forward(self, stretch: _Stretch, state: _State, count: int) -> _State | None:
        """Take events up to so many; None where one of them is not certain, after which the stretch is no more."""
        places = stretch.places[state.count : count]
        rows = self._tape.rows[places]
        named = zip(places.tolist(), rows["kind"].tolist(), rows["source"].tolist(), rows["node"].tolist(), strict=True)
        page, traces = state.page, state.traces
        for at, (place, kind, source, node) in enumerate(named, start=state.count):
            if kind << 8 | source != _MUTATION:
                traces.take(place, kind, source, node, page.node)
                continue
            try:
                page.change(orjson.loads(self._tape.lines[place]).get("data"))
            except UncertainError:
                stretch.certain = at
                return None
            _follow(page, traces)
        state.count = max(state.count, count)
        return state

    def _keep(self, stretch: _Stretch, state: _State) -> None:
        stretch.kept[state.count] = packed = state.pack()
        self.bytes += len(packed)
        while self.bytes > MOST_BYTES:
            self._thin_out()

    def _thin_out(self) -> None:
        """Let every second keyframe go."""
        self._every *= 2
        for stretch in self._stretches.values():
            stretch.kept = dict(sorted(stretch.kept.items())[1::2])
        self.bytes = sum(len(packed) for stretch in self._stretches.values() for packed in stretch.kept.values())


def _follow(page: Page, traces: Traces) -> None:
    """What was typed in nodes that went and rules of style sheets that changed count no more."""
    for node in page.gone:
        traces.forget(node)
    for node in page.restyled:
        traces.forget_rules(node)
    page.gone.clear()
    page.restyled.clear()


def _built(state: _State) -> Built:
    changes = changes_of(state.page)
    data = {**state.data, "node": state.page.root}
    return Built(state.count, data, changes, state.traces.places(), state.page.lost)

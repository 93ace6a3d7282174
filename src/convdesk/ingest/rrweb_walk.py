"""One pass over a recording in the order of time: clicks, visits and counts come out, typed text is hidden."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from convdesk.ingest.masking import Mask
from convdesk.ingest.privacy import clean_address
from convdesk.ingest.rrweb_elements import described, takes_input
from convdesk.ingest.rrweb_moves import Moves
from convdesk.ingest.rrweb_tab import NO_REACTION, Tab
from convdesk.ingest.rrweb_values import mapping, objects, place, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.ingest.rrweb_document import Document

Data = dict[str, Any]

_NAVIGATION_TAG = re.compile(r"page_?-?views?|url.?chang|navigat|route.?chang", re.IGNORECASE)
_ADDRESS_FIELDS = ("href", "url", "$current_url", "current_url", "to", "path")
_CARET = re.compile(r"(?:^|[\s_-])(?:cursor|caret)", re.IGNORECASE)
_CLICK, _FOCUS, _BLUR = 2, 5, 6
_PRESSES = (1, 7)


class Walk:
    """Hand it every event once, in order (`take`), then read the results."""

    def __init__(self, *, keeps_typed: bool = False) -> None:
        self.pages: dict[str, int] = {}
        self.elements: dict[tuple[str, str], int] = {}
        self.tabs: dict[str, Tab] = {}
        self.moves = Moves()
        self.scrolls = 0
        self.unknown_clicks = 0
        self.unplaced = 0
        self.has_snapshot = False
        self._window = ""
        self._mask = Mask(keeps_typed=keeps_typed)
        self._clean: Callable[[str], str] = str if keeps_typed else clean_address
        self._by_type: dict[int, Callable[[Tab, int, Data], None]] = {
            0: self._page_loads, 1: self._page_loads, 2: self._full_snapshot, 3: self._incremental,
            4: self._meta, 5: self._custom, 6: self._plugin, 7: self._asset,
        }  # fmt: skip
        self._by_source: dict[Any, Callable[[Tab, int, Data], None]] = {
            0: self._mutation, 1: self._move, 2: self._mouse, 3: self._scroll, 4: self._resize,
            5: self._input, 6: self._move, 7: self._media, 11: self._plugin, 14: self._selection,
        }  # fmt: skip

    @property
    def hidden(self) -> int:
        """How many texts that may have been typed are hidden."""
        return self._mask.hidden

    def let_go(self) -> None:
        """Forget the pages' nodes, and what holds the walk itself in memory: nothing comes any more."""
        self._by_type.clear()
        self._by_source.clear()
        for tab in self.tabs.values():
            tab.let_go()

    def take(self, event: Data) -> None:
        """Take one event; hides what was typed in it, in place."""
        tab = self._tab(event.get("windowId"))
        self._mask.hide_fields(event)
        at_ms = int(event["timestamp"])
        tab.stay(at_ms)
        read = self._by_type.get(event["type"])
        if read:
            read(tab, at_ms, event["data"])

    def _tab(self, window: Any) -> Tab:
        """The tab an event belongs to; one that does not say belongs to the tab seen last."""
        if isinstance(window, str) and window != self._window:
            self._window = window
        tab = self.tabs.get(self._window)
        if tab is None:
            tab = self.tabs[self._window] = Tab()
        return tab

    def _page_loads(self, tab: Tab, at_ms: int, _: Data) -> None:
        tab.react(at_ms)

    def _full_snapshot(self, tab: Tab, _: int, data: Data) -> None:
        self.has_snapshot = True
        self._mask.hide_noted(tab.load(data))

    def _meta(self, tab: Tab, at_ms: int, data: Data) -> None:
        tab.open_window(data)
        href = data.get("href")
        if isinstance(href, str):
            data["href"] = self._clean(href)
            self._arrive(tab, at_ms, href)

    def _custom(self, tab: Tab, at_ms: int, data: Data) -> None:
        payload = mapping(data.get("payload"))
        if payload and _NAVIGATION_TAG.search(text(data.get("tag"))):
            found = (payload.get(name) for name in _ADDRESS_FIELDS)
            href = next((value for value in found if isinstance(value, str) and value), None)
            if href:
                self._arrive(tab, at_ms, _absolute(tab.href, href))
        self._mask.hide_payload(data)

    def _plugin(self, _tab: Tab, _at_ms: int, data: Data) -> None:
        self._mask.hide_payload(data)

    def _asset(self, _tab: Tab, _at_ms: int, data: Data) -> None:
        self._mask.hide_address(data, "url")

    def _incremental(self, tab: Tab, at_ms: int, data: Data) -> None:
        source = data.get("source")
        read = self._by_source.get(source) if isinstance(source, int) else None
        if read:
            read(tab, at_ms, data)

    def _mutation(self, tab: Tab, at_ms: int, data: Data) -> None:
        before = tab.document.unplaced
        noted = tab.document.mutate(data)
        self.unplaced += tab.document.unplaced - before
        self._mask.hide_mutation(data, tab.document, noted)
        if not _is_caret_only(data, tab.document):
            tab.react(at_ms)

    def _move(self, tab: Tab, at_ms: int, data: Data) -> None:
        positions = data.get("positions")
        if isinstance(positions, list):
            self.moves.take(positions, at_ms, tab)

    def _mouse(self, tab: Tab, at_ms: int, data: Data) -> None:
        kind = data.get("type")
        if kind == _CLICK:
            self._click(tab, at_ms, data)
        elif kind == _BLUR:
            tab.focused = None
        elif kind == _FOCUS:
            tab.focused = tab.document.node(data.get("id"))
            if tab.focused is not None and takes_input(tab.focused):
                tab.follow(at_ms)
        elif kind in _PRESSES:
            tab.press()

    def _click(self, tab: Tab, at_ms: int, data: Data) -> None:
        node = tab.document.node(data.get("id"))
        self.unknown_clicks += node is None
        left, top = tab.scroll if node is None else tab.scroll_around(node)
        x, y = place(data.get("x")) + left, place(data.get("y")) + top
        element = self.elements.setdefault(described(node), len(self.elements))
        shift = (0.0, 0.0) if node is None else tab.shift_around(node)
        row = [at_ms, tab.page, element, x, y, *tab.size, NO_REACTION, *shift]
        tab.click(row, is_answered=node is not None and tab.has_caret_in(node))

    def _scroll(self, tab: Tab, at_ms: int, data: Data) -> None:
        self.scrolls += 1
        scrolled, to = data.get("id"), (place(data.get("x")), place(data.get("y")))
        if scrolled == tab.document.root_id:
            tab.scroll_to(*to)
        elif isinstance(scrolled, int):
            tab.frame_scrolls[scrolled] = to
        tab.react(at_ms)

    def _resize(self, tab: Tab, _: int, data: Data) -> None:
        tab.resize(data)

    def _input(self, tab: Tab, at_ms: int, data: Data) -> None:
        self._mask.hide_input(data, tab.document.node(data.get("id")))
        tab.follow(at_ms)

    def _media(self, tab: Tab, at_ms: int, _: Data) -> None:
        tab.react(at_ms)

    def _selection(self, tab: Tab, at_ms: int, _: Data) -> None:
        tab.follow(at_ms)

    def _arrive(self, tab: Tab, at_ms: int, href: str) -> None:
        if href == tab.href:
            return
        tab.react(at_ms)
        address = self._clean(href)
        tab.arrive(at_ms, href, self.pages.setdefault(address, len(self.pages)))


def _absolute(current: str | None, href: str) -> str:
    try:
        return urljoin(current or "", href)
    except ValueError:
        return href


def _is_caret_only(data: Data, document: Document) -> bool:
    """Whether nothing changed but a blinking text cursor, which says nothing about a click."""
    if any(data.get(name) for name in ("adds", "removes", "texts")):
        return False
    changed = (document.attributes_of(item.get("id")) for item in objects(data.get("attributes")))
    return all(attributes is not None and _CARET.search(text(attributes.get("class"))) for attributes in changed)

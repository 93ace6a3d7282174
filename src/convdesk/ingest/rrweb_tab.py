"""One tab of a recording while it is read: its page, scroll and focus, and the clicks still without an echo."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from convdesk.ingest.rrweb_document import Document
from convdesk.ingest.rrweb_elements import takes_input
from convdesk.ingest.rrweb_growth import whole
from convdesk.ingest.rrweb_node import DOCUMENT
from convdesk.ingest.rrweb_times import DAY_MS
from convdesk.ingest.rrweb_values import mapping, pixels, place

if TYPE_CHECKING:
    from convdesk.ingest.rrweb_growth import Noted
    from convdesk.ingest.rrweb_node import Node

REACTION_MS = 3000
NO_REACTION = -1
_REACTION = 7
_PAGES_OWN = frozenset({"html", "body"})
WIDEST_PX = 10_000
PAUSE_MS = 30_000
"""Nobody is taken to look at a page for longer without any sign of life."""


class Tab:
    """State of one tab. `clicks`, `visits`, `windows` are rows of columns.CLICK, VISIT, WINDOW, times in UTC ms."""

    def __init__(self) -> None:
        self.document = Document()
        self.href: str | None = None
        self.page = -1
        self.scroll = (0.0, 0.0)
        self.frame_scrolls: dict[int | None, tuple[float, float]] = {}
        """How far what is within the page is scrolled, by the id of the node that scrolled."""
        self.size = (0, 0)
        self.focused: Node | None = None
        self.clicks: list[list[Any]] = []
        self.visits: list[list[Any]] = []
        self.windows: list[list[Any]] = []
        self._seen_ms = 0
        self._unanswered: list[list[Any]] = []
        self._before_press: list[list[Any]] = []

    def arrive(self, at_ms: int, href: str, page: int) -> None:
        """A stay on another page begins."""
        self.href, self.page = href, page
        self.visits.append([at_ms, at_ms, page, *self.size, self.size[1]])
        self._stand()

    def stay(self, at_ms: int) -> None:
        """The tab is still where it was; where the clock jumps by more than a day, the stay was over before."""
        if self.visits and at_ms - self.visits[-1][1] <= DAY_MS:
            self.visits[-1][1] = max(self.visits[-1][1], at_ms)
        if self.windows:
            self.windows[-1][1] += min(max(at_ms - self._seen_ms, 0), PAUSE_MS)
        self._seen_ms = at_ms

    def load(self, data: dict[str, Any]) -> Noted:
        """Take a full snapshot: tree, scroll, no focus; the nodes in it that may hold something to hide."""
        self.let_go()
        self.document = Document()
        self.frame_scrolls.clear()
        offset = mapping(data.get("initialOffset"))
        self.scroll_to(place(offset.get("left")), place(offset.get("top")))
        return self.document.load(mapping(data.get("node")))

    def let_go(self) -> None:
        """Forget the page's nodes."""
        self.focused = None
        self.document.let_go()

    def scroll_to(self, x: float, y: float) -> None:
        """Where the window is scrolled to now, in page pixels."""
        self.scroll = (0.0 if math.isnan(x) else x, 0.0 if math.isnan(y) else y)
        self._reach()

    def scroll_around(self, node: Node) -> tuple[float, float]:
        """How far the page that a node is on is scrolled: the window's, or the frame's that it is in."""
        frame = self.document.frame_of(node)
        return self.scroll if frame is None else self.frame_scrolls.get(whole(frame.id), (0.0, 0.0))

    def shift_around(self, node: Node) -> tuple[float, float]:
        """How far all that scrolls by itself around a node, on the same page, is scrolled: summed."""
        x = y = 0.0
        for above in node.upwards():
            if above.kind == DOCUMENT:
                break
            left, top = self.frame_scrolls.get(whole(above.id)) or _scrolled_at_first(above)
            x, y = x + (0.0 if math.isnan(left) else left), y + (0.0 if math.isnan(top) else top)
        return x, y

    def resize(self, data: dict[str, Any]) -> None:
        """The window has another size now."""
        self.open_window(data)
        self._reach()

    def open_window(self, data: dict[str, Any]) -> None:
        """Take a window's size; one that no window has is replaced, in place, by the one before."""
        size = viewport(data)
        if min(size) < 1 or max(size) > WIDEST_PX:
            size = self.size
            data["width"], data["height"] = size
        self.size = size
        if self.visits and not self.visits[-1][3]:
            self.visits[-1][3:5] = size

    def has_caret_in(self, node: Node) -> bool:
        """Whether the field a node belongs to has the focus: a click there placed the text cursor."""
        focused = self.focused
        return focused is not None and takes_input(focused) and any(above is focused for above in node.upwards())

    def click(self, row: list[Any], *, is_answered: bool) -> None:
        """Keep a click; one that is answered at once waits for nothing."""
        self.clicks.append(row)
        if is_answered:
            row[_REACTION] = 0
        else:
            self._unanswered.append(row)

    def press(self) -> None:
        """A button or finger went down: what the visitor does next answers no click before this."""
        self._before_press += self._unanswered
        self._unanswered.clear()

    def react(self, at_ms: int) -> None:
        """The page showed a sign of life: it answers the clicks of the last three seconds."""
        self.press()
        _answer(self._before_press, at_ms)

    def follow(self, at_ms: int) -> None:
        """The visitor went on (typed, chose, marked): it answers the clicks since the last press."""
        _answer(self._unanswered, at_ms)

    def _reach(self) -> None:
        if self.visits:
            visit = self.visits[-1]
            visit[5] = max(visit[5], int(max(self.scroll[1], 0)) + self.size[1])
            self._stand()

    def _stand(self) -> None:
        """The window stands somewhere since the event last heard of; a place it left at once is forgotten."""
        there = [self.page, max(self.scroll[1], 0.0), *self.size]
        if self.windows and not self.windows[-1][1]:
            self.windows.pop()
        if not self.windows or self.windows[-1][2:] != there:
            self.windows.append([self._seen_ms, 0, *there])


def _scrolled_at_first(node: Node) -> tuple[float, float]:
    """How far an element was scrolled when the page was taken down; what `html` and `body` say is the window's."""
    if node.tag in _PAGES_OWN or not node.attributes:
        return 0.0, 0.0
    left, top = (node.attributes.get(name) for name in ("rr_scrollLeft", "rr_scrollTop"))
    return (place(left) if left else 0.0), (place(top) if top else 0.0)


def _answer(rows: list[list[Any]], at_ms: int) -> None:
    for row in rows:
        if at_ms - row[0] <= REACTION_MS:
            row[_REACTION] = at_ms - row[0]
    rows.clear()


def viewport(data: dict[str, Any]) -> tuple[int, int]:
    """Width and height of the window in CSS pixels, 0 where the event does not say."""
    return pixels(data.get("width")), pixels(data.get("height"))

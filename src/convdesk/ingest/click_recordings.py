"""From the rows of a click log to recordings: sessions, clicks, moves and stays on pages."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import CLICK, MOVE, VISIT, RecordingImport
from convdesk.ingest.click_kinds import CLICK as IS_CLICK
from convdesk.ingest.click_kinds import MOVE as IS_MOVE
from convdesk.ingest.click_kinds import OTHER
from convdesk.ingest.identity import email_key, session_key, user_key
from convdesk.ingest.privacy import clean_address
from convdesk.ingest.rrweb_elements import UNKNOWN
from convdesk.ingest.rrweb_recording import UNKNOWN_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from convdesk.ingest.click_rows import ClickRows

    Floats = NDArray[np.floating]
    Codes = NDArray[np.int64]
    Mask = NDArray[np.bool_]

GAP_MS = 30 * 60_000
"""Where nothing names sessions, a person's rows are cut where nothing happened for so long."""
_MERE_NUMBER = re.compile(r"\d{1,5}|[^-]*/\d{1,5}|\d{1,5}/.*")
_LABEL_LENGTH = 80


@dataclass(frozen=True)
class Understood:
    """The rows with what they mean: UTC ms, ms for the digest, class of click_kinds, page pixels, viewport."""

    rows: ClickRows
    at_ms: Floats
    since_ms: Floats
    kinds: Codes
    x: Floats
    y: Floats
    width: Floats
    height: Floats


@dataclass
class Naming:
    """How sessions, pages and elements of one file are called."""

    stem: str
    keeps_personal: bool = False
    _pages: dict[int, str] = field(default_factory=dict)

    def keys_of(self, said: str, session: str, user: str, email: str) -> tuple[str, ...]:
        """Whose a recording is; one of nobody is its own session."""
        found = (user_key(user), session_key(session) if said else None, email_key(email) if email else None)
        return tuple(key for key in found if key) or (f"session:{session}",)

    def session(self, said: str, number: int, count: int) -> str:
        """The session's id; a mere number would be the same in other files, so the file's name stands before it."""
        if not said:
            return self.stem if count == 1 else f"{self.stem} {number}"
        return f"{self.stem} {said}" if _MERE_NUMBER.fullmatch(said) else said

    def page(self, code: int, said: str) -> str:
        """A page's address without anything secret."""
        if code not in self._pages:
            plain = said or UNKNOWN_PAGE
            self._pages[code] = plain if self.keeps_personal else clean_address(plain)
        return self._pages[code]


def sessions_of(data: Understood) -> Iterator[Codes]:
    """The rows of every session, in the order of time."""
    rows = data.rows
    session, user, email = rows.session.codes(), rows.user.codes(), rows.email.codes()
    order = np.lexsort((data.at_ms, email, user, session))
    order = order[~np.isnan(data.at_ms[order])]
    if not order.size:
        return
    is_new = np.diff(session[order]) | np.diff(user[order]) | np.diff(email[order])
    is_named = np.array([bool(text) for text in rows.session.texts])[session[order]]
    pause = (np.diff(data.at_ms[order]) > GAP_MS) & ~is_named[1:]
    yield from np.split(order, np.flatnonzero((is_new != 0) | pause) + 1)


def recording_of(data: Understood, places: Codes, naming: Naming, named: tuple[int, int]) -> RecordingImport:
    """The recording of one session; `named`: its number, and how many there are."""
    rows, first = data.rows, int(places[0])
    said = rows.session.texts[rows.session.codes()[first]]
    user, email = rows.user.texts[rows.user.codes()[first]], rows.email.texts[rows.email.codes()[first]]
    session = naming.session(said, *named)
    keys = naming.keys_of(said, session, user, email)
    at_ms = data.at_ms[places].astype(np.int64)
    pages, page = _coded(rows.page.codes()[places])
    is_click = data.kinds[places] == IS_CLICK
    elements, element = _coded(rows.element.codes()[places[is_click]])
    clicks = np.zeros(int(is_click.sum()), CLICK)
    moves = np.empty(int((data.kinds[places] == IS_MOVE).sum()), MOVE)
    for found, mask in ((clicks, is_click), (moves, data.kinds[places] == IS_MOVE)):
        found["at_ms"], found["page"] = at_ms[mask], page[mask]
        found["x"], found["y"] = data.x[places[mask]], data.y[places[mask]]
    clicks["element"] = element
    clicks["width"], clicks["height"] = data.width[places[is_click]], data.height[places[is_click]]
    return RecordingImport(
        keys=keys, session=session, started_ms=int(at_ms[0]), duration_ms=int(at_ms[-1] - at_ms[0]),
        events=len(places), pages=[naming.page(int(code), rows.page.texts[code]) for code in pages],
        elements=[_element(rows.element.texts[code]) for code in elements], clicks=clicks,
        visits=_visits(data, places, at_ms, page), data=b"[]", moves=moves, digest=digest_of(data, places),
    )  # fmt: skip


def digest_of(data: Understood, places: Codes) -> str:
    """SHA-256 in hex over when, where and what; an invented start does not count."""
    found = hashlib.sha256(b"clicks")
    since = np.round(data.since_ms[places]).astype(np.int64)
    rows = data.rows
    for values in (since, data.kinds[places], data.x[places].astype("f4"), data.y[places].astype("f4")):
        found.update(np.ascontiguousarray(values).tobytes())
    for column in (rows.session, rows.user):
        found.update(column.texts[column.codes()[int(places[0])]].encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()


def _coded(codes: Codes) -> tuple[list[int], Codes]:
    """The codes there are, and for each row its place among them."""
    found, place = np.unique(codes, return_inverse=True)
    return found.tolist(), place


def _element(said: str) -> tuple[str, str]:
    """Selector and label of an element, as the log names it."""
    return (said, said if len(said) <= _LABEL_LENGTH else "…" + said[1 - _LABEL_LENGTH :]) if said else UNKNOWN


def _visits(data: Understood, places: Codes, at_ms: NDArray[np.int64], page: Codes) -> NDArray[np.void]:
    """One stay for every run of rows on one page; how far down it was seen is the lowest place that was touched."""
    starts = np.r_[0, np.flatnonzero(np.diff(page)) + 1]
    ends = np.r_[starts[1:], len(places)]
    visits = np.zeros(len(starts), VISIT)
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        seen = data.y[places[start:end]][data.kinds[places[start:end]] != OTHER]
        lowest = float(np.nanmax(seen)) if seen.size and not np.isnan(seen).all() else 0.0
        size = int(data.width[places[start]]), int(data.height[places[start]])
        left_ms = at_ms[end] if end < len(places) else at_ms[-1]
        visits[row] = (at_ms[start], left_ms, page[start], *size, int(max(lowest, size[1], 0)))
    return visits

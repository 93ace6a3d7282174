"""Pages and their pictures."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Bucket(StrEnum):
    """Screens that are alike enough to be counted together."""

    PHONE = "phone"
    TABLET = "tablet"
    DESKTOP = "desktop"
    UNKNOWN = "unknown"
    """The source does not tell the size of the window."""


WIDEST_PHONE_PX, WIDEST_TABLET_PX = 480, 1024


def bucket_of(width: int) -> Bucket:
    """The bucket of a viewport that is so many CSS pixels wide."""
    if width <= WIDEST_PHONE_PX:
        return Bucket.PHONE if width > 0 else Bucket.UNKNOWN
    return Bucket.TABLET if width <= WIDEST_TABLET_PX else Bucket.DESKTOP


Box = tuple[float, float, float, float]
"""Left, top, width, height in CSS pixels of the page."""


Inner = tuple[float, float, float, float, float, float]
"""Of an element in (or that is) something that scrolls by itself: how far that was scrolled to the right and down
when the element was measured, summed, and the part of the page in which it can be seen: left, top, width, height."""


@dataclass(frozen=True)
class PagePicture:
    """A picture of a page at one viewport width, in CSS pixels; `image` names its bytes in the study.

    `state`: what tells it from the page's usual look, such as an open dialog; empty: the usual look. `recording`,
    `at_ms`: the recording it was rebuilt from, and the UTC ms; empty: the researcher's own picture.
    """

    id: str
    page: str
    width: int
    height: int
    image: str
    state: str = ""
    recording: str = ""
    at_ms: int | None = None

    @property
    def is_rebuilt(self) -> bool:
        return bool(self.recording)


@dataclass(frozen=True)
class Layout:
    """Where the elements of a page lie at one viewport width: boxes by selector, in CSS pixels.

    `inner`: of the elements that lie in something that scrolls by itself. `height` is the page's.
    On a researcher's own picture the selectors are the names of boxes drawn by hand.
    """

    id: str
    page: str
    width: int
    height: int
    boxes: dict[str, Box]
    state: str = ""
    inner: dict[str, Inner] = field(default_factory=dict)


@dataclass(frozen=True)
class PageVisits:
    """A page with how many clicks, people and sessions were recorded on it, by viewport width."""

    page: str
    clicks: int
    people: int
    sessions: int
    viewports: dict[int, int]


@dataclass(frozen=True)
class PagePattern:
    """The researcher's own grouping: pages whose path fits are one page, or (`is_apart`) each stays for itself.

    `*` stands for anything, `:name` for one part of a path, as in `/shop/:section/*`.
    """

    pattern: str
    is_apart: bool = False
    id: str = field(default="", compare=False)


@dataclass(frozen=True)
class PageGroup:
    """Pages that count as one: how many addresses it holds, a few of them, and how many events happened there.

    `own`: the pattern of the researcher that made it; None: it was recognised.
    """

    pattern: str
    addresses: int
    examples: tuple[str, ...]
    events: int
    own: PagePattern | None


_PLAIN_LINES = re.compile(r"^(?:https?://[!-\"$-.0->@-Z^-~]*)?(/[!-\"$->@-~]*)?(?:[?#][ -~]*)?$", re.MULTILINE)
_PLAIN = re.compile(r"(?:https?://[!-\"$-.0->@-Z^-~]*)?(/[!-\"$->@-~]*)?(?:[?#][ -~]*)?")
"""Addresses in printable ASCII, whose path can be cut out at once."""


def path_of(address: str) -> str:
    """The path of a page's address without host, query and fragment; `/` when there is none."""
    plain = _PLAIN.fullmatch(address)
    if plain:
        return (plain[1] or "").rstrip("/") or "/"
    if address.startswith("/"):
        path = re.split(r"[?#]", address, maxsplit=1)[0]
    else:
        try:
            path = urlsplit(address).path
        except ValueError:
            path = address
    return path.rstrip("/") or "/"


def paths_at_once(addresses: Sequence[str]) -> list[str]:
    """The path of each address: for many plain ones several times as quick as one by one."""
    text = "\n".join(addresses)
    found = _PLAIN_LINES.findall(text)
    if len(found) != len(addresses) or text.count("\n") != len(addresses) - 1:
        return [path_of(address) for address in addresses]
    return [path.rstrip("/") or "/" for path in found]


def is_whole_address(pattern: str) -> bool:
    """Whether a pattern is compared with whole addresses, not with their paths."""
    return "://" in pattern


@lru_cache(maxsize=256)
def fits_pattern(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """Tells whether a path (for a pattern of whole addresses: an address) fits; `*` stands for anything."""
    written = pattern if is_whole_address(pattern) else pattern.rstrip("/") or "/"
    return re.compile(fnmatch.translate(written)).match


def page_matches(pattern: str, address: str) -> bool:
    """Whether an address fits a pattern: a path with `*`, or a whole address with `*`."""
    return fits_pattern(pattern)(address if is_whole_address(pattern) else path_of(address)) is not None

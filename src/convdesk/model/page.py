"""Pages and their pictures."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class PagePicture:
    """A picture of a page at one viewport width, in CSS pixels; `image` names its bytes in the study."""

    id: str
    page: str
    width: int
    height: int
    image: str


@dataclass(frozen=True)
class PageVisits:
    """A page with how many clicks, people and sessions were recorded on it, by viewport width."""

    page: str
    clicks: int
    people: int
    sessions: int
    viewports: dict[int, int]


def path_of(address: str) -> str:
    """The path of a page's address without host, query and fragment; `/` when there is none."""
    if address.startswith("/"):
        path = re.split(r"[?#]", address, maxsplit=1)[0]
    else:
        try:
            path = urlsplit(address).path
        except ValueError:
            path = address
    return path.rstrip("/") or "/"


def page_matches(pattern: str, address: str) -> bool:
    """Whether an address fits a pattern: a path with `*`, or a whole address with `*`."""
    if "://" in pattern:
        return fnmatch.fnmatchcase(address, pattern)
    return fnmatch.fnmatchcase(path_of(address), pattern.rstrip("/") or "/")

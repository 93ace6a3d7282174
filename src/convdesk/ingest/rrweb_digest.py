"""What tells one recording from another, in whatever container it comes."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING, Any

from convdesk.ingest.lenient_json import write

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = frozenset({int, float, str, bool})
_TOLD = (4, 5, 6)
"""Page, custom and plugin events are told apart by all they say: there are few."""


def count_twins(events: Iterable[dict[str, Any]]) -> int:
    """How many events (in the order of time) say word for word what another one of the same moment says."""
    twins = 0
    for _, together in groupby(events, key=lambda event: event["timestamp"]):
        alike = list(together)
        if len(alike) > 1:
            twins += len(alike) - len({write(event, is_sorted=True) for event in alike})
    return twins


def digest_of(events: Iterable[dict[str, Any]]) -> str:
    """SHA-256 in hex of when, what and where each event was; windows, order among equals and packing do not count.

    The events must be in the order of time, and nothing in them hidden yet.
    """
    found = hashlib.sha256()
    for at_ms, together in groupby(events, key=lambda event: int(event["timestamp"])):
        lines = [b"%d %b\n" % (at_ms, said) for said in sorted(map(_said, together))]
        found.update(b"".join(lines))
    return found.hexdigest()


def _said(event: dict[str, Any]) -> bytes:
    kind, data = event["type"], event["data"]
    if kind in _TOLD:
        return b"%d %b" % (kind, write(data, is_sorted=True))
    if kind != 3:
        return b"%d" % kind
    told = [data.get("source"), data.get("type"), data.get("id"), data.get("x"), data.get("y")]
    return b"3 %b" % write([one if one.__class__ in _PLAIN else None for one in told])

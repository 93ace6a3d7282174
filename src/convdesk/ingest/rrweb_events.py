"""One rrweb event out of its packing: JSON texts, zipped texts, zipped fields; and why an item is none."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from convdesk.ingest.lenient_json import parse
from convdesk.ingest.rrweb_values import LATEST_MS, mapping, moment_ms
from convdesk.model.problem import ProblemError

FREE_UNPACKED_BYTES = 128 << 20
MOST_UNPACKED = 40
"""What is packed inside a file may grow to this many bytes, or to this many times the file where that is more."""

_MUTATED = ("texts", "attributes", "removes", "adds")
_DEEPEST = 3


@dataclass
class Unpacking:
    """Opens what is packed in one file, up to a limit for all of it together."""

    name: str
    file_bytes: int
    unpacked_bytes: int = 0

    def opened(self, item: Any) -> Any:
        """What a text stands for: JSON, or JSON that was zipped; anything else is returned as it is.

        Raises ValueError where the text cannot be read, ProblemError where it grows without bounds.
        """
        for _ in range(_DEEPEST):
            if not isinstance(item, str):
                return item
            item = self.unzipped(item) if item.startswith(("x", "\x1f\x8b")) else _parsed(item)
        return item

    def unzipped(self, packed: str | bytes) -> Any:
        """The JSON value in zlib or gzip bytes, written as bytes or as a latin-1 text."""
        try:
            content = self.plain(packed.encode("latin-1") if isinstance(packed, str) else packed)
        except (UnicodeEncodeError, zlib.error) as error:
            raise ValueError("This packed event cannot be unpacked.") from error
        return _parsed(content)

    def plain(self, packed: bytes | bytearray) -> bytes:
        """The bytes that zlib or gzip hides; raises zlib.error, and ProblemError past the limit."""
        room = self._room()
        content = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(packed, room + 1)
        if len(content) > room:
            what = (
                f"What is packed in this file unpacks to more than {self._most() >> 20:,} MB: it grows without bounds."
            )
            raise ProblemError(self.name, what, "Do not trust it; export the recording again, unpacked.")
        self.unpacked_bytes += len(content)
        return content

    def _most(self) -> int:
        return max(FREE_UNPACKED_BYTES, MOST_UNPACKED * self.file_bytes)

    def _room(self) -> int:
        return self._most() - self.unpacked_bytes


def as_event(item: Any, unpacking: Unpacking) -> dict[str, Any]:
    """One rrweb event; raises ValueError that says why the item is none."""
    if not isinstance(item, dict):
        raise ValueError("This is no rrweb event.")
    event: dict[str, Any] = item
    kind, at_ms = event.get("type"), moment_ms(event.get("timestamp"))
    if not isinstance(kind, int) or isinstance(kind, bool) or not 0 <= kind <= 7:
        raise ValueError("This is no rrweb event: its type is not a number from 0 to 7.")
    if at_ms is None or not 0 <= at_ms <= LATEST_MS:
        raise ValueError("This event has no usable time.")
    event["timestamp"] = at_ms
    if event.get("cv"):
        event = _without_compression(event, unpacking)
    if not isinstance(event.get("data"), dict):
        if kind not in {0, 1}:
            raise ValueError("This event says nothing: it has no data.")
        event["data"] = {}
    return event


def _without_compression(event: dict[str, Any], unpacking: Unpacking) -> dict[str, Any]:
    """PostHog's `cv: 2024-10`: some fields of `data`, or all of it, are zipped texts."""
    data = event.get("data")
    if isinstance(data, str):
        plain = unpacking.unzipped(data)
    else:
        plain = {
            name: unpacking.unzipped(value) if name in _MUTATED and isinstance(value, str) else value
            for name, value in mapping(data).items()
        }
    return {**{name: value for name, value in event.items() if name != "cv"}, "data": plain}


def _parsed(content: str | bytes) -> Any:
    try:
        return parse(content)
    except ValueError as error:
        raise ValueError("This event is not whole JSON.") from error

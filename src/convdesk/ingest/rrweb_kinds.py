"""How sure the first bytes of a file make us that it holds rrweb events, and in which container."""

from __future__ import annotations

import re
import zlib

from convdesk.ingest.lenient_json import as_utf8
from convdesk.ingest.reader import NO_CLAIM, Claim
from convdesk.ingest.rrweb_containers import SEGMENT, is_zlib
from convdesk.ingest.rrweb_refusals import foreign_kind

LOOKED_AT = 1 << 16
SURE, HALF_SURE = 0.95, 0.6

_TYPE = re.compile(r'"type"\s*:\s*[0-7]\s*[,}]')
_TIME = re.compile(r'"timestamp"\s*:\s*\d{6,}')
_SNAPSHOT = re.compile(r'"(?:childNodes|initialOffset|tagName)"\s*:')
_DATA = re.compile(r'"data"\s*:\s*[{"]')
_PACKED = re.compile(
    r'\s*(?:\[\s*|\{[^\[]{0,2000}"(?:events|snapshots|data|rrwebEvents)"\s*:\s*\[\s*)?'
    r'"x(?:\\u00(?:01|5e|9c|da)|[\x01\x5e\x9c\xda])',
    re.IGNORECASE,
)

_CONTAINERS = (
    (r'\s*\{\s*"segment_id"', "a Sentry replay segment"),
    (r".*?\"version\"\s*:\s*\"2022-12-02\"", "a PostHog export of 2022-12-02"),
    (r".*?\"version\"\s*:\s*\"2023-04-28\"", "a PostHog export of 2023-04-28"),
    (r'.*?"(?:snapshotsByWindowId|snapshot_data_by_window_id)"', "PostHog snapshots by window"),
    (r'\s*\{[^\n]{0,200}?"window_id"\s*:\s*"[^"]*"\s*,\s*"data"\s*:\s*\[', "PostHog snapshots, one window a line"),
    (r'\s*\[\s*"[^"]*"\s*,\s*\{[^\n]*\]\s*(?:\n|$)', "PostHog snapshots, one event of a window a line"),
    (r'.*?"result"\s*:\s*\{', "a PostHog recording"),
    (r'\s*\[\s*"\{', "a list of events written as texts"),
    (r'\s*\{[^\n]*\}\s*\n\s*\{', "JSON lines"),
)  # fmt: skip
_NAMED = tuple((re.compile(pattern, re.DOTALL), name) for pattern, name in _CONTAINERS)


def claim_of(data: bytes, name: str) -> Claim:
    """How sure, and why; of what is known and cannot be read, half sure."""
    kind = foreign_kind(data, name)
    if kind:
        return Claim(HALF_SURE, kind)
    seen = _text(data)
    if not seen.lstrip().startswith(("[", "{", '"')):
        return NO_CLAIM
    if _PACKED.match(seen):
        return Claim(SURE, "packed rrweb events")
    if not (_TYPE.search(seen) and _DATA.search(seen) and (_TIME.search(seen) or _SNAPSHOT.search(seen))):
        return NO_CLAIM
    return Claim(SURE, f"{_container(seen)}: rrweb events, numbered types with a time in milliseconds")


def _container(seen: str) -> str:
    beginning = seen[:4096]
    return next((name for pattern, name in _NAMED if pattern.match(beginning)), "JSON")


def _text(data: bytes) -> str:
    """The beginning as text: what zlib hides in a segment, and texts in texts as if they were none."""
    seen = data[:LOOKED_AT]
    head = SEGMENT.match(seen)
    start = head.end() if head else 0
    if is_zlib(seen[start:]):
        try:
            seen = seen[:start] + zlib.decompressobj().decompress(seen[start:], LOOKED_AT)
        except zlib.error:
            return ""
    return as_utf8(seen).decode("utf-8", "replace").replace('\\"', '"')

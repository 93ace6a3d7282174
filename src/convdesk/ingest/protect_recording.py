"""Recordings at the door: addresses and labels of pages, and e-mail addresses wherever a page shows some."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.ingest.personal import EMAIL_DOMAIN, FILE_ENDINGS
from convdesk.model.privacy import Action, Kind

if TYPE_CHECKING:
    from convdesk.columns import RecordingImport
    from convdesk.ingest.privacy_plan import Plan

PAGES, LABELS, SHOWN = "page", "label", "recording"
"""The names under which what is found in recordings is counted."""

_LOCAL = re.compile(rb"[\w.+%'\xc0-\xff-](?:[\w.+%'-]|[\x80-\xff]){0,63}\Z")
_DOMAIN = re.compile(EMAIL_DOMAIN.encode())
_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\\Z")
_LONGEST = 64, 255


def protected_recording(recording: RecordingImport, plan: Plan) -> RecordingImport:
    """The same recording as it may be kept."""
    keys = tuple(plan.key(key) for key in recording.keys)
    if plan.action_of(SHOWN, (), may_drop=False) is Action.KEEP:
        return replace(recording, keys=keys)
    return replace(
        recording,
        keys=keys,
        pages=[plan.masked(page, PAGES) for page in recording.pages],
        elements=[(selector, plan.masked(text, LABELS)) for selector, text in recording.elements],
        data=without_addresses(recording.data, plan),
    )


def without_addresses(data: bytes, plan: Plan) -> bytes:
    """JSON with placeholders for e-mail addresses in its texts."""
    parts, end, at = [], 0, data.find(b"@")
    while at >= 0:
        start, stop = _around(data, at)
        if start >= end and stop:
            parts += [data[end:start], _placeholder(data[start:stop], plan)]
            end = stop
        at = data.find(b"@", max(at + 1, end))
    return b"".join([*parts, data[end:]]) if parts else data


def _around(data: bytes, at: int) -> tuple[int, int]:
    """From where to where an address around an @ goes; (0, 0) where there is none."""
    domain = _DOMAIN.match(data, at + 1, at + 1 + _LONGEST[1])
    if domain is None or domain[1].lower().decode() in FILE_ENDINGS:
        return 0, 0
    local = _LOCAL.search(data[max(0, at - _LONGEST[0]) : at])
    start = at - len(local[0]) if local else at
    if _ESCAPE.search(data[max(0, start - 16) : start]):
        start += 5 if data[start : start + 1] == b"u" else 1
    return (start, domain.end()) if start < at else (0, 0)


def _placeholder(address: bytes, plan: Plan) -> bytes:
    plan.counts[SHOWN, Kind.EMAIL, Action.MASK] += 1
    return plan.numbers.placeholder(Kind.EMAIL, address.decode("utf-8", "replace")).encode()

"""Numbers as they are written for people."""

from __future__ import annotations

from datetime import datetime

from convdesk.model.moment import zone_of
from convdesk.model.share import share_text as share_text
from convdesk.words import trn

FEW = 30
"""Below this n, a share is said to rest on few people."""
_MEGA = 1_000_000


def count_text(count: int) -> str:
    return f"{count:,}"


def interval_text(low: float, high: float) -> str:
    """A 95 % interval of a share: `39–43 %`."""
    decimals = 1 if max(low, high) < 0.1 else 0
    return f"{low * 100:.{decimals}f}–{high * 100:.{decimals}f} %"


def people_text(count: int) -> str:
    return trn("{n} person", "{n} people", count)


def clicks_text(count: int) -> str:
    return trn("{n} click", "{n} clicks", count)


def size_text(size_bytes: int) -> str:
    return f"{size_bytes / _MEGA:.1f} MB" if size_bytes >= _MEGA else f"{max(1, size_bytes // 1000)} kB"


def moment_text(at: str | None, zone: str) -> str:
    """An ISO 8601 moment as a day and time in the study's zone: `12 Mar 2026, 14:05`."""
    if not at:
        return ""
    local = _moment(at).astimezone(zone_of(zone))
    return f"{local.day} {local:%b %Y, %H:%M}"


def day_text(at: str | None, zone: str) -> str:
    """An ISO 8601 moment as a day in the study's zone: `12 Mar 2026`."""
    if not at:
        return ""
    local = _moment(at).astimezone(zone_of(zone))
    return f"{local.day} {local:%b %Y}"


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)

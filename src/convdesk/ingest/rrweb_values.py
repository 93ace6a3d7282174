"""Reading values out of JSON that may hold anything: each asks for one type and never fails."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

LATEST_MS = 253_402_300_799_999
"""The end of the year 9999."""
LATEST_US = 10_000_000_000_000_000
"""Larger numbers are nanoseconds."""

_LARGEST = 1e15
_PIXELS = 10_000_000


def number(value: Any) -> float | None:
    """A finite number of a plausible size; None for anything else, booleans too."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if abs(value) <= _LARGEST else None


def moment_ms(value: Any) -> float | None:
    """UTC milliseconds (seconds are left as they are) from a number or a text of any form; None where it is none."""
    if value.__class__ is int and 0 <= value <= LATEST_MS:
        return int(value)
    if isinstance(value, str):
        return _said_ms(value.strip())
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < LATEST_US * 1000:
        return None
    return value if value <= LATEST_MS else value / 1000 if value <= LATEST_US else value / 1_000_000


def _said_ms(said: str) -> float | None:
    try:
        return moment_ms(float(said) if "." in said else int(said))
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000


def pixels(value: Any) -> int:
    """A length in whole pixels; 0 where there is none."""
    size = number(value)
    return int(size) if size is not None and 0 <= size <= _PIXELS else 0


def place(value: Any) -> float:
    """A coordinate; NaN where there is none."""
    at = number(value)
    return float(at) if at is not None and abs(at) <= _PIXELS else math.nan


def text(value: Any) -> str:
    """A text; empty where there is none."""
    return value if isinstance(value, str) else ""


def mapping(value: Any) -> dict[str, Any]:
    """An object; empty where there is none."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; what is no object is passed over."""
    if not value or not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]

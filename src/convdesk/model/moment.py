"""Moments: UTC microseconds inside, ISO 8601 outside."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from convdesk.model.problem import ProblemError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
_UNITS = {"s": SECOND_US, "m": 60 * SECOND_US, "h": 3600 * SECOND_US, "d": DAY_US, "w": 7 * DAY_US}


def iso(at_us: int) -> str:
    """UTC microseconds as ISO 8601 (`2026-03-04T09:12:33.123Z`), with as many decimals as are needed."""
    at = EPOCH + timedelta(microseconds=at_us)
    text = at.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    decimals = f"{at.microsecond:06d}".rstrip("0")
    if not decimals:
        return text + "Z"
    return f"{text}.{decimals.ljust(3, '0')}Z"


def microseconds(at: datetime) -> int:
    """UTC microseconds of an aware datetime."""
    return (at - EPOCH) // timedelta(microseconds=1)


def duration_us(text: str) -> int | None:
    """The microseconds of `30s 5m 2h 7d 2w`, or of `0s`; None for `none`. Raises ProblemError for anything else."""
    plain = text.strip().lower()
    if plain == "none":
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw])", plain)
    if not match:
        raise ProblemError(
            f"window “{text}”", "This is not a duration.", "Write 30s, 5m, 2h, 7d, 2w, or none for no window."
        )
    return round(Decimal(match[1]) * _UNITS[match[2]])


def duration_text(us: int | None) -> str:
    """A duration as it is written in a step window: the inverse of `duration_us`."""
    if us is None:
        return "none"
    if us == 0:
        return "0s"
    for unit in ("w", "d", "h", "m"):
        if us % _UNITS[unit] == 0 and (unit != "w" or us % (2 * _UNITS["w"]) == 0):
            return f"{us // _UNITS[unit]}{unit}"
    seconds = f"{us // SECOND_US}.{us % SECOND_US:06d}".rstrip("0").rstrip(".")
    return f"{seconds}s"


def duration_words(us: int) -> str:
    """A duration as it is said: `7 days`, `1 hour`, `2.5 seconds`."""
    for unit, name in ((DAY_US, "day"), (_UNITS["h"], "hour"), (_UNITS["m"], "minute")):
        if us and us % unit == 0:
            return _counted(us // unit, name)
    return _counted(us / SECOND_US, "second")


def _counted(count: float, name: str) -> str:
    return f"{count:,.6g} {name}" + ("" if count == 1 else "s")


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that IANA name; raises ProblemError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ProblemError(
            f"time zone “{name}”",
            "There is no time zone of that name.",
            "Use a name like Europe/Oslo or UTC.",
        ) from error

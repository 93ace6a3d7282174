"""Times that count from the start of a session: which unit they are in, and where a start comes from."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.moment import microseconds
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

ABSOLUTE_FROM = 3e8
"""A smaller number is time since the start of a session."""
UNITS_US = {"s": 1_000_000, "ms": 1_000, "us": 1}
UNIT_NAMES = {"s": "seconds", "ms": "milliseconds", "us": "microseconds"}
LEAST_BETWEEN_POINTS, LEAST_BETWEEN_EVENTS = 4.0, 400.0
CHANGED = "changed"
"""The option that holds when a file was last changed: the start that is invented where nothing tells one."""

_MS_NAME = re.compile(r"(?:.*_)?(?:ms|millis|milliseconds)(?:_.*)?")
_S_NAME = re.compile(r"(?:.*_)?(?:s|sec|secs|seconds)(?:_.*)?")
_NUMBER = re.compile(r"\s*\d{1,9}(?:[.,]\d+)?\s*")
_NAMES = {
    "seconds", "secs", "sec", "ms", "millis", "milliseconds", "t", "t_s", "t_ms", "time_s", "time_ms", "timestamp_s",
    "timestamp_ms", "elapsed", "elapsed_s", "elapsed_ms", "elapsed_seconds", "elapsed_time", "time_elapsed", "offset_s",
    "offset_ms", "time_offset", "relative_time", "relative_timestamp", "session_time", "time_since_start",
    "time_since_load", "time_from_start", "seconds_since_start", "ms_since_start", "since_start", "since_start_ms",
}  # fmt: skip


def told_unit(options: Mapping[str, str]) -> str:
    """The unit the mapping names for times since a start; raises ProblemError for an unknown one."""
    told = options.get("time_unit", "").strip().lower()
    if told and told not in UNITS_US:
        raise ProblemError(f"option time_unit = “{told}”", "There is no such unit of time.", "Use s, ms or us.")
    return told


def told_start_us(options: Mapping[str, str]) -> int | None:
    """The start the mapping names, in UTC microseconds; raises ProblemError for what is no moment."""
    told = options.get("start", "").strip()
    if not told:
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError as error:
        remedy = "Write it as 2026-03-04T09:12:33Z."
        raise ProblemError(f"option start = “{told}”", "This is no moment.", remedy) from error
    return microseconds(at if at.tzinfo else at.replace(tzinfo=UTC))


def unit_of(
    values: NDArray[np.floating], sessions: NDArray[np.int64], column: str, least_ms: float = LEAST_BETWEEN_POINTS
) -> str:
    """Seconds or milliseconds since a start: from the column's name, else from the usual step between rows.

    Whole numbers so far apart (others: half as far) are milliseconds.
    """
    if _MS_NAME.fullmatch(column):
        return "ms"
    if _S_NAME.fullmatch(column):
        return "s"
    order = np.lexsort((values, sessions))
    steps = np.diff(values[order])[np.diff(sessions[order]) == 0]
    steps = steps[steps > 0]
    usual = float(np.median(steps)) if steps.size else 1000.0
    is_whole = bool(np.all(values == np.round(values)))
    return "ms" if usual >= (least_ms if is_whole else least_ms / 2) else "s"


def are_relative(values: Iterable[str]) -> bool:
    """Whether nearly all values are small numbers that are not all alike."""
    filled = [value for value in values if value.strip()]
    likely = sum(bool(_NUMBER.fullmatch(value)) and float(value.replace(",", ".")) < ABSOLUTE_FROM for value in filled)
    return len(set(filled)) > 1 and likely >= 0.9 * len(filled)


def may_be_relative(plain_name: str) -> bool:
    """Whether a column is called like one that counts from a start, and not how long something took."""
    return plain_name in _NAMES

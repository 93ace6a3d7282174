"""In which time something was done: between two dates, soon after somebody was first seen, or inside any such time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from convdesk.model.moment import duration_text, microseconds
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Dates:
    """From the beginning of a day (or a moment, `2026-01-01T10:00`) to before another, in the study's zone."""

    start: str
    end: str

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"

    def in_words(self) -> str:
        return f"from {self.start} to before {self.end}"

    def bounds_us(self, zone: ZoneInfo) -> tuple[int, int]:
        """Both ends as UTC microseconds; raises ProblemError for what is no date, or the wrong way round."""
        start, end = (_moment_us(text, zone) for text in (self.start, self.end))
        if end <= start:
            raise ProblemError(f"dates {self}", "They end before they begin.", "Write the earlier one first.")
        return start, end


@dataclass(frozen=True)
class FirstPart:
    """Not later than this (in µs) after somebody's first event."""

    length_us: int

    def __str__(self) -> str:
        return f"first {duration_text(self.length_us)}"

    def in_words(self) -> str:
        return f"within {duration_text(self.length_us)} of their first event"


@dataclass(frozen=True)
class AnyPart:
    """As often as is said inside any time of this length (in µs)."""

    length_us: int

    def __str__(self) -> str:
        return f"any {duration_text(self.length_us)}"

    def in_words(self) -> str:
        return f"inside any {duration_text(self.length_us)}"


Within = Dates | FirstPart | AnyPart


def dates_said(start: str, end: str) -> Dates:
    """Two dates as they are written; raises ProblemError."""
    for text in (start, end):
        _read(text)
    return Dates(start.strip(), end.strip())


def _moment_us(text: str, zone: ZoneInfo) -> int:
    return microseconds(_read(text).replace(tzinfo=zone))


def _read(text: str) -> datetime:
    try:
        plain = text.strip()
        if "T" in plain:
            return datetime.fromisoformat(plain).replace(tzinfo=None)
        return datetime.combine(date.fromisoformat(plain), time())
    except ValueError as error:
        raise ProblemError(f"date “{text}”", "This is not a date.", "Write for example 2026-01-31.") from error

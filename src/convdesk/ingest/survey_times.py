"""When people answered: a column of texts as moments, by the same reading of times as event logs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from convdesk.ingest.clock_changes import NO_CHANGES, ClockChanges, changes_in
from convdesk.ingest.times import LATEST_US, QUARTER_US, offsets, stamp_sql, style_of
from convdesk.model.moment import microseconds, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.progress import Progress

_SLASHES = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{4}")
_NO_TIME = re.compile(r"(?:1980-01-01|0001-01-01|0000-00-00|1900-01-0[01])(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
"""What LimeSurvey writes for anonymous responses, Typeform for those never sent, and spreadsheets for nothing."""

_HALF_DAYS = re.compile(
    r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d\d):(\d\d) ([ap])\. ?m\.(.*)|"
    r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d\d):(\d\d) ([ap])m\b(.*)",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[+-]\d\d:\d\d)?")
_OFFSET = re.compile(r"\s*(?:GMT|UTC)([+-])(\d{1,2})(?::?(\d\d))?\s*")


@dataclass(frozen=True)
class Moments:
    """UTC microseconds (None: no time, or none that can be read), and how that was decided.

    `unread`: where there is a text that is no time.
    """

    at_us: tuple[int | None, ...]
    is_zone_assumed: bool = False
    is_order_guessed: bool = False
    unread: tuple[int, ...] = ()
    changes: ClockChanges = NO_CHANGES


def read_moments(texts: Sequence[str], zone: str, order: str, progress: Progress) -> Moments:
    """The moments of some texts; `order` may say `day first` or `month first` for dates with slashes."""
    texts = ["" if _NO_TIME.fullmatch(text) else _in_full(text) for text in texts]
    parts = [match for text in texts if (match := _SLASHES.match(text))]
    is_day_first = order == "day first" or (not order and any(int(match[1]) > 12 for match in parts))
    is_guessed = not order and bool(parts) and all(int(match[1]) <= 12 >= int(match[2]) for match in parts)
    stamps = _plain_stamps(texts) or _stamps(
        texts, stamp_sql("s", style_of(texts, is_day_first=is_day_first)), progress
    )
    return Moments(
        _in_utc(stamps, zone),
        is_zone_assumed=any(stamp is not None and stamp % 2 for stamp in stamps),
        is_order_guessed=is_guessed,
        changes=changes_in(Counter(s // 2 // QUARTER_US for s in stamps if s is not None and s % 2), zone_of(zone)),
        unread=tuple(n for n, (text, stamp) in enumerate(zip(texts, stamps, strict=True)) if text and stamp is None),
    )


def _in_full(text: str) -> str:
    """A time of Google Forms' own download (`2020/01/09 8:30:20 PM GMT+1`) as ISO 8601."""
    match = _HALF_DAYS.fullmatch(text)
    if not match:
        return text
    year, month, day, hour, minute, second, half, rest = (part for part in match.groups() if part is not None)
    offset = _OFFSET.fullmatch(rest)
    hours = int(hour) % 12 + (12 if half in "pP" else 0)
    zone = f"{offset[1]}{int(offset[2]):02}:{offset[3] or '00'}" if offset else ""
    return f"{year}-{int(month):02}-{int(day):02} {hours:02}:{minute}:{second}{zone}"


def _plain_stamps(texts: Sequence[str]) -> list[int | None]:
    """The same as `_stamps` for texts that are all blank or ISO 8601, at once; none where one of them is not."""
    stamps: list[int | None] = []
    for text in texts:
        if text and not _ISO.fullmatch(text):
            return []
        try:
            at = datetime.fromisoformat(text) if text else None
        except ValueError:
            return []
        us = None if at is None else microseconds(at if at.tzinfo else at.replace(tzinfo=UTC))
        stamps.append(None if us is None or at is None or not 0 <= us <= LATEST_US else 2 * us + (at.tzinfo is None))
    return stamps


def _stamps(texts: Sequence[str], stamp: str, progress: Progress) -> list[int | None]:
    """Twice the microseconds of each text, plus one where the clock was local."""
    import duckdb

    connection = duckdb.connect()
    try:
        with progress.interruptible(connection.interrupt):
            connection.execute("set TimeZone = 'UTC'")
            column = "select unnest(list_zip(range(len($1)), $1::varchar[]), recursive := true)"
            query = f"select {stamp} from ({column}) as said(n, s) order by n"
            return [found for (found,) in connection.execute(query, [list(texts)]).fetchall()]
    finally:
        connection.close()


def _in_utc(stamps: Sequence[int | None], zone: str) -> tuple[int | None, ...]:
    """From twice the microseconds, plus one where the clock was local."""
    quarters = {stamp // 2 // QUARTER_US for stamp in stamps if stamp is not None and stamp % 2}
    moved = offsets(quarters, zone_of(zone))
    return tuple(
        None if stamp is None else stamp // 2 - (moved[stamp // 2 // QUARTER_US] if stamp % 2 else 0)
        for stamp in stamps
    )

"""When people answered: a column of texts as moments, by the same reading of times as event logs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from convdesk.ingest.clock_changes import NO_CHANGES, ClockChanges, changes_in
from convdesk.ingest.times import LATEST_US, QUARTER_US, is_time_like, offsets, stamp_sql, style_of
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
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<m{{n}}>{'|'.join(_MONTHS)})[a-z]*\.?"
_WORDED = re.compile(
    r"(?:[a-z]{3,9}\.?,? )?"
    rf"(?:{_MONTH.format(n=1)} (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[ .-]+{_MONTH.format(n=2)}[ ,.-]+(?P<y2>\d{{4}}))"
    r"(?:,? (?:at )?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?\s*(?P<half>[ap])?\.?(?:m\.?)?)?"
    r"\s*(?P<zone>[a-z]{1,4})?(?P<offset>[+-]\d{1,2}:?\d\d)?(?: \(.*\))?",
    re.IGNORECASE,
)
"""Months in words, as user tests and offices write them: `January 5th, 2026 at 10:00 AM`, `05-Jan-2026 10:00`."""
_SHORT_YEAR = re.compile(r"(\d{1,2}/\d{1,2}/)(\d\d)(?= |$)(.*)")
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "BST": 1,
}  # fmt: skip
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[+-]\d\d:\d\d)?")
_LOCAL_BEGIN, _MICROSECOND = datetime(1970, 1, 1), timedelta(microseconds=1)  # noqa: DTZ001 - of clocks without a zone
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


def looks_like_time(text: str) -> bool:
    """Whether a cell looks like a moment, in any of the forms that surveys come with."""
    return is_time_like(_in_full(text))


def _in_full(text: str) -> str:
    """A time as ISO 8601, where it has months in words, a.m. after the year's end, or a year of two digits."""
    if text[:1].isdigit() and text[4:5] == "-":
        return text
    if match := _HALF_DAYS.fullmatch(text):
        return _google(match)
    if match := _WORDED.fullmatch(text):
        return _worded(match) or text
    match = _SHORT_YEAR.fullmatch(text)
    return f"{match[1]}20{match[2]}{match[3]}" if match else text


def _google(match: re.Match[str]) -> str:
    """A time of Google Forms' own download: `2020/01/09 8:30:20 PM GMT+1`."""
    year, month, day, hour, minute, second, half, rest = (part for part in match.groups() if part is not None)
    offset = _OFFSET.fullmatch(rest)
    hours = int(hour) % 12 + (12 if half in "pP" else 0)
    zone = f"{offset[1]}{int(offset[2]):02}:{offset[3] or '00'}" if offset else ""
    return f"{year}-{int(month):02}-{int(day):02} {hours:02}:{minute}:{second}{zone}"


def _worded(match: re.Match[str]) -> str:
    """A time with its month in words; empty where its zone is none we know."""
    told = match.groupdict()
    zone = (told["zone"] or "").upper()
    if zone and zone not in _ZONES:
        return ""
    month = _MONTHS.index((told["m1"] or told["m2"]).lower()) + 1
    hour = int(told["hour"] or 0)
    if told["half"]:
        hour = hour % 12 + (12 if told["half"] in "pP" else 0)
    clock = f"{hour:02}:{told['minute'] or '00'}:{told['second'] or '00'}"
    offset = told["offset"] or (_offset(_ZONES[zone]) if zone else "")
    return f"{told['y1'] or told['y2']}-{month:02}-{int(told['d1'] or told['d2']):02} {clock}{offset}"


def _offset(hours: int) -> str:
    return f"{hours:+03}:00"


def _plain_stamps(texts: Sequence[str]) -> list[int | None]:
    """The same as `_stamps` for texts that are all blank or ISO 8601, at once; none where one of them is not."""
    stamps: list[int | None] = []
    for text in texts:
        if text and not _ISO.fullmatch(text):
            return []
        try:
            stamps.append(_iso_stamp(text) if text else None)
        except ValueError:
            return []
    return stamps


def _iso_stamp(text: str) -> int | None:
    """Twice the microseconds of a time in ISO 8601, plus one where the clock was local; None if implausible."""
    at = datetime.fromisoformat(text)
    is_local = at.tzinfo is None
    us = (at - _LOCAL_BEGIN) // _MICROSECOND if is_local else microseconds(at)
    return 2 * us + is_local if 0 <= us <= LATEST_US else None


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

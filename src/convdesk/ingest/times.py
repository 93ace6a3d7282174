"""Times of all spellings, read in SQL value by value; times without a zone are moved by the rules of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from convdesk.model.moment import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

QUARTER_US = 900 * SECOND_US
LATEST_US = 4_133_980_800 * SECOND_US - 1
"""The last microsecond of 2100; times before 1970 or after this are rejected."""

_CLOCK = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?"
_NUMBER = re.compile(r"\s*\d+(?:[.,]\d+)?(?:[eE][+]?\d\d)?\s*")
_ISO = re.compile(r"\s*\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d\d.*)?\s*", re.DOTALL)
_SLASHES = re.compile(r"\s*(\d{1,2})([/.])(\d{1,2})\2(\d{4})(?:[ ,T]+\d{1,2}:\d\d.*)?\s*", re.DOTALL)
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_WORDS = re.compile(rf"(?i)(?:[a-z]{{3}},? )?(?:\d{{1,2}}[ /-]?{_MONTH}.*|{_MONTH}[a-z]* \d{{1,2}},? \d{{4}}.*)")


@dataclass(frozen=True)
class TimeStyle:
    """How a column writes its times: what most of its values look like, and which way round its slashes are.

    `lead` is tried first for speed; every value is read in any form whatever the style.
    """

    lead: str
    is_day_first: bool = False
    start_us: int = 0
    unit_us: int = 0
    """Where they count from `start_us`: what one of them is worth."""


def is_time_like(text: str) -> bool:
    """Whether a value looks like a moment: a date, or a number of seconds to nanoseconds since about 1980."""
    if _NUMBER.fullmatch(text):
        number = float(text.replace(",", "."))
        return 3e8 <= number < 4.2e9 or 3e11 <= number < 4.2e12 or 3e14 <= number < 4.2e15 or 3e17 <= number < 4.2e18
    return bool(_ISO.fullmatch(text) or _SLASHES.fullmatch(text) or _WORDS.fullmatch(text))


def style_of(values: Iterable[str], *, is_day_first: bool = False) -> TimeStyle:
    """The style of a column from some of its values."""
    plain = [value.strip() for value in values if value]
    counts = {
        "number": sum(bool(re.fullmatch(r"\d+", value)) for value in plain),
        "zulu": sum(bool(_ISO.fullmatch(value)) and value.endswith("Z") for value in plain),
        "zoned": sum(bool(re.fullmatch(_CLOCK + r"[+-]\d\d(?::?\d\d)?", value)) for value in plain),
        "local": sum(bool(re.fullmatch(_CLOCK, value)) for value in plain),
    }
    return TimeStyle(max(counts, key=lambda name: counts[name]), is_day_first)


def has_slashes(values: Iterable[str]) -> bool:
    """Whether some values are dates like 3/4/2026, which can be read in two ways."""
    return any((match := _SLASHES.fullmatch(value)) and match[2] == "/" for value in values)


def stamp_sql(text: str, style: TimeStyle, lead: str | None = None) -> str:
    """SQL that reads the text column as twice its microseconds, plus one where no zone is given; else NULL.

    `lead` names a column that holds `lead_sql` of the same, which is then not worked out several times a row.
    """
    first = _form_of(style)[1].format(n=lead or lead_sql(text, style))
    return f"coalesce({first}, {_any_form(text, style.is_day_first)})"


def lead_sql(text: str, style: TimeStyle) -> str:
    """SQL for the quick part of reading a time: a whole number, or NULL where the slow part must look."""
    return _form_of(style)[0].format(s=text)


def _form_of(style: TimeStyle) -> tuple[str, str]:
    """The quick part and what is made of it."""
    if not style.unit_us:
        return _LEADS[style.lead]
    counted = f"2 * ({style.start_us} + cast(round({{n}} * {style.unit_us}) as bigint))"
    return "try_cast(replace({s}, ',', '.') as double)", f"(case when {{n}} >= 0 and {{n}} < 3e8 then {counted} end)"


def offsets(quarters: Iterable[int], zone: ZoneInfo) -> dict[int, int]:
    """Microseconds to take from local times to make them UTC, for quarters of an hour counted from 1970.

    An hour that comes twice is taken for its first; one that does not exist is moved on by the clock's change.
    """
    return {quarter: _offset_us(quarter, zone) for quarter in quarters}


def slash_parts_sql(text: str) -> str:
    """SQL for the largest first and second parts of dates with slashes (NULL where there are none)."""
    parts = [f"max(try_cast(regexp_extract({text}, '{_SLASH_DATE}', {place}) as integer))" for place in (1, 2)]
    return ", ".join(parts)


_SLASH_DATE = r"^\s*(\d{1,2})/(\d{1,2})/\d{4}"


def _offset_us(quarter: int, zone: ZoneInfo) -> int:
    local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=quarter * QUARTER_US)
    offset = local.replace(tzinfo=zone).utcoffset() or timedelta()
    return offset // timedelta(microseconds=1)


def _in_range(us: str, *, is_local: str = "0") -> str:
    return f"(case when {us} between 0 and {LATEST_US} then 2 * {us} + {is_local} end)"


_WHOLE_NUMBER = "try_cast({s} as bigint)"
_SCALED = (
    "(case when {n} < 100000000000 then {n} * 1000000 when {n} < 100000000000000 then {n} * 1000 "
    "when {n} < 100000000000000000 then {n} else {n} // 1000 end)"
)
_AT = "epoch_us(try_cast({s} as timestamp))"

_NANOSECONDS = 1000
_LEADS = {
    "number": (
        f"(case when length({{s}}) between 9 and 19 and not contains({{s}}, '.') then {_WHOLE_NUMBER} end)",
        f"(case when {{n}} between 0 and {LATEST_US // SECOND_US} then {{n}} * {2 * SECOND_US} "
        f"when {{n}} between 100000000000 and {LATEST_US // 1000} then {{n}} * 2000 "
        f"when {{n}} between 100000000000000 and {LATEST_US} then {{n}} * 2 "
        f"when {{n}} between 100000000000000000 and {LATEST_US * _NANOSECONDS} then {{n}} // 1000 * 2 end)",
    ),
    "zulu": (f"(case when suffix({{s}}, 'Z') then {_AT} end)", _in_range("{n}")),
    "zoned": (
        r"(case when regexp_matches({s}, '^\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::?\d\d)?$') "
        "then epoch_us(try_cast({s} as timestamptz)) end)",
        _in_range("{n}"),
    ),
    "local": (
        "(case when substring({s}, 17, 1) = ':' and (length({s}) = 19 or substring({s}, 20, 1) = '.' "
        f"and try_cast(substring({{s}}, 21) as uinteger) is not null) then {_AT} end)",
        _in_range("{n}", is_local="1"),
    ),
}

_ZONE = r"^\d{4}[-/]\d.*:\d\d(?:[.]\d+)?[+-]\d\d(?::?\d\d)?$"
_PLAIN = r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d\d(?::\d\d(?:[.]\d+)?)?)?$"
_LOCAL_FORMS = (
    "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p", "%b %d, %Y %H:%M:%S", "%b %d, %Y %I:%M:%S %p",
    "%b %d, %Y, %I:%M:%S %p", "%b %d, %Y %I:%M %p", "%B %d, %Y %H:%M:%S", "%B %d, %Y %I:%M:%S %p",
    "%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d-%b-%Y %H:%M:%S", "%b %d, %Y", "%b %d %Y", "%b %d %Y %H:%M:%S",
    "%d %b %Y", "%Y%m%d", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%d/%b/%Y:%H:%M:%S",
)  # fmt: skip
_ZONED_FORMS = (
    "%d/%b/%Y:%H:%M:%S%z", "%a, %d %b %Y %H:%M:%S%z", "%d %b %Y %H:%M:%S%z", "%Y%m%dT%H%M%S%z",
    "%a %b %d %Y %H:%M:%S%z",
)  # fmt: skip


def _any_form(text: str, is_day_first: bool) -> str:
    """SQL for the slow and thorough reading: numbers, ISO 8601 with variations, slashes, dots, names of months."""
    iso = "plain"
    whole = _SCALED.format(n=_WHOLE_NUMBER.format(s=text))
    broken = _SCALED.format(n=f"try_cast(replace({text}, ',', '.') as double)").replace("//", "/")
    cases = (
        f"case when not regexp_matches({text}, '\\d{{4}}') then null"
        f" when regexp_full_match({text}, '\\s*\\d{{8}}|\\s*(?:19|20)\\d{{12}}') then {_parsed(iso, _LOCAL_FORMS, 1)}"
        f" when regexp_full_match({text}, '\\s*\\d+\\s*') then {_in_range(whole)}"
        f" when regexp_full_match({text}, '\\s*(?:\\d+[.,]\\d+|\\d[.,]\\d{{9,}}[eE][+]?\\d\\d)\\s*')"
        f" then {_in_range(f'try_cast(round({broken}) as bigint)')}"
        f" when regexp_matches({iso}, '{_PLAIN}') then {_in_range(_AT.format(s=iso), is_local='1')}"
        f" when regexp_matches({iso}, '{_ZONE}') then {_in_range(f'epoch_us(try_cast({iso} as timestamptz))')}"
        f" else coalesce({_parsed(iso, _LOCAL_FORMS, 1)}, {_parsed(iso, _ZONED_FORMS, 0)}) end"
    )
    return f"(list_transform([{_canonical(text, is_day_first)}], lambda {iso}: {cases})[1])"


def _canonical(text: str, is_day_first: bool) -> str:
    """SQL that writes the forms that differ little from ISO 8601 as ISO 8601, and `GMT` as an offset."""
    swaps = (
        (r"^\s+|\s+$", ""),
        (r"^(\d{1,2})\.(\d{1,2})\.(\d{4})[ ,T]*", r"\3-\2-\1 "),
        (r"^(\d{1,2})/(\d{1,2})/(\d{4})[ ,T]*", r"\3-\2-\1 " if is_day_first else r"\3-\1-\2 "),
        (r"^(\d{4}-\d{1,2}-\d{1,2}) $", r"\1"),
        (r"(:\d\d),(\d)", r"\1.\2"),
        (r"(?i)(\d)(?:z|\s*(?:utc|gmt))$", r"\1+00:00"),
        (r"(\d:\d\d(?:\.\d+)?)\s+([+-]\d\d:?\d\d)$", r"\1\2"),
        (r"(:\d\d(?:\.\d+)?[+-]\d\d):?(\d\d)$", r"\1:\2"),
    )
    for pattern, swap in swaps:
        text = f"regexp_replace({text}, '{pattern}', '{swap}', 'g')"
    return text


def _parsed(text: str, forms: tuple[str, ...], is_local: int) -> str:
    return _in_range(f"epoch_us(try_strptime({text}, {list(forms)!r}))", is_local=str(is_local))

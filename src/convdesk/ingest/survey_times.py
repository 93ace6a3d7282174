"""When people answered: a column of texts as moments, by the same reading of times as event logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest.times import QUARTER_US, offsets, stamp_sql, style_of
from convdesk.model.moment import zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_SLASHES = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{4}")


@dataclass(frozen=True)
class Moments:
    """UTC microseconds (None: no time, or none that can be read), and how that was decided."""

    at_us: tuple[int | None, ...]
    is_zone_assumed: bool = False
    is_order_guessed: bool = False


def read_moments(texts: Sequence[str], zone: str, order: str = "") -> Moments:
    """The moments of some texts; `order` may say `day first` or `month first` for dates with slashes."""
    import duckdb

    parts = [match for text in texts if (match := _SLASHES.match(text))]
    is_day_first = order == "day first" or (not order and any(int(match[1]) > 12 for match in parts))
    is_guessed = not order and bool(parts) and all(int(match[1]) <= 12 >= int(match[2]) for match in parts)
    stamp = stamp_sql("s", style_of(texts, is_day_first=is_day_first))
    connection = duckdb.connect()
    try:
        connection.execute("set TimeZone = 'UTC'")
        column = "select unnest(list_zip(range(len($1)), $1::varchar[]), recursive := true)"
        query = f"select {stamp} from ({column}) as said(n, s) order by n"
        stamps = [stamp for (stamp,) in connection.execute(query, [list(texts)]).fetchall()]
    finally:
        connection.close()
    return Moments(_in_utc(stamps, zone), any(stamp is not None and stamp % 2 for stamp in stamps), is_guessed)


def _in_utc(stamps: Sequence[int | None], zone: str) -> tuple[int | None, ...]:
    """From twice the microseconds, plus one where the clock was local."""
    quarters = {stamp // 2 // QUARTER_US for stamp in stamps if stamp is not None and stamp % 2}
    moved = offsets(quarters, zone_of(zone))
    return tuple(
        None if stamp is None else stamp // 2 - (moved[stamp // 2 // QUARTER_US] if stamp % 2 else 0)
        for stamp in stamps
    )

"""Coding: every column of an import becomes positions in a dictionary of its texts, all rows in their final order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.columns import ACTOR, SESSION, TICK
from convdesk.ingest.event_people import actor_sql
from convdesk.ingest.times import QUARTER_US, offsets

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_roles import Parts
    from convdesk.ingest.event_table import Loaded

MOST_ENUM_VALUES = 100_000


@dataclass(frozen=True)
class Clock:
    """When the kept rows lie, in UTC microseconds, and the coarsest tick that loses nothing."""

    first_us: int
    last_us: int
    tick_us: int
    has_local: bool

    @property
    def span_ticks(self) -> int:
        return (self.last_us - self.first_us) // self.tick_us


@dataclass(frozen=True)
class Coding:
    """How one column is coded: SQL for a row's code and the join it needs, and the table of its texts.

    `terms` has one column, v, and is in the order of the codes.
    """

    name: str
    size: int
    code: str
    join: str
    terms: str


def make_clock(database: Database, zone: ZoneInfo) -> Clock | None:
    """Make the view `timed` (the table `log` with `row` and `at_us`); None when no row has a time."""
    has_local = bool(database.row("select coalesce(bool_or(stamp % 2 = 1), false) from log")[0])
    quarter = f"(stamp >> 1) // {QUARTER_US}"
    quarters = []
    if has_local and zone.key != "UTC":
        quarters = [found for (found,) in database.rows(f"select distinct {quarter} from log where stamp % 2 = 1")]
    moves = offsets(quarters, zone)
    database.rows("create table moves (quarter bigint, offset_us bigint)")
    if moves:
        import numpy as np

        database.lend("found", {"q": np.array(list(moves)), "us": np.array(list(moves.values()))})
        database.rows("insert into moves select q, us from found")
    at, join = "stamp >> 1", ""
    if moves:
        at = "(stamp >> 1) - coalesce(m.offset_us, 0)"
        join = f"left join moves m on l.stamp % 2 = 1 and m.quarter = {quarter}"
    database.rows(f"create view timed as select l.*, l.rowid as row, {at} as at_us from log l {join}")
    first, last, is_second, is_milli = database.row(
        "select min(at_us), max(at_us), bool_and(at_us % 1000000 = 0), bool_and(at_us % 1000 = 0) from timed"
    )
    if first is None:
        return None
    return Clock(first, last, 1_000_000 if is_second else 1_000 if is_milli else 1, has_local)


def make_codings(database: Database, parts: Parts, loaded: Loaded) -> dict[int, Coding]:
    """A coding for each place that is coded, and the tables and types these need."""
    codings: dict[int, Coding] = {}
    for name, place in parts.coded:
        if place in codings:
            continue
        database.progress.step(len(codings), len(parts.coded), "Coding the columns")
        maker = _short_coding if place in loaded.short else _text_coding
        codings[place] = maker(database, name, place, loaded)
    return codings


def make_events(database: Database, parts: Parts, codings: dict[int, Coding], clock: Clock) -> int:
    """Make the table `events`, sorted by actor, tick and place in the file; returns its rows.

    Its columns are `actor`, `tick`, `session` (provisional) and `k…` for each coded place.
    """
    actor, joins = actor_sql(parts)
    event = parts.coded[0][1]
    chosen = [f"{actor} as {ACTOR}", f"(at_us - {clock.first_us}) // {clock.tick_us} as {TICK}"]
    if parts.session is not None:
        chosen.append(f"coalesce(s.code, -1) as {SESSION}")
    chosen += [f"coalesce({c.code}, -1)::{_width(c.size)} as k{place}" for place, c in codings.items()]
    joins += "".join(coding.join for coding in codings.values())
    database.rows("set force_compression = 'uncompressed'")  # written once, read twice
    database.rows(
        f"create table events as select {', '.join(chosen)} from timed l {joins} "
        f"where {kept_sql(actor, codings[event])} order by {ACTOR}, {TICK}, l.row"
    )
    database.rows("reset force_compression")
    return int(database.row("select count(*) from events")[0])


def kept_sql(actor: str, event: Coding) -> str:
    """SQL for whether a row is kept: it has a time, a person and an event."""
    return f"at_us is not null and {actor} is not null and {event.code} is not null"


def _width(size: int) -> str:
    return "smallint" if size < 2**15 else "integer"


def _short_coding(database: Database, name: str, place: int, loaded: Loaded) -> Coding:
    """By the dictionary made from the sample; values that came later get codes after it."""
    known = int(database.row(f"select count(*) from short{place}")[0])
    said = f"missed[{loaded.short.index(place) + 2}]"
    later = (
        f"select {said} as v from log where missed is not null and k{place} is null and {said} <> '' "
        "group by 1 order by 1"
    )
    database.rows(f"create table d{place} as select v from short{place} order by code")
    database.rows(f"insert into d{place} {later}")
    size = int(database.row(f"select count(*) from d{place}")[0])
    if size == known:
        return Coding(name, size, f"l.k{place}", "", f"d{place}")
    join = f" left join d{place} on l.k{place} is null and l.{said} = d{place}.v"
    return Coding(name, size, f"coalesce(l.k{place}, d{place}.rowid::integer)", join, f"d{place}")


def _text_coding(database: Database, name: str, place: int, loaded: Loaded) -> Coding:
    """By a dictionary of all its texts in ascending order; a row's own text is its code where none comes twice."""
    database.rows(f"create table d{place} as select c{place} as v from log where c{place} <> '' group by 1 order by 1")
    size, filled = database.row(f"select (select count(*) from d{place}), count(nullif(c{place}, '')) from log")
    if size > MOST_ENUM_VALUES and size == filled:
        database.rows(f"drop table d{place}")
        code = f"case when l.c{place} <> '' then l.row::integer end"
        database.rows(f"create view d{place} as select coalesce(c{place}, '') as v, rowid from log")
        return Coding(name, loaded.rows, code, "", f"d{place}")
    if 0 < size <= MOST_ENUM_VALUES:
        database.rows(f"create type t{place} as enum (select v from d{place} order by rowid)")
        return Coding(name, size, f"enum_code(try_cast(l.c{place} as t{place}))::integer", "", f"d{place}")
    join = f" left join d{place} on l.c{place} = d{place}.v"
    return Coding(name, size, f"d{place}.rowid::integer", join, f"d{place}")

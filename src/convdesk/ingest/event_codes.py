"""Coding: every column of an import becomes positions in a dictionary of its texts, all rows in their final order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.ingest.clock_changes import NO_CHANGES, ClockChanges, changes_in
from convdesk.ingest.event_people import same_ids
from convdesk.ingest.times import QUARTER_US, offsets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_people import People
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
    changes: ClockChanges = NO_CHANGES

    @property
    def span_ticks(self) -> int:
        return (self.last_us - self.first_us) // self.tick_us


@dataclass(frozen=True)
class Coding:
    """How one column is coded: SQL for a row's code (NULL: none), and the table of its texts.

    `fill`: SQL that gives `row` and `code` of the rows the first does not code, or nothing where it codes all.
    `terms` has one column, v, and is in the order of the codes.
    """

    name: str
    size: int
    code: str
    fill: str
    terms: str


@dataclass(frozen=True)
class Log:
    """A file in the temporary database: the view `timed`, who is who, and how its columns are coded."""

    database: Database
    parts: Parts
    loaded: Loaded
    people: People
    clock: Clock
    codings: dict[int, Coding]

    @property
    def event(self) -> int:
        """The place of the column that names what happened."""
        return self.parts.coded[0][1]

    @property
    def who(self) -> Coding | None:
        """How a row's place in the table `ids` is found where its hash does not say it."""
        if self.loaded.knows_who:
            return None
        same = same_ids(self.parts.who, "l")
        fill = f"select l.rowid::integer as row, i.rowid::integer as code from log l join ids i on {same}"
        return Coding("who", len(self.people.actor), "null::integer", fill, "ids")


def make_clock(database: Database, zone: ZoneInfo) -> Clock:
    """Make the view `timed` (the table `log` with `row` and `at_us`)."""
    has_local = bool(database.row("select coalesce(bool_or(stamp % 2 = 1), false) from log")[0])
    quarter = f"(stamp >> 1) // {QUARTER_US}"
    quarters: dict[int, int] = {}
    if has_local and zone.key != "UTC":
        quarters = dict(database.rows(f"select {quarter}, count(*) from log where stamp % 2 = 1 group by 1"))
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
        return Clock(0, 0, 1, has_local)
    tick_us = 1_000_000 if is_second else 1_000 if is_milli else 1
    return Clock(first, last, tick_us, has_local, changes_in(quarters, zone))


@contextmanager
def forgetting_rows(log: Log) -> Iterator[None]:
    """Free the memory of the table `log` meanwhile, where no text of it is still to be read."""

    def forget() -> None:
        if not log.loaded.texts:
            log.database.rows("drop view timed")
            log.database.rows("drop table log")
            log.database.free_memory()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(forget)
        yield
        done.result()


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


def _short_coding(database: Database, name: str, place: int, loaded: Loaded) -> Coding:
    """By the type made from the sample; values that came later get codes after it."""
    database.rows(f"create table d{place} as select unnest(enum_range(null::few{place}))::varchar as v")
    known = int(database.row(f"select count(*) from d{place}")[0])
    if not loaded.missed:
        return Coding(name, known, f"l.k{place}", "", f"d{place}")
    said = f"texts[{loaded.short.index(place) + 2}]"
    database.rows(
        f"insert into d{place} select {said} as v from missed "
        f"where {said} <> '' and {said} not in (select v from d{place}) group by 1 order by 1"
    )
    size = int(database.row(f"select count(*) from d{place}")[0])
    fill = f"select m.row::integer as row, d.rowid::integer as code from missed m join d{place} d on m.{said} = d.v"
    return Coding(name, size, f"l.k{place}", fill if size > known else "", f"d{place}")


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
    fill = f"select l.rowid::integer as row, d.rowid::integer as code from log l join d{place} d on l.c{place} = d.v"
    return Coding(name, size, "null::integer", fill, f"d{place}")

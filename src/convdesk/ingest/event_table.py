"""Loading: the file becomes one table in which times are read and columns with few values are codes already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from convdesk.ingest.event_database import MANY_COLUMNS
from convdesk.ingest.event_ids import hash_sql
from convdesk.ingest.event_people import ids_hash, make_ids
from convdesk.ingest.relative_times import (
    CHANGED,
    LEAST_BETWEEN_EVENTS,
    UNIT_NAMES,
    UNITS_US,
    are_relative,
    told_start_us,
    told_unit,
    unit_of,
)
from convdesk.ingest.roles import plain_name
from convdesk.ingest.times import TimeStyle, has_slashes, lead_sql, slash_parts_sql, stamp_sql, style_of
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_roles import Parts
    from convdesk.ingest.event_source import Source

SAMPLE_ROWS = 60_000
SAMPLED_IN_MEMORY = 32
"""Up to so many columns the sample is kept in memory."""

COUNTED_ROWS = 2_000
FEW_VALUES = 5_000
MOST_SHORT = 24


@dataclass(frozen=True)
class Loaded:
    """The table `log`: `c…` texts, `k…` codes (NULL where the sample had no such value), `stamp`.

    Codes are places in the types `few…`. The table `missed` (row, texts) has what could not be read at once: the texts
    of the time and of the coded columns in the order of `short`, of rows with an unknown value. `id`: hash of the
    vendor's id, where there is one. With `knows_who`, `who` is the hash of the row's ids, by which `ids` has them;
    else its ids are among the texts.
    """

    rows: int
    missed: int
    texts: tuple[int, ...]
    short: tuple[int, ...]
    knows_who: bool
    warnings: tuple[Problem, ...] = field(default=())


def knows_ids(database: Database, source: Source, parts: Parts) -> bool:
    """Make the table `ids` from the file itself where that is quick; returns whether rows can be told by their hash."""
    if not source.is_quick:
        return False
    if make_ids(database, parts.who, source.relation(parts.who, is_final=False)):
        return True
    database.rows("drop table ids")
    return False


@dataclass(frozen=True)
class Look:
    """What the first rows show: which columns have few values (each then has a type `few…`), and how times are read.

    `is_settled`: other values than those are not to be expected in the columns with few.
    """

    short: tuple[int, ...]
    is_settled: bool
    style: TimeStyle
    warnings: tuple[Problem, ...]


def look_at(database: Database, source: Source, parts: Parts, options: dict[str, str]) -> Look:
    """Look at the first rows."""
    _sample(database, source, _read_places(parts))
    short = _make_short(database, list(parts.values))
    style, warnings = _counted(database, source, parts, options) or _time_style(database, source, parts.time, options)
    is_settled = all(_is_settled(database, place) for place in short)
    database.rows("drop table head")
    return Look(short, is_settled, style, warnings)


def load(database: Database, source: Source, parts: Parts, look: Look, *, knows_who: bool) -> Loaded:
    """Read the file once into the table `log`, in the order of its rows."""
    relation = source.relation(_read_places(parts), is_final=True)
    texts = tuple(place for place in parts.values if place not in look.short) + (() if knows_who else parts.who)
    columns = _Columns(texts, look, parts.who if knows_who else (), parts, source.tally)
    database.run_in_order(_load_sql(columns, relation))
    rows, missed = database.row("select count(*), count(missed) from log")
    database.rows(_missed_sql(columns, relation if missed else ""))
    return Loaded(rows, missed, texts, look.short, knows_who, look.warnings)


def _read_places(parts: Parts) -> tuple[int, ...]:
    return (*parts.who, *parts.values, *(() if parts.id is None else (parts.id,)), parts.time)


def _sample(database: Database, source: Source, places: Sequence[int]) -> None:
    relation = source.relation(places, is_final=False)
    chosen = ", ".join(f"c{place}" for place in sorted(set(places)))
    where = "memory.main." if len(places) <= SAMPLED_IN_MEMORY else ""
    database.rows(f"create table {where}head as select {chosen} from {relation} limit {SAMPLE_ROWS}")


def _make_short(database: Database, places: list[int]) -> tuple[int, ...]:
    """Make a type for every column with few values in the sample, and return the places of these columns.

    A file that is not longer than the sample needs none: its columns are coded afterwards.
    """
    if not 0 < len(places) <= MANY_COLUMNS or database.row("select count(*) from head")[0] < SAMPLE_ROWS:
        return ()
    counts = ", ".join(f"count(distinct nullif(c{place}, ''))" for place in places)
    found = zip(places, database.row(f"select {counts} from head"), strict=True)
    short = [place for place, count in found if 0 < count <= FEW_VALUES][:MOST_SHORT]
    for place in short:
        values = f"select c{place} from head where c{place} <> '' group by 1 order by count(*) desc, 1"
        database.rows(f"create type few{place} as enum ({values})")
    return tuple(short)


def _is_settled(database: Database, place: int) -> bool:
    """Whether the values in the sample are likely to be all there are, by how many come once and how many twice.

    Source: Chao (1984), Nonparametric estimation of the number of classes in a population.
    """
    counts = f"select count(*) as n from head where c{place} <> '' group by c{place}"
    once, twice = database.row(f"select count(*) filter (n = 1), count(*) filter (n = 2) from ({counts})")
    return bool(once * once <= twice)


def _counted(
    database: Database, source: Source, parts: Parts, options: dict[str, str]
) -> tuple[TimeStyle, tuple[Problem, ...]] | None:
    """How times are read that count from the start of a session; None where they are moments."""
    import numpy as np

    place, who = parts.time, parts.who[0] if parts.session is None else parts.session
    found = database.rows(f"select c{place}, hash(c{who}) >> 2 from head where c{place} <> '' limit {COUNTED_ROWS}")
    if CHANGED not in options or not are_relative(said for said, _ in found):
        return None
    kept = [(float(said.replace(",", ".")), session) for said, session in found if are_relative((said, "0.0"))]
    name, start_us = source.names[place], told_start_us(options)
    unit = told_unit(options)
    if not unit:
        values, sessions = zip(*kept, strict=True)
        unit = unit_of(np.array(values), np.array(sessions, np.int64), plain_name(name), LEAST_BETWEEN_EVENTS)
    begin = "the moment the mapping tells" if start_us is not None else "the moment the file was last changed"
    what = f"Times count {UNIT_NAMES[unit]} since the start of a session; every session begins at {begin}."
    remedy = "Say start (2026-03-04T09:12:33Z) and time_unit (s, ms or us) under [options] in the mapping."
    said = Problem(f"{source.where}, column “{name}”", what, remedy)
    start_us = int(options[CHANGED]) if start_us is None else start_us
    return TimeStyle("number", start_us=start_us, unit_us=UNITS_US[unit]), (said,)


def _time_style(
    database: Database, source: Source, place: int, options: dict[str, str]
) -> tuple[TimeStyle, tuple[Problem, ...]]:
    """How the times are written; dates with slashes are decided by any part above 12 in the whole column."""
    values = [text for (text,) in database.rows(f"select c{place} from head where c{place} is not null limit 2000")]
    asked = options.get("dates")
    if asked or not has_slashes(values):
        return style_of(values, is_day_first=asked == "day first"), ()
    relation = source.relation((place,), is_final=False)
    first, second = database.row(f"select {slash_parts_sql(f'c{place}')} from {relation}")
    warnings: list[Problem] = []
    name = f"{source.where}, column “{source.names[place]}”"
    if first > 12 and second > 12:
        what = "Some dates have the day first and some the month; those that do not fit are rejected."
        warnings.append(Problem(name, what, "Export the times as 2026-03-04T09:12:33Z."))
    elif first <= 12 and second <= 12:
        what = "Dates like 3/4/2026 can be read in two ways; the month was taken to come first."
        warnings.append(Problem(name, what, "Choose “day first” in the mapping if that is wrong."))
    return style_of(values, is_day_first=first > 12 >= second), tuple(warnings)


@dataclass(frozen=True)
class _Columns:
    """What becomes of the columns: `texts` are kept as such, those of `who` are looked up in `ids` by their hash.

    `tally`: a column of the source's own, or nothing.
    """

    texts: tuple[int, ...]
    look: Look
    who: tuple[int, ...]
    parts: Parts
    tally: str

    @property
    def said(self) -> str:
        """SQL for the texts that the table `missed` has of a row."""
        return f"[{', '.join(['said', *(f'c{place}' for place in self.look.short)])}]"


def _load_sql(columns: _Columns, relation: str) -> str:
    """SQL in three layers, so that nothing is worked out twice for a row; without joins, which lose the rows' order.

    The column `missed` has the texts, or only says that there are some where hardly any are to be expected.
    """
    texts, short, style = columns.texts, columns.look.short, columns.look.style
    time = f"r.c{columns.parts.time}"
    read = dict.fromkeys(f"r.c{place}" for place in (*texts, *short))
    codes = [f"enum_code(try_cast(r.c{place} as few{place}))::smallint as k{place}" for place in short]
    found = {}
    if columns.who:
        found["who"] = ids_hash(columns.who, "r")
    if columns.parts.id is not None:
        found["id"] = hash_sql(f"r.c{columns.parts.id}")
    if columns.tally:
        found[columns.tally] = f"r.{columns.tally}"
    more = [f"{sql} as {name}" for name, sql in found.items()]
    inner = ", ".join([*read, *codes, *more, f"{time} as said", f"{lead_sql(time, style)} as lead"])
    kept = "".join(
        f"{name}, " for name in (*(f"c{place}" for place in texts), *(f"k{place}" for place in short), *found)
    )
    misses = (f"(k{place} is null and c{place} <> '')" for place in short)
    unread = " or ".join(["(stamp is null and said <> '')", *misses])
    may_be = " or ".join(["stamp is null", *(f"k{place} is null" for place in short)])
    said = f"case when {unread} then {'true' if columns.look.is_settled else columns.said} end"
    missed = f"case when {may_be} then {said} end as missed"  # texts are looked at only where a code is missing
    plain = f"select {inner} from {relation} r"
    timed = f"select *, {stamp_sql('said', style, 'lead')} as stamp from ({plain})"
    return f"create table {'' if texts else 'memory.main.'}log as select {kept}stamp, {missed} from ({timed})"


def _missed_sql(columns: _Columns, relation: str) -> str:
    """SQL that makes the table `missed`; the file is read once more where its texts have not been kept."""
    if not relation or not columns.look.is_settled:
        texts = "null::varchar[]" if columns.look.is_settled else "missed"
        return f"create table missed as select rowid as row, {texts} as texts from log where missed is not null"
    read = ", ".join([f"c{columns.parts.time} as said", *dict.fromkeys(f"c{place}" for place in columns.look.short)])
    numbered = f"select row_number() over () - 1 as row, {read} from {relation}"
    return (
        f"create table missed as select f.row, {columns.said} as texts from ({numbered}) f "
        "join (select rowid as row from log where missed) l on f.row = l.row"
    )

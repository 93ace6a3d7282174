"""One event log from file to columns: load, code, sort, look through, report, hand over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.columns import ACTOR, SESSION, EventImport
from convdesk.ingest.event_codes import make_clock, make_codings, make_events
from convdesk.ingest.event_columns import (
    batches,
    count_twins,
    look_first,
    make_dictionary,
    pieces_of,
    session_terms,
)
from convdesk.ingest.event_people import find_links, make_people
from convdesk.ingest.event_report import merged, names_of, row_problems, warnings_of
from convdesk.ingest.event_roles import parts_of
from convdesk.ingest.event_table import load
from convdesk.ingest.reader import Reading
from convdesk.model.imports import ImportReport, SourceKind
from convdesk.model.mapping import Column, Role
from convdesk.model.moment import iso, zone_of
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    import numpy as np
    from numpy.typing import NDArray

    from convdesk.ingest.event_codes import Clock, Coding
    from convdesk.ingest.event_columns import Dictionary, FirstLook
    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_roles import Parts
    from convdesk.ingest.event_source import Rejects, Source
    from convdesk.ingest.event_table import Loaded
    from convdesk.ingest.reader import Terms
    from convdesk.model.mapping import Mapping
    from convdesk.model.problem import Problem

STAGES = 6
EXAMPLE_ROWS = 60


@dataclass(frozen=True)
class Coded:
    """A file in the temporary database, its rows sorted in the table `events`."""

    database: Database
    source: Source
    parts: Parts
    loaded: Loaded
    rejects: Rejects
    clock: Clock
    codings: dict[int, Coding]
    kept: int
    problems: tuple[Problem, ...]

    @property
    def event(self) -> int:
        """The place of the column that names what happened."""
        return self.parts.coded[0][1]


def import_events(database: Database, source: Source, mapping: Mapping, title: str, *, terms: Terms) -> Reading:
    """All but the handing over is done when this returns; raises ProblemError when no row can be kept."""
    step = database.progress.step
    step(0, STAGES, "Reading the file")
    parts = parts_of(mapping, columns_of(database, source), source.where, keep_personal=terms.keep_personal)
    loaded = load(database, source, parts, mapping.options)
    rejects = source.rejects(database, loaded.rows)
    step(1, STAGES, "Coding the columns")
    coded = _coded(database, source, parts, (loaded, rejects), zone_of(mapping.zone))
    step(2, STAGES, "Ordering the sessions")
    look = look_first(database, coded.kept, _sessions(database, parts))
    step(3, STAGES, "Collecting the values")
    dictionaries = {place: make_dictionary(database, coding) for place, coding in coded.codings.items()}
    report = _report(coded, look, dictionaries[coded.event], mapping.zone, title)
    step(4, STAGES, "Handing over")
    return Reading(report, events=_payload(coded, look, dictionaries))


def columns_of(database: Database, source: Source) -> tuple[Column, ...]:
    """The file's columns with some of their values, all of them properties so far."""
    rows = first_rows(database, source, EXAMPLE_ROWS)
    values = zip(*rows, strict=True) if rows else ((),) * len(source.names)
    return tuple(
        Column(name, Role.PROPERTY, tuple(dict.fromkeys(value for value in some if value)))
        for name, some in zip(source.names, values, strict=True)
    )


def first_rows(database: Database, source: Source, count: int) -> list[tuple[str, ...]]:
    """The first rows as texts."""
    places = range(len(source.names))
    chosen = ", ".join(f"coalesce(c{place}, '')" for place in places)
    return database.rows(f"select {chosen} from {source.relation(places, is_final=False)} limit {count}")


def _coded(database: Database, source: Source, parts: Parts, read: tuple[Loaded, Rejects], zone: ZoneInfo) -> Coded:
    loaded, rejects = read
    make_people(database, parts)
    clock = make_clock(database, zone)
    codings = make_codings(database, parts, loaded)
    kept = make_events(database, parts, codings, clock) if clock else 0
    event = codings[parts.coded[0][1]]
    problems = merged(rejects.first, row_problems(database, source, parts, event, loaded.rows - kept))
    if clock is None or not kept:
        raise _nothing_kept(source.where, problems)
    return Coded(database, source, parts, loaded, rejects, clock, codings, kept, problems)


def _nothing_kept(where: str, problems: tuple[Problem, ...]) -> ProblemError:
    if not problems:
        return ProblemError(where, "The file has no rows.", "Export it again with its rows.")
    first = problems[0]
    what = f"No row can be read. The first, {first.where}: {first.what}"
    return ProblemError(where, what, "Check which columns are who, what and when, and the delimiter.")


def _sessions(database: Database, parts: Parts) -> int:
    return 0 if parts.session is None else int(database.row("select count(*) from visits")[0])


def _report(coded: Coded, look: FirstLook, events: Dictionary, zone: str, title: str) -> ImportReport:
    clock, rejected = coded.clock, coded.loaded.rows - coded.kept + coded.rejects.count
    first, last = (clock.first_us + tick * clock.tick_us for tick in (look.first_tick, look.last_tick))
    twins = count_twins(coded.database, look)
    return ImportReport(
        coded.source.where, title, SourceKind.EVENTS,
        read=coded.kept + rejected, kept=coded.kept, rejected=rejected, problems=coded.problems,
        warnings=warnings_of(coded.source, (coded.loaded, coded.rejects), (first, last), twins),
        first=iso(first), last=iso(last), actors=look.actors,
        sessions=look.seen if coded.parts.session is not None else None,
        names=names_of(coded.database, coded.event, events),
        personal=coded.parts.personal, zone_assumed=zone if clock.has_local else None,
    )  # fmt: skip


def _payload(coded: Coded, look: FirstLook, dictionaries: dict[int, Dictionary]) -> EventImport:
    database, clock = coded.database, coded.clock
    people = int(database.row("select count(*) from people")[0])
    texts: dict[str, Iterable[Sequence[str]]] = {ACTOR: pieces_of(database, "people", people, "key")}
    columns: dict[str, tuple[str, NDArray[np.int32] | None]] = {}
    if coded.parts.session is not None:
        texts[SESSION] = session_terms(database, look)
        columns[SESSION] = (SESSION, look.final)
    for name, place in coded.parts.coded:
        texts[name] = dictionaries[place].pieces(database)
        columns[name] = (f"k{place}", dictionaries[place].final)
    return EventImport(
        t0_us=clock.first_us, tick_us=clock.tick_us, span_ticks=clock.span_ticks, rows=coded.kept,
        dictionaries=texts, batches=batches(database, coded.kept, columns),
        links=find_links(database, coded.parts),
    )  # fmt: skip

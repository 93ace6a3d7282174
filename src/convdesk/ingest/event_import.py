"""One event log from file to columns: load, code, sort, look through, report, hand over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convdesk.columns import ACTOR, SESSION, TICK, EventImport
from convdesk.ingest.event_codes import Log, forgetting_rows, make_clock, make_codings
from convdesk.ingest.event_columns import batches, chosen_terms, make_dictionary, names_of, pieces_of, sessions_of
from convdesk.ingest.event_ids import NO_ID, came_before, sorted_hashes
from convdesk.ingest.event_order import in_order
from convdesk.ingest.event_people import make_ids, make_people
from convdesk.ingest.event_report import merged, named_by_page, row_problems, warnings_of
from convdesk.ingest.event_roles import parts_of
from convdesk.ingest.event_rows import ID, Room, gather
from convdesk.ingest.event_table import knows_ids, load, look_at
from convdesk.ingest.reader import Reading
from convdesk.model.imports import ImportReport, SourceKind
from convdesk.model.mapping import Column, Role
from convdesk.model.moment import iso, zone_of
from convdesk.model.problem import Problem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from convdesk.ingest.event_columns import Dictionary, Sessions
    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_order import Ordered
    from convdesk.ingest.event_people import People
    from convdesk.ingest.event_roles import Parts
    from convdesk.ingest.event_rows import FileRows
    from convdesk.ingest.event_source import Rejects, Source
    from convdesk.ingest.event_table import Loaded
    from convdesk.ingest.reader import Terms
    from convdesk.model.mapping import Mapping
    from convdesk.model.progress import Progress

STAGES = 6
EXAMPLE_ROWS = 60
_ALL_KNOWN = "All of it is in the study already."


@dataclass(frozen=True)
class Once:
    """What the vendor's ids say: how many rows came before, and the hashes of those that are kept, ascending."""

    duplicates: int = 0
    ids: NDArray[np.uint64] | None = None


@dataclass(frozen=True)
class Coded:
    """A file whose kept rows are in their final order, with what was learned on the way."""

    log: Log
    source: Source
    rejects: Rejects
    problems: tuple[Problem, ...]
    once: Once
    ordered: Ordered
    dictionaries: dict[int, Dictionary]
    sessions: Sessions | None


def import_events(database: Database, source: Source, mapping: Mapping, title: str, *, terms: Terms) -> Reading:
    """All but the handing over is done when this returns; without events when the study has all of them already.

    Raises ProblemError when no row can be used.
    """
    database.progress.step(0, STAGES, "Reading the file")
    parts = parts_of(mapping, columns_of(database, source), source.where, terms)
    loaded, people = _loaded(database, source, parts, mapping)
    rejects = source.rejects(database, loaded.rows)
    database.progress.step(1, STAGES, "Coding the columns")
    clock = make_clock(database, zone_of(mapping.zone))
    log = Log(database, parts, loaded, people, clock, make_codings(database, parts, loaded))
    coded = _coded(log, source, rejects, terms)
    database.progress.step(4, STAGES, "Handing over")
    report = _report(coded, mapping.zone, title)
    return Reading(report, events=_payload(coded) if report.kept else None)


def columns_of(database: Database, source: Source) -> tuple[Column, ...]:
    """The file's columns with some of their values, all of them properties so far."""
    rows = source.seen[:EXAMPLE_ROWS] or first_rows(database, source, EXAMPLE_ROWS)
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


def _loaded(database: Database, source: Source, parts: Parts, mapping: Mapping) -> tuple[Loaded, People]:
    """The table `log`, and whose its rows are; two things at a time where the ids are quickly read alone."""
    with database.beside() as other, ThreadPoolExecutor(1) as pool:
        has_ids = pool.submit(knows_ids, other, source, parts)
        look = look_at(database, source, parts, mapping.options)
        if has_ids.result():
            people = pool.submit(make_people, other, parts)
            return load(database, source, parts, look, knows_who=True), people.result()
    loaded = load(database, source, parts, look, knows_who=False)
    make_ids(database, parts.who, "log")
    return loaded, make_people(database, parts)


def _coded(log: Log, source: Source, rejects: Rejects, terms: Terms) -> Coded:
    database, step = log.database, log.database.progress.step
    step(2, STAGES, "Sorting the rows")
    found = gather(log, Room(database.folder / "read", log.loaded.rows))
    problems = merged(rejects.first, row_problems(log, source, found.unread))
    if not found.kept:
        raise _nothing_kept(source.where, problems)
    with forgetting_rows(log):
        once = _only_once(found, terms, database.progress)
        ordered = in_order(found, log.people.people, Room(database.folder / "sorted", found.kept), database.progress)
    step(3, STAGES, "Collecting the values")
    dictionaries = {place: make_dictionary(database, coding) for place, coding in log.codings.items()}
    sessions = None if log.parts.session is None else sessions_of(ordered, log.people.sessions, log.loaded.rows)
    return Coded(log, source, rejects, problems, once, ordered, dictionaries, sessions)


def _only_once(found: FileRows, terms: Terms, progress: Progress) -> Once:
    """Leave out rows whose id came before."""
    if ID not in found.columns:
        return Once()
    kept = np.flatnonzero(found.columns[ACTOR] >= 0)
    repeated = came_before(found.columns[ID][kept], terms.known_ids(), progress)
    found.leave_out(kept[repeated])
    ids = np.delete(found.columns[ID][kept], repeated)
    return Once(len(repeated), sorted_hashes(ids[ids != NO_ID], progress))


def _nothing_kept(where: str, problems: tuple[Problem, ...]) -> ProblemError:
    if not problems:
        return ProblemError(where, "The file has no rows.", "Export it again with its rows.")
    first = problems[0]
    what = f"No row can be read. The first, {first.where}: {first.what}"
    remedy = f"{first.remedy} Or check which columns are who, what and when, and the delimiter."
    return ProblemError(where, what, remedy)


def _report(coded: Coded, zone: str, title: str) -> ImportReport:
    log, ordered, duplicates = coded.log, coded.ordered, coded.once.duplicates
    rejected = log.loaded.rows - ordered.rows - duplicates + coded.rejects.count
    report = ImportReport(
        coded.source.where, title, SourceKind.EVENTS,
        read=ordered.rows + duplicates + rejected, kept=ordered.rows, duplicates=duplicates, rejected=rejected,
        problems=coded.problems,
        warnings=(
            *coded.rejects.warnings, *log.loaded.warnings, *named_by_page(coded.source.where, log.parts.unused),
            *log.clock.changes.said(coded.source.where, zone),
        ),
        names=names_of(ordered, f"k{log.event}", coded.dictionaries[log.event]), actors=len(ordered.actors),
        users=_named(coded), sessions=None if coded.sessions is None else len(coded.sessions.codes),
        personal=log.parts.personal,
        zone_assumed=zone if log.clock.has_local else None,
    )  # fmt: skip
    if not ordered.rows:
        known = Problem(coded.source.where, _ALL_KNOWN, "Nothing was added, and nothing needs to be done.")
        return replace(report, warnings=(*report.warnings, known))
    ticks = ordered.columns[TICK]
    first, last = (log.clock.first_us + int(tick) * log.clock.tick_us for tick in (ticks.min(), ticks.max()))
    warnings = (*report.warnings, *warnings_of(coded.source.where, (first, last), ordered.twins))
    return replace(report, first=iso(first), last=iso(last), warnings=warnings)


def _named(coded: Coded) -> int:
    """How many of the people have a name of their own; the others are known by a session only."""
    unnamed = "key >= 'session:' and key < 'session;'"
    below, among = coded.log.database.row(
        f"select count(*) filter (key < 'session:'), count(*) filter ({unnamed}) from people"
    )
    first, behind = np.searchsorted(coded.ordered.actors, (below, below + among)).tolist()
    return len(coded.ordered.actors) - int(behind - first)


def _payload(coded: Coded) -> EventImport:
    log, ordered, sessions, database = coded.log, coded.ordered, coded.sessions, coded.log.database
    texts: dict[str, Iterable[Sequence[str]]] = {
        ACTOR: _chosen(database, "people", "key", ordered.actors, log.people.people)
    }
    columns: dict[str, tuple[str, NDArray[np.int32] | None]] = {}
    if sessions is not None:
        texts[SESSION] = _chosen(database, "visited", "v", sessions.codes, log.people.sessions)
        columns[SESSION] = (SESSION, sessions.final)
    for name, place in log.parts.coded:
        dictionary = coded.dictionaries[place]
        texts[name], columns[name] = dictionary.pieces(database), (f"k{place}", dictionary.final)
    return EventImport(
        t0_us=log.clock.first_us, tick_us=log.clock.tick_us, span_ticks=log.clock.span_ticks, rows=ordered.rows,
        dictionaries=texts, batches=batches(ordered, log.people.people, columns, database.progress),
        links=_links(log, ordered), ids=coded.once.ids,
    )  # fmt: skip


def _chosen(database: Database, table: str, column: str, codes: NDArray[np.intp], of: int) -> Iterable[Sequence[str]]:
    """The texts of those that have rows, of so many."""
    if len(codes) == of:
        return pieces_of(database, table, of, column)
    return chosen_terms(database, table, column, codes)


def _links(log: Log, ordered: Ordered) -> list[tuple[int, str]]:
    """What joins people who have rows, by their final codes."""
    found = log.people.links
    final = {int(actor): place for place, actor in enumerate(ordered.actors)} if found else {}
    return [(final[actor], key) for actor, key in found if actor in final]

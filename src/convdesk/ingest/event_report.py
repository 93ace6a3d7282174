"""The report of an event log: what was read, what was kept, which rows were not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.ingest.event_people import actor_sql
from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.moment import DAY_US, iso
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.event_codes import Coding
    from convdesk.ingest.event_columns import Dictionary
    from convdesk.ingest.event_database import Database
    from convdesk.ingest.event_roles import Parts
    from convdesk.ingest.event_source import Rejects, Source
    from convdesk.ingest.event_table import Loaded

LONG_YEARS = 15
EARLIEST_YEARS = 20
"""A log that spans more, or begins less after 1970, is doubted."""
_TIME_REMEDY = "Write it as 2026-03-04T09:12:33Z, or as a number of seconds or milliseconds since 1970."


def row_problems(
    database: Database, source: Source, parts: Parts, event: Coding, count: int
) -> list[tuple[int, Problem]]:
    """The first rows without a readable time, a person or an event, as (line, problem)."""
    if not count:
        return []
    actor, joins = actor_sql(parts)
    found = database.rows(
        f"select l.row, at_us is null, missed[1], {actor} is null from timed l {joins}{event.join} "
        f"where at_us is null or {actor} is null or {event.code} is null order by l.row limit {PROBLEMS_KEPT}"
    )
    lines = source.lines_of(database, [row for row, *_ in found])
    problems = []
    for row, has_no_time, said, has_nobody in found:
        line = lines.get(row, row + 1)
        problems.append((line, Problem(f"{source.line_word} {line}", *_reason(has_no_time, said, has_nobody))))
    return problems


def merged(*problems: Sequence[tuple[int, Problem]]) -> tuple[Problem, ...]:
    """The first problems in order of their lines."""
    together = sorted((pair for some in problems for pair in some), key=lambda pair: pair[0])
    return tuple(problem for _, problem in together[:PROBLEMS_KEPT])


def warnings_of(
    source: Source, read: tuple[Loaded, Rejects], span_us: tuple[int, int], twins: int
) -> tuple[Problem, ...]:
    """What to look at although the import went well."""
    loaded, rejects = read
    found = [*rejects.warnings, *loaded.warnings]
    if twins:
        what = f"{twins:,} rows are exactly like another one; they were kept."
        found.append(Problem(source.where, what, "If they were exported twice, remove them and import again."))
    first, last = span_us
    if last - first > LONG_YEARS * 365 * DAY_US or first < EARLIEST_YEARS * 365 * DAY_US:
        what = f"The times go from {iso(first)} to {iso(last)}, which is hard to believe."
        found.append(Problem(source.where, what, "Check the column of times and the clock of the source."))
    return tuple(found)


def names_of(database: Database, place: int, dictionary: Dictionary) -> dict[str, int]:
    """Event name → how many kept rows have it, most frequent first."""
    counts = database.rows(f"select k{place}, count(*) from events group by 1 order by 2 desc, 1")
    if dictionary.whole is None:
        return {}
    names: dict[str, int] = {}
    for code, count in counts:
        final = code if dictionary.final is None else int(dictionary.final[code])
        name = dictionary.whole[final]
        names[name] = names.get(name, 0) + count
    return names


def _reason(has_no_time: bool, said: str | None, has_nobody: bool) -> tuple[str, str]:
    if has_no_time and not said:
        return "The row has no time.", _TIME_REMEDY
    if has_no_time:
        short = said if len(said or "") <= 60 else f"{(said or '')[:60]}…"
        return f"“{short}” cannot be read as a time between 1970 and 2100.", _TIME_REMEDY
    if has_nobody:
        return "The row names neither a person nor a session.", "Fill in who it was, or leave the row out."
    return "The row names no event.", "Fill in what happened, or leave the row out."

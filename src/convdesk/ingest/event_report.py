"""The report of an event log: what was read, what was kept, which rows were not and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.imports import PROBLEMS_KEPT
from convdesk.model.moment import DAY_US, iso
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.ingest.event_codes import Log
    from convdesk.ingest.event_source import Source

LONG_YEARS = 15
EARLIEST_YEARS = 20
"""A log that spans more, or begins less after 1970, is doubted."""
_ROUNDED = re.compile(r"\d(?:[.,]\d{0,8})?[eE][+]?\d\d")
_ROUNDED_REMEDY = "Take the file as it was exported; if a spreadsheet must save it, make that column text first."
_TIME_REMEDY = "Write it as 2026-03-04T09:12:33Z, or as a number of seconds or milliseconds since 1970."


def row_problems(log: Log, source: Source, unread: Sequence[tuple[int, bool, bool]]) -> list[tuple[int, Problem]]:
    """The first rows without a readable time, a person or an event, as (line, problem)."""
    rows = [row for row, *_ in unread]
    if not rows:
        return []
    log.database.lend("unread", {"row": np.array(rows, np.int64)})
    said = dict(log.database.rows("select m.row, m.texts[1] from missed m join unread u on m.row = u.row"))
    lines = source.lines_of(log.database, rows)
    problems = []
    for row, has_time, has_person in unread:
        line = lines.get(row, row + 1)
        problems.append((line, Problem(f"{source.line_word} {line}", *_reason(said.get(row), has_time, has_person))))
    return problems


def merged(*problems: Sequence[tuple[int, Problem]]) -> tuple[Problem, ...]:
    """The first problems in order of their lines."""
    together = sorted((pair for some in problems for pair in some), key=lambda pair: pair[0])
    return tuple(problem for _, problem in together[:PROBLEMS_KEPT])


def named_by_page(where: str, unused: Sequence[str]) -> tuple[Problem, ...]:
    """What is said where pages name the events although another column may do so for some."""
    if not unused:
        return ()
    what = f"“{unused[0]}” names an event in some rows only, so every event is called by its page."
    return (Problem(where, what, "Give that column the role of the event to count the rows it names, and only those."),)


def warnings_of(where: str, span_us: tuple[int, int], twins: int) -> tuple[Problem, ...]:
    """What to look at although the import went well."""
    found = []
    if twins:
        many = f"{twins:,} rows are exactly like another one; they were kept."
        what = "1 row is exactly like another one; it was kept." if twins == 1 else many
        found.append(Problem(where, what, "If they were exported twice, remove them and import again."))
    first, last = span_us
    if last - first > LONG_YEARS * 365 * DAY_US or first < EARLIEST_YEARS * 365 * DAY_US:
        what = f"The times go from {iso(first)} to {iso(last)}, which is hard to believe."
        found.append(Problem(where, what, "Check the column of times and the clock of the source."))
    return tuple(found)


def _reason(said: str | None, has_time: bool, has_person: bool) -> tuple[str, str]:
    if not has_time and not said:
        return "The row has no time.", _TIME_REMEDY
    if not has_time:
        if said and _ROUNDED.fullmatch(said.strip()):
            return f"“{said.strip()}” is a time that a spreadsheet rounded: its last digits are lost.", _ROUNDED_REMEDY
        short = said if len(said or "") <= 60 else f"{(said or '')[:60]}…"
        return f"“{short}” cannot be read as a time between 1970 and 2100.", _TIME_REMEDY
    if not has_person:
        return "The row names neither a person nor a session.", "Fill in who it was, or leave the row out."
    return "The row names no event.", "Fill in what happened, or leave the row out."

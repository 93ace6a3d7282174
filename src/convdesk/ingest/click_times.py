"""The clocks of click logs: moments, or time since a start that has to be found or invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest.clock_changes import NO_CHANGES, ClockChanges
from convdesk.ingest.relative_times import ABSOLUTE_FROM, UNIT_NAMES, UNITS_US, unit_of
from convdesk.ingest.survey_times import read_moments
from convdesk.ingest.times import LATEST_US

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.model.progress import Progress

    Floats = NDArray[np.floating]
    Codes = NDArray[np.int64]

NO_CLOCK_STEP_MS = 2000.0
"""Rows without any time are laid so far apart that none seem to be a burst of clicks."""

TO_CLICK = re.compile(r"(?:.*_)?(?:time|seconds)_to_click(?:_.*)?")


@dataclass(frozen=True)
class Clock:
    """When each row was: UTC ms (NaN: it cannot be read), the same from the start of its session, and what was done."""

    at_ms: Floats
    since_ms: Floats
    sentences: tuple[str, ...] = ()
    is_zone_assumed: bool = False
    is_invented: bool = False
    changes: ClockChanges = NO_CHANGES


@dataclass(frozen=True)
class Said:
    """The times of a file as they are written: numbers (NaN: none), texts by row, and the session of each row."""

    numbers: Floats
    texts: dict[int, str]
    sessions: Codes
    column: str | None


def clock_of(said: Said, zone: str, unit: str, file_ms: int, progress: Progress) -> Clock:
    """The moments of all rows; a session that only counts from its start begins at `file_ms`."""
    if said.column is None:
        return lined_up(len(said.sessions), file_ms, "No column says when")
    at_ms, is_zone_assumed, changes = _moments(said, zone, progress)
    is_relative = (said.numbers >= 0) & (said.numbers < ABSOLUTE_FROM)
    if not is_relative.any():
        return Clock(at_ms, at_ms, (), is_zone_assumed, changes=changes)
    unit = unit or unit_of(said.numbers[is_relative], said.sessions[is_relative], said.column)
    since_ms = np.where(is_relative, said.numbers * UNITS_US[unit] / 1000, np.nan)
    starts = _starts(at_ms, since_ms, said.sessions)
    is_invented = np.isnan(starts[said.sessions])
    begin_ms = np.where(is_invented, file_ms, starts[said.sessions])
    found = np.where(is_relative, begin_ms + since_ms, at_ms)
    invented = bool((is_invented & is_relative).any())
    since = np.where(is_relative & is_invented, since_ms, found)
    return Clock(found, since, _sentences(unit, is_relative, invented), is_zone_assumed, invented, changes)


def usual_step_ms(at_ms: Floats, sessions: Codes) -> float:
    """The usual time between two rows of a session, in milliseconds; 0 where no session has two."""
    order = np.lexsort((at_ms, sessions))
    steps = np.diff(at_ms[order])[np.diff(sessions[order]) == 0]
    steps = steps[~np.isnan(steps)]
    return float(np.median(steps)) if steps.size else 0.0


def lined_up(rows: int, file_ms: int, why: str) -> Clock:
    """Moments for rows whose own cannot be known, and a sentence that begins with why."""
    since_ms = np.arange(rows, dtype=np.float64) * NO_CLOCK_STEP_MS
    what = f"{why}: rows stand two seconds apart, in the order of the file, from an invented start on."
    return Clock(file_ms + since_ms, since_ms, (what,), is_invented=True)


def _moments(said: Said, zone: str, progress: Progress) -> tuple[Floats, bool, ClockChanges]:
    """What is a moment: numbers by their magnitude, texts in any form."""
    numbers = said.numbers
    scale = np.select(
        [numbers < ABSOLUTE_FROM, numbers < 1e11, numbers < 1e14, numbers < 1e17], [np.nan, 1e3, 1.0, 1e-3], 1e-6
    )
    at_ms = numbers * scale
    at_ms[~((at_ms >= 0) & (at_ms * 1000 <= LATEST_US))] = np.nan
    if not said.texts:
        return at_ms, False, NO_CHANGES
    read = read_moments(list(said.texts.values()), zone, "", progress)
    for row, at_us in zip(said.texts, read.at_us, strict=True):
        at_ms[row] = np.nan if at_us is None else at_us / 1000
    return at_ms, read.is_zone_assumed, read.changes


def _starts(at_ms: Floats, since_ms: Floats, sessions: Codes) -> Floats:
    """When each session began, by its first moment and the time since the start beside it; NaN: nothing says."""
    starts = np.full(int(sessions.max()) + 1 if sessions.size else 0, np.nan)
    latest = np.zeros(len(starts))
    is_open = set(np.unique(sessions[~np.isnan(at_ms)]).tolist())
    for row in np.flatnonzero(np.isin(sessions, list(is_open))).tolist():
        session = int(sessions[row])
        if not np.isnan(since_ms[row]):
            latest[session] = since_ms[row]
        elif np.isnan(starts[session]) and not np.isnan(at_ms[row]):
            starts[session] = at_ms[row] - latest[session]
    return starts


def _sentences(unit: str, is_relative: NDArray[np.bool_], is_invented: bool) -> tuple[str, ...]:
    name = UNIT_NAMES[unit]
    count = int(is_relative.sum())
    rows = "Times" if count == len(is_relative) else f"{count:,} of {len(is_relative):,} times"
    begin = "an invented start: the moment the file was last changed" if is_invented else "moments in the same session"
    return (f"{rows} count {name} since the start of a session. The start is taken from {begin}.",)

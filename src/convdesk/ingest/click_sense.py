"""What the rows of a click log mean, decided over all of them: kinds, clock, space and size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest.click_kinds import MATOMO_COLUMNS, MOVE, OTHER, Kinds, kinds_of, why_clicks
from convdesk.ingest.click_places import GUESSED_WIDTH, Space, space_of, told_space
from convdesk.ingest.click_recordings import Understood
from convdesk.ingest.click_times import TO_CLICK, Clock, Said, clock_of, lined_up, usual_step_ms
from convdesk.ingest.relative_times import told_start_us, told_unit
from convdesk.ingest.roles import plain_name
from convdesk.model.mapping import Role
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.ingest.click_rows import ClickRows
    from convdesk.model.mapping import Mapping
    from convdesk.model.progress import Progress

    Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Sense:
    """The rows understood, and what was decided on the way; rows that cannot be used have no time."""

    data: Understood
    mapping: Mapping
    space: Space
    clock: Clock
    kinds: Kinds
    is_width_guessed: bool = False
    is_ratio_guessed: bool = False


def understood(rows: ClickRows, mapping: Mapping, file_ms: int, line_word: str, progress: Progress) -> Sense:
    """What the rows mean; those without a usable time or place are rejected in `rows`. Raises ProblemError."""
    options = mapping.options
    clock = _clock(rows, mapping, file_ms, progress)
    kinds = _kinds(rows, mapping, clock)
    x, y = (_floats(column) for column in (rows.x, rows.y))
    width, height = _told_px(options, "width"), _told_px(options, "height")
    widths, heights = _sizes(_floats(rows.width), width), _sizes(_floats(rows.height), height)
    space = _space(mapping, (x, y), float(np.max(heights, initial=0)))
    is_fraction = space.name == "fraction"
    is_width_guessed = is_fraction and bool(np.any(widths == 0))
    if is_fraction:
        widths = np.where(widths == 0, GUESSED_WIDTH, widths)
    is_ratio_guessed = is_fraction and space.is_y_fraction and bool(np.any(heights == 0))
    tall = np.where(heights == 0, widths, heights)
    x, y = space.on_page(x, y, widths, tall)
    classes = np.array(kinds.classes, np.int64)[rows.kind.codes()]
    if space.name == "element":
        classes[classes == MOVE] = OTHER
    at_ms = _without_unusable(rows, clock, classes, line_word)
    data = Understood(rows, at_ms, clock.since_ms, classes, x, y, widths, heights)
    return Sense(data, mapping, space, clock, kinds, is_width_guessed, is_ratio_guessed)


def _clock(rows: ClickRows, mapping: Mapping, file_ms: int, progress: Progress) -> Clock:
    column = mapping.named(Role.TIME)
    start_us = told_start_us(mapping.options)
    file_ms = file_ms if start_us is None else start_us // 1000
    if column and TO_CLICK.fullmatch(plain_name(column)) and not _names_somebody(mapping):
        return lined_up(
            len(rows), file_ms, f"“{column}” counts from each visitor's own arrival, and nothing names them"
        )
    said = Said(_floats(rows.times), rows.time_texts, rows.session.codes(), plain_name(column) if column else None)
    return clock_of(said, mapping.zone, told_unit(mapping.options), file_ms, progress)


def _kinds(rows: ClickRows, mapping: Mapping, clock: Clock) -> Kinds:
    names = [plain_name(column.name) for column in mapping.columns]
    reason = why_clicks(names, is_anonymous=not _names_somebody(mapping))
    step_ms = usual_step_ms(clock.since_ms, rows.session.codes())
    return kinds_of(rows.kind.texts, mapping.options.get("click", ""), reason, step_ms)


def _names_somebody(mapping: Mapping) -> bool:
    return any(mapping.named(role) for role in (Role.USER, Role.SESSION, Role.EMAIL))


def _space(mapping: Mapping, places: tuple[Floats, Floats], height_px: float) -> Space:
    told = told_space(mapping.options)
    if not told and {plain_name(column.name) for column in mapping.columns} >= MATOMO_COLUMNS:
        return Space("element", "0 to 2000 of its width and height, as Matomo records them")
    x_name, y_name = mapping.named(Role.X) or "", mapping.named(Role.Y) or mapping.named(Role.X) or ""
    names = plain_name(x_name), plain_name(y_name)
    return space_of(*places, names, told, height_px)


def _without_unusable(rows: ClickRows, clock: Clock, kinds: NDArray[np.int64], line_word: str) -> Floats:
    """The times, NaN for rows that are rejected here: without a time, or moves without a place."""
    at_ms = clock.at_ms.copy()
    no_time = np.isnan(at_ms)
    no_place = ~no_time & (kinds == MOVE) & np.isnan(_floats(rows.x))
    for mask, what, remedy in (
        (no_time, "The row has no usable time.", "Write times as numbers or as 2026-03-04T09:12:33Z."),
        (no_place, "The row is a move without a place.", "Nothing needs to be done: there was no place to keep."),
    ):
        for place in np.flatnonzero(mask).tolist():
            rows.reject(f"{line_word} {rows.lines[place]}", what, remedy)
    at_ms[no_place] = np.nan
    return at_ms


def _told_px(options: dict[str, str], name: str) -> float:
    """A length the mapping tells, in pixels; 0 where it does not. Raises ProblemError for no length."""
    told = options.get(name, "").strip()
    if not told:
        return 0.0
    try:
        size = float(told)
    except ValueError:
        size = -1.0
    if not 1 <= size <= 100_000:
        raise ProblemError(f"option {name} = “{told}”", "This is no length in pixels.", "Write for example 1280.")
    return size


def _sizes(found: Floats, told: float) -> Floats:
    return np.where(found > 0, found, told)


def _floats(values: object) -> Floats:
    return np.array(values, np.float64)

"""What a click log brought, and what was decided about it, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convdesk.ingest.click_kinds import CLICK, MOVE, SCROLL
from convdesk.ingest.click_places import GUESSED_WIDTH
from convdesk.ingest.roles import personal_columns
from convdesk.model.imports import ImportReport, SourceKind
from convdesk.model.mapping import Role
from convdesk.model.moment import iso
from convdesk.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convdesk.columns import RecordingImport
    from convdesk.ingest.click_sense import Sense

_LINKS = (Role.USER, Role.SESSION, Role.EMAIL)


def report_of(name: str, sense: Sense, found: list[RecordingImport], duplicates: int) -> ImportReport:
    """The report of a whole click log of which some sessions may be in the study already."""
    rows, at_ms = sense.data.rows, sense.data.at_ms[~np.isnan(sense.data.at_ms)]
    kept = sum(one.events for one in found)
    kinds = sense.data.kinds[~np.isnan(sense.data.at_ms)]
    personal = personal_columns(c for c in sense.mapping.columns if c.role in {Role.SKIP, Role.PROPERTY})
    return ImportReport(
        file=name, format="clicks", kind=SourceKind.RECORDING, read=kept + duplicates + rows.rejected, kept=kept,
        duplicates=duplicates, rejected=rows.rejected, problems=tuple(rows.problems),
        warnings=(
            *(Problem(name, what, remedy) for what, remedy in _said(sense, found, duplicates)),
            *sense.clock.changes.said(name, sense.mapping.zone),
        ),
        first=iso(int(at_ms.min()) * 1000), last=iso(int(at_ms.max()) * 1000),
        actors=len({one.keys for one in found}), sessions=len({one.session for one in found}), recordings=len(found),
        clicks=sum(len(one.clicks) for one in found), moves=sum(len(one.moves) for one in found),
        scrolls=int((kinds == SCROLL).sum()) if found else 0, pages=len({page for one in found for page in one.pages}),
        personal=personal, zone_assumed=sense.mapping.zone if sense.clock.is_zone_assumed else None,
    )  # fmt: skip


def _said(sense: Sense, found: list[RecordingImport], duplicates: int) -> Iterator[tuple[str, str]]:
    if duplicates:
        yield (
            f"{duplicates:,} rows are of sessions the study has already; they were left out.",
            "Nothing needs to be done.",
        )
    for what in sense.clock.sentences:
        yield what, "Say time_unit (s or ms) in the mapping if that is wrong."
    yield sense.kinds.sentence, "Say click (the words that mean one, or all or none) in the mapping if that is wrong."
    yield from _space_said(sense)
    if CLICK in sense.data.kinds:
        what = "Whether the page answered is unknown in a click log: none of these clicks counts as dead."
        yield what, "Import recordings (rrweb) to see clicks without an answer."
    if found and not any(sense.data.rows.page.texts):
        yield "No column names the page: all is on a page called (unknown).", "Give the column of pages its role."
    if not any(column.role in _LINKS for column in sense.mapping.columns):
        yield "Nothing says whose these are; they stay anonymous.", "Give the column of people or sessions its role."


def _space_said(sense: Sense) -> Iterator[tuple[str, str]]:
    space, remedy = sense.space, "Say space (page, viewport, screen or fraction) in the mapping if that is wrong."
    if not {CLICK, MOVE} & set(sense.data.kinds.tolist()):
        return
    yield f"Places were taken as {_SPACES[space.name]}: {space.reason}.", remedy
    if sense.is_width_guessed:
        ratio = " and as high, because the page's height is unknown too" if sense.is_ratio_guessed else ""
        what = f"Nothing says how wide the page was: fractions are drawn on {GUESSED_WIDTH:,} px{ratio}."
        yield what, "Say width (and height) in the mapping, in pixels."
    elif sense.is_ratio_guessed:
        what = "Nothing says how high the page was: it was taken to be as high as wide."
        yield what, "Say height in the mapping, in pixels."


_SPACES = {
    "page": "page pixels",
    "viewport": "pixels of the viewport; how far the page was scrolled is unknown, so they lie at its top",
    "screen": "pixels of the screen; where the window stood is unknown, so they are not moved",
    "fraction": "fractions of the page",
    "element": "parts of the element that is named, so clicks have no place on the page, and moves are in no heat map",
}

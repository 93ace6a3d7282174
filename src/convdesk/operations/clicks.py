"""Clicks on pages: count them, draw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.analyse import clicks, heat
from convdesk.model.share import share_text
from convdesk.operations.pictures import picture_bytes, picture_for
from convdesk.operations.segments import people_mask
from convdesk.operations.troubles import ruled_clicks

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.heat import ClickResult, ClickSpec, ElementClicks, HeatPicture
    from convdesk.model.page import PageVisits
    from convdesk.model.progress import Progress
    from convdesk.operations.study import Study


def count_clicks(study: Study, spec: ClickSpec, progress: Progress | None = None) -> ClickResult:
    """The clicks asked for, by element, with n and definition. Raises ProblemError for a segment that cannot be."""
    return clicks.count(ruled_clicks(study), spec, people_mask(study, spec.segment, progress))


def list_pages(study: Study) -> tuple[PageVisits, ...]:
    """The recorded pages, most clicked first."""
    return clicks.list_pages(study.loaded().clicks)


def draw_heat(result: ClickResult, page_width: int, page_height: int) -> HeatPicture | None:
    """The clicks' heat over a page of that size in CSS px; None when none of them lies on it."""
    return heat.draw(result.points, page_width, page_height)


def clicks_picture(study: Study, result: ClickResult, *, crop: bool = False) -> bytes | None:
    """The page with its heat and the most clicked elements named, as PNG; None when no click can be drawn."""
    from convdesk.export.figure import page_with_heat

    if result.shown_width is None or not result.points:
        return None
    picture = picture_for(study, result.page, result.shown_width)
    height = picture.height if picture else round(max(y for _, y in result.points)) + 200
    drawn = heat.draw(result.points, result.shown_width, height)
    if drawn is None:
        return None
    named = [element for element in result.elements if element.x is not None and element.y is not None][:3]
    callouts = [(element.x or 0.0, element.y or 0.0, element_in_words(element)) for element in named]
    return page_with_heat(picture_bytes(study, picture) if picture else None, drawn, callouts, crop=crop)


def element_in_words(element: ElementClicks) -> str:
    """An element's label with its clicks, and the share without effect where there is one."""
    dead = f" · {share_text(element.dead / element.clicks)} without effect" if element.dead else ""
    return f"{element.label} · {element.clicks:,} clicks · {element.people:,} people{dead}"


def save_clicks_picture(study: Study, result: ClickResult, out: Path) -> bool:
    """Write the page with its heat as PNG; False when there is nothing to draw. Raises ProblemError."""
    from convdesk.export.swap import beside

    picture = clicks_picture(study, result)
    if picture is None:
        return False
    with beside(out) as made:
        made.write_bytes(picture)
    return True

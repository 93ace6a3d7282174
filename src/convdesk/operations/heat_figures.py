"""Heatmaps as pictures: the page with its heat and the elements that matter named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.share import share_text
from convdesk.operations.pictures import picture_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.model.heatmap import ElementHeat, HeatResult
    from convdesk.operations.study import Study

NAMED = 3


def heat_picture(study: Study, result: HeatResult, *, crop: bool = False) -> bytes | None:
    """The page with its heat and the first elements named, as PNG; None when there is nothing to draw."""
    from convdesk.export.figure import page_with_heat

    if result.heat is None:
        return None
    named = [element for element in result.elements if element.at][:NAMED]
    callouts = [(*(element.at or (0.0, 0.0)), in_words(element)) for element in named]
    page = picture_bytes(study, result.picture) if result.picture else None
    return page_with_heat(page, result.heat, callouts, crop=crop)


def save_heat_picture(study: Study, result: HeatResult, out: Path) -> bool:
    """Write the page with its heat as PNG; False when there is nothing to draw. Raises ProblemError."""
    from convdesk.export.swap import beside

    picture = heat_picture(study, result)
    if picture is None:
        return False
    with beside(out) as made:
        made.write_bytes(picture)
    return True


def in_words(element: ElementHeat) -> str:
    """An element's label with its people, of how many, and its difference where one was asked for."""
    share = f" · {share_text(element.people / element.seen)} of {element.seen:,} people" if element.seen else ""
    difference = element.difference
    if difference is None or difference.difference is None:
        return f"{element.label} · {element.clicks:,} clicks{share}"
    return f"{element.label}{share} · {difference.difference * 100:+.0f} points"

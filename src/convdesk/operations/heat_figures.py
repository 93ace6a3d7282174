"""Heatmaps as pictures: the page with its heat and the elements that matter named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model.deck import SlideNumber
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


def heat_numbers(result: HeatResult) -> list[SlideNumber]:
    """The number of the first element: its people, and the difference where two groups were compared."""
    if not result.elements:
        return []
    element = result.elements[0]
    difference = element.difference
    if difference is None or difference.difference is None:
        explanation = f"of {element.seen:,} people who saw {result.spec.page} clicked “{element.label}”"
        return [SlideNumber(share_text(element.people / element.seen), explanation)] if element.seen else []
    both = f"{difference.one:,} of {difference.one_n:,} against {difference.other:,} of {difference.other_n:,} people"
    return [SlideNumber(f"{difference.difference * 100:+.0f} points", f"clicked “{element.label}”: {both}")]


def heat_caption(result: HeatResult) -> str:
    """What is drawn, of how many, on which page."""
    screens = f", {result.bucket.value}" if result.bucket else ""
    match = result.placed.match if result.placed else None
    fits = f", layout match {share_text(match)}" if match is not None else ""
    return f"{result.spec.view.label} of {result.people:,} people on {result.spec.page}{screens}{fits}"


def heat_description(result: HeatResult) -> str:
    """The picture in words, for those who cannot see it."""
    first = "; ".join(in_words(element) for element in result.elements[:NAMED])
    return (
        f"Page {result.spec.page} with {result.spec.view.label} as heat. {f'First: {first}.' if first else ''}".strip()
    )


def in_words(element: ElementHeat) -> str:
    """An element's label with its people, of how many, and its difference where one was asked for."""
    share = f" · {share_text(element.people / element.seen)} of {element.seen:,} people" if element.seen else ""
    difference = element.difference
    if difference is None or difference.difference is None:
        return f"{element.label} · {element.clicks:,} clicks{share}"
    return f"{element.label}{share} · {difference.difference * 100:+.0f} points"

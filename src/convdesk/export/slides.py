"""The study as slides: native text, native charts, words for every picture, notes under every slide."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convdesk.export.blocks import labelled_block, note_block, text_block
from convdesk.export.boxes import GAP, list_pages, poured_pages, stacked
from convdesk.export.chart import chart_parts, write_chart
from convdesk.export.draw import KICKER_HEIGHT, write_kicker, write_notes, write_picture, write_placed
from convdesk.export.finding_layout import finding_pages, parts_of
from convdesk.export.funnel_words import definition, headline, statement, step_lines
from convdesk.export.picture import size_of
from convdesk.export.reading import reading_lines
from convdesk.export.settle import settled
from convdesk.export.stage import Stage, set_stage, title_line
from convdesk.export.swap import beside
from convdesk.export.wording import one_line, plain
from convdesk.model.dropoff import biggest_drop_off

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from convdesk.export.boxes import Box
    from convdesk.model.deck import Deck, FindingSlide
    from convdesk.model.funnel import FunnelResult

_LIST_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0)
_DEFINITION_SHARE = 0.3


def write_deck(deck: Deck, out: Path, template: Path | None = None) -> None:
    """Write the deck as .pptx, on our own ground or a template's; the same deck gives the same bytes.

    Raises ProblemError where `out` cannot be written, the template cannot be used or a picture is broken.
    """
    package = settled(_drawn(deck, template), deck.made_at)
    with beside(out) as made:
        made.write_bytes(package)


def _drawn(deck: Deck, template: Path | None) -> bytes:
    stage = set_stage(template, deck.language)
    _add_first(stage, deck)
    _add_list(stage, "Method and n", deck.method, deck.notes)
    if deck.funnel and deck.funnel.steps:
        _add_funnel(stage, deck, deck.funnel)
    for number, finding in enumerate(deck.findings, start=1):
        _add_finding(stage, deck, finding, number)
    _add_list(stage, "How to read these numbers", reading_lines(deck), deck.notes)
    _set_properties(stage.presentation, deck)
    written = io.BytesIO()
    stage.presentation.save(written)
    return written.getvalue()


def _add_first(stage: Stage, deck: Deck) -> None:
    slide = stage.presentation.slides.add_slide(stage.first)
    stage.write_title(slide, deck.title)
    below = [one_line(deck.subtitle), " · ".join(one_line(part) for part in (deck.date_text, deck.zone) if part)]
    lines = "\n".join(line for line in below if line)
    subtitle = next((one for one in slide.placeholders if one.placeholder_format.type == 4), None)
    for shape in list(slide.placeholders):
        if shape != subtitle and shape != slide.shapes.title:
            shape._element.getparent().remove(shape._element)
    if subtitle is not None:
        subtitle.text_frame.text = lines
        stage.tag_language(subtitle)
    elif block := text_block(lines):
        write_placed(slide, stacked([(block,)], stage.region, 18 * stage.scale), stage.language)
    write_notes(slide, [deck.title, *deck.method, *deck.notes])


def _add_list(stage: Stage, title: str, lines: Sequence[str], notes: Sequence[str]) -> None:
    """Lines with their labels set apart; none, no slide."""
    block = labelled_block(tuple(lines), "List")
    blocks = [replace(block, spread=stage.spread)] if block else []
    pages = list_pages(blocks, stage.region, [size * stage.scale for size in _LIST_SIZES]) if blocks else []
    for index, page in enumerate(pages):
        slide = stage.add(_continued(title, index))
        write_placed(slide, page.placed, stage.language)
        write_notes(slide, [title, *lines, *notes])


def _add_funnel(stage: Stage, deck: Deck, result: FunnelResult) -> None:
    biggest = biggest_drop_off(result)
    at = deck.drop_off_at or (biggest.at if biggest else None)
    title = headline(result, at)
    parts = chart_parts(result)
    for index, part in enumerate(parts):
        slide = stage.add(_continued(title, index))
        remark = f"Funnel, steps {part.start + 1} to {part.stop} of {len(result.steps)}" if len(parts) > 1 else "Funnel"
        region = _under_kicker(stage, slide, "", remark)
        region = _write_funnel_words(stage, slide, region, result, at)
        write_chart(slide, region, result, part, stage.scale)
        lines = [title, statement(result, at), definition(result), *step_lines(result), *deck.notes]
        write_notes(slide, lines)


def _funnel_remark(result: FunnelResult, part: range) -> str:
    name = f"Funnel {one_line(result.spec.name)}".strip()
    steps = len(result.steps)
    return name if len(part) == steps else f"{name}, steps {part.start + 1} to {part.stop} of {steps}"


def _write_funnel_words(stage: Stage, slide: Any, region: Box, result: FunnelResult, at: int | None) -> Box:
    """The numbers in full and the definition over the chart; what is left of the region."""
    size = 14 * stage.scale
    said, defined = text_block(statement(result, at), "Numbers"), note_block(definition(result))
    rows = []
    for block in (replace(one, spread=stage.spread) for one in (said, defined) if one):
        if block.height(size, region.width) > region.height * _DEFINITION_SHARE:
            block = block.cut(size, region.width, region.height * _DEFINITION_SHARE)[0] or block
        rows.append((block,))
    placed = stacked(rows, region, size)
    write_placed(slide, placed, stage.language)
    return region.below(max(one.box.bottom for one in placed) - region.top + GAP / 2) if placed else region


def _add_finding(stage: Stage, deck: Deck, finding: FindingSlide, number: int) -> None:
    aspect = None
    if finding.picture:
        across, high = size_of(finding.picture.png, f"picture of finding {number}")
        aspect = across / high
    region = stage.region.below(KICKER_HEIGHT * stage.scale)
    parts = parts_of(finding, aspect, stage.spread)
    pages = finding_pages(parts, region, stage.scale)
    if rest := text_block("\n".join(_title_rest(finding.title))):
        pages += poured_pages([replace(rest, spread=stage.spread)], region, 13 * stage.scale, 1)
    for index, page in enumerate(pages):
        slide = stage.add(_continued(finding.title, index))
        remark = f"Finding {number} of {len(deck.findings)}" + (", continued" if index else "")
        _under_kicker(stage, slide, finding.severity, remark)
        write_placed(slide, page.placed, stage.language)
        if finding.picture and page.picture:
            write_picture(slide, finding.picture, page.picture)
        write_notes(slide, [finding.title, *_sources(finding), *finding.notes, *deck.notes])


def _sources(finding: FindingSlide) -> list[str]:
    """The numbers with their n, the caption, and whose words are quoted, for the speaker."""
    numbers = [f"{value}: {explanation}" for value, explanation in finding.numbers]
    caption = [finding.picture.caption] if finding.picture else []
    said = [" · ".join(part for part in (one.who, one.when, one.question) if part) for one in finding.quotes]
    return [*numbers, *caption, *(f"Quote {index}: {line}" for index, line in enumerate(said, start=1) if line)]


def _under_kicker(stage: Stage, slide: Any, severity: str, remark: str) -> Box:
    height = KICKER_HEIGHT * stage.scale
    write_kicker(slide, replace(stage.region, height=height), severity, remark, stage.language)
    return stage.region.below(height)


def _continued(title: str, index: int) -> str:
    return f"{title_line(title)} (continued)" if index else title


def _title_rest(title: str) -> list[str]:
    """The whole of a title too long for its place."""
    return [plain(title)] if title_line(title) != one_line(title) and one_line(title) else []


def _set_properties(presentation: Any, deck: Deck) -> None:
    properties = presentation.core_properties
    properties.title, properties.subject = one_line(deck.title)[:255], one_line(deck.subtitle)[:255]
    properties.author = properties.last_modified_by = "convdesk"
    properties.keywords, properties.comments = "", ""
    properties.language = deck.language
    properties.revision = 1
    properties.created = properties.modified = deck.made_at

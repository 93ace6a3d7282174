"""Where the parts of a finding go: beside a wide picture, beside a tall one, or without one.

All lengths are points of a slide 540 high; `scale` fits them to other slides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from convdesk.export.blocks import Block, note_block, number_block, quote_block, text_block
from convdesk.export.boxes import GAP, Box, Page, Placed, poured, poured_pages, rows_of, stack_height, stacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.export.boxes import Row
    from convdesk.model.deck import FindingSlide

_SIZES_WITH_PICTURE = (15.0, 14.0, 13.0, 12.0, 11.0)
_SIZES = (20.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
_CONTINUED_SIZE = 13.0
_WIDE_PICTURE = 0.56
_TALL_PICTURE = 0.42
_QUOTES_UNDER, _QUOTES_AT_MOST = 0.3, 0.4
_ALONE = 0.4
_NUMBERS_OVER = 0.6
_FIGURE_WIDTH = 160.0
_READING_WIDTH = 660.0


@dataclass(frozen=True)
class Parts:
    """A finding as blocks; `aspect`: width : height of its picture, None without one."""

    text: Block | None
    numbers: tuple[Block, ...]
    quotes: tuple[Block, ...]
    caption: Block | None
    aspect: float | None

    @property
    def is_wide(self) -> bool:
        return self.aspect is not None and self.aspect >= 1


class Areas(NamedTuple):
    """The room of a slide shared out."""

    main: Box
    quotes: Box
    picture: Box | None


def parts_of(finding: FindingSlide, aspect: float | None, spread: float = 1.0) -> Parts:
    """The finding's texts as blocks, measured for a font so much wider than Arial."""

    def set_in_font(block: Block) -> Block:
        return replace(block, spread=spread)

    text = text_block(finding.text)
    caption = note_block(finding.picture.caption, "Caption") if finding.picture else None
    return Parts(
        set_in_font(text) if text else None,
        tuple(set_in_font(number_block(number)) for number in finding.numbers),
        tuple(set_in_font(quote_block(quote)) for quote in finding.quotes),
        set_in_font(caption) if caption else None,
        aspect,
    )


def finding_pages(parts: Parts, region: Box, scale: float = 1.0) -> list[Page]:
    """One slide where everything fits at a readable size, else as many as it takes; nothing is left out."""
    sizes = [size * scale for size in (_SIZES if parts.aspect is None else _SIZES_WITH_PICTURE)]
    for share in (_QUOTES_UNDER, _QUOTES_AT_MOST):
        for size in sizes:
            page = _whole(parts, region, size, share)
            if page:
                return [page]
    return _overflowing(parts, region, _CONTINUED_SIZE * scale)


def _whole(parts: Parts, region: Box, size: float, quotes_share: float) -> Page | None:
    """Everything on one slide at this size, quotes under a picture in their share; None where it does not fit."""
    quotes = _quote_rows(parts.quotes, parts, region)
    quotes_height = stack_height(quotes, size, _quotes_width(parts, region))
    limit = region.height * (1 if parts.aspect is None else quotes_share)
    areas = _areas(parts, region, quotes_height, size)
    main = _main_rows(parts.text, parts.numbers, areas.main)
    if quotes_height > limit or stack_height(main, size, areas.main.width) > areas.main.height:
        return None
    if parts.caption and areas.picture and _caption_height(parts, areas.picture, size) > region.height / 4:
        return None
    placed = stacked(main, areas.main, size)
    return _page(parts, areas, placed + stacked(quotes, _quotes_box(parts, areas, placed), size), size)


def _overflowing(parts: Parts, region: Box, size: float) -> list[Page]:
    """The first slide as full as it can be, and the rest on slides after it."""
    limit = region.height * (1 if parts.aspect is None else _QUOTES_UNDER)
    shown, later = _short_quotes(parts, region, size, limit)
    rows = _quote_rows(shown, parts, region)
    areas = _areas(parts, region, stack_height(rows, size, _quotes_width(parts, region)), size)
    placed, rest = _squeezed(parts, areas.main, size)
    if parts.aspect is None and not shown:
        more, later = poured(later, [areas.quotes], size)
        placed += more
    else:
        placed += stacked(rows, _quotes_box(parts, areas, placed), size)
    caption = parts.caption
    if caption and areas.picture and _caption_height(parts, areas.picture, size) > region.height / 4:
        parts, rest = replace(parts, caption=None), [*rest, caption]
    first = _page(parts, areas, placed, size)
    return [first, *poured_pages([*rest, *later], region, size, 2)]


def _short_quotes(parts: Parts, region: Box, size: float, limit: float) -> tuple[list[Block], list[Block]]:
    """The quotes that fit under the limit together, and the others."""
    shown: list[Block] = []
    later: list[Block] = []
    for quote in parts.quotes:
        rows = _quote_rows([*shown, quote], parts, region)
        fits = stack_height(rows, size, _quotes_width(parts, region)) <= limit
        (shown if fits else later).append(quote)
    return shown, later


def _squeezed(parts: Parts, box: Box, size: float) -> tuple[list[Placed], list[Block]]:
    """The numbers whole under as much of the text as there is room for; and what has to go elsewhere."""
    numbers = _main_rows(None, parts.numbers, box)
    below = stack_height(numbers, size, box.width)
    if below > box.height * _NUMBERS_OVER:
        numbers, below = [], 0.0
    left_out = [] if numbers else list(parts.numbers)
    room = replace(box, height=box.height - below - (GAP if below else 0))
    placed, rest = poured([parts.text] if parts.text else [], [room], size)
    used = max((one.box.bottom - box.top + GAP for one in placed), default=0.0)
    return placed + stacked(numbers, box.below(used), size), rest + left_out


def _main_rows(text: Block | None, numbers: Sequence[Block], box: Box) -> list[Row]:
    per_row = max(1, min(4, int(box.width // _FIGURE_WIDTH)))
    return [*([(text,)] if text else []), *rows_of(numbers, per_row)]


def _quote_rows(quotes: Sequence[Block], parts: Parts, region: Box) -> list[Row]:
    """Quotes side by side under a wide picture, two by two beside a tall one, one by one without."""
    if parts.is_wide:
        return rows_of(quotes, 4)
    if parts.aspect is not None:
        return rows_of(quotes, 2)
    return rows_of(quotes, 1 if _is_shared(parts) or region.width < 2 * _FIGURE_WIDTH else 2)


def _is_shared(parts: Parts) -> bool:
    """Whether quotes stand beside text or numbers, not alone."""
    return bool(parts.text or parts.numbers)


def _quotes_width(parts: Parts, region: Box) -> float:
    if parts.is_wide:
        return region.width
    if parts.aspect is not None:
        return region.width - _tall_width(parts.aspect, region) - 2 * GAP
    return region.columns(2, 2 * GAP)[0].width if _is_shared(parts) else region.width


def _tall_width(aspect: float, region: Box) -> float:
    return min(region.width * _TALL_PICTURE, max(region.height * aspect, region.width / 5))


def _areas(parts: Parts, region: Box, quotes_height: float, size: float) -> Areas:
    if parts.aspect is None:
        return _areas_without_picture(parts, region)
    under = quotes_height + GAP if quotes_height else 0.0
    left = region.width - _tall_width(parts.aspect, region) - 2 * GAP
    if not parts.quotes and not _is_shared(parts):
        width = max(region.width * _ALONE, min(region.width, region.height * parts.aspect))
        alone = replace(region, left=region.left + (region.width - width) / 2, width=width)
        return Areas(region, region, alone)
    if not parts.is_wide:
        picture = Box(region.left + left + 2 * GAP, region.top, region.width - left - 2 * GAP, region.height)
        main = Box(region.left, region.top, left, region.height - under)
        return Areas(main, main.below(main.height + (GAP if under else 0)), picture)
    top = replace(region, height=region.height - under)
    width = _wide_width(parts, top, size)
    picture = replace(top, left=top.right - width, width=width)
    main = replace(top, width=top.width - width - 2 * GAP)
    return Areas(main, region.below(region.height - quotes_height), picture)


def _wide_width(parts: Parts, top: Box, size: float) -> float:
    """As wide as the picture can be drawn; all the room where nothing stands beside it."""
    most = top.width * _WIDE_PICTURE if _is_shared(parts) else top.width
    caption = parts.caption.height(size, most) if parts.caption else 0.0
    return min(most, max((top.height - caption) * (parts.aspect or 1), top.width * 0.3))


def _areas_without_picture(parts: Parts, region: Box) -> Areas:
    if parts.quotes and _is_shared(parts):
        left, right = region.columns(2, 2 * GAP)
        return Areas(left, right, None)
    narrow = replace(region, width=min(region.width, _READING_WIDTH)) if not parts.quotes else region
    return Areas(narrow, region, None)


def _quotes_box(parts: Parts, areas: Areas, placed: list[Placed]) -> Box:
    """Beside a tall picture quotes follow the text closely; elsewhere they have their own place."""
    if parts.aspect is None or parts.is_wide:
        return areas.quotes
    used = max((one.box.bottom for one in placed), default=areas.main.top - 2 * GAP) + 2 * GAP
    return replace(areas.quotes, top=min(used, areas.quotes.top))


def _caption_height(parts: Parts, picture: Box, size: float) -> float:
    return parts.caption.height(size, picture.width) + GAP / 2 if parts.caption else 0.0


def _page(parts: Parts, areas: Areas, placed: list[Placed], size: float) -> Page:
    if not areas.picture or not parts.aspect:
        return Page(tuple(placed))
    under = _caption_height(parts, areas.picture, size)
    picture = replace(areas.picture, height=areas.picture.height - under).fitted(parts.aspect)
    if parts.caption:
        box = Box(areas.picture.left, picture.bottom + GAP / 2, areas.picture.width, under - GAP / 2)
        placed = [*placed, Placed(parts.caption, box, size)]
    return Page(tuple(placed), picture)

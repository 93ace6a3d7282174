"""Boxes on a slide, and blocks put into them: side by side in rows, or poured from column to column.

All lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convdesk.export.blocks import Block

    Row = tuple[Block, ...]

GAP = 14.0


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def below(self, used: float) -> Box:
        """What is left under the first `used` points."""
        return replace(self, top=self.top + used, height=self.height - used)

    def columns(self, count: int, gap: float = GAP) -> list[Box]:
        """The box in so many equal columns."""
        width = (self.width - gap * (count - 1)) / count
        return [replace(self, left=self.left + (width + gap) * index, width=width) for index in range(count)]

    def fitted(self, aspect: float) -> Box:
        """The largest box of that width : height inside this one, at the top, in the middle."""
        width = min(self.width, self.height * aspect)
        return Box(self.left + (self.width - width) / 2, self.top, width, width / aspect)


@dataclass(frozen=True)
class Placed:
    """A block with its place and its size of type."""

    block: Block
    box: Box
    size: float


@dataclass(frozen=True)
class Page:
    """What one slide shows under its title."""

    placed: tuple[Placed, ...] = ()
    picture: Box | None = None


def rows_of(blocks: Sequence[Block], per_row: int) -> list[Row]:
    """The blocks in rows of at most so many, as even as they go."""
    if not blocks:
        return []
    rows = -(-len(blocks) // per_row)
    cells = -(-len(blocks) // rows)
    return [tuple(blocks[start : start + cells]) for start in range(0, len(blocks), cells)]


def row_height(row: Row, size: float, width: float) -> float:
    """The height of the tallest block of a row."""
    cell = (width - GAP * (len(row) - 1)) / len(row)
    return max(block.height(size, cell) for block in row)


def stack_height(rows: Iterable[Row], size: float, width: float) -> float:
    """The height of rows one under the other."""
    heights = [row_height(row, size, width) for row in rows]
    return sum(heights) + GAP * max(0, len(heights) - 1)


def stacked(rows: Iterable[Row], box: Box, size: float) -> list[Placed]:
    """Rows one under the other from the top of the box; cells of a row are equally wide and high."""
    placed: list[Placed] = []
    for row in rows:
        height = row_height(row, size, box.width)
        cells = replace(box, height=height).columns(len(row))
        placed += [Placed(block, cell, size) for block, cell in zip(row, cells, strict=True)]
        box = box.below(height + GAP)
    return placed


def poured(blocks: Sequence[Block], columns: Sequence[Box], size: float) -> tuple[list[Placed], list[Block]]:
    """Blocks one after the other into the columns, cut where a column ends; and what found no room."""
    placed: list[Placed] = []
    rest = list(blocks)
    for column in columns:
        while rest and column.height > 0:
            block, *others = rest
            height = block.height(size, column.width)
            if height > column.height + 0.5:
                head, tail = block.cut(size, column.width, column.height)
                if head:
                    placed.append(Placed(head, replace(column, height=head.height(size, column.width)), size))
                    rest = [tail, *others]
                break
            placed.append(Placed(block, replace(column, height=height), size))
            rest, column = others, column.below(height + GAP)
    return placed, rest


def poured_pages(blocks: Sequence[Block], region: Box, size: float, columns: int) -> list[Page]:
    """As many slides as the blocks need, each in that many columns."""
    pages: list[Page] = []
    rest = list(blocks)
    while rest:
        placed, left_over = poured(rest, region.columns(columns, 2 * GAP), size)
        if not placed:
            placed, left_over = stacked([(rest[0],)], region, size), rest[1:]
        pages.append(Page(tuple(placed)))
        rest = left_over
    return pages


def list_pages(blocks: Sequence[Block], region: Box, sizes: Sequence[float]) -> list[Page]:
    """The blocks in one column on one slide at the largest size that fits, else on several at the smallest."""
    for size in sizes:
        if stack_height([(block,) for block in blocks], size, region.width) <= region.height:
            return [Page(tuple(stacked([(block,) for block in blocks], region, size)))]
    return poured_pages(blocks, region, sizes[-1], 1)

"""Pieces of a slide before they have a place: paragraphs in blocks that know their height and can be cut in two.

All lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.export.measure import line_ends, width
from convdesk.export.palette import CARD_INK, CARD_MUTED, INK, INK_MUTED, Tone
from convdesk.export.wording import label_and_text, one_line, plain

if TYPE_CHECKING:
    from convdesk.model.deck import SlideNumber, SlideQuote

HANGING = 9.5
"""How far text stands from the left of its label, in sizes."""

_LEADING = 1.3
_PADDING = 9.0
_CAPTION = 0.8
_FIGURE = 1.9
_SOURCE_KEPT = 240
"""Characters: a longer source line may be cut like the quote itself."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `scale` is relative to the size of the block; a `label` hangs bold at the left."""

    text: str
    scale: float = 1.0
    tone: Tone = INK
    is_bold: bool = False
    label: str = ""
    space_before: float = 0.0
    """In sizes of the block; left out at the top of a block."""

    def hang(self, size: float) -> float:
        """How far the text stands in, to leave room for the label."""
        return HANGING * size if self.label else 0.0

    def ends(self, size: float, room: float) -> list[int]:
        return line_ends(self.text, size * self.scale, room - self.hang(size), is_bold=self.is_bold)

    def line_height(self, size: float) -> float:
        return size * self.scale * _LEADING


@dataclass(frozen=True)
class Block:
    """Paragraphs that stay together while they can; a card has a ground and an inner margin."""

    paragraphs: tuple[Paragraph, ...]
    name: str = "Text"
    is_card: bool = False
    kept: int = 0
    """How many of the last paragraphs stay with the last line, whatever is cut."""
    spread: float = 1.0
    """How much wider than Arial the font may be: above 1 where a template chooses it."""

    @property
    def padding(self) -> float:
        return _PADDING if self.is_card else 0.0

    def height(self, size: float, across: float) -> float:
        """What it takes at this size, so far across."""
        room = self._room(across)
        lines = sum(len(one.ends(size, room)) * one.line_height(size) for one in self.paragraphs)
        spaces = sum(one.space_before * size for one in self.paragraphs[1:])
        return lines + spaces + 2 * self.padding

    def cut(self, size: float, across: float, height: float) -> tuple[Block | None, Block]:
        """What fits into `height`, and the rest; nothing fits where not even a line does."""
        room, left = self._room(across), height - 2 * self.padding
        body = self.paragraphs[: len(self.paragraphs) - self.kept]
        for index, one in enumerate(body):
            left -= one.space_before * size if index else 0
            ends = one.ends(size, room)
            fitting = int((left + 0.01) // one.line_height(size))
            if fitting < len(ends):
                return self._cut_at(index, ends[fitting - 1] if fitting > 0 else 0)
            left -= len(ends) * one.line_height(size)
        ends = [0, *body[-1].ends(size, room)]
        return self._cut_at(len(body) - 1, ends[-2])

    def _room(self, across: float) -> float:
        return (across - 2 * self.padding) / self.spread

    def _cut_at(self, index: int, position: int) -> tuple[Block | None, Block]:
        one = self.paragraphs[index]
        head = self.paragraphs[:index]
        tail = self.paragraphs[index:]
        if position:
            head = (*head, replace(one, text=one.text[:position].rstrip()))
            tail = (replace(one, text=one.text[position:].lstrip()), *tail[1:])
        return (replace(self, paragraphs=head, kept=0) if head else None), replace(self, paragraphs=tail)


def text_block(text: str, name: str = "Text", scale: float = 1.0) -> Block | None:
    """Running text, a paragraph a line; None for no text."""
    lines = [" ".join(line.split()) for line in plain(text).split("\n")]
    paragraphs = tuple(Paragraph(line, scale, space_before=0.45) for line in lines if line)
    return Block(paragraphs, name) if paragraphs else None


def labelled_block(lines: tuple[str, ...], name: str) -> Block | None:
    """Lines `Label: text` with the labels set apart at the left."""
    paragraphs = tuple(_labelled(one_line(line)) for line in lines if one_line(line))
    return Block(paragraphs, name) if paragraphs else None


def _labelled(line: str) -> Paragraph:
    label, text = label_and_text(line)
    if width(label, 1, is_bold=True) > HANGING - 0.5:
        label, text = "", line
    return Paragraph(text, label=label, space_before=0.5)


def note_block(text: str, name: str = "Definition") -> Block | None:
    """A muted line under something; None for no text."""
    line = one_line(text)
    return Block((Paragraph(line, _CAPTION, INK_MUTED),), name) if line else None


def number_block(number: SlideNumber) -> Block:
    """A big figure with its explanation under it."""
    value, explanation = (one_line(part) for part in number)
    figure = Paragraph(value, _FIGURE, INK, is_bold=True)
    return Block((figure, Paragraph(explanation, _CAPTION, INK_MUTED)) if explanation else (figure,), "Number")


def quote_block(quote: SlideQuote) -> Block:
    """A quote on a card, with who said it, when, and what was asked."""
    lines = [" ".join(line.split()) for line in plain(quote.text).split("\n")]
    said = [line for line in lines if line] or ["…"]
    said[0] = f"“{said[0]}"
    said[-1] = f"{said[-1]}”"
    words = tuple(Paragraph(line, tone=CARD_INK, space_before=0.3) for line in said)
    source = " · ".join(one_line(part) for part in (quote.who, quote.when, quote.question) if one_line(part))
    if not source:
        return Block(words, "Quote", is_card=True)
    told = Paragraph(source, _CAPTION, CARD_MUTED, space_before=0.4)
    return Block((*words, told), "Quote", is_card=True, kept=int(len(source) <= _SOURCE_KEPT))

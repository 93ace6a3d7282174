"""Drawing on one slide: blocks of text, pictures, tags, speaker notes; everything with its words and its language."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from convdesk.export.boxes import Box, Placed
from convdesk.export.measure import width
from convdesk.export.paint import paint
from convdesk.export.palette import CARD_INK, INK_MUTED, LINE, SUNKEN, severity_pair
from convdesk.export.wording import is_right_to_left, language_of, one_line, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convdesk.export.blocks import Block, Paragraph
    from convdesk.export.palette import Tone
    from convdesk.model.deck import SlidePicture


class _Style(NamedTuple):
    """How a run of text looks; the size in points."""

    size: float
    tone: Tone
    is_bold: bool = False


KICKER_HEIGHT = 30.0
_TAG_HEIGHT, _TAG_SIZE = 20.0, 11.0


def write_placed(slide: Any, placed: Iterable[Placed], language: str) -> None:
    """Put blocks where they belong."""
    for one in placed:
        shape = _text_box(slide, one.box, one.block.name)
        _set_insets(shape, one.block.padding)
        if one.block.is_card:
            _fill(shape, SUNKEN)
        _write_block(shape, one.block, one.size, language)


def write_picture(slide: Any, picture: SlidePicture, box: Box) -> None:
    """Put a picture into a box of its own proportions, with a hairline around it; a film plays in its place."""
    from pptx.util import Pt

    poster = io.BytesIO(picture.png)
    if picture.film:
        shape = _add_film(slide, picture.film, poster, box)
    else:
        shape = slide.shapes.add_picture(poster, *_lengths(box))
    shape.name = "Film" if picture.film else "Picture"
    shape.line.width = Pt(0.75)
    paint(shape.line.color, LINE)
    describe(shape, picture.alt or picture.caption or "Picture")


def _add_film(slide: Any, film: bytes, poster: io.BytesIO, box: Box) -> Any:
    """A film by way of a file: only a file's name tells python-pptx how WebM is to be called."""
    with TemporaryDirectory() as folder:
        named = Path(folder) / "film.webm"
        named.write_bytes(film)
        return slide.shapes.add_movie(str(named), *_lengths(box), poster_frame_image=poster, mime_type="video/webm")


def write_kicker(slide: Any, place: Box, severity: str, text: str, language: str) -> None:
    """The line above the content: a severity tag where there is one, and a muted remark; KICKER_HEIGHT at scale 1."""
    scale = place.height / KICKER_HEIGHT
    size, left = _TAG_SIZE * scale, place.left
    if severity:
        label = f"Severity: {one_line(severity)}"
        across = width(label, size, is_bold=True) + 16 * scale
        shape = _text_box(slide, Box(left, place.top, across, _TAG_HEIGHT * scale), "Severity")
        pair = severity_pair(severity)
        _fill(shape, pair.ground)
        _write_in_middle(shape, label, _Style(size, pair.text, is_bold=True), language)
        left += across + 10 * scale
    if text:
        shape = _text_box(slide, Box(left, place.top, place.right - left, _TAG_HEIGHT * scale), "Remark")
        _write_in_middle(shape, text, _Style(size, INK_MUTED), language)


def write_notes(slide: Any, lines: Iterable[str]) -> None:
    """The speaker notes of a slide, a paragraph a line."""
    slide.notes_slide.notes_text_frame.text = "\n".join(line for line in map(plain, lines) if line)


def describe(shape: Any, text: str) -> None:
    """Say in words what a picture or a chart shows, for those who cannot see it."""
    shape._element._nvXxPr.cNvPr.set("descr", plain(text))


def _write_in_middle(shape: Any, text: str, style: _Style, language: str) -> None:
    """One line in the middle of its height; a bold one, a tag's, in the middle of its width too."""
    from pptx.enum.text import MSO_ANCHOR

    _set_insets(shape, 0)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = shape.text_frame.paragraphs[0]
    if style.is_bold:
        paragraph._p.get_or_add_pPr().set("algn", "ctr")
    _write_run(paragraph, text, style, language)


def _write_block(shape: Any, block: Block, size: float, language: str) -> None:
    frame = shape.text_frame
    for index, one in enumerate(block.paragraphs):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        _set_paragraph(paragraph, one, size, is_first=index == 0)
        if one.label:
            tone = CARD_INK if block.is_card else one.tone
            _write_run(paragraph, one.label + "\t", _Style(size * one.scale, tone, is_bold=True), language)
        _write_run(paragraph, one.text, _Style(size * one.scale, one.tone, one.is_bold), language)


def _set_paragraph(paragraph: Any, one: Paragraph, size: float, *, is_first: bool) -> None:
    from pptx.util import Pt

    paragraph.line_spacing = Pt(round(one.line_height(size), 1))
    paragraph.space_before = Pt(0 if is_first else round(one.space_before * size, 1))
    properties = paragraph._p.get_or_add_pPr()
    if one.label:
        hang = Pt(one.hang(size))
        properties.set("marL", str(int(hang)))
        properties.set("indent", str(-int(hang)))
    if is_right_to_left(one.text):
        properties.set("algn", "r")
        properties.set("rtl", "1")


def _write_run(paragraph: Any, text: str, style: _Style, language: str) -> None:
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(round(style.size, 1))
    run.font.bold = style.is_bold
    paint(run.font.color, style.tone)
    run._r.get_or_add_rPr().set("lang", language_of(text, language))


def _text_box(slide: Any, box: Box, name: str) -> Any:
    from pptx.enum.text import MSO_AUTO_SIZE

    shape = slide.shapes.add_textbox(*_lengths(box))
    shape.name = f"{name} {shape.shape_id}"
    shape.text_frame.word_wrap = True
    shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    return shape


def _lengths(box: Box) -> tuple[int, int, int, int]:
    from pptx.util import Pt

    return Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)


def _set_insets(shape: Any, points: float) -> None:
    from pptx.util import Pt

    frame = shape.text_frame
    frame.margin_left = frame.margin_top = frame.margin_right = frame.margin_bottom = Pt(points)


def _fill(shape: Any, tone: Tone) -> None:
    shape.fill.solid()
    paint(shape.fill.fore_color, tone)

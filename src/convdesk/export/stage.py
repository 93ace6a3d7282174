"""The stage slides are put on: a presentation with a layout for the first slide and one for the others."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convdesk.export.boxes import Box
from convdesk.export.ground import own_ground
from convdesk.export.measure import line_ends
from convdesk.export.template import open_template
from convdesk.export.wording import is_right_to_left, language_of, one_line, shortened
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_GAP = 12.0
_EMU = 12_700
_TITLE, _BODY, _CENTER_TITLE, _SUBTITLE = 1, 2, 3, 4
_FOOT = (13, 15, 16)
"""Placeholder types: slide number, footer, date."""
_SMALLEST_TITLE = 14.0
_TITLE_CHARACTERS = 320
_LEAST_SHARE = 0.45
_FOREIGN_SPREAD = 1.15


@dataclass(frozen=True)
class Stage:
    """`region`: the room under the title, in points; `scale`: of type, 1 on a slide 540 points high.

    `spread`: how much wider than Arial the theme's font may turn out.
    """

    presentation: Any
    first: Any
    plain: Any
    region: Box
    scale: float
    language: str
    spread: float = 1.0

    def add(self, title: str) -> Any:
        """A slide with that title and nothing else on it; what a title cannot hold is shortened."""
        slide = self.presentation.slides.add_slide(self.plain)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type != _TITLE:
                shape._element.getparent().remove(shape._element)
        self.write_title(slide, title)
        self._add_footers(slide)
        return slide

    def write_title(self, slide: Any, title: str) -> None:
        """Fill the title placeholder, in smaller type where it is long."""
        from pptx.util import Pt

        frame = slide.shapes.title.text_frame
        line = title_line(title)
        frame.text = line
        self.tag_language(slide.shapes.title)
        own = title_size(slide.slide_layout)
        size = _fitting(line, own, slide.shapes.title, self)
        if size < own:
            frame.paragraphs[0].runs[0].font.size = Pt(size)

    def tag_language(self, shape: Any) -> None:
        """Say which language the text of a placeholder is in, and from which side it is read."""
        for paragraph in shape.text_frame.paragraphs:
            if is_right_to_left(paragraph.text):
                paragraph._p.get_or_add_pPr().set("algn", "r")
                paragraph._p.get_or_add_pPr().set("rtl", "1")
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", language_of(run.text, self.language))

    def _add_footers(self, slide: Any) -> None:
        """Slide numbers, where the layout has them: python-pptx leaves them out."""
        for shape in self.plain.placeholders:
            if shape.placeholder_format.type == _FOOT[0]:
                number = copy.deepcopy(shape._element)
                number.nvSpPr.cNvPr.set("id", str(max(one.shape_id for one in slide.shapes) + 1))
                slide.shapes._spTree.append(number)


def set_stage(template: Path | None, language: str) -> Stage:
    """Our own ground or the template's; raises ProblemError for a template without usable layouts."""
    presentation = open_template(template) if template else own_ground()
    width, height = presentation.slide_width / _EMU, presentation.slide_height / _EMU
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    candidates = [(layout, region) for layout in layouts if (region := _region(layout, width, height))]
    if not candidates:
        raise ProblemError(
            str(template or "slides"),
            "No layout of this template has a title at the top with room under it.",
            "Use a template with a “Title Slide” and a “Title Only” layout, or leave it out.",
        )
    plain, region = min(candidates, key=lambda pair: (_others(pair[0]), -pair[1].height))
    spread = _FOREIGN_SPREAD if template else 1.0
    first = next((layout for layout in layouts if _is_first(layout)), plain)
    return Stage(presentation, first, plain, region, min(height / 540, width / 720), language, spread)


def title_line(title: str) -> str:
    """The title as it stands on a slide: one line, and no more of it than a title can hold."""
    return shortened(one_line(title), _TITLE_CHARACTERS) or "Untitled"


def title_size(layout: Any) -> float:
    """The size of type of a layout's title, in points, from the layout or its master."""
    title = next(shape for shape in layout.placeholders if shape.placeholder_format.type in {_TITLE, _CENTER_TITLE})
    style = layout.slide_master.element.findall(".//{*}titleStyle/{*}lvl1pPr/{*}defRPr")
    for properties in [*title._element.findall(".//{*}lstStyle/{*}lvl1pPr/{*}defRPr"), *style]:
        if properties.get("sz"):
            return int(properties.get("sz")) / 100
    return 28.0


def _fitting(line: str, size: float, title: Any, stage: Stage) -> float:
    """The largest size, from the layout's own down, at which the line fits the title's box."""
    width, height = (title.width / _EMU - 2) / stage.spread, title.height / _EMU
    while size > _SMALLEST_TITLE * stage.scale:
        if len(line_ends(line, size, width, is_bold=True)) * size * 1.2 <= height:
            break
        size -= 1
    return size


def _types(layout: Any) -> list[int]:
    return [int(shape.placeholder_format.type) for shape in layout.placeholders]


def _others(layout: Any) -> int:
    return sum(kind not in {_TITLE, *_FOOT} for kind in _types(layout))


def _is_first(layout: Any) -> bool:
    return _CENTER_TITLE in _types(layout)


def _region(layout: Any, width: float, height: float) -> Box | None:
    """The room under the title of a layout; None where there is no title, or too little room."""
    title = next((one for one in layout.placeholders if one.placeholder_format.type == _TITLE), None)
    if title is None or title.width is None or title.top is None:
        return None
    top = (title.top + title.height) / _EMU + _GAP
    feet = [one.top / _EMU for one in _feet(layout) if one.top and one.top / _EMU > height * 0.7]
    bottom = min([*feet, height * 0.96]) - _GAP / 2
    region = Box(title.left / _EMU, top, title.width / _EMU, bottom - top)
    is_roomy = region.height >= height * _LEAST_SHARE and region.width >= width * 0.6
    return region if is_roomy and region.right <= width and region.left >= 0 else None


def _feet(layout: Any) -> Iterable[Any]:
    return (shape for shape in layout.placeholders if shape.placeholder_format.type in _FOOT)

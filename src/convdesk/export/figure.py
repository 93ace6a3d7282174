"""Pictures for slides: a page with heat over it, call-outs with leader lines, cropped to where the clicks are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from convdesk.export.callouts import Area, Callout, Room, placed
from convdesk.export.clutter import detour_of
from convdesk.export.crop import busiest
from convdesk.export.palette import INK, LINE, SUNKEN, SURFACE
from convdesk.export.picture import as_png, opened
from convdesk.export.typeface import face_for, wrapped
from convdesk.export.wording import one_line, shortened
from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from convdesk.model.heat import HeatPicture

    Mark = tuple[float, float, str]

_MOST_ALPHA = 153
"""60 %: what is under the heat stays readable."""

_MOST_PIXELS = 60_000_000
_SHARP_WIDTH = 1200
_LABEL_CHARACTERS = 120
_TYPE_SHARE, _WHOLE_TYPE_SHARE = 38, 72
"""The picture's longer side in sizes of type: some 10 points for a part on a slide; a whole page is seen larger."""

_TYPE_SIZES = (1.0, 0.8, 0.65)
_MOST_STRIPS = 40


def page_with_heat(
    page_png: bytes | None, heat: HeatPicture, callouts: Sequence[tuple[float, float, str]], crop: bool
) -> bytes:
    """A PNG of the page (blank where there is no picture of it) with its heat and call-outs.

    Call-outs are (x, y, label) in CSS pixels of the page, the most important first. `crop` keeps the part that
    holds most of the heat. Raises ProblemError for a picture that is broken or too large.
    """
    page = _page(page_png, heat)
    per_css = page.width / heat.page_width
    page = _warmed(page, heat, per_css)
    marks = [(x * per_css, y * per_css, label) for x, y, label in callouts]
    if crop:
        page, marks = _cropped(page, heat, marks, per_css)
    if page.width < _SHARP_WIDTH:
        page, marks = _enlarged(page, marks, min(3.0, _SHARP_WIDTH / page.width))
    return as_png(_with_callouts(page, marks, _TYPE_SHARE if crop else _WHOLE_TYPE_SHARE) if marks else page)


def _page(page_png: bytes | None, heat: HeatPicture) -> Image:
    """The page's picture on a ground at least as high as the page was."""
    from PIL import Image

    where = "page picture"
    if page_png is None:
        _check_size(heat.page_width, heat.page_height, where)
        return Image.new("RGB", (heat.page_width, heat.page_height), SURFACE.rgb)
    picture = opened(page_png, where)
    height = max(picture.height, round(heat.page_height * picture.width / heat.page_width))
    _check_size(picture.width, height, where)
    ground = Image.new("RGB", (picture.width, height), SUNKEN.rgb)
    ground.paste(picture, (0, 0))
    return ground


def _check_size(width: int, height: int, where: str) -> None:
    if width * height > _MOST_PIXELS:
        most = _MOST_PIXELS // 1_000_000
        raise ProblemError(where, f"The page has more than {most} million pixels.", "Choose a shorter page.")


def _warmed(page: Image, heat: HeatPicture, per_css: float) -> Image:
    """The heat stretched over the page, at most 60 % opaque anywhere."""
    from PIL import Image

    raster = Image.frombytes("RGBA", (heat.raster.width, heat.raster.height), heat.raster.rgba)
    size = (round(heat.page_width * per_css), round(heat.page_height * per_css))
    glow = raster.resize(size, Image.Resampling.BICUBIC)
    alpha = glow.getchannel("A").point([min(value, _MOST_ALPHA) for value in range(256)])
    warmed = page.copy()
    warmed.paste(glow.convert("RGB"), (0, 0), alpha)
    return warmed


def _cropped(page: Image, heat: HeatPicture, marks: list[Mark], per_css: float) -> tuple[Image, list[Mark]]:
    points = [(x / per_css, y / per_css) for x, y, _ in marks]
    edges = busiest(heat, page.height / per_css, points)
    left, top, right, bottom = (round(edge * per_css) for edge in edges)
    kept = page.crop((left, top, min(right, page.width), min(bottom, page.height)))
    inside = [(x - left, y - top, label) for x, y, label in marks]
    return kept, [mark for mark in inside if 0 <= mark[0] < kept.width and 0 <= mark[1] < kept.height]


def _enlarged(page: Image, marks: list[Mark], by: float) -> tuple[Image, list[Mark]]:
    """A small picture made larger, so that the type of the call-outs is sharp."""
    from PIL import Image

    size = (round(page.width * by), round(page.height * by))
    return page.resize(size, Image.Resampling.LANCZOS), [(x * by, y * by, label) for x, y, label in marks]


def _with_callouts(page: Image, marks: Sequence[Mark], type_share: int) -> Image:
    """Labels in the largest type for which all have a place; on a picture made higher where none has."""
    from PIL import Image

    shape = max(page.width, min(page.height, page.width * 1.8))
    largest = shape / type_share
    for _ in range(_MOST_STRIPS):
        room = Room(page.width, page.height, detour_of(page))
        for may_cross in (False, True):
            for scale in _TYPE_SIZES:
                done = _labelled(page, marks, room, max(9, round(largest * scale)), may_cross)
                if done:
                    return done
        higher = Image.new("RGB", (page.width, page.height + math.ceil(largest * 4)), SURFACE.rgb)
        higher.paste(page, (0, 0))
        page = higher
    raise ProblemError("page picture", "The page is too small for its call-outs.", "Leave some of them out.")


def _labelled(page: Image, marks: Sequence[Mark], room: Room, size: int, may_cross: bool) -> Image | None:
    most = page.width * (0.45 if page.width > page.height else 0.62)
    labels = [_label(text, size, most) for _, _, text in marks]
    spots = [(min(max(x, 0), page.width - 1), min(max(y, 0), page.height - 1)) for x, y, _ in marks]
    wanted = [(spot, area) for spot, (_, area) in zip(spots, labels, strict=True)]
    callouts = placed(wanted, room, size * 0.7, may_cross=may_cross)
    return _drawn(page, callouts, [lines for lines, _ in labels], size) if callouts else None


def _label(text: str, size: int, most: float) -> tuple[list[str], tuple[float, float]]:
    """The lines of a label and the room it takes with its margin."""
    line = shortened(one_line(text), _LABEL_CHARACTERS) or "·"
    face = face_for(line, size)
    lines = wrapped(line, face, most - 2 * size * 0.6)
    across = max(face.getlength(one) for one in lines)
    return lines, (min(most, across + size * 1.2), len(lines) * size * 1.3 + size * 0.7)


def _drawn(page: Image, callouts: Sequence[Callout], labels: Sequence[list[str]], size: int) -> Image:
    from PIL import ImageDraw

    pen: Any = ImageDraw.Draw(page)
    thin = max(1, round(size / 11))
    for callout in callouts:
        pen.line([callout.spot, callout.foot], fill=SURFACE.rgb, width=thin * 3)
    for callout in callouts:
        pen.line([callout.spot, callout.foot], fill=INK.rgb, width=thin)
        _draw_spot(pen, callout.spot, size * 0.28, thin)
    for callout, lines in zip(callouts, labels, strict=True):
        _draw_label(pen, callout.area, lines, size, thin)
    return page


def _draw_spot(pen: Any, spot: tuple[float, float], radius: float, thin: int) -> None:
    x, y = spot
    box = (x - radius, y - radius, x + radius, y + radius)
    pen.ellipse(box, fill=INK.rgb, outline=SURFACE.rgb, width=thin * 2)


def _draw_label(pen: Any, area: Area, lines: Sequence[str], size: int, thin: int) -> None:
    box = (area.left, area.top, area.right, area.bottom)
    pen.rounded_rectangle(box, radius=size * 0.35, fill=SURFACE.rgb, outline=LINE.rgb, width=thin)
    for index, line in enumerate(lines):
        place = (area.left + size * 0.6, area.top + size * 0.35 + (index + 0.5) * size * 1.3)
        pen.text(place, line, fill=INK.rgb, font=face_for(line, size), anchor="lm")

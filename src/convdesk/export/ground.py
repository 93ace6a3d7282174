"""Our own ground for slides: 16 : 9, two layouts, the light tokens as theme, made from python-pptx's blank deck."""

from __future__ import annotations

from typing import Any

from convdesk.export.palette import CANVAS, CATEGORIES, INK, INK_MUTED, SURFACE
from convdesk.export.template import empty

FONT = "Arial"
"""Everywhere at hand, or replaced by a font of the same widths."""

_WIDTH, _HEIGHT = 960.0, 540.0
_MARGIN = 44.0
_KEPT = ("Title Slide", "Title Only")
_PLACES = {
    "Title Slide": {"title": (_MARGIN, 150, 800, 110), "subtitle": (_MARGIN, 272, 800, 120)},
    "Title Only": {"title": (_MARGIN, 22, 872, 60)},
}
_FOOTERS = {"ftr": (_MARGIN, 510, 700, 18), "sldNum": (816, 510, 100, 18)}
_SIZES = {"Title Slide": 38, "Title Only": 24}


def own_ground() -> Any:
    """An empty 16 : 9 presentation."""
    from pptx import Presentation
    from pptx.util import Pt

    presentation = Presentation()
    empty(presentation)
    presentation.slide_width, presentation.slide_height = Pt(_WIDTH), Pt(_HEIGHT)
    presentation.element.sldSz.attrib.pop("type", None)
    master = presentation.slide_master
    for layout in list(presentation.slide_layouts):
        if layout.name not in _KEPT:
            presentation.slide_layouts.remove(layout)
    _set_theme(master)
    _set_master(master)
    for layout in presentation.slide_layouts:
        _set_layout(layout)
    return presentation


def _set_theme(master: Any) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.opc.oxml import serialize_part_xml
    from pptx.oxml import parse_xml

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme: Any = parse_xml(part.blob)
    theme.set("name", "convdesk")
    accents = dict(zip((f"accent{number}" for number in range(1, 7)), CATEGORIES, strict=True))
    fixed = {"dk1": INK.hex, "lt1": SURFACE.hex, "dk2": INK_MUTED.hex, "lt2": CANVAS.hex}
    links = {"hlink": CATEGORIES[0], "folHlink": CATEGORIES[3]}
    space = theme.nsmap["a"]
    scheme = theme.find(f".//{{{space}}}clrScheme")
    for name, colour in (fixed | accents | links).items():
        slot = scheme.find(f"{{{space}}}{name}")
        slot[:] = [slot.makeelement(f"{{{space}}}srgbClr", {"val": colour})]
    for font in theme.iterfind(f".//{{{space}}}fontScheme/*/{{{space}}}latin"):
        font.set("typeface", FONT)
    part._blob = serialize_part_xml(theme)


def _set_master(master: Any) -> None:
    for shape in list(master.placeholders):
        kind = _kind(shape)
        if kind == "dt":
            shape._element.getparent().remove(shape._element)
        _place(shape, _FOOTERS.get(kind) or _PLACES["Title Only"].get(kind) or (_MARGIN, 108, 872, 390))
        if kind in _FOOTERS:
            _set_footer(shape, kind)
    style = master.element.find(".//{*}titleStyle/{*}lvl1pPr")
    style.set("algn", "l")
    style.find("{*}defRPr").set("b", "1")
    style.find("{*}defRPr").set("sz", str(_SIZES["Title Only"] * 100))


def _set_layout(layout: Any) -> None:
    places = _PLACES[layout.name] | _FOOTERS
    for shape in list(layout.placeholders):
        kind = _kind(shape)
        if kind == "dt" or (kind in _FOOTERS and layout.name == "Title Slide"):
            shape._element.getparent().remove(shape._element)
        elif kind in places:
            _place(shape, places[kind])
            _set_insets(shape, "b" if kind == "title" else "t")
            if kind in {"title", "subtitle"}:
                _set_style(shape, _SIZES[layout.name] if kind == "title" else 18, is_bold=kind == "title")


def _kind(shape: Any) -> str:
    kind = shape._element.ph.get("type", "body")
    return {"ctrTitle": "title", "subTitle": "subtitle"}.get(kind, str(kind))


def _place(shape: Any, place: tuple[float, float, float, float]) -> None:
    from pptx.util import Pt

    shape.left, shape.top, shape.width, shape.height = (Pt(length) for length in place)


def _set_insets(shape: Any, anchor: str) -> None:
    body = shape._element.txBody.bodyPr
    for name in ("lIns", "tIns", "rIns", "bIns"):
        body.set(name, "0")
    body.set("anchor", anchor)
    body[:] = []


def _set_style(shape: Any, size: int, *, is_bold: bool) -> None:
    """The first list level of a placeholder: size, weight, colour, set left."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    colour = "tx1" if is_bold else "tx2"
    style = (
        f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/>'
        f'<a:defRPr sz="{size * 100}" b="{int(is_bold)}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        "</a:defRPr></a:lvl1pPr></a:lstStyle>"
    )
    body = shape._element.txBody
    body.replace(body.find("{*}lstStyle"), parse_xml(style))


def _set_footer(shape: Any, kind: str) -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    align = "r" if kind == "sldNum" else "l"
    style = (
        f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr algn="{align}"><a:defRPr sz="900"><a:solidFill>'
        '<a:schemeClr val="tx2"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
    )
    body = shape._element.txBody
    body.replace(body.find("{*}lstStyle"), parse_xml(style))
    _set_insets(shape, "ctr")

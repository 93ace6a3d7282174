"""Pictures of pages, on which clicks are drawn."""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convdesk.model.page import Layout, PagePicture, path_of
from convdesk.model.problem import ProblemError
from convdesk.store import rows

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.operations.study import Study
    from convdesk.store.edits import Edit

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_PIXELS = 400_000_000


@dataclass(frozen=True)
class Shot:
    """What a new picture shows: see `PagePicture`; `layouts`: where elements lie, at this and at other widths."""

    page: str
    width: int
    state: str = ""
    recording: str = ""
    at_ms: int | None = None
    layouts: tuple[Layout, ...] = ()


def add_picture(study: Study, page: str, png: Path, width: int) -> PagePicture:
    """Keep a picture of a page at a viewport width (CSS px); an older one of the same is replaced.

    The picture may be of any scale: its height in CSS pixels follows from its own width. Raises ProblemError.
    """
    return keep_picture(study, Shot(page, width), _png_bytes(png), where=png.name)


def keep_picture(study: Study, shot: Shot, png: bytes, *, where: str = "the picture") -> PagePicture:
    """Keep a picture and what is known of where its elements lie, as one edit. Raises ProblemError."""
    if shot.width < 1:
        raise ProblemError(
            f"width {shot.width}", "A viewport has at least one pixel.", "Write for example --width 1440."
        )
    pixels_wide, pixels_high = _size(png, where)
    place, image = path_of(shot.page), hashlib.sha256(png).hexdigest()
    height = round(pixels_high * shot.width / pixels_wide)
    same = (place, shot.width, shot.state)
    kept = next((p for p in list_pictures(study) if (p.page, p.width, p.state) == same), None)
    row_id = kept.id if kept else study.workspace.stamps.new_id()
    picture = PagePicture(row_id, place, shot.width, height, image, shot.state, shot.recording, shot.at_ms)
    label = f"Add picture of {place}, {shot.width} px"
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        rows.insert_image(edit.connection, replace(picture, width=pixels_wide, height=pixels_high), png)
        edit.put("pictures", picture.id, page=place, width=shot.width, height=height, image=image, state=shot.state,
                 recording=shot.recording, at_ms=shot.at_ms)  # fmt: skip
        for layout in shot.layouts:
            _put_layout(study, edit, layout)
    return picture


def keep_layout(study: Study, layout: Layout, label: str) -> None:
    """Keep where elements lie, in place of what was known of that page, width and state; `label` names the edit."""
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        _put_layout(study, edit, layout)


def remove_picture(study: Study, picture: PagePicture) -> None:
    """Take out a picture and the boxes of its width."""
    label = f"Remove picture of {picture.page}, {picture.width} px"
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        edit.drop("pictures", picture.id)
        layout = layout_of(study, picture)
        if layout:
            edit.drop("layouts", layout.id)


def list_layouts(study: Study) -> tuple[Layout, ...]:
    """Where elements lie, of all pages and widths that were measured."""
    return rows.load_layouts(study.workspace)


def layout_of(study: Study, picture: PagePicture) -> Layout | None:
    """Where the elements on a picture lie; None where nobody measured or drew that."""
    same = (picture.page, picture.width, picture.state)
    return next((one for one in list_layouts(study) if (one.page, one.width, one.state) == same), None)


def list_pictures(study: Study) -> tuple[PagePicture, ...]:
    """All page pictures, by page, wide ones first."""
    return rows.load_pictures(study.workspace)


def picture_for(study: Study, page: str, width: int | None) -> PagePicture | None:
    """The picture of a page at a viewport width; None when there is none of just that width."""
    place = path_of(page)
    return next((p for p in list_pictures(study) if p.page == place and not p.state and width in {p.width, None}), None)


def picture_bytes(study: Study, picture: PagePicture) -> bytes:
    """The picture's PNG."""
    return rows.image_bytes(study.workspace, picture.image)


def _put_layout(study: Study, edit: Edit, layout: Layout) -> None:
    same = (path_of(layout.page), layout.width, layout.state)
    kept = next((one for one in list_layouts(study) if (one.page, one.width, one.state) == same), None)
    boxes, inner = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (layout.boxes, layout.inner))
    edit.put("layouts", kept.id if kept else study.workspace.stamps.new_id(), page=same[0], width=layout.width,
             state=layout.state, height=layout.height, boxes=boxes, inner=inner)  # fmt: skip


def _png_bytes(png: Path) -> bytes:
    try:
        data = png.read_bytes()
    except OSError as error:
        what = f"The picture cannot be read ({error.strerror})."
        raise ProblemError(png.name, what, "See whether the file is there and you may read it.") from error
    if not data.startswith(PNG):
        raise ProblemError(png.name, "This is not a PNG picture.", "Save the picture of the page as PNG and try again.")
    return data


def _size(data: bytes, where: str) -> tuple[int, int]:
    """(width, height) in pixels, from the PNG's header."""
    if len(data) < 33 or data[12:16] != b"IHDR" or b"IEND" not in data[-16:]:
        raise ProblemError(where, "The PNG is cut off.", "Save the picture again.")
    width, height = struct.unpack(">II", data[16:24])
    if not width or not height or width * height > LARGEST_PIXELS:
        raise ProblemError(
            where, f"The picture is {width:,} × {height:,} px.", "Use one of at most 400 million pixels."
        )
    return width, height

"""Pictures of pages, on which clicks are drawn."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

from convdesk.model.page import PagePicture, path_of
from convdesk.model.problem import ProblemError
from convdesk.store import rows

if TYPE_CHECKING:
    from pathlib import Path

    from convdesk.operations.study import Study

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_PIXELS = 400_000_000


def add_picture(study: Study, page: str, png: Path, width: int) -> PagePicture:
    """Keep a picture of a page at a viewport width (CSS px); an older one of the same is replaced.

    The picture may be of any scale: its height in CSS pixels follows from its own width. Raises ProblemError.
    """
    if width < 1:
        raise ProblemError(f"width {width}", "A viewport has at least one pixel.", "Write for example --width 1440.")
    data = _png_bytes(png)
    pixels_wide, pixels_high = _size(data, png.name)
    place = path_of(page)
    image = hashlib.sha256(data).hexdigest()
    height = round(pixels_high * width / pixels_wide)
    kept = next((p for p in list_pictures(study) if (p.page, p.width) == (place, width)), None)
    picture = PagePicture(kept.id if kept else study.workspace.stamps.new_id(), place, width, height, image)
    label = f"Add picture of {place}, {width} px"
    with study.workspace.known_problems(), study.workspace.history.edit(label) as edit:
        rows.insert_image(edit.connection, replace(picture, width=pixels_wide, height=pixels_high), data)
        edit.put("pictures", picture.id, page=place, width=width, height=height, image=image)
    return picture


def list_pictures(study: Study) -> tuple[PagePicture, ...]:
    """All page pictures, by page, wide ones first."""
    return rows.load_pictures(study.workspace)


def picture_for(study: Study, page: str, width: int | None) -> PagePicture | None:
    """The picture of a page at a viewport width; None when there is none of just that width."""
    place = path_of(page)
    return next((p for p in list_pictures(study) if p.page == place and width in {p.width, None}), None)


def picture_bytes(study: Study, picture: PagePicture) -> bytes:
    """The picture's PNG."""
    return rows.image_bytes(study.workspace, picture.image)


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

"""Pictures from outside: looked at before they are unpacked, refused kindly when broken or too large."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from PIL.Image import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 60_000_000
_REMEDY = "Save it again as a PNG from the browser or an image program, and add it once more."


def size_of(png: bytes, where: str) -> tuple[int, int]:
    """Width and height in pixels, from the head of the file; ProblemError for no PNG or too large a one."""
    if png[:8] != _SIGNATURE or png[12:16] != b"IHDR" or len(png) < 33:
        raise ProblemError(where, "This picture is not a PNG, or it is broken.", _REMEDY)
    across, high = struct.unpack(">II", png[16:24])
    if not across or not high:
        raise ProblemError(where, "This picture has no width or no height.", _REMEDY)
    if across * high > _MOST_PIXELS:
        most = _MOST_PIXELS // 1_000_000
        raise ProblemError(
            where, f"This picture has more than {most} million pixels.", "Add a smaller or shorter picture."
        )
    return int(across), int(high)


def opened(png: bytes, where: str) -> Image:
    """The picture as opaque RGB on white, wholly read; ProblemError where it is broken."""
    from PIL import Image

    size_of(png, where)
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
            rgba = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        raise ProblemError(where, "This picture is broken.", _REMEDY) from error
    ground = Image.new("RGBA", rgba.size, "white")
    ground.alpha_composite(rgba)
    return ground.convert("RGB")


def as_png(picture: Any) -> bytes:
    """The picture as the bytes of a PNG file, always the same for the same picture."""
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=False, compress_level=6)
    return written.getvalue()

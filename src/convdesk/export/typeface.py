"""Type inside pictures: a common font of the system that has the letters, else the one Pillow brings."""

from __future__ import annotations

from functools import cache
from typing import Any

_CANDIDATES = (
    "Arial.ttf", "arial.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "segoeui.ttf", "DejaVuSans.ttf",
    "Arial Unicode.ttf", "NotoSansCJK-Regular.ttc", "msyh.ttc", "YuGothM.ttc", "PingFang.ttc", "malgun.ttf",
    "NotoSansArabic-Regular.ttf", "DroidSansFallbackFull.ttf",
)  # fmt: skip
_ABSENT = "\U0010fffd"


def face_for(text: str, size: int) -> Any:
    """A font of that size in pixels which has every letter of the text, or the best there is."""
    faces = [face for name in _CANDIDATES if (face := _face(name, size))]
    return next((face for face in faces if _has(face, text)), faces[0] if faces else _face_of_pillow(size))


def wrapped(line: str, face: Any, room: float) -> list[str]:
    """The line broken between words, or inside a word wider than the room."""
    lines: list[str] = []
    current = ""
    for word in line.split(" "):
        joined = f"{current} {word}".strip()
        if face.getlength(joined) <= room:
            current = joined
            continue
        lines += [current] if current else []
        while face.getlength(word) > room and len(word) > 1:
            cut = next((end for end in range(len(word), 1, -1) if face.getlength(word[:end]) <= room), 1)
            lines.append(word[:cut])
            word = word[cut:]
        current = word
    return [*lines, current] if current else lines


@cache
def _face(name: str, size: int) -> Any:
    from PIL import ImageFont

    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


@cache
def _face_of_pillow(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _has(face: Any, text: str) -> bool:
    absent = bytes(face.getmask(_ABSENT))
    return all(bytes(face.getmask(letter)) != absent for letter in set(text) if not letter.isspace())

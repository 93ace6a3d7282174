"""How numbers and foreign text are written on what leaves the desk."""

from __future__ import annotations

import re
import unicodedata

SMALL_N = 30
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SCRIPTS = (("ar", "ARABIC"), ("he", "HEBREW"))
_RIGHT_TO_LEFT = {"R", "AL"}


def plain(text: str) -> str:
    """The text without characters a slide cannot hold; line ends as `\\n`, tabs as spaces."""
    ends = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _ILLEGAL.sub("", ends.replace("\x85", "\n").replace("\x0b", "\n").replace("\t", " ")).strip()


def one_line(text: str) -> str:
    """The text as one line, every run of white space as one space."""
    return " ".join(plain(text).split())


def shortened(text: str, characters: int) -> str:
    """The text, or its beginning with an ellipsis where it is longer than that."""
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"


def shortened_inside(text: str, characters: int) -> str:
    """The text, or its beginning and end around an ellipsis: what tells long names apart is often at their end."""
    if len(text) <= characters:
        return text
    end = characters // 3
    return f"{text[: characters - end - 1].rstrip()}…{text[-end:].lstrip()}"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from the right."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L" or direction in _RIGHT_TO_LEFT:
            return direction != "L"
    return False


def language_of(text: str, otherwise: str) -> str:
    """A language tag for the proofing tools: of the script where that tells, else the deck's own."""
    if not is_right_to_left(text):
        return otherwise
    letter = next(one for one in text if unicodedata.bidirectional(one) in _RIGHT_TO_LEFT)
    name = unicodedata.name(letter, "")
    return next((tag for tag, script in _SCRIPTS if name.startswith(script)), otherwise)


def count(number: int) -> str:
    """A count with thousands separators: 2,144."""
    return f"{number:,}"


def label_and_text(line: str) -> tuple[str, str]:
    """A line `Label: text` in its two parts; the label is empty where there is none."""
    label, colon, rest = line.partition(": ")
    if not colon or len(label) > 32 or not label.strip():
        return "", line
    return label.strip(), rest.strip()

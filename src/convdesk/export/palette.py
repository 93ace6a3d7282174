"""The colours of everything exported: the light tokens, with the theme colour that stands for a token on slides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from convdesk.model.finding import Severity


@dataclass(frozen=True)
class Tone:
    """A colour as six hex digits. `theme`: the theme colour that slides name instead, so that templates win."""

    hex: str
    theme: str | None = None

    @property
    def rgb(self) -> tuple[int, int, int]:
        return int(self.hex[0:2], 16), int(self.hex[2:4], 16), int(self.hex[4:6], 16)


class Pair(NamedTuple):
    """A text colour and the ground it is written on."""

    text: Tone
    ground: Tone


INK = Tone("1C2230", theme="TEXT_1")
INK_MUTED = Tone("5A6379", theme="TEXT_2")
CARD_INK = Tone("1C2230")
CARD_MUTED = Tone("5A6379")
CANVAS = Tone("F4F5F8")
SURFACE = Tone("FFFFFF")
SUNKEN = Tone("ECEFF5")
LINE = Tone("DFE3EA")
ACCENT = Tone("3451D1")
LEFT = Tone("B83A22")
STAYED = Tone("3451D1")
OPEN = Tone("636A7C")
EXCLUDED = Tone("7D3FA8")

CATEGORIES = ("3451D1", "B8481D", "1F7A57", "7D3FA8", "8A6200", "0B7285")
"""The first six category colours: the accents of our own theme."""

_CALM = Pair(CARD_MUTED, SUNKEN)
_CAUTION = Pair(Tone("8A5A00"), Tone("FBF0DC"))
_SEVERITIES = {
    Severity.MINOR.label: _CAUTION,
    Severity.MAJOR.label: Pair(LEFT, Tone("FBE9E5")),
    Severity.CATASTROPHE.label: Pair(SURFACE, LEFT),
}


def severity_pair(label: str) -> Pair:
    """The colours of a severity tag; an unknown label is calm."""
    return _SEVERITIES.get(label.lower(), _CALM)

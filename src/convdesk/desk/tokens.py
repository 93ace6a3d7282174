"""The typed tokens of the theme: colours and sizes as the files name them, without Qt."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Paint = TypeVar("Paint")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Colours(Generic[Paint]):
    """One colour for each role: `#rrggbb` as read, QColor as painted with."""

    canvas: Paint
    surface: Paint
    sunken: Paint
    line: Paint
    line_strong: Paint
    ink: Paint
    ink_muted: Paint
    accent: Paint
    accent_soft: Paint
    on_accent: Paint
    left: Paint
    left_soft: Paint
    stayed: Paint
    open: Paint
    good: Paint
    good_soft: Paint
    caution: Paint
    caution_soft: Paint
    bar: Paint
    bar_track: Paint
    paper: Paint
    paper_ink: Paint
    paper_line: Paint
    categories: tuple[Paint, ...]

    def through(self, make: Callable[[Paint], Other]) -> Colours[Other]:
        """The same roles with every colour made into something else."""
        single = {role: make(getattr(self, role)) for role in ROLES}
        return Colours(**single, categories=tuple(make(one) for one in self.categories))


ROLES = tuple(field.name for field in fields(Colours) if field.name != "categories")


@dataclass(frozen=True)
class Sizes:
    """Space in pixels; type as points added to the user's own size."""

    inside: int
    related: int
    groups: int
    pane: int
    corner: int
    row: int
    rail: int
    type: dict[str, float]


def read_colours(path: Path) -> Colours[str]:
    """The colours of one theme file. Raises TypeError when a role is missing or unknown."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return Colours(**{**written, "categories": tuple(written["categories"])})


def read_sizes(path: Path) -> Sizes:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return Sizes(**written["space"], type=written["type"])


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

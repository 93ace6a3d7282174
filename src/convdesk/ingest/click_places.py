"""Places in click logs: how they are written, and which space they are in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convdesk.model.problem import ProblemError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating]

NO_VALUE = 65_535
"""What Balabit's recorder writes in x and y where there is no place."""
SPACES = ("page", "viewport", "screen", "fraction")
GUESSED_WIDTH = 1000
_TALLEST_SCREEN = 1600
_LARGEST = 10_000_000

_NUMBER = r"[-+]?(?:\d+(?:[.,]\d+)?|\.\d+)(?:e[-+]?\d+)?"
_PLAIN = re.compile(rf"\s*({_NUMBER})\s*(?:px|%)?\s*", re.IGNORECASE)
_PAIR = re.compile(r"\s*[\[({]?\s*(?:\"?x\"?\s*[:=])?\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(?:\"?y\"?\s*[:=])?\s*"
                   r"(-?\d+(?:\.\d+)?)\s*[\])}]?\s*", re.IGNORECASE)  # fmt: skip


def place_in(said: str) -> tuple[float, float | None] | None:
    """A coordinate (with None), or both of a pair such as `[904, 241]`; None where there is no number."""
    plain = _PLAIN.fullmatch(said)
    if plain and not ("," in said and said.lstrip()[:1] in "[({"):
        value = float(plain[1].replace(",", "."))
        return (value, None) if abs(value) <= _LARGEST**2 else None
    pair = _PAIR.fullmatch(said)
    return (float(pair[1]), float(pair[2])) if pair else None


@dataclass(frozen=True)
class Space:
    """Which space places are in, and how that was decided: `page`, `viewport`, `screen` or `fraction`.

    `element`, which cannot be told: inside the element that is named; nothing is known of the page then.
    """

    name: str
    reason: str
    x_scale: float = 1.0
    y_scale: float = 1.0
    """What a number is divided by to be a fraction."""
    is_y_fraction: bool = True

    def on_page(self, x: Floats, y: Floats, width: Floats, height: Floats) -> tuple[Floats, Floats]:
        """Page pixels, given the size that fractions are of."""
        if self.name == "element":
            return np.full_like(x, np.nan), np.full_like(y, np.nan)
        if self.name != "fraction":
            return x, y
        return x / self.x_scale * width, y / self.y_scale * height if self.is_y_fraction else y


def told_space(options: dict[str, str]) -> str:
    """The space the mapping names; raises ProblemError for an unknown one."""
    told = options.get("space", "").strip().lower()
    if told and told not in SPACES:
        known = ", ".join(SPACES)
        raise ProblemError(f"option space = “{told}”", "There is no such space of coordinates.", f"Use one of {known}.")
    return told


def space_of(x: Floats, y: Floats, names: tuple[str, str], told: str, height_px: float) -> Space:
    """The space of some places from what is said, from the columns' names (in one spelling) and from the numbers."""
    inside = ~(np.isnan(x) | np.isnan(y))
    if not inside.any():
        return Space(told or "page", "there are no places")
    x, y = x[inside], y[inside]
    seen = f"x {_short(x.min())}–{_short(x.max())}, y {_short(y.min())}–{_short(y.max())}"
    x_scale, y_scale = _fraction_of(x, names[0]), _fraction_of(y, names[1])
    if told == "fraction" or (not told and x_scale):
        return Space("fraction", seen, x_scale or 1.0, y_scale or 1.0, is_y_fraction=bool(y_scale))
    if told:
        return Space(told, f"as told; {seen}")
    for space, word in (("page", "page"), ("viewport", "client"), ("viewport", "viewport"), ("screen", "screen")):
        if word in names[0].split("_"):
            return Space(space, f"the column is named so; {seen}")
    if x.min() < 0 or y.min() < 0:
        return Space("screen", f"some are negative, as on a second screen; {seen}")
    if height_px and y.max() > 1.2 * height_px:
        return Space("page", f"they reach below the viewport of {height_px:,.0f} px; {seen}")
    if y.max() > max(_TALLEST_SCREEN, 1.2 * x.max()):
        return Space("page", f"they reach further down than a screen; {seen}")
    return Space("viewport" if height_px else "screen", f"none lies further down than a screen; {seen}")


def _fraction_of(values: Floats, name: str) -> float:
    """1 where numbers are fractions, 100 where they are percent; 0 where they are neither."""
    if "percent" in name or "pct" in name:
        return 100.0 if values.max() > 1 else 1.0
    is_inside = values.min() >= 0 and values.max() <= 1
    return 1.0 if is_inside and np.any(values != np.round(values)) else 0.0


def _short(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")

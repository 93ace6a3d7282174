"""Single signs of trouble of one place, and where on the page they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.friction import FrictionSpec, Occurrence

MOST_HITS = 1_000


@dataclass(frozen=True)
class Where:
    """One place: a page of that very path, an element (its selector) on it, a recording, a person; empty: any."""

    page: str = ""
    selector: str = ""
    recording: str = ""
    person: str = ""


@dataclass(frozen=True)
class HitSpec:
    """A question: the single occurrences of the signals of `friction`, in one place; `width`: the viewport drawn."""

    friction: FrictionSpec
    where: Where = Where()
    width: int | None = None


@dataclass(frozen=True)
class HitList:
    """The first hits in the order of time, `total` of them all.

    `page`: the page most of them lie on; `points`: x and y there in CSS pixels, of those of viewport `width`.
    `unplaced`: hits on that page whose place is not known.
    """

    spec: HitSpec
    total: int
    rows: tuple[Occurrence, ...]
    page: str
    viewports: dict[int, int]
    width: int | None
    points: tuple[tuple[float, float], ...]
    unplaced: int

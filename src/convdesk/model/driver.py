"""What marks those who left after a step, and how much of them the feedback speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.dropoff import Coverage, DropOff

LEAST_PEOPLE = 5
"""Rows with fewer people than that, left and stayed together, are shown only when asked for."""
MOST_VALUES = 100
"""Properties with more values than that among these people are no candidates."""


class MarkKind(StrEnum):
    """What sort of thing may mark those who left."""

    EVENT = "event"
    PAGE = "page"
    FRICTION = "friction"
    PROPERTY = "property"
    ANSWER = "answer"
    CODE = "code"


@dataclass(frozen=True)
class DriverSpec:
    """A question: what is more often among those who left there.

    `exposure_us`: for how long after reaching the step both sides are watched; None: the median time that those who
    went on took. `is_all`: rows with few people too.
    """

    drop_off: DropOff
    exposure_us: int | None = None
    is_all: bool = False


@dataclass(frozen=True)
class Mark:
    """One candidate: in how many of those who left and of those who stayed it was found.

    `left`, `stayed`: of how many (for answers: of those who answered the question). `ratio`: of the two shares, with
    `low`, `high`: its 95 % interval (log method, 0.5 for a count of 0); None where a side is empty. `p`: Fisher's
    exact test, two-sided. `q`: Benjamini–Hochberg over all candidates.
    """

    kind: MarkKind
    name: str
    left_with: int
    left: int
    stayed_with: int
    stayed: int
    ratio: float | None
    low: float | None
    high: float | None
    p: float
    q: float

    @property
    def in_words(self) -> str:
        """Among whom it is more often."""
        if self.ratio is None or self.ratio == 1:
            return "as often among both"
        return "more often among those who left" if self.ratio > 1 else "more often among those who stayed"


@dataclass(frozen=True)
class DriverTable:
    """Candidates, the most telling first. `hidden`: rows with few people; `candidates`: all that were compared."""

    spec: DriverSpec
    left: int
    stayed: int
    exposure_seconds: float | None
    rows: tuple[Mark, ...]
    hidden: int
    candidates: int
    left_out: tuple[str, ...]
    """Properties with too many values to compare."""
    definition: str


class JoinStrength(StrEnum):
    """By what a person's feedback is joined to what they did, strongest first."""

    SESSION = "same session"
    ACTOR = "same person"
    RESPONDENT = "same respondent key"
    PLACE = "same page and time only (weak)"


@dataclass(frozen=True)
class Difference:
    """One value of a property among those who were heard and among the silent ones, of those who left.

    `low`, `high`: 95 % interval of the difference of the shares (Newcombe's, from two Wilson intervals).
    `p`, `q`: Fisher's exact test, Benjamini–Hochberg over all values compared.
    """

    prop: str
    value: str
    heard_with: int
    heard: int
    silent_with: int
    silent: int
    low: float
    high: float
    p: float
    q: float

    @property
    def heard_share(self) -> float:
        return self.heard_with / self.heard

    @property
    def silent_share(self) -> float:
        return self.silent_with / self.silent


@dataclass(frozen=True)
class CoverageDetail:
    """Coverage of a drop-off with how those who answered, or were recorded, differ from those who did not.

    `answered_by`, `recorded_by`: people by the strongest join of theirs.
    """

    coverage: Coverage
    answered: tuple[Difference, ...]
    recorded: tuple[Difference, ...]
    answered_by: dict[JoinStrength, int]
    recorded_by: dict[JoinStrength, int]
    definition: str

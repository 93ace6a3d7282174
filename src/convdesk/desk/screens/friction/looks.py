"""What the friction screen looks at: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from convdesk.model.friction import FrictionResult, FrictionRules, FrictionSpec, Occurrence, Signal, Tally
    from convdesk.model.hits import HitList, HitSpec
    from convdesk.model.progress import Progress


class Listing(StrEnum):
    """By what friction is listed."""

    PAGES = "pages"
    ELEMENTS = "elements"
    SESSIONS = "sessions"
    PEOPLE = "people"


@dataclass(frozen=True)
class FrictionLook:
    """What was counted; `kept`: by the study's rules, where other rules are tried."""

    result: FrictionResult
    kept: FrictionResult | None
    signal: Signal | None
    listing: Listing

    @property
    def rows(self) -> tuple[Tally, ...]:
        rows: tuple[Tally, ...] = getattr(self.result, self.listing.value)
        return rows


@dataclass(frozen=True)
class HitsLook:
    """Hits with the page they lie on. `width`, `height`: CSS pixels; `image`: the decoded picture, None without."""

    hits: HitList
    width: int
    height: int
    image: object | None


class Questions(Protocol):
    """What the screen asks of a study, and the edits it makes; called off the UI thread."""

    def rules(self) -> FrictionRules: ...
    def count(self, spec: FrictionSpec, progress: Progress) -> FrictionResult: ...
    def hits(self, spec: HitSpec, progress: Progress) -> HitsLook: ...
    def corrected(self) -> tuple[Occurrence, ...]: ...
    def people(self, spec: HitSpec, progress: Progress) -> tuple[str, ...]: ...
    def dismiss(self, hit: Occurrence) -> None: ...
    def take_back(self, correction: str) -> None: ...
    def keep_rules(self, rules: FrictionRules) -> None: ...

"""Decks: what an exported set of slides says, before anything is drawn.

Lines of `method` and `definitions` may be written `Label: text`; the label is then set apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from convdesk.model.funnel import FunnelResult


class SlideNumber(NamedTuple):
    """One number worth a big figure; the explanation carries its n and its interval."""

    value: str
    explanation: str


@dataclass(frozen=True)
class SlidePicture:
    """A picture with the words that stand for it (`alt`) and under it (`caption`, with its n).

    `film`: WebM, played in the picture's place where the program that shows the slide can; empty: none.
    """

    png: bytes = field(repr=False)
    alt: str
    caption: str = ""
    film: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class SlideQuote:
    """What somebody answered, word for word; `when` in the zone of the deck."""

    text: str
    who: str = ""
    when: str = ""
    question: str = ""


@dataclass(frozen=True)
class FindingSlide:
    """One finding; `severity` is the label of a `Severity`, empty when it was not rated.

    `notes` go to the speaker: definitions, filters and n of every number shown.
    """

    title: str
    text: str = ""
    severity: str = ""
    numbers: tuple[SlideNumber, ...] = ()
    picture: SlidePicture | None = None
    quotes: tuple[SlideQuote, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """A whole deck. `made_at` dates the file, so that the same deck is the same file; `date_text` is shown.

    `drop_off_at`: the step (from 1) whose leavers the funnel slide names; None leaves the choice to the slide.
    `definitions` are added to the last slide, `notes` to the speaker notes of every slide.
    """

    title: str
    subtitle: str
    date_text: str
    zone: str
    made_at: datetime
    method: tuple[str, ...] = ()
    funnel: FunnelResult | None = None
    findings: tuple[FindingSlide, ...] = ()
    definitions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    drop_off_at: int | None = None
    language: str = "en-GB"

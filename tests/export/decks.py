"""Decks, funnels and pictures made by hand for the tests of what is exported."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from convdesk.model.deck import Deck, FindingSlide, SlideNumber, SlidePicture, SlideQuote
from convdesk.model.funnel import FunnelResult, FunnelSpec, StepCount
from convdesk.model.heat import HeatPicture, Raster
from convdesk.model.step import event_step

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("Landing page", "Sign up", "Verify email", "Profile", "Connect data", "Done")
REACHED = (4812, 2391, 2144, 1227, 948, 871)
ARABIC = "لم يصلني رمز التحقق، وحاولت مرات عديدة ثم توقفت."
TEXT = "People type the code they were sent and are told it has expired.\nMost then leave without trying again."
QUOTES = (
    SlideQuote("The code says expired the second I type it.", "Respondent 118", "12 March 2026", "What stopped you?"),
    SlideQuote(ARABIC, "Respondent 77", "15 March 2026", "What stopped you?"),
    SlideQuote("I gave up 🤷‍♀️", "P7", "11 March 2026", "Interview"),
)
NUMBERS = (
    SlideNumber("41.1 %", "left after Verify email: 881 of 2,144, 95 % interval 39.0–43.2 %"),
    SlideNumber("61 %", "of clicks on Verify got no reaction: 3,174 of 5,204"),
)


def funnel(
    names: Sequence[str] = NAMES, reached: Sequence[int] = REACHED, under_way: dict[int, int] | None = None
) -> FunnelResult:
    """A funnel with these counts; `under_way`: position → people still inside the window."""
    steps = []
    for at, (name, people) in enumerate(zip(names, reached, strict=True)):
        waiting = (under_way or {}).get(at, 0)
        left = people - reached[at + 1] - waiting if at + 1 < len(reached) else 0
        rate = people / reached[at - 1] if at and reached[at - 1] else None
        steps.append(StepCount(name, people, None, rate, rate, rate, left, waiting, 0, None))
    spec = FunnelSpec(tuple(event_step(name) for name in names))
    return FunnelResult(spec, tuple(steps), "People; 7 days from the latest usable entry; 1–31 March 2026.")


def png(width: int = 300, height: int = 200) -> bytes:
    """A picture of a small page."""
    page = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(page).rectangle((width // 4, height // 4, width // 2, height // 3), fill="#3451d1")
    written = io.BytesIO()
    page.save(written, "PNG")
    return written.getvalue()


def picture(width: int = 300, height: int = 200) -> SlidePicture:
    return SlidePicture(png(width, height), "Most clicks on Verify", "Clicks of 701 people, n = 5,204 clicks")


def finding(**changes: object) -> FindingSlide:
    """A usual finding, with what the test changes."""
    parts: dict[str, object] = {
        "title": "The code expires before the mail arrives", "text": TEXT, "severity": "major", "numbers": NUMBERS,
        "picture": picture(), "quotes": QUOTES, "notes": ("Filter: everyone on a desktop",),
    }  # fmt: skip
    return FindingSlide(**(parts | changes))  # type: ignore[arg-type]


def deck(**changes: object) -> Deck:
    """A usual deck, with what the test changes."""
    parts: dict[str, object] = {
        "title": "Onboarding, March", "subtitle": "Where people leave", "date_text": "31 March 2026",
        "zone": "Europe/Oslo", "made_at": datetime(2026, 3, 31, 12, tzinfo=UTC),
        "method": ("People: 4,812 after joining keys", "Window: 7 days from the latest usable entry"),
        "funnel": funnel(under_way={2: 36}), "findings": (finding(),), "notes": ("Everyone, 1–31 March 2026",),
    }  # fmt: skip
    return Deck(**(parts | changes))  # type: ignore[arg-type]


def heat(width: int, height: int, spots: Sequence[tuple[float, float]], cell: int = 10) -> HeatPicture:
    """Heat around the spots, as opaque as it gets in the middle of each."""
    across, high = width // cell, height // cell
    rgba = np.zeros((high, across, 4), dtype=np.uint8)
    rows, columns = np.mgrid[0:high, 0:across]
    for x, y in spots:
        distance = np.hypot(columns - x / cell, rows - y / cell)
        rgba[distance < 4] = (220, 40, 40, 255)
    return HeatPicture(Raster(across, high, rgba.tobytes()), width, height, 12.0)

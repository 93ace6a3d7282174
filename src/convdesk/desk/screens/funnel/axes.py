"""The frame of a drawn chart: a scale of shares at the left, and where everything lies inside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convdesk.desk.drawing import Ink, Line, Room, Sheet, Side, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMES = (1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 12 * 3600, 86_400, 2 * 86_400, 7 * 86_400, 14 * 86_400, 30 * 86_400)
"""Seconds that are written on an axis."""


@dataclass(frozen=True)
class Frame:
    """The inside of a chart in pixels; `most`: the share at its upper edge."""

    left: float
    top: float
    right: float
    bottom: float
    most: float

    def y(self, share: float) -> float:
        return self.bottom - (self.bottom - self.top) * min(share, self.most) / self.most

    def x(self, part: float) -> float:
        """Where a part (0 to 1) of the width lies."""
        return self.left + (self.right - self.left) * part


def framed(sheet: Sheet, room: Room, most: float, below: float, top: float = 0.0) -> Frame:
    """Grid lines with their shares at the left; `below`: what is kept free under the chart."""
    marks = share_marks(most)
    left = max(room.wide(f"{mark * 100:g} %") for mark in marks) + 10
    least = 6 * room.line
    bottom = max(room.height - below, top + least)
    frame = Frame(left, top + room.line / 2, room.width - 12, bottom, marks[-1])
    for mark in marks:
        y = frame.y(mark)
        sheet.add(Line(((left, y), (frame.right, y)), Ink.LINE))
        sheet.add(Words((0, y - room.line / 2, left - 8, room.line), f"{mark * 100:g} %", Ink.MUTED, Side.RIGHT))
    return frame


def share_marks(most: float) -> list[float]:
    """Four or five even marks from 0 to at least `most`."""
    wanted = max(most, 0.01) / 4
    size = 10 ** math.floor(math.log10(wanted))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= wanted - 1e-12)
    count = math.ceil(max(most, 0.01) / step - 1e-9)
    return [min(round(step * n, 6), 1.0) for n in range(count + 1) if step * (n - 1) < 1.0 - 1e-9]


def time_marks(longest_seconds: float) -> list[float]:
    """Up to seven even marks of time from 0."""
    step = next((each for each in TIMES if longest_seconds / each <= 7), TIMES[-1])
    while longest_seconds / step > 7:
        step *= 2
    return [step * n for n in range(int(longest_seconds / step) + 1)]


def label_below(sheet: Sheet, frame: Frame, room: Room, marks: Sequence[tuple[float, str]]) -> None:
    """Words under the chart at parts of its width; those that would touch the one before are left out."""
    free = -1.0
    for part, text in marks:
        wide = room.wide(text)
        left = min(max(frame.x(part) - wide / 2, 0), room.width - wide)
        if left > free:
            sheet.add(Words((left, frame.bottom + 2, wide + 4, room.line), text, Ink.MUTED))
            free = left + wide + 12

"""Segments behind the numbers of a drop-off: who has a mark, who was heard, what was last known of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from convdesk.model.segment import Segment

if TYPE_CHECKING:
    from convdesk.model.driver import DriverSpec, MarkKind


@dataclass(frozen=True)
class Marked(Segment):
    """Those on one side of a driver table (who left, or who went on) in whom one of its candidates was found."""

    spec: DriverSpec
    kind: MarkKind
    name: str
    has_left: bool

    def in_words(self) -> str:
        drop_off = self.spec.drop_off
        side = f"left after {drop_off.step_name}" if self.has_left else f"went on to {drop_off.next_name}"
        return f"those who {side} with {self.name}"


class Channel(StrEnum):
    """How somebody was heard."""

    ANSWERED = "answered"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Heard(Segment):
    """Those who answered any survey, or of whom there is a recording."""

    channel: Channel

    def in_words(self) -> str:
        return "those who answered" if self.channel is Channel.ANSWERED else "those who were recorded"


@dataclass(frozen=True)
class LastKnown(Segment):
    """Those whose property had this value when it was known last."""

    prop: str
    value: str

    def in_words(self) -> str:
        return f"those with {self.prop}={self.value}"

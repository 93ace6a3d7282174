"""Segments as a researcher writes them: `did(products) & !did(purchase)`, `dropped(2 of "Onboarding")`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convdesk.model.friction import Showed, Signal
from convdesk.model.funnel import Bucket, FunnelSpec, InBucket
from convdesk.model.heatmap import Clicked
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Answered, Did, Everyone, HasProperty, Listed, Segment
from convdesk.model.step import Matcher, PropertyTest, Step, parse_step

if TYPE_CHECKING:
    from collections.abc import Mapping

_CALL = re.compile(r"\s*([a-z]+)\s*\(")
_TAIL = re.compile(r"\s*(>=|<=|!=|=|>|<)\s*(\"[^\"]*\"|[^\s&|()!]+)")
_OF = re.compile(r"\s*(\d+)\s+of\s+\"([^\"]+)\"\s*$")
HELP = 'For example: did(products) & !did(purchase), prop(platform)=ios, answered(Q3)<=6, dropped(1 of "Onboarding").'


def parse_segment(text: str, funnels: Mapping[str, FunnelSpec]) -> Segment:
    """The segment an expression describes; raises ProblemError at the place that cannot be read."""
    if not text.strip():
        return Everyone()
    reader = _Reader(text, funnels)
    segment = reader.either()
    if reader.rest.strip():
        raise reader.problem("This part is not understood")
    return segment


class _Reader:
    """Reads an expression from left to right: `|` binds weakest, then `&`, then `!`."""

    def __init__(self, text: str, funnels: Mapping[str, FunnelSpec]) -> None:
        self._text, self._at, self._funnels = text, 0, funnels

    @property
    def rest(self) -> str:
        return self._text[self._at :]

    def either(self) -> Segment:
        segment = self._both()
        while self._took("|"):
            segment = segment | self._both()
        return segment

    def problem(self, what: str) -> ProblemError:
        where = f"segment “{self._text}”"
        return ProblemError(where, f"{what}, from “{self.rest.strip()[:30]}”.", HELP)

    def _both(self) -> Segment:
        segment = self._single()
        while self._took("&"):
            segment = segment & self._single()
        return segment

    def _single(self) -> Segment:
        if self._took("!"):
            return ~self._single()
        if self._took("("):
            segment = self.either()
            if not self._took(")"):
                raise self.problem("A closing bracket is missing")
            return segment
        return self._atom()

    def _atom(self) -> Segment:
        call = _CALL.match(self.rest)
        if not call:
            raise self.problem("A condition like did(…) is expected")
        start = self._at
        self._at += call.end()
        inside = self._inside()
        tail = _TAIL.match(self.rest)
        self._at += tail.end() if tail else 0
        segment = self._made(call[1], inside.strip(), (tail[1], tail[2].strip('"')) if tail else None)
        if segment is None:
            self._at = start
            raise self.problem(f"There is no condition “{call[1]}(…)” like this")
        return segment

    def _made(self, verb: str, inside: str, tail: tuple[str, str] | None) -> Segment | None:
        if verb == "prop" and tail:
            return HasProperty(PropertyTest(inside, *tail))
        if verb == "answered":
            return Answered(inside, PropertyTest("", *tail) if tail else None)
        if verb == "did":
            return Did(parse_step(inside), self._times(tail))
        if tail:
            return None
        return self._plain(verb, inside)

    def _plain(self, verb: str, inside: str) -> Segment | None:
        if verb == "visited":
            return Did(Step((Matcher(page=inside),)))
        if verb == "clicked":
            page, _, selector = inside.partition(",")
            return Clicked(page.strip() or "*", selector.strip())
        if verb == "person":
            return Listed(frozenset(name.strip() for name in inside.split(",")))
        if verb in {"reached", "dropped", "open"}:
            return self._bucket(Bucket(verb), inside)
        signals = {signal.value.replace("-", ""): signal for signal in Signal}
        return Showed(signals[verb], inside or "*") if verb in signals else None

    def _times(self, tail: tuple[str, str] | None) -> int:
        if not tail:
            return 1
        if tail[0] not in {">=", ">"} or not tail[1].isdigit():
            raise self.problem("How often is written did(…)>=2")
        return int(tail[1]) + (tail[0] == ">")

    def _bucket(self, bucket: Bucket, inside: str) -> Segment:
        match = _OF.match(inside)
        if not match or match[2] not in self._funnels:
            known = ", ".join(f"“{name}”" for name in self._funnels) or "none yet"
            raise self.problem(f"A step of a saved funnel is expected (saved: {known})")
        funnel, step = self._funnels[match[2]], int(match[1])
        if not 1 <= step <= len(funnel.steps):
            raise self.problem(f"“{match[2]}” has steps 1 to {len(funnel.steps)}")
        return InBucket(funnel, bucket, step)

    def _inside(self) -> str:
        """The text up to the bracket that closes this one."""
        depth, start = 1, self._at
        while self._at < len(self._text):
            depth += {"(": 1, ")": -1}.get(self._text[self._at], 0)
            self._at += 1
            if depth == 0:
                return self._text[start : self._at - 1]
        self._at = start
        raise self.problem("A closing bracket is missing")

    def _took(self, sign: str) -> bool:
        rest = self.rest.lstrip()
        if rest.startswith(sign):
            self._at = len(self._text) - len(rest) + len(sign)
            return True
        return False

"""Segments as a researcher writes them: `did(products) & !did(purchase)`, `dropped(2 of "Onboarding")`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from convdesk.model import segment as s
from convdesk.model.friction import Showed, Signal
from convdesk.model.funnel import Bucket, FunnelSpec, InBucket
from convdesk.model.goal import OfGoal
from convdesk.model.heatmap import Clicked
from convdesk.model.marked import Channel, Heard, LastKnown
from convdesk.model.moment import duration_us
from convdesk.model.problem import ProblemError
from convdesk.model.step import Matcher, PropertyTest, Step, event_step, parse_step
from convdesk.model.within import AnyPart, FirstPart, Within, dates_said

_CALL = re.compile(r"\s*([a-z]+)\s*\(")
_TAIL = re.compile(r"\s*(>=|<=|!=|=|>|<)\s*(\"[^\"]*\"|[^\s&|()!]+)")
_WITHIN = re.compile(r"\s*(?:in\s+(first|any)\s+(\S+?)|during\s+(\S+?)\.\.(\S+?))(?=[\s)&|]|$)")
_OF = re.compile(r"\s*(\d+)\s+of\s+\"([^\"]+)\"\s*$")
_QUOTED = re.compile(r"\s*\"([^\"]*)\"\s*$")
HELP = 'For example: did(products) & !did(purchase), prop(platform)=ios, answered(Q3)<=6, dropped(1 of "Onboarding").'
SIGNALS = {signal.value.replace("-", ""): signal for signal in Signal}
"""The friction signals by the words that conditions on them begin with."""
VERBS = ("did", "visited", "between", "prop", "first", "last", "reached", "dropped", "open", "excluded", "answered",
         "recorded", "coded", "goal", "clicked", *SIGNALS, "person", "segment")  # fmt: skip
"""What a condition can begin with."""

DEEPEST = 100
T = TypeVar("T")
Funnels = Mapping[str, FunnelSpec]


@dataclass(frozen=True)
class Known:
    """What an expression can name: the study's funnels, its segments, and conditions that have no other notation."""

    funnels: Funnels
    segments: Mapping[str, s.Segment] = field(default_factory=dict)
    those: Mapping[str, s.Segment] = field(default_factory=dict)


class ExpressionError(ProblemError):
    """An expression that cannot be read; `at`: the place of the first character that is not understood."""

    def __init__(self, text: str, at: int, what: str) -> None:
        at += len(text[at:]) - len(text[at:].lstrip())
        rest = text[at:].strip()
        place = f"from “{rest[:30]}”" if rest else "at its end"
        super().__init__(f"segment “{text}”, character {at + 1}", f"{what}, {place}.", HELP)
        self.at = at


def parse_segment(text: str, known: Known | Funnels) -> s.Segment:
    """The segment an expression describes; raises ExpressionError at the place that cannot be read."""
    if not text.strip():
        return s.Everyone()
    reader = _Reader(text, known if isinstance(known, Known) else Known(known))
    segment = reader.either()
    if reader.rest.strip():
        raise reader.problem("This part is not understood")
    return segment


class _Reader:
    """Reads an expression from left to right: `|` binds weakest, then `&`, then `!`."""

    def __init__(self, text: str, known: Known) -> None:
        self._text, self._known = text, known
        self._at = self._about = self._depth = 0

    @property
    def rest(self) -> str:
        return self._text[self._at :]

    def either(self) -> s.Segment:
        segment = self._both()
        while self._took("|"):
            segment = segment | self._both()
        return segment

    def problem(self, what: str, at: int | None = None) -> ExpressionError:
        return ExpressionError(self._text, self._at if at is None else at, what)

    def _both(self) -> s.Segment:
        segment = self._single()
        while self._took("&"):
            segment = segment & self._single()
        return segment

    def _single(self) -> s.Segment:
        if self._took("!"):
            return ~self._deeper(self._single)
        if self._took("("):
            opened = self._at - 1
            segment = self._deeper(self.either)
            if not self._took(")"):
                raise self.problem("A closing bracket is missing", opened)
            return segment
        return self._atom()

    def _deeper(self, read: Callable[[], s.Segment]) -> s.Segment:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.problem("There are too many brackets inside one another")
        segment = read()
        self._depth -= 1
        return segment

    def _atom(self) -> s.Segment:
        call = _CALL.match(self.rest)
        if not call:
            raise self.problem("A condition like did(…) is expected")
        start = self._at
        self._at += call.end()
        inside = self._inside()
        about = self._about = self._at - len(inside) - 1
        tail = _TAIL.match(self.rest)
        self._at += tail.end() if tail else 0
        try:
            segment = self._made(call[1], inside.strip(), (tail[1], tail[2].strip('"')) if tail else None)
        except ExpressionError:
            raise
        except ProblemError as error:
            raise self.problem(error.problem.what.rstrip("."), about) from error
        if segment is None:
            raise self.problem(f"There is no condition “{call[1]}(…)” like this", start)
        return segment

    def _made(self, verb: str, inside: str, tail: tuple[str, str] | None) -> s.Segment | None:
        if verb in {"prop", "first"} and tail:
            test = PropertyTest(inside, *tail)
            return s.HasProperty(test) if verb == "prop" else s.FirstKnown(test)
        if verb == "last" and tail and tail[0] == "=":
            return LastKnown(inside, tail[1])
        if verb == "answered" and inside:
            return s.Answered(_unquoted(inside), PropertyTest("", *tail) if tail else None)
        if verb in {"did", "visited"}:
            return self._done(_page(inside) if verb == "visited" else _step(inside), tail)
        return None if tail else self._plain(verb, inside)

    def _plain(self, verb: str, inside: str) -> s.Segment | None:
        if verb in {"reached", "dropped", "open", "excluded"}:
            return self._bucket(Bucket(verb), inside)
        if verb in {"segment", "those"}:
            return self._named(verb, _unquoted(inside))
        if verb == "clicked":
            page, _, selector = inside.partition(",")
            return Clicked(page.strip() or "*", selector.strip())
        if verb in SIGNALS:
            return Showed(SIGNALS[verb], inside or "*")
        return _simple(verb, inside)

    def _done(self, step: Step, tail: tuple[str, str] | None) -> s.Segment:
        """Done so often; fewer times than n is not n times."""
        operator, often = tail or (">=", "1")
        if operator == "!=" or not often.isdigit() or int(often) > 1_000_000:
            raise self.problem("How often is written did(…)>=2, with >=, >, =, < or <=", self._at - len(often))
        within, times = self._within(), int(often)
        least = times + (operator in {">", "<="})
        at_least = s.Did(step, least, within) if least else s.Everyone()
        if operator in {">=", ">"}:
            return at_least
        if operator == "=":
            fewer = ~s.Did(step, times + 1, within)
            return at_least & fewer
        return ~at_least

    def _within(self) -> Within | None:
        match = _WITHIN.match(self.rest)
        if not match:
            return None
        start = self._at
        self._at += match.end()
        if match[3] is not None:
            return self._or_problem(lambda: dates_said(match[3], match[4]), start)
        length = self._or_problem(lambda: duration_us(match[2]), start)
        if length is None:
            raise self.problem("This time has no end: write in first 7d, or in any 1h", start)
        return FirstPart(length) if match[1] == "first" else AnyPart(length)

    def _bucket(self, bucket: Bucket, inside: str) -> s.Segment:
        match, funnels = _OF.match(inside), self._known.funnels
        if not match or match[2] not in funnels:
            known = ", ".join(f"“{name}”" for name in funnels) or "none yet"
            raise self.problem(f"A step of a saved funnel is expected (saved: {known})", self._about)
        funnel, step = funnels[match[2]], int(match[1])
        if not 1 <= step <= len(funnel.steps):
            raise self.problem(f"“{match[2]}” has steps 1 to {len(funnel.steps)}", self._about)
        return InBucket(funnel, bucket, step)

    def _named(self, verb: str, name: str) -> s.Segment:
        found = (self._known.segments if verb == "segment" else self._known.those).get(name)
        if found is None:
            known = ", ".join(f"“{one}”" for one in self._known.segments) or "none yet"
            raise self.problem(f"A saved segment is expected (saved: {known})", self._about)
        return s.Named(name, found) if verb == "segment" else found

    def _or_problem(self, read: Callable[[], T], start: int) -> T:
        try:
            return read()
        except ProblemError as error:
            raise self.problem(error.problem.what.rstrip("."), start) from error

    def _inside(self) -> str:
        """The text up to the bracket that closes this one; brackets between quotes do not count."""
        depth, start, is_quoted = 1, self._at, False
        while self._at < len(self._text):
            character = self._text[self._at]
            is_quoted ^= character == '"'
            depth += 0 if is_quoted else {"(": 1, ")": -1}.get(character, 0)
            self._at += 1
            if depth == 0:
                return self._text[start : self._at - 1]
        raise self.problem("A closing bracket is missing", start - 1)

    def _took(self, sign: str) -> bool:
        rest = self.rest.lstrip()
        if rest.startswith(sign):
            self._at = len(self._text) - len(rest) + len(sign)
            return True
        return False


def _simple(verb: str, inside: str) -> s.Segment | None:
    """A condition that needs to know nothing of the study."""
    if verb == "between" and inside.count(",") == 1:
        return s.Between(dates_said(*inside.split(",")))
    if verb == "coded" and _unquoted(inside):
        return s.Coded(_unquoted(inside))
    if verb == "goal" and _unquoted(inside):
        return OfGoal(_unquoted(inside))
    if verb in {"answered", "recorded"} and not inside:
        return Heard(Channel(verb))
    if verb == "person" and inside:
        return s.Listed(frozenset(_unquoted(name) for name in inside.split(",")))
    return s.Everyone() if verb == "everyone" and not inside else None


def _step(inside: str) -> Step:
    quoted = _QUOTED.match(inside)
    return event_step(quoted[1]) if quoted else parse_step(inside)


def _page(inside: str) -> Step:
    return Step((Matcher(page=_unquoted(inside)),))


def _unquoted(inside: str) -> str:
    quoted = _QUOTED.match(inside)
    return quoted[1] if quoted else inside.strip()

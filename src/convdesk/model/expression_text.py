"""Segments written down as expressions: the inverse of reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convdesk.model import segment as s
from convdesk.model.expression import SIGNALS, Known, parse_segment
from convdesk.model.friction import Showed
from convdesk.model.funnel import InBucket
from convdesk.model.goal import OfGoal
from convdesk.model.heatmap import Clicked
from convdesk.model.marked import Heard, LastKnown
from convdesk.model.problem import ProblemError
from convdesk.model.within import Dates

if TYPE_CHECKING:
    from convdesk.model.segment import Segment
    from convdesk.model.step import PropertyTest

_BARE = frozenset("-_./*:@+%~")


def written(segment: Segment, known: Known) -> tuple[str, Known]:
    """The expression that reads as this segment, and what has to be known to read it.

    A condition without a notation of its own (people of a path, of an own funnel) is written as `those("…")`, and
    joins what is known.
    """
    those = dict(known.those)
    writer = _Writer(known, those)
    text = "" if isinstance(segment, s.Everyone) else writer.either(segment)
    return text, Known(known.funnels, known.segments, those)


class _Writer:
    def __init__(self, known: Known, those: dict[str, Segment]) -> None:
        self._known, self._those = known, those

    def either(self, segment: Segment) -> str:
        if isinstance(segment, s.Either):
            return f"{self.either(segment.left)} | {self._both(segment.right)}"
        return self._both(segment)

    def _both(self, segment: Segment) -> str:
        if isinstance(segment, s.Both):
            return f"{self._both(segment.left)} & {self._single(segment.right)}"
        return self._single(segment)

    def _single(self, segment: Segment) -> str:
        if isinstance(segment, s.Not):
            return f"!{self._single(segment.inner)}"
        if isinstance(segment, s.Both | s.Either):
            return f"({self.either(segment)})"
        return self._atom(segment)

    def _atom(self, segment: Segment) -> str:
        """The condition's own notation where it reads as the same condition; else it is kept under its words."""
        text = self._bucket(segment) if isinstance(segment, InBucket) else _plain(segment)
        known = Known(self._known.funnels, self._known.segments, self._those)
        try:
            if text and parse_segment(text, known) == segment:
                return text
        except ProblemError:
            pass
        return self._kept(segment)

    def _bucket(self, segment: InBucket) -> str:
        names = [name for name, funnel in self._known.funnels.items() if funnel == segment.funnel]
        return f'{segment.bucket.value}({segment.step} of "{names[0]}")' if names else ""

    def _kept(self, segment: Segment) -> str:
        words = segment.in_words().replace('"', "'")
        name, number = words, 2
        while self._those.get(name, segment) != segment:
            name, number = f"{words} ({number})", number + 1
        self._those[name] = segment
        return f'those("{name}")'


def _plain(segment: Segment) -> str:
    match segment:
        case s.Did():
            return _did(segment)
        case s.HasProperty(test):
            return f"prop({test.name}){_test(test)}"
        case s.FirstKnown(test):
            return f"first({test.name}){_test(test)}"
        case LastKnown(prop, value):
            return f'last({prop})="{value}"'
        case s.Answered(question, test):
            return f"answered({question}){_test(test) if test else ''}"
        case s.Between(dates):
            return f"between({dates.start}, {dates.end})"
        case s.Named(name, _):
            return f'segment("{name}")'
    return _rarer(segment)


def _rarer(segment: Segment) -> str:
    match segment:
        case s.Coded(code):
            return f'coded("{code}")'
        case s.Listed(actors):
            return f"person({', '.join(sorted(actors))})"
        case OfGoal(goal):
            return f'goal("{goal}")'
        case Heard(channel):
            return f"{channel.value}()"
        case Showed(signal, page):
            word = next(word for word, one in SIGNALS.items() if one is signal)
            return f"{word}({'' if page == '*' else page})"
        case Clicked(page, selector):
            return f"clicked({page}, {selector})" if selector else f"clicked({page})"
        case s.Everyone():
            return "everyone()"
    return ""


def _did(condition: s.Did) -> str:
    matcher = condition.step.any_of[0]
    is_page = len(condition.step.any_of) == 1 and matcher.page is not None and not matcher.tests
    name = condition.step.name
    is_event = condition.step.any_of == (type(matcher)(event=name),)
    inside = f'"{name}"' if is_event and not name.replace(" ", "").isalnum() else name
    often = f">={condition.times}" if condition.times != 1 else ""
    return f"{f'visited({matcher.page})' if is_page else f'did({inside})'}{often}{_within(condition)}"


def _within(condition: s.Did) -> str:
    within = condition.within
    if within is None:
        return ""
    return f" during {within}" if isinstance(within, Dates) else f" in {within}"


def _test(test: PropertyTest) -> str:
    is_bare = bool(test.value) and all(one.isalnum() or one in _BARE for one in test.value)
    return f"{test.operator}{test.value}" if is_bare else f'{test.operator}"{test.value}"'

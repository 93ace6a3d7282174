"""Segments: who is meant, as a description that can be evaluated against any table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convdesk.model.step import PropertyTest, Step
    from convdesk.model.within import Dates, Within


class Segment(ABC):
    """People, described. Combine with `&`, `|`, `~`."""

    def __and__(self, other: Segment) -> Segment:
        if isinstance(self, Everyone):
            return other
        return self if isinstance(other, Everyone) else Both(self, other)

    def __or__(self, other: Segment) -> Segment:
        return Either(self, other)

    def __invert__(self) -> Segment:
        return Not(self)

    @abstractmethod
    def in_words(self) -> str:
        """Whom it means, to be put after “of” or “only”."""


@dataclass(frozen=True)
class Everyone(Segment):
    """No restriction."""

    def in_words(self) -> str:
        return "everyone"


@dataclass(frozen=True)
class Both(Segment):
    left: Segment
    right: Segment

    def in_words(self) -> str:
        return f"{self.left.in_words()} and {self.right.in_words()}"


@dataclass(frozen=True)
class Either(Segment):
    left: Segment
    right: Segment

    def in_words(self) -> str:
        return f"({self.left.in_words()} or {self.right.in_words()})"


@dataclass(frozen=True)
class Not(Segment):
    inner: Segment

    def in_words(self) -> str:
        return f"not ({self.inner.in_words()})"


@dataclass(frozen=True)
class Did(Segment):
    """Those with an event that fills the step, at least `times` times, and in some time where one is said."""

    step: Step
    times: int = 1
    within: Within | None = None

    def in_words(self) -> str:
        often = f" at least {self.times} times" if self.times > 1 else ""
        when = f" {self.within.in_words()}" if self.within else ""
        return f"those who did {self.step.label}{often}{when}"


@dataclass(frozen=True)
class HasProperty(Segment):
    """Those with an event whose property passes the test."""

    test: PropertyTest

    def in_words(self) -> str:
        return f"those with {self.test}"


@dataclass(frozen=True)
class Answered(Segment):
    """Those whose answer to a question (its code, such as Q1) passes the test; no test: who answered at all."""

    question: str
    test: PropertyTest | None = None

    def in_words(self) -> str:
        how = f" {self.test.operator} {self.test.value}" if self.test else ""
        return f"those who answered {self.question}{how}"


@dataclass(frozen=True)
class Listed(Segment):
    """People named one by one, by actor id."""

    actors: frozenset[str]

    def in_words(self) -> str:
        return f"{len(self.actors)} people listed by hand"


@dataclass(frozen=True)
class Between(Segment):
    """Those with any event between two dates."""

    dates: Dates

    def in_words(self) -> str:
        return f"those seen {self.dates.in_words()}"


@dataclass(frozen=True)
class FirstKnown(Segment):
    """Those whose property passes the test where it was first known: where somebody came from."""

    test: PropertyTest

    def in_words(self) -> str:
        return f"those with {self.test} at first"


@dataclass(frozen=True)
class Coded(Segment):
    """Those with an answer or a moment of a recording that was given a code (a tag), whatever its case."""

    code: str

    def in_words(self) -> str:
        return f"those coded “{self.code}”"


@dataclass(frozen=True)
class Named(Segment):
    """A segment that the study keeps under a name, as it was when it was used."""

    name: str
    inner: Segment

    def in_words(self) -> str:
        return f"“{self.name}”"


@dataclass(frozen=True)
class SavedSegment:
    """A segment that the study keeps under a name."""

    id: str
    name: str
    segment: Segment


def flattened(segment: Segment) -> Segment:
    """The segment with what it means in place of names."""
    match segment:
        case Named(_, inner):
            return flattened(inner)
        case Both(left, right):
            return Both(flattened(left), flattened(right))
        case Either(left, right):
            return Either(flattened(left), flattened(right))
        case Not(inner):
            return Not(flattened(inner))
    return segment

"""Segments evaluated: from a description to a mask over people, whatever answers its single conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from convdesk.model import segment as s
from convdesk.model.friction import Showed
from convdesk.model.funnel import InBucket
from convdesk.model.goal import OfGoal
from convdesk.model.heatmap import Clicked
from convdesk.model.marked import Heard, LastKnown, Marked
from convdesk.model.path import OnPath
from convdesk.model.trend import DidAtTime, DidDuring

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convdesk.model.segment import Segment

    Mask = NDArray[np.bool_]


class Atoms(Protocol):
    """Who answers single conditions, each as a mask over all actors."""

    @property
    def actor_count(self) -> int: ...

    def did(self, condition: s.Did) -> Mask: ...

    def has_property(self, condition: s.HasProperty) -> Mask: ...

    def in_bucket(self, condition: InBucket) -> Mask: ...

    def answered(self, condition: s.Answered) -> Mask: ...

    def listed(self, condition: s.Listed) -> Mask: ...

    def between(self, condition: s.Between) -> Mask: ...

    def first_known(self, condition: s.FirstKnown) -> Mask: ...

    def coded(self, condition: s.Coded) -> Mask: ...

    def showed(self, condition: Showed) -> Mask: ...

    def clicked(self, condition: Clicked) -> Mask: ...

    def on_path(self, condition: OnPath) -> Mask: ...

    def marked(self, condition: Marked | Heard | LastKnown) -> Mask: ...

    def of_goal(self, condition: OfGoal) -> Mask: ...

    def did_then(self, condition: DidDuring | DidAtTime) -> Mask: ...


def select(segment: Segment, atoms: Atoms) -> Mask:
    """Whom a segment means, as a mask over all actors."""
    match segment:
        case s.Both(left, right):
            return select(left, atoms) & select(right, atoms)
        case s.Either(left, right):
            return select(left, atoms) | select(right, atoms)
        case s.Not(inner):
            return ~select(inner, atoms)
        case s.Named(_, inner):
            return select(inner, atoms)
        case s.Everyone():
            return np.ones(atoms.actor_count, bool)
    return _answered(segment, atoms)


ANSWERED_BY: dict[type, str] = {
    s.Did: "did",
    s.HasProperty: "has_property",
    InBucket: "in_bucket",
    s.Answered: "answered",
    s.Listed: "listed",
    s.Between: "between",
    s.FirstKnown: "first_known",
    s.Coded: "coded",
    Showed: "showed",
    Clicked: "clicked",
    OnPath: "on_path",
    Marked: "marked",
    Heard: "marked",
    LastKnown: "marked",
    OfGoal: "of_goal",
    DidDuring: "did_then",
    DidAtTime: "did_then",
}
"""Which of the methods of Atoms answers each single condition."""


def _answered(segment: Segment, atoms: Atoms) -> Mask:
    """A single condition, by whoever answers it."""
    method = ANSWERED_BY.get(type(segment))
    if method is None:
        raise TypeError(f"no condition is called {type(segment).__name__}")
    mask: Mask = getattr(atoms, method)(segment)
    return mask

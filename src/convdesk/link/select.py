"""Segments evaluated: from a description to a mask over people, whatever answers its single conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from convdesk.model import segment as s
from convdesk.model.friction import Showed
from convdesk.model.funnel import InBucket
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

    def showed(self, condition: Showed) -> Mask: ...

    def clicked(self, condition: Clicked) -> Mask: ...

    def on_path(self, condition: OnPath) -> Mask: ...

    def marked(self, condition: Marked | Heard | LastKnown) -> Mask: ...

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
        case s.Everyone():
            return np.ones(atoms.actor_count, bool)
    return _answered(segment, atoms)


def _answered(segment: Segment, atoms: Atoms) -> Mask:
    """A single condition, by whoever answers it."""
    match segment:
        case s.Did():
            return atoms.did(segment)
        case s.HasProperty():
            return atoms.has_property(segment)
        case InBucket():
            return atoms.in_bucket(segment)
        case s.Answered():
            return atoms.answered(segment)
        case s.Listed():
            return atoms.listed(segment)
        case Showed():
            return atoms.showed(segment)
        case Clicked():
            return atoms.clicked(segment)
        case OnPath():
            return atoms.on_path(segment)
        case Marked() | Heard() | LastKnown():
            return atoms.marked(segment)
        case DidDuring() | DidAtTime():
            return atoms.did_then(segment)
    raise TypeError(f"no condition is called {type(segment).__name__}")

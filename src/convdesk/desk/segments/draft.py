"""A segment as rows in groups, the way it is built by hand; the same people either way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

from convdesk.model.segment import Both, Either, Everyone, Not, Segment

if TYPE_CHECKING:
    from collections.abc import Callable

Place = tuple[int, ...]
"""Where something is: the number of its part in the outermost group, in the group there, and so on."""


class Mode(StrEnum):
    """How the parts of a group go together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True)
class Row:
    """One condition, or who does not meet it."""

    condition: Segment
    is_not: bool = False


@dataclass(frozen=True)
class Group:
    """Rows and groups inside; one without parts means everyone."""

    mode: Mode = Mode.ALL
    parts: tuple[Part, ...] = ()


Part = Row | Group


def group_of(segment: Segment) -> Group:
    """The rows that a segment is built of."""
    if isinstance(segment, Everyone):
        return Group()
    part = _part(segment)
    return part if isinstance(part, Group) else Group(Mode.ALL, (part,))


def segment_of(group: Group) -> Segment:
    """Whom a group means."""
    found = [one for one in map(_meant, group.parts) if not isinstance(one, Everyone)]
    if not found:
        return Everyone()
    if group.mode is Mode.ALL:
        return reduce(Segment.__and__, found)
    any_of = reduce(Segment.__or__, found)
    return ~any_of if group.mode is Mode.NONE else any_of


def part_at(group: Group, place: Place) -> Part:
    """The row or group at a place."""
    part: Part = group
    for number in place:
        assert isinstance(part, Group)
        part = part.parts[number]
    return part


def with_part(group: Group, place: Place, part: Part | None) -> Group:
    """The group with another part at a place; None takes it out, with groups that it leaves empty."""
    if not place:
        return part if isinstance(part, Group) else Group()

    def change(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        number, inner = place[0], parts[place[0]]
        kept: Part | None = part
        if len(place) > 1:
            assert isinstance(inner, Group)
            kept = with_part(inner, place[1:], part)
        is_gone = kept is None or (part is None and isinstance(kept, Group) and not kept.parts)
        return (*parts[:number], *(() if is_gone or kept is None else (kept,)), *parts[number + 1 :])

    return _changed(group, change)


def with_more(group: Group, place: Place, part: Part) -> Group:
    """The group with one more part at the end of the group at a place."""
    inner = part_at(group, place)
    assert isinstance(inner, Group)
    return with_part(group, place, _changed(inner, lambda parts: (*parts, part)))


def each_condition(part: Part, change: Callable[[Segment], Segment]) -> Part:
    """The same rows and groups with every condition changed."""
    if isinstance(part, Row):
        return Row(change(part.condition), part.is_not)
    return Group(part.mode, tuple(each_condition(one, change) for one in part.parts))


def _changed(group: Group, change: Callable[[tuple[Part, ...]], tuple[Part, ...]]) -> Group:
    return replace(group, parts=change(group.parts))


def _meant(part: Part) -> Segment:
    if isinstance(part, Group):
        return segment_of(part)
    return ~part.condition if part.is_not else part.condition


def _part(segment: Segment) -> Part:
    if isinstance(segment, Not):
        return _turned(segment.inner)
    if isinstance(segment, Both):
        return Group(Mode.ALL, _listed(segment, Both))
    if isinstance(segment, Either):
        return Group(Mode.ANY, _listed(segment, Either))
    return Row(segment)


def _turned(inner: Segment) -> Part:
    part = _part(inner)
    if isinstance(part, Row):
        return Row(part.condition, not part.is_not) if not part.is_not else Group(Mode.NONE, (part,))
    return Group(Mode.NONE, part.parts if part.mode is Mode.ANY else (part,))


def _listed(segment: Segment, kind: type[Both] | type[Either]) -> tuple[Part, ...]:
    """The parts of a chain of the same kind, from left to right."""
    if isinstance(segment, kind):
        return (*_listed(segment.left, kind), *_listed(segment.right, kind))
    return (_part(segment),)

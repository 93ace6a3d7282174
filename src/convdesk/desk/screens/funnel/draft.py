"""A funnel while it is made: plain functions from one question to the next; nothing is changed in place.

Steps are counted from 0 here. What refers to steps by number (optional steps, exclusions) follows them when they move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from convdesk.model.funnel import Exclusion, FunnelSpec
from convdesk.model.step import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convdesk.model.step import Matcher, PropertyTest

Item = TypeVar("Item")


class Part(StrEnum):
    """What a line of the list of steps stands for."""

    STEP = "step"
    OTHER = "other"
    TEST = "test"
    EXCLUSION = "exclusion"


@dataclass(frozen=True)
class Row:
    """One line: a step, another event that fills it too, a condition, or what must not happen.

    `place`: the step, or the exclusion; `which`: the matcher of the step; `test`: the condition of the matcher.
    """

    part: Part
    place: int
    which: int = 0
    test: int = 0


def rows_of(spec: FunnelSpec) -> tuple[Row, ...]:
    """The lines of a funnel from top to bottom; an exclusion stands before the step that ends it."""
    found: list[Row] = []
    for place, step in enumerate(spec.steps):
        ending = (number for number, each in enumerate(spec.exclusions) if each.end == place + 1)
        found += [Row(Part.EXCLUSION, number) for number in ending]
        for which, matcher in enumerate(step.any_of):
            found.append(Row(Part.OTHER if which else Part.STEP, place, which))
            found += [Row(Part.TEST, place, which, test) for test in range(len(matcher.tests))]
    return tuple(found)


def with_step(spec: FunnelSpec, step: Step, place: int) -> FunnelSpec:
    """The step inserted before that place."""
    return _reordered(spec, [*range(place), None, *range(place, len(spec.steps))], step)


def without_step(spec: FunnelSpec, place: int) -> FunnelSpec:
    return _reordered(spec, [each for each in range(len(spec.steps)) if each != place])


def moved(spec: FunnelSpec, place: int, to: int) -> FunnelSpec:
    """The step taken from one place to another; the same where there is no such place."""
    if not (0 <= place < len(spec.steps) and 0 <= to < len(spec.steps)):
        return spec
    order = list(range(len(spec.steps)))
    order.insert(to, order.pop(place))
    return _reordered(spec, order)


def with_other(spec: FunnelSpec, place: int, step: Step) -> FunnelSpec:
    """The step filled by these events too."""
    found = spec.steps[place].any_of
    return _with(spec, place, (*found, *(matcher for matcher in step.any_of if matcher not in found)))


def with_exclusion(spec: FunnelSpec, step: Step, start: int, end: int) -> FunnelSpec:
    """Not these events between two steps."""
    return replace(spec, exclusions=(*spec.exclusions, Exclusion(step, start + 1, end + 1)))


def with_bounds(spec: FunnelSpec, place: int, start: int, end: int) -> FunnelSpec:
    """An exclusion between other steps."""
    found = list(spec.exclusions)
    found[place] = replace(found[place], start=start + 1, end=end + 1)
    return replace(spec, exclusions=tuple(found))


def with_optional(spec: FunnelSpec, place: int, *, is_optional: bool) -> FunnelSpec:
    """A step that may be skipped, or not."""
    number = {place + 1}
    return replace(spec, optional=spec.optional | number if is_optional else spec.optional - number)


def with_test(spec: FunnelSpec, row: Row, test: PropertyTest) -> FunnelSpec:
    """A condition more on the matcher that a row belongs to."""
    return _tested(spec, row, (*matcher_of(spec, row).tests, test))


def with_other_test(spec: FunnelSpec, row: Row, test: PropertyTest) -> FunnelSpec:
    """Another condition in the place of the one a row stands for."""
    tests = list(matcher_of(spec, row).tests)
    tests[row.test] = test
    return _tested(spec, row, tuple(tests))


def without(spec: FunnelSpec, row: Row) -> FunnelSpec:
    """The funnel without what a row stands for; a step goes with its other events."""
    if row.part is Part.EXCLUSION:
        return replace(spec, exclusions=_dropped(spec.exclusions, row.place))
    if row.part is Part.STEP:
        return without_step(spec, row.place)
    if row.part is Part.OTHER:
        return _with(spec, row.place, _dropped(spec.steps[row.place].any_of, row.which))
    return _tested(spec, row, _dropped(matcher_of(spec, row).tests, row.test))


def matcher_of(spec: FunnelSpec, row: Row) -> Matcher:
    """The matcher a row of a step belongs to."""
    return spec.steps[row.place].any_of[row.which]


def _tested(spec: FunnelSpec, row: Row, tests: tuple[PropertyTest, ...]) -> FunnelSpec:
    matchers = list(spec.steps[row.place].any_of)
    matchers[row.which] = replace(matchers[row.which], tests=tests)
    return _with(spec, row.place, tuple(matchers))


def _with(spec: FunnelSpec, place: int, any_of: tuple[Matcher, ...]) -> FunnelSpec:
    steps = list(spec.steps)
    steps[place] = Step(any_of)
    return replace(spec, steps=tuple(steps))


def _dropped(items: tuple[Item, ...], place: int) -> tuple[Item, ...]:
    return items[:place] + items[place + 1 :]


def _reordered(spec: FunnelSpec, order: Sequence[int | None], new: Step | None = None) -> FunnelSpec:
    """Steps in another order (None: the new one); ends cannot be optional, and an exclusion keeps its steps."""
    steps = tuple(new if old is None else spec.steps[old] for old in order)
    number = {old + 1: place for place, old in enumerate(order, 1) if old is not None}
    last = len(steps)
    optional = {number[old] for old in spec.optional if old in number} - {1, last}
    exclusions = []
    for each in spec.exclusions:
        bounds = sorted(number[old] for old in (each.start, each.end) if old in number)
        if len(bounds) == 2:
            exclusions.append(replace(each, start=bounds[0], end=bounds[1]))
    kept = tuple(step for step in steps if step is not None)
    return replace(spec, steps=kept, optional=frozenset(optional), exclusions=tuple(exclusions))

"""The seam for one vendor's export: how its records are known, what its columns mean, how a record becomes events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from convdesk.ingest.reader import Claim, Terms
    from convdesk.ingest.record_forms import Placed, RecordForm, Unreadable
    from convdesk.ingest.record_shape import Record, Shape
    from convdesk.model.answers import SurveyImport
    from convdesk.model.mapping import Role
    from convdesk.model.problem import Problem

Event = dict[str, Any]
"""One event, flat: column → text, number, or what becomes its JSON text; None where nothing is known."""

SURE = 0.95
"""How sure a vendor's rule is when all of it fits: above what looks like a log in general."""


class RowProblem(Exception):
    """A record that cannot become an event: what is wrong with it, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class Outcome:
    """What is known when all records have been seen; `where` of a warning left empty is the file."""

    warnings: tuple[Problem, ...] = ()
    surveys: tuple[SurveyImport, ...] = ()
    left_out: int = 0
    """Records that were read and not wanted; a warning says why."""


def _as_they_come(records: Iterator[Placed]) -> Iterator[Placed]:
    return records


@dataclass(frozen=True)
class Work:
    """One import under way. `events` may raise RowProblem, or give an `Unreadable` for one event of several;
    `gather` joins records that are one event.
    """

    events: Callable[[Any], Iterable[Event | Unreadable]]
    gather: Callable[[Iterator[Placed]], Iterator[Placed]] = _as_they_come
    outcome: Callable[[], Outcome] = Outcome


@dataclass(frozen=True)
class Task:
    """What an import knows when it starts: the file's first records, the study's terms, the mapping's options."""

    shape: Shape
    terms: Terms
    options: Mapping[str, str] = field(default_factory=dict)


def _as_it_is(shape: Shape) -> RecordForm:
    return shape.form


@dataclass(frozen=True)
class Vendor:
    """One vendor's export. `roles`: what its leading columns mean, in the order they are shown.

    `order`: a column by whose text events of one moment are put in order; it is kept nowhere else.
    `record_kind`: what `events` is given, an object or a line of text.
    """

    name: str
    title: str
    needs: str
    roles: Mapping[str, Role]
    claims: Callable[[Shape], Claim]
    start: Callable[[Task], Work]
    form_of: Callable[[Shape], RecordForm] = _as_it_is
    order: str = ""
    record_kind: type = field(default=dict)


def plainly(events: Callable[[Record], Iterable[Event | Unreadable]]) -> Callable[[Task], Work]:
    """The start of a vendor whose records stand each for itself."""
    work = Work(events)
    return lambda _task: work

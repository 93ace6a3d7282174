"""Decides what is shown of what marks those who left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.review.looks import MarkLook, Piece
from convdesk.desk.screens.review.mark_words import evidence_words, is_clear, mark_words
from convdesk.model.driver import DriverSpec
from convdesk.model.marked import Marked
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.review.looks import Questions
    from convdesk.model.driver import DriverTable, Mark, MarkKind
    from convdesk.model.dropoff import DropOffView
    from convdesk.model.problem import Problem
    from convdesk.model.segment import Segment

MINUTE_US = 60_000_000
EXPOSURES: tuple[int | None, ...] = (None, MINUTE_US, 10 * MINUTE_US, 60 * MINUTE_US, 1440 * MINUTE_US)


class MarksView(Protocol):
    """The pane of marks."""

    def show_marks(self, look: MarkLook) -> None: ...
    def show_chosen(self, places: frozenset[int]) -> None: ...
    def show_none(self) -> None: ...
    def show_stopped(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class MarksPresenter:
    """Keeps the question, the kind of rows listed, and the rows chosen as evidence."""

    def __init__(self, view: MarksView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked = Latest(jobs)
        self._spec: DriverSpec | None = None
        self._table: DriverTable | None = None
        self._kind: MarkKind | None = None
        self._rows: tuple[Mark, ...] = ()
        self._chosen: tuple[Mark, ...] = ()
        self.listener: Callable[[], None] = nothing
        self.people_wanted: Callable[[Segment, str], object] = nothing

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The rows chosen, as evidence."""
        spec = self._table.spec if self._table else None
        return tuple(Piece((spec, mark), evidence_words(mark)) for mark in self._chosen if spec is not None)

    def look(self, view: DropOffView) -> None:
        """Compare those who left there with those who went on; what is asked otherwise stays."""
        self._chosen = ()
        before = self._spec
        self._spec = replace(before, drop_off=view.drop_off) if before else DriverSpec(view.drop_off)
        self.again()

    def clear(self) -> None:
        """There is no drop-off to look at."""
        self._asked.cancel()
        self._spec = self._table = None
        self._rows = self._chosen = ()
        self._view.show_none()

    def choose_exposure(self, exposure_us: int | None) -> None:
        """Watch both sides for another time; None: as long as those who went on usually take."""
        self._ask(exposure_us=exposure_us)

    def show_all(self, is_all: bool) -> None:
        """Also what only a few people had."""
        self._ask(is_all=is_all)

    def choose_kind(self, kind: MarkKind | None) -> None:
        """Only events, only pages …; None: all."""
        self._kind = kind
        self._show()

    def toggle(self, place: int) -> None:
        """Choose a row as evidence, or let go of it."""
        mark = self._rows[place]
        is_chosen = mark in self._chosen
        self._chosen = tuple(one for one in self._chosen if one != mark) if is_chosen else (*self._chosen, mark)
        self._tell_chosen()
        self.listener()

    def let_go(self) -> None:
        """Choose nothing."""
        self._chosen = ()
        self._tell_chosen()

    def show_people(self, place: int, *, has_left: bool) -> None:
        """Open one side of a row."""
        if self._table is not None:
            mark = self._rows[place]
            spec = replace(self._table.spec, is_all=False)
            self.people_wanted(Marked(spec, mark.kind, mark.name, has_left), mark_words(mark, has_left=has_left))

    def again(self) -> None:
        """Ask the question there is."""
        spec = self._spec
        if spec is None:
            return
        self._view.show_busy(tr("Comparing those who left with those who went on"))
        self._asked.run(
            Task(
                tr("What marks those who left"), lambda progress: self._questions.compare(spec, progress), self._found,
                self._view.show_problem, stepped=self._view.show_step,
            )
        )  # fmt: skip

    def cancel(self) -> None:
        """Stop comparing; what was there before stays if it is of the same drop-off."""
        self._asked.cancel()
        if self._table is not None and self._spec is not None and self._table.spec.drop_off == self._spec.drop_off:
            self._spec = self._table.spec
            self._show()
        else:
            self._view.show_stopped()

    def _ask(self, **changes: object) -> None:
        if self._spec is not None:
            self._spec = replace(self._spec, **changes)  # type: ignore[arg-type]
            self.again()

    def _found(self, table: DriverTable) -> None:
        self._table = table
        self._show()

    def _show(self) -> None:
        table = self._table
        if table is None:
            return
        self._rows = tuple(mark for mark in table.rows if self._kind in {None, mark.kind})
        clear = sum(map(is_clear, table.rows))
        self._view.show_marks(MarkLook(table, self._rows, self._kind, clear))
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        self._view.show_chosen(frozenset(place for place, mark in enumerate(self._rows) if mark in self._chosen))

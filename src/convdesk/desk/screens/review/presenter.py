"""Decides what the review shows: the funnel, the drop-off looked at, and what its panes follow."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Answer, Jobs, Latest, Task, nothing
from convdesk.desk.screens.review.answers_presenter import AnswersPresenter, AnswersView
from convdesk.desk.screens.review.coverage_presenter import CoveragePresenter, CoverageView
from convdesk.desk.screens.review.draft_presenter import DraftPresenter, DraftView
from convdesk.desk.screens.review.marks_presenter import MarksPresenter, MarksView
from convdesk.desk.screens.review.page_presenter import PagePresenter, PageView
from convdesk.model.dropoff import DropOff, biggest_drop_off
from convdesk.model.segment import Everyone
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convdesk.desk.screens.review.looks import Look, Questions
    from convdesk.model.change import Change
    from convdesk.model.dropoff import DropOffView
    from convdesk.model.funnel import FunnelResult, FunnelSpec
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment


class ReviewView(Protocol):
    """The review without its panes' insides."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_funnel(self, result: FunnelResult, at: int | None) -> None: ...
    def show_drop_off(self, view: DropOffView) -> None: ...
    def show_done(self, text: str, file: Path) -> None: ...


class Panes(Protocol):
    """The views of the panes."""

    @property
    def page(self) -> PageView: ...
    @property
    def answers(self) -> AnswersView: ...
    @property
    def marks(self) -> MarksView: ...
    @property
    def coverage(self) -> CoverageView: ...
    @property
    def draft(self) -> DraftView: ...


class ReviewPresenter:
    """Keeps the funnel and the drop-off looked at; a newer question cancels the older."""

    def __init__(self, view: ReviewView, panes: Panes, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._result: FunnelResult | None = None
        self._look: Look | None = None
        self._at: int | None = None
        self.page = PagePresenter(panes.page, jobs, questions)
        self.answers = AnswersPresenter(panes.answers, jobs, questions)
        self.draft = DraftPresenter(panes.draft, jobs, questions)
        self.marks = MarksPresenter(panes.marks, jobs, questions)
        self.coverage = CoveragePresenter(panes.coverage, jobs, questions)
        self.page.listener = self.answers.listener = self.marks.listener = self._offer_evidence
        self.draft.listener = self._let_go
        self.selected: Callable[[DropOff], None] = nothing
        self._wanted: FunnelSpec | None = None
        self._among: Segment = Everyone()
        self._taken: FunnelSpec | None = None
        self._found = Latest(jobs)

    @property
    def spec(self) -> FunnelSpec | None:
        return self._result.spec if self._result else None

    @property
    def has_drop_off(self) -> bool:
        return self._look is not None

    def open(self) -> None:
        """Begin with the kept funnel, else with one proposed from the data."""
        self._ask(tr("Find a funnel"), partial(self._questions.first_funnel, ""), self._begin)

    def hear(self, change: Change) -> None:
        """Look again where the edit touched what is shown."""
        if change.is_of_people or change.touches("funnels"):
            first, name = self._questions.first_funnel, self._wanted.name if self._wanted else ""
            begin = self._begin_again if change.is_of_people else self._begin
            self._found.run(Task(tr("Find a funnel"), partial(first, name), begin, self._view.show_problem))
        elif change.touches("pictures", "friction_rules", "friction_corrections") and self._wanted is not None:
            self._count(self._wanted)

    def take(self, spec: FunnelSpec) -> None:
        """A funnel looked at elsewhere: it is followed when the review is looked at again."""
        self._taken = spec

    def catch_up(self) -> None:
        """Look at the funnel that was looked at elsewhere, unless it is looked at here."""
        spec, self._taken = self._taken, None
        if spec is None or len(spec.steps) < 2:
            return
        self._found.cancel()
        if self._wanted is None or not _asks_the_same(spec, self._wanted):
            self._count(spec)

    def select(self, at: int) -> None:
        """Look at those who left after step `at` (from 1)."""
        if self._result is None or not 1 <= at < len(self._result.steps):
            return
        self._at = at
        drop_off = DropOff(self._result.spec, at)
        self._view.show_funnel(self._result, at)
        self._ask(tr("Look at the drop-off"), lambda progress: self._questions.look_at(drop_off, progress), self._seen)

    def move(self, by: int) -> None:
        """Look at the next drop-off, or the one before."""
        self.select((self._at or 0) + by)

    def start_finding(self) -> None:
        if self._look:
            self.draft.start(self._look.view, self.page.element, self.answers.chosen, self.marks.pieces)

    def write_slides(self, out: Path) -> None:
        spec = self.spec
        if spec is None:
            return
        self._ask(
            tr("Write slides"),
            lambda progress: self._questions.write_slides(out, spec, progress),
            lambda written: self._view.show_done(tr("Slides written to {name}").format(name=written.name), written),
        )

    def cancel(self) -> None:
        """Stop what is under way and show what was there before."""
        self._asked.cancel()
        if self._look and self._result:
            self._at = self._look.view.drop_off.at
            self._view.show_funnel(self._result, self._at)
            self._view.show_drop_off(self._look.view)
        elif self._result:
            self._view.show_funnel(self._result, None)
        else:
            self._view.show_empty()

    def _begin(self, spec: FunnelSpec | None) -> None:
        if spec is None:
            self._result = self._look = self._wanted = None
            self._view.show_empty()
        elif self._wanted is None or not _asks_the_same(spec, self._wanted):
            self._count(spec)

    def _begin_again(self, spec: FunnelSpec | None) -> None:
        """Other data: the same steps are counted again, as long as there is anything to count."""
        if spec is None or self._wanted is None:
            self._begin(spec)
        else:
            self._count(self._wanted)

    def use_segment(self, segment: Segment) -> None:
        """Look only at those who are chosen for the window."""
        self._among = segment
        if self._wanted is not None:
            self._count(self._wanted)

    def _count(self, spec: FunnelSpec) -> None:
        self._wanted = spec
        asked = replace(spec, segment=spec.segment & self._among)
        self._ask(tr("Counting the funnel"), lambda progress: self._questions.count(asked, progress), self._counted)

    def _counted(self, result: FunnelResult) -> None:
        is_same = self._result is not None and self._result.spec.steps == result.spec.steps
        self._result = result
        at = self._at if is_same and self._at else _worst(result)
        self._look = None if at is None else self._look
        self._view.show_funnel(result, at)
        if at is not None:
            self.select(at)
        else:
            self.marks.clear()
            self.coverage.clear()

    def _seen(self, look: Look) -> None:
        self._look = look
        self._view.show_drop_off(look.view)
        self.page.look(look)
        self.answers.look(look.view)
        self.marks.look(look.view)
        self.coverage.look(look.view)
        if self.draft.is_open:
            self.draft.close()
        self.selected(look.view.drop_off)

    def _offer_evidence(self) -> None:
        self.draft.rest_on(self.page.element, self.answers.chosen, self.marks.pieces)

    def _let_go(self) -> None:
        self.answers.let_go()
        self.marks.let_go()

    def _ask(self, title: str, work: Callable[[Progress], Answer], done: Callable[[Answer], None]) -> None:
        self._view.show_busy(title)
        self._asked.run(Task(title, work, done, self._view.show_problem, stepped=self._view.show_step))


def _asks_the_same(one: FunnelSpec, other: FunnelSpec) -> bool:
    return replace(one, name="") == replace(other, name="")


def _worst(result: FunnelResult) -> int | None:
    biggest = biggest_drop_off(result)
    return biggest.at if biggest else None

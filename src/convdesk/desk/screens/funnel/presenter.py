"""Decides what the funnel screen shows: which funnel is made, its steps and rules, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.funnel import draft
from convdesk.desk.screens.funnel.looks import Adding
from convdesk.desk.screens.funnel.offer_presenter import OfferPresenter, OfferView
from convdesk.desk.screens.funnel.rules_presenter import RulesPresenter, RulesView
from convdesk.desk.screens.funnel.sentences import row_words, test_words
from convdesk.desk.screens.funnel.views_presenter import ViewsPresenter, ViewsView
from convdesk.model.funnel import FunnelSpec
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.funnel.draft import Row
    from convdesk.desk.screens.funnel.looks import Kept, Questions
    from convdesk.model.change import Change
    from convdesk.model.funnel import SavedFunnel
    from convdesk.model.problem import Problem
    from convdesk.model.segment import Segment
    from convdesk.model.step import PropertyTest, Step


class FunnelView(Protocol):
    """The steps and the name of the funnel; `chosen`: the row of the list."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_names(self, names: tuple[str, ...], at: int) -> None: ...
    def show_spec(self, spec: FunnelSpec, chosen: int) -> None: ...


class Panes(Protocol):
    """The views of the panes."""

    @property
    def offer(self) -> OfferView: ...
    @property
    def rules(self) -> RulesView: ...
    @property
    def views(self) -> ViewsView: ...


@dataclass
class Place:
    """Where the study keeps the funnel that is made; it is known once the first edit is written."""

    id: str | None = None


class FunnelPresenter:
    """Keeps the funnel that is made; every edit is counted at once and kept as one step that can be undone."""

    def __init__(self, view: FunnelView, panes: Panes, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._kept: tuple[SavedFunnel, ...] = ()
        self._place = Place()
        self._writes = 0
        self._chosen = 0
        self.may_keep = True
        self.adding = Adding.STEP
        self.spec = FunnelSpec(())
        self.offer = OfferPresenter(panes.offer, jobs, questions)
        self.rules = RulesPresenter(panes.rules, jobs, questions)
        self.views = ViewsPresenter(panes.views, jobs, questions)
        self.offer.failed = self._view.show_problem
        self.rules.changed, self.rules.tried = self.change, self.try_out
        self.views.counted = self.rules.weigh
        self.shown: Callable[[FunnelSpec], object] = nothing

    def open(self) -> None:
        """Look at the kept funnels, and at the one that was looked at before."""
        self._view.show_busy(tr("Looking for a funnel"))
        self.offer.open()
        self._asked.run(Task(tr("Find a funnel"), self._questions.kept, self._begin, self._fail))

    def hear(self, change: Change) -> None:
        """Look again after an edit that was not made here; those that were are under way or shown already."""
        if change.is_of_people:
            self.views.forget()
            self.open()
        elif change.touches("funnels") and not self._writes:
            self._asked.run(Task(tr("Find a funnel"), self._questions.kept, self._begin, self._fail))

    def choose(self, at: int) -> None:
        """Look at another of the kept funnels."""
        self._place = Place(self._kept[at].id)
        self._show(self._kept[at].spec, 0)

    def begin_with(self, spec: FunnelSpec) -> None:
        """Another funnel, made from a ready one."""
        self._begin_new(spec, tr("Make funnel “{name}”").format(name=spec.name))

    def begin_empty(self) -> None:
        """A funnel without steps."""
        self._begin_new(FunnelSpec((), self.spec.rules, name=tr("Funnel")), tr("Make a funnel"))

    def duplicate(self) -> None:
        self._begin_new(self.spec, tr("Duplicate funnel “{name}”").format(name=self.spec.name))

    def rename(self, name: str) -> None:
        if name.strip() and name.strip() != self.spec.name:
            self.change(replace(self.spec, name=name.strip()), tr("Name funnel “{name}”").format(name=name.strip()))

    def remove_funnel(self) -> None:
        """Forget the funnel; undo brings it back."""
        place, self._place = self._place, Place()

        def remove() -> None:
            if place.id is not None:
                self._questions.remove(place.id)

        self._write(tr("Remove funnel"), remove)

    def choose_row(self, row: int) -> None:
        self._chosen = row

    def add(self, step: Step, place: int | None = None) -> None:
        """What was found becomes what is being added; `place`: before which step, else after the chosen one."""
        spec, at = self.spec, self._step_chosen()
        if not spec.steps or place is not None or self.adding is Adding.STEP:
            at = (at + 1 if spec.steps else 0) if place is None else place
            self.change(draft.with_step(spec, step, at), tr("Add step “{name}”").format(name=step.label), step=at)
        elif self.adding is Adding.OTHER:
            changed = draft.with_other(spec, at, step)
            self.change(changed, tr("Add “{name}” to a step").format(name=step.label), step=at)
        else:
            start = max(min(at, len(spec.steps) - 2), 0)
            changed = draft.with_exclusion(spec, step, start, start + 1)
            self.change(changed, tr("Exclude “{name}”").format(name=step.label), step=at)

    def remove(self, row: int) -> None:
        """Take out what a line of the list stands for."""
        rows = draft.rows_of(self.spec)
        if 0 <= row < len(rows):
            label = tr("Remove “{what}”").format(what=row_words(self.spec, rows[row]))
            self._chosen = max(row - 1, 0)
            self.change(draft.without(self.spec, rows[row]), label)

    def move(self, place: int, to: int) -> None:
        """Take a step to another place."""
        changed = draft.moved(self.spec, place, to)
        if changed != self.spec:
            self.change(changed, tr("Move step “{name}”").format(name=self.spec.steps[place].label), step=to)

    def try_move(self, place: int, to: int) -> None:
        """Count with a step at another place while it is dragged there."""
        self.try_out(draft.moved(self.spec, place, to))

    def make_optional(self, place: int, *, is_optional: bool) -> None:
        label = tr("Let a step be skipped") if is_optional else tr("Let no step be skipped")
        self.change(draft.with_optional(self.spec, place, is_optional=is_optional), label, step=place)

    def bound(self, place: int, start: int, end: int) -> None:
        """An exclusion between other steps."""
        self.change(draft.with_bounds(self.spec, place, start, end), tr("Exclude between other steps"))

    def add_test(self, row: Row, test: PropertyTest) -> None:
        label = tr("Add condition “{words}”").format(words=test_words(test))
        self.change(draft.with_test(self.spec, row, test), label)

    def try_test(self, row: Row, test: PropertyTest) -> None:
        """Count with a condition that is still being written."""
        self.try_out(draft.with_test(self.spec, row, test))

    def try_out(self, spec: FunnelSpec) -> None:
        """Count another funnel without keeping it, while something is dragged or typed."""
        self.views.look(spec)

    def change(self, spec: FunnelSpec, label: str, *, step: int | None = None) -> None:
        """Show, count and keep the changed funnel, in one step that can be undone."""
        if step is not None:
            self._chosen = draft.rows_of(spec).index(draft.Row(draft.Part.STEP, step))
        self._show(spec, self._chosen)
        place = self._place

        def keep() -> None:
            place.id = self._questions.keep(spec, place.id, label).id

        self._write(label, keep)

    def use_segment(self, segment: Segment) -> None:
        """Count only those who are chosen for the window; the funnel that is kept stays as it is."""
        self.views.use_segment(segment)

    def cancel(self) -> None:
        """Stop what is looked for, and go on with the funnel there was; one without steps can be built."""
        self._asked.cancel()
        self._show(self.spec, self._chosen)

    def _begin_new(self, spec: FunnelSpec, label: str) -> None:
        self._place = Place()
        self.change(spec, label)

    def _begin(self, kept: Kept) -> None:
        """Show the funnel that was looked at, if it is still there; else the first, else a proposed one."""
        self._kept = kept.funnels
        found = next((one for one in kept.funnels if one.id == self._place.id), next(iter(kept.funnels), None))
        self._place = Place(found.id if found else None)
        spec = found.spec if found else kept.proposed
        if spec is None:
            self._view.show_empty()
        else:
            self._show(spec, self._chosen)

    def _show(self, spec: FunnelSpec, chosen: int) -> None:
        self.spec = spec
        self._chosen = min(chosen, max(len(draft.rows_of(spec)) - 1, 0))
        names = tuple(one.name for one in self._kept)
        at = next((n for n, one in enumerate(self._kept) if one.id == self._place.id), -1)
        self._view.show_names(names, at)
        self._view.show_spec(spec, self._chosen)
        self.rules.look(spec)
        self.views.look(spec)
        self.shown(spec)

    def _step_chosen(self) -> int:
        """The step that the chosen line belongs to; of an exclusion, the step before it."""
        rows = draft.rows_of(self.spec)
        if not rows:
            return 0
        row = rows[min(self._chosen, len(rows) - 1)]
        return self.spec.exclusions[row.place].start - 1 if row.part is draft.Part.EXCLUSION else row.place

    def _write(self, label: str, work: Callable[[], object]) -> None:
        """Keep an edit. News of it that are heard before it is done are no news here."""
        if not self.may_keep:
            return
        self._writes += 1

        def ended(_: object) -> None:
            self._writes -= 1
            if not self._writes:
                self._asked.run(Task(label, self._questions.kept, self._begin, self._fail))

        def failed(problem: Problem) -> None:
            self._writes -= 1
            self._fail(problem)

        self._jobs.run(Task(label, lambda _: work(), ended, failed, writes=True))

    def _fail(self, problem: Problem) -> None:
        self._view.show_problem(problem)

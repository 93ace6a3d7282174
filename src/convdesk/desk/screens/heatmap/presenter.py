"""Decides what the heatmap screen shows: a page, one view of it, of whom, against whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.heatmap.drawing_presenter import DrawingPresenter, Told
from convdesk.desk.screens.heatmap.rebuild_presenter import RebuildPresenter, RebuildView
from convdesk.model.heatmap import Clicked, HeatSpec, HeatView
from convdesk.model.page import bucket_of
from convdesk.model.segment import Everyone, Listed
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.heatmap.looks import Area, Choices, HeatLook, Questions
    from convdesk.model.change import Change
    from convdesk.model.page import Bucket
    from convdesk.model.segment import Segment
    from convdesk.operations.page_shots import ShotPlan


class HeatmapView(Told, RebuildView, Protocol):
    """The pages at the left, the page in the middle, its elements at the right."""

    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_choices(self, choices: Choices, page: str, comparison: int) -> None: ...
    def show_heat(self, look: HeatLook, comparison: int) -> None: ...
    def show_element(self, selector: str | None) -> None: ...


class HeatmapPresenter:
    """Keeps what is asked; a newer question drops the older, and the old picture stays until the new one is there."""

    def __init__(self, view: HeatmapView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked = Latest(jobs)
        self._spec: HeatSpec | None = None
        self._choices: Choices | None = None
        self._look: HeatLook | None = None
        self._comparison, self._is_new = -1, True
        self._segment: Segment = Everyone()
        self._element: str | None = None
        self.people_wanted: Callable[[Segment, str], object] = nothing
        self.drawing = DrawingPresenter(view, jobs, questions)
        self.building = RebuildPresenter(view, jobs, questions)
        self.building.keeping = self._turn_to

    def open(self) -> None:
        """Look at what there is, and at the page with most clicks."""
        self._view.show_busy(tr("Looking at the pages"))
        self._asked.run(Task(tr("List pages"), self._questions.choices, self._show_choices, self._view.show_problem))

    def hear(self, change: Change) -> None:
        if change.is_of_people or change.touches("pictures", "layouts", "funnels", "friction_rules"):
            self.open()

    def look_at(self, page: str, comparison: tuple[Segment, Segment]) -> None:
        """From now on a page that another screen speaks of, with the difference of two groups there."""
        self._spec = HeatSpec(page, segment=comparison[0], minus=comparison[1])
        self._is_new = True

    def use_segment(self, segment: Segment) -> None:
        """Only these people from now on, on every page; a comparison stays as it is."""
        self._segment = segment
        if self._spec and self._spec.minus is None:
            self._ask(replace(self._spec, segment=segment))

    def choose_page(self, page: str) -> None:
        if self._spec is None or page != self._spec.page:
            kept = self._spec or HeatSpec(page, segment=self._segment)
            self._spec = replace(kept, page=page, state="")
            self._element = None
            self._usual_screen(page)

    def choose_view(self, view: HeatView) -> None:
        if self._spec is None:
            return
        spec = self._spec if view.is_of_clicks else replace(self._alone(self._spec), confetti="")
        self._ask(replace(spec, view=view))

    def choose_screen(self, bucket: Bucket | None) -> None:
        if self._spec:
            self._ask(replace(self._spec, bucket=bucket))

    def choose_state(self, state: str) -> None:
        if self._spec:
            self._ask(replace(self._spec, state=state))

    def weigh(self, *, by_people: bool) -> None:
        """Every person the same, or every click."""
        if self._spec:
            self._ask(replace(self._spec, is_by_people=by_people))

    def spread(self, radius_px: float) -> None:
        """How far a click's heat goes."""
        if self._spec:
            self._ask(replace(self._spec, radius_px=radius_px))

    def colour_by(self, name: str) -> None:
        """Single clicks coloured by a property; empty: heat again."""
        if self._spec:
            self._ask(replace(self._spec, confetti=name))

    def compare(self, place: int) -> None:
        """One of the comparisons, by its place; −1: none."""
        if self._spec is None or self._choices is None:
            return
        self._comparison = place
        if place < 0:
            self._ask(self._alone(self._spec))
            return
        one = self._choices.comparisons[place]
        view = self._spec.view if self._spec.view.is_of_clicks else HeatView.CLICK
        self._ask(replace(self._spec, view=view, segment=one.segment, minus=one.minus, confetti=""))

    def choose_element(self, selector: str | None) -> None:
        """Mark an element on the page and in the list."""
        self._element = selector
        self._view.show_element(selector)

    def open_element(self, selector: str) -> None:
        """The people who clicked an element, of those asked for."""
        if self._spec is None or self._look is None:
            return
        label = next((one.label for one in self._look.result.elements if one.selector == selector), selector)
        who = Clicked(self._spec.page, selector) & self._spec.segment
        self.people_wanted(who, tr("Clicked {element} on {page}").format(element=label, page=self._spec.page))

    def open_area(self, area: Area) -> None:
        """The people who clicked within a rectangle."""
        spec = self._spec
        if spec is None:
            return

        def opened(people: tuple[str, ...]) -> None:
            if people:
                who = trn("{n} person", "{n} people", len(people))
                words = tr("{who} who clicked here on {page}").format(who=who, page=spec.page)
                self.people_wanted(Listed(frozenset(people)), words)
            else:
                self._view.show_done(tr("Nobody clicked there"))

        self._jobs.run(
            Task(tr("Find who clicked"), lambda progress: self._questions.people_in(spec, area, progress), opened,
                 self._view.show_problem)
        )  # fmt: skip

    def rebuild(self) -> None:
        """Picture the page that is looked at from a recording of it."""
        if self._spec:
            self.building.rebuild(self._spec.page, self._spec.bucket)

    def cancel(self) -> None:
        self._asked.cancel()
        self.building.cancel()
        if self._look is not None:
            self._view.show_heat(self._look, self._comparison)

    def _turn_to(self, plan: ShotPlan) -> None:
        """Look at the page and the state that was pictured."""
        if self._spec is None or (plan.page, plan.state) != (self._spec.page, self._spec.state):
            kept = self._spec or HeatSpec(plan.page, segment=self._segment)
            self._spec = replace(kept, page=plan.page, state=plan.state, bucket=bucket_of(plan.width))
            self._is_new = False

    def _alone(self, spec: HeatSpec) -> HeatSpec:
        """Without a comparison: the people of the window's segment."""
        self._comparison = -1
        return replace(spec, segment=self._segment, minus=None) if spec.minus is not None else spec

    def _show_choices(self, choices: Choices) -> None:
        self._choices = choices
        if not choices.pages:
            self._view.show_empty()
            return
        self._spec = spec = self._spec or HeatSpec(choices.pages[0].page, segment=self._segment)
        asked = spec.segment, spec.minus
        found = (place for place, one in enumerate(choices.comparisons) if (one.segment, one.minus) == asked)
        self._comparison = next(found, -1)
        self._view.show_choices(choices, spec.page, self._comparison)
        if self._is_new:
            self._usual_screen(spec.page)
        else:
            self._ask(spec)

    def _usual_screen(self, page: str) -> None:
        """Look at a page on the screens most people had there."""
        self._view.show_busy(tr("Looking at {page}").format(page=page))
        self._asked.run(
            Task(tr("Find the usual screen"), lambda _: self._questions.usual_bucket(page), self._on_screen,
                 self._view.show_problem)
        )  # fmt: skip

    def _on_screen(self, bucket: Bucket | None) -> None:
        self._is_new = False
        if self._spec:
            self._ask(replace(self._spec, bucket=bucket))

    def _ask(self, spec: HeatSpec) -> None:
        self._spec = spec
        self._view.show_busy(tr("Drawing {view}").format(view=tr(spec.view.label)))
        self._asked.run(
            Task(tr("Draw a heatmap"), lambda progress: self._questions.heat(spec, progress), self._show,
                 self._view.show_problem)
        )  # fmt: skip

    def _show(self, look: HeatLook) -> None:
        self._look = self.drawing.look = look
        self._view.show_heat(look, self._comparison)
        known = {one.selector for one in look.result.elements}
        self._view.show_element(self._element if self._element in known else None)

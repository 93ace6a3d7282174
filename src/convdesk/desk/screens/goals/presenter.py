"""Decides what the goals screen shows: the goals in numbers, the tree, the targets, and the goal that is edited."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.goals.looks import GoalPeople
from convdesk.model.goal import GoalSpec, OfGoal, Part
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.goals.looks import GoalsLook, Questions, Things
    from convdesk.model.change import Change
    from convdesk.model.goal import Goal, Proposal
    from convdesk.model.problem import Problem
    from convdesk.model.segment import Segment


class GoalsView(Protocol):
    """The list of goals, the tree with the targets, the panel in which a goal is edited."""

    @property
    def is_looked_at(self) -> bool: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_refusal(self, problem: Problem) -> None: ...
    def show_empty(self, proposals: tuple[Proposal, ...]) -> None: ...
    def show_goals(self, look: GoalsLook, chosen: str) -> None: ...
    def show_editor(self, goal: Goal | None, look: GoalsLook, things: Things) -> None: ...
    def hide_editor(self) -> None: ...


class GoalsPresenter:
    """Keeps what is asked and which goal is chosen; edits go through the study's history."""

    def __init__(self, view: GoalsView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked, self._reading = Latest(jobs), Latest(jobs)
        self._look: GoalsLook | None = None
        self._is_stale = True
        self._chosen = ""
        self.spec = GoalSpec()
        self.people_wanted: Callable[[Segment, str], object] = nothing

    @property
    def chosen(self) -> Goal | None:
        """The goal that is chosen in the list."""
        rows = self._look.rows if self._look else ()
        return next((found.goal for found in rows if found.goal.id == self._chosen), None)

    def open(self) -> None:
        """Count again where the study has changed since."""
        if self._is_stale:
            self._count()

    def hear(self, change: Change) -> None:
        """Other people, events, answers or goals: what is shown is out of date."""
        if change.is_of_people or change.touches("goals", "funnels", "study"):
            self._is_stale = True
            if self._view.is_looked_at:
                self.open()

    def use_segment(self, segment: Segment) -> None:
        """Only these people from now on."""
        self.spec = replace(self.spec, segment=segment)
        if self._look is not None:
            self._count()

    def ask_within(self, window_us: int) -> None:
        """Another time in which the macro has to follow the micro."""
        self.spec = replace(self.spec, window_us=window_us)
        self._count()

    def imagine(self, points: float) -> None:
        """Another rise of the micros that is imagined."""
        self.spec = replace(self.spec, points=points)
        self._count()

    def choose(self, goal: Goal | None) -> None:
        self._chosen = goal.id if goal else ""

    def add(self) -> None:
        """Make a new goal in the panel."""
        self._open_editor(None)

    def edit(self) -> None:
        """Change the chosen goal in the panel."""
        if self.chosen is not None:
            self._open_editor(self.chosen)

    def keep(self, goal: Goal) -> None:
        """Keep what the panel holds."""
        self._write((goal,), self._view.show_refusal)

    def make(self, proposal: Proposal) -> None:
        """Keep what the data suggests."""
        self._write(proposal.goals, self._view.show_problem)

    def remove(self) -> None:
        """Forget the chosen goal; undo brings it back."""
        goal = self.chosen
        if goal is not None:
            self._view.hide_editor()
            self._jobs.run(
                Task(
                    tr("Remove goal"), lambda _: self._questions.remove(goal.name), nothing, self._view.show_problem,
                    writes=True,
                )
            )  # fmt: skip

    def show_people(self) -> None:
        """Open the people who reached the chosen goal."""
        goal = self.chosen
        if goal is not None:
            self.open_people(GoalPeople(goal, Part.REACHED), tr("those who reached “{name}”").format(name=goal.name))

    def open_people(self, wanted: GoalPeople, who: str) -> None:
        """Open the people of a number, as they are now and after every change of the goal or the data."""
        spec, name = self.spec, wanted.goal.name
        if wanted.part is Part.REACHED:
            self.people_wanted(spec.segment & OfGoal(name), who)
        else:
            self.people_wanted(OfGoal(name, wanted.part, spec.window_us, wanted.week, spec.segment), who)

    def cancel(self) -> None:
        """Stop what is under way and show what was there before."""
        self._asked.cancel()
        if self._look is not None:
            self.spec = self._look.report.spec
            self._show(self._look)
        else:
            self._view.show_empty(())

    def _count(self) -> None:
        spec = self.spec
        self._view.show_busy(tr("Counting goals"))
        self._asked.run(
            Task(
                tr("Count goals"), lambda progress: self._questions.look(spec, progress), self._found,
                self._view.show_problem, stepped=self._view.show_step,
            )
        )  # fmt: skip

    def _found(self, look: GoalsLook) -> None:
        self._is_stale = False
        self._look = look
        self._show(look)

    def _show(self, look: GoalsLook) -> None:
        if not look.report.goals:
            self._view.show_empty(look.proposals)
            return
        if self.chosen is None:
            self._chosen = look.rows[0].goal.id
        self._view.show_goals(look, self._chosen)

    def _open_editor(self, goal: Goal | None) -> None:
        look = self._look
        if look is None:
            return
        self._reading.run(
            Task(
                tr("Look for what a goal can be made of"), self._questions.things,
                lambda things: self._view.show_editor(goal, look, things), self._view.show_problem,
            )
        )  # fmt: skip

    def _write(self, goals: tuple[Goal, ...], refused: Callable[[Problem], None]) -> None:
        self._jobs.run(
            Task(
                tr("Keep goal"), lambda _: self._questions.keep(goals), lambda _: self._view.hide_editor(), refused,
                writes=True,
            )
        )  # fmt: skip

"""Decides what the paths screen shows: the question, the paths, and what stands beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from convdesk.desk.ports import Answer, Jobs, Latest, Task, nothing
from convdesk.desk.screens.paths.looks import Beside
from convdesk.desk.screens.paths.sentences import edge_people, node_people
from convdesk.model.path import OTHER, OnPath, PathSpec, Side, TransitionSpec
from convdesk.model.problem import ProblemError
from convdesk.model.segment import Everyone
from convdesk.model.step import Step, parse_step
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.paths.looks import Anchor, Questions, Starts
    from convdesk.model.change import Change
    from convdesk.model.dropoff import DropOff
    from convdesk.model.page import PageGroup
    from convdesk.model.path import PathEdge, PathNode, PathResult, Transitions
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

EVERY_BRANCH = 1_000_000


class PathsView(Protocol):
    """The drawing, the question above it, the tables beside it."""

    @property
    def is_looked_at(self) -> bool: ...
    def show_empty(self) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...
    def show_starts(self, starts: Starts) -> None: ...
    def show_question(self, spec: PathSpec, can_go_back: bool) -> None: ...
    def show_paths(self, result: PathResult) -> None: ...
    def show_transitions(self, found: Transitions) -> None: ...
    def show_pages(self, groups: tuple[PageGroup, ...]) -> None: ...


class PathsPresenter:
    """Keeps the question and those before it; a newer question cancels the older."""

    def __init__(self, view: PathsView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._asked, self._asked_beside = Latest(jobs), Latest(jobs)
        self._starts: Starts | None = None
        self._wanted: PathSpec | None = None
        self._result: PathResult | None = None
        self._shown: PathSpec | None = None
        self._among: Segment = Everyone()
        self._earlier: list[PathSpec] = []
        self._beside = Beside.STEPS
        self._is_stale = True
        self.people_wanted: Callable[[Segment, str], object] = nothing

    @property
    def spec(self) -> PathSpec:
        return self._wanted or PathSpec()

    def open(self) -> None:
        """Look again where the study has changed since."""
        if self._is_stale:
            self._ask(tr("Look for what paths can begin with"), self._questions.starts, self._begin)

    def hear(self, change: Change) -> None:
        """Other people, events, funnels or groups of pages: what is shown is out of date."""
        if change.is_of_people or change.touches("funnels", "page_patterns"):
            self._is_stale = True
            if self._view.is_looked_at:
                self.open()

    def use_segment(self, segment: Segment) -> None:
        """Only these people from now on, whatever is asked."""
        self._among = segment
        if self._wanted is not None and not self._is_stale:
            self._follow(self._wanted)

    def look_at(self, anchor: Anchor, side: Side) -> None:
        """What people do on one side of something, asked from elsewhere or from a node."""
        self._follow(replace(self.spec, anchor=anchor, side=side, until=None, opened=frozenset()))

    def look_before_leaving(self, drop_off: DropOff) -> None:
        """What those did who left after a step, back from their last event inside the window."""
        self.look_at(drop_off, Side.BEFORE)

    def change(self, **parts: Any) -> None:
        """Another question: only these parts of it change."""
        spec = replace(self.spec, **parts, opened=frozenset())
        if spec.side is Side.BETWEEN and not (isinstance(spec.anchor, Step) and spec.until):
            self._wanted = spec
            self._view.show_question(spec, bool(self._earlier))
        else:
            self._follow(spec)

    def start_with(self, words: str) -> None:
        """Events that fit what was typed, as `purchase[plan=pro]`."""
        self._read(lambda: self.change(anchor=parse_step(words)))

    def end_with(self, words: str) -> None:
        self._read(lambda: self.change(until=parse_step(words)))

    def choose(self, node: PathNode) -> None:
        """A node: others are shown apart, anything else lists its people."""
        if node.name == OTHER and node.layer not in self.spec.opened:
            self._follow(replace(self.spec, opened=self.spec.opened | {node.layer}))
        else:
            self.list_people(node)

    def list_people(self, node: PathNode) -> None:
        if self._result is not None:
            self.people_wanted(node.segment, node_people(node, self._result))

    def list_people_between(self, edge: PathEdge) -> None:
        if self._result is not None:
            self.people_wanted(edge.segment, edge_people(edge, self._result))

    def list_people_of(self, name: str, layer: int) -> None:
        """The people of a cell of the table of steps, whether its name is merged on the drawing or not."""
        if self._result is not None:
            whole = replace(self._result.spec, least_share=0.0, most_branches=EVERY_BRANCH)
            self.people_wanted(OnPath(whole, layer, name), f"{name} · {self._result.anchor}")

    def back(self) -> None:
        """The question before this one."""
        if self._earlier:
            before = self._earlier.pop()
            self._wanted = None
            self._follow(before)

    def show_beside(self, beside: Beside) -> None:
        """What stands in the tables; it is counted when it is first looked at."""
        self._beside = beside
        self._fill_beside()

    def group(self, pattern: str, *, is_apart: bool) -> None:
        """Count pages as one, or each for itself; undo takes it back."""
        self._write(tr("Group pages"), lambda: self._questions.group(pattern, is_apart))

    def ungroup(self, pattern: str) -> None:
        self._write(tr("Ungroup pages"), lambda: self._questions.ungroup(pattern))

    def cancel(self) -> None:
        """Stop what is under way and show what was there before."""
        self._asked.cancel()
        if self._result is None:
            self._view.show_empty()
            return
        self._wanted = self._shown or self._result.spec
        self._view.show_question(self._wanted, bool(self._earlier))
        self._view.show_paths(self._result)

    def _begin(self, starts: Starts) -> None:
        self._starts, self._is_stale = starts, False
        if starts.is_empty:
            self._wanted = self._result = None
            self._view.show_empty()
            return
        self._view.show_starts(starts)
        self._follow(self._wanted or starts.first)

    def _follow(self, spec: PathSpec) -> None:
        if self._wanted is not None and self._shown is not None and self._shown != spec:
            self._earlier.append(self._shown)
        self._wanted = spec
        self._view.show_question(spec, bool(self._earlier))
        asked = replace(spec, segment=spec.segment & self._among)

        def followed(result: PathResult) -> None:
            self._result, self._shown = result, spec
            self._view.show_paths(result)
            self._fill_beside()

        self._ask(tr("Following paths"), lambda progress: self._questions.follow(asked, progress), followed)

    def _fill_beside(self) -> None:
        spec = self.spec
        if self._beside is Beside.FOLLOWS:
            asked = TransitionSpec(spec.nodes, spec.by, segment=spec.segment & self._among)
            self._asked_beside.run(
                Task(
                    tr("Count what follows on what"), lambda progress: self._questions.transitions(asked, progress),
                    self._view.show_transitions, self._view.show_problem,
                )
            )  # fmt: skip
        elif self._beside is Beside.PAGES:
            task = Task(tr("Group pages"), self._questions.pages, self._view.show_pages, self._view.show_problem)
            self._asked_beside.run(task)

    def _read(self, ask: Callable[[], None]) -> None:
        """Ask what was typed, or say why it cannot be read."""
        try:
            ask()
        except ProblemError as error:
            self._view.show_problem(error.problem)

    def _ask(self, text: str, work: Callable[[Progress], Answer], done: Callable[[Answer], None]) -> None:
        self._view.show_busy(text)
        self._asked.run(Task(text, work, done, self._view.show_problem, stepped=self._view.show_step))

    def _write(self, title: str, work: Callable[[], None]) -> None:
        self._jobs.run(Task(title, lambda _: work(), nothing, self._view.show_problem, writes=True))

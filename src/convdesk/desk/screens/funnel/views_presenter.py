"""Decides which view of the funnel is shown, and asks for it: the newest question wins, old numbers stay dimmed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.funnel.draw_comparison import draw_comparison
from convdesk.desk.screens.funnel.draw_splits import draw_splits
from convdesk.desk.screens.funnel.draw_steps import draw_steps
from convdesk.desk.screens.funnel.draw_times import draw_times
from convdesk.desk.screens.funnel.draw_trend import draw_trend
from convdesk.desk.screens.funnel.looks import OWN_RULES, CompareBy, View, Wanted
from convdesk.desk.screens.funnel.rule_words import with_preset
from convdesk.model.funnel import Breakdown, FunnelSpec
from convdesk.model.funnel_presets import PRESETS
from convdesk.model.segment import Everyone
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.drawing import Draw
    from convdesk.desk.screens.funnel.looks import Questions, Sides
    from convdesk.model.funnel import FunnelResult
    from convdesk.model.funnel_results import Comparison, Flips, FunnelTimes, FunnelTrend
    from convdesk.model.funnel_rules import FunnelRules
    from convdesk.model.problem import Problem
    from convdesk.model.progress import Progress
    from convdesk.model.segment import Segment

Ask = tuple["Callable[[Progress], Any]", "Callable[[Any], None]"]


class ViewsView(Protocol):
    """The views of a funnel."""

    def show_wanted(self, wanted: Wanted, spec: FunnelSpec) -> None: ...
    def show_busy(self, text: str) -> None: ...
    def show_step(self, done: int, total: int, text: str) -> None: ...
    def show_drawing(self, draw: Draw, definition: str) -> None: ...
    def show_flips(self, flips: Flips) -> None: ...
    def show_hint(self, title: str, text: str) -> None: ...


class ViewsPresenter:
    """Keeps the funnel that is looked at and the view of it."""

    def __init__(self, view: ViewsView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked, self._counting = Latest(jobs), Latest(jobs)
        self._spec: FunnelSpec | None = None
        self._looked: FunnelSpec | None = None
        self._among: Segment = Everyone()
        self.wanted = Wanted()
        self.counted: Callable[[FunnelResult], None] = nothing

    def look(self, spec: FunnelSpec) -> None:
        """Look at a funnel; its own breakdown is a view here."""
        if spec.breakdown is not None and not self.wanted.prop:
            kept = spec.breakdown
            self.wanted = replace(self.wanted, prop=kept.prop, touch=kept.touch, groups=kept.groups)
        self._looked = spec
        plain = replace(spec, breakdown=None, segment=spec.segment & self._among)
        if plain == self._spec:
            return
        self._spec = plain
        self._ask()

    def use_segment(self, segment: Segment) -> None:
        """Count only those who are chosen for the window."""
        self._among = segment
        if self._looked is not None:
            self.look(self._looked)

    def forget(self) -> None:
        """Other data: what is shown is asked anew."""
        self._spec = None

    def want(self, **changes: object) -> None:
        """Look at another view, or at the same one otherwise."""
        self.wanted = replace(self.wanted, **changes)  # type: ignore[arg-type]
        self._ask()

    def compare(self, **changes: object) -> None:
        """Compare other sides."""
        self.wanted = self.wanted.with_sides(**changes)
        self._ask()

    def cancel(self) -> None:
        """Stop what is under way; what was shown stays."""
        self._asked.cancel()

    def _ask(self) -> None:
        spec = self._spec
        if spec is None:
            return
        self._view.show_wanted(self.wanted, spec)
        if len(spec.steps) < 1:
            self._asked.cancel()
            self._view.show_hint(tr("No steps yet"), tr("Choose an event at the left, or begin with a ready-made way."))
            return
        ask = self._asking(spec)
        if ask is None:
            self._asked.cancel()
            return
        self._view.show_busy(tr("Counting"))
        task = Task(tr("Look at the funnel"), ask[0], ask[1], self._fail, stepped=self._view.show_step)
        self._asked.run(task)
        if self.wanted.view is not View.STEPS:
            count = Task(tr("Count the funnel"), partial(self._questions.count, spec), self.counted, nothing)
            self._counting.run(count)

    def _asking(self, spec: FunnelSpec) -> Ask | None:
        """The work of the view and what shows its answer; None: a hint was shown instead."""
        ways: dict[View, Callable[[FunnelSpec], Ask | None]] = {
            View.STEPS: self._steps, View.SPLIT: self._split, View.TIMES: self._times, View.TREND: self._trend,
            View.COMPARISON: self._comparison, View.FLIPS: self._flips,
        }  # fmt: skip
        return ways[self.wanted.view](spec)

    def _steps(self, spec: FunnelSpec) -> Ask:
        def show(found: FunnelResult) -> None:
            self._view.show_drawing(partial(draw_steps, found), found.definition)
            self.counted(found)

        return partial(self._questions.count, spec), show

    def _split(self, spec: FunnelSpec) -> Ask | None:
        wanted = self.wanted
        if not wanted.prop:
            text = tr("Choose a property above. A study whose events have no properties has nothing to split by.")
            self._view.show_hint(tr("Split by what?"), text)
            return None
        asked = replace(spec, breakdown=Breakdown(wanted.prop, wanted.touch, max(1, wanted.step), wanted.groups))
        return partial(self._questions.count, asked), lambda found: self._view.show_drawing(
            partial(draw_splits, found), found.definition
        )

    def _times(self, spec: FunnelSpec) -> Ask:
        step = self.wanted.step if self.wanted.step <= len(spec.steps) else 0

        def show(found: FunnelTimes) -> None:
            self._view.show_drawing(partial(draw_times, found, step if step > 1 else 0), found.definition)

        return partial(self._questions.times, spec), show

    def _trend(self, spec: FunnelSpec) -> Ask:
        def show(found: FunnelTrend) -> None:
            self._view.show_drawing(partial(draw_trend, found), found.definition)

        return partial(self._questions.trend, spec, self.wanted.every), show

    def _comparison(self, spec: FunnelSpec) -> Ask | None:
        sides = self.wanted.sides
        if not _are_told(sides):
            self._view.show_hint(tr("Compare whom?"), tr("Say above what the two sides are."))
            return None

        def show(found: Comparison) -> None:
            self._view.show_drawing(partial(draw_comparison, found, _names(sides)), found.definition)

        return partial(self._questions.compare, spec, sides), show

    def _flips(self, spec: FunnelSpec) -> Ask:
        rules = self._rules_of(spec, 0), self._rules_of(spec, 1)
        return partial(self._questions.flips, spec, rules), self._view.show_flips

    def _rules_of(self, spec: FunnelSpec, side: int) -> FunnelRules:
        """The rules of one side; a tool's with its usual window where that is wanted."""
        name = self.wanted.tools[side]
        if name == OWN_RULES:
            return spec.rules
        preset = PRESETS[name]
        if self.wanted.has_usual_windows or not preset.is_windowed:
            return preset.rules
        return replace(with_preset(spec, preset).rules, window_us=spec.rules.window_us)

    def _fail(self, problem: Problem) -> None:
        self._view.show_hint(f"{problem.where}: {problem.what}", problem.remedy)


def _are_told(sides: Sides) -> bool:
    if sides.by is CompareBy.TIME:
        return sides.days is not None
    if sides.by is CompareBy.WORDS:
        return any(words.strip() for words in sides.words)
    return bool(sides.prop and sides.one)


def _names(sides: Sides) -> tuple[str, str]:
    """What the two sides are called."""
    if sides.by is CompareBy.TIME and sides.days is not None:
        days = [f"{day.day} {day:%b %Y}" for day in sides.days]
        return f"{days[0]} – {days[1]}", f"{days[2]} – {days[3]}"
    if sides.by is CompareBy.WORDS:
        one, other = (words.strip() or tr("everyone") for words in sides.words)
        return one, other
    return f"{sides.prop} = {sides.one}", f"{sides.prop} = {sides.other}" if sides.other else tr("everyone else")

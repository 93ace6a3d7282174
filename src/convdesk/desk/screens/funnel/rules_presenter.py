"""Decides what the rules panel shows: what holds, and what would change under each other choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from convdesk.desk.numbers import count_text
from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.desk.screens.funnel.rule_words import FIELDS, named, value_of, with_choice, with_preset
from convdesk.desk.screens.funnel.sentences import changed_by, share_of
from convdesk.model.funnel import FunnelSpec
from convdesk.model.funnel_presets import PRESETS
from convdesk.model.moment import duration_us
from convdesk.model.problem import ProblemError
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.funnel.looks import Questions
    from convdesk.model.funnel import FunnelResult
    from convdesk.model.problem import Problem

Key = tuple[str, Any]
"""A choice in the panel: `("preset", name)`, or the name of a rule and a value."""
PRESET = "preset"


@dataclass(frozen=True)
class Effect:
    """What would come of a choice: the number with the change, and in full."""

    text: str
    words: str
    is_same: bool


class RulesView(Protocol):
    """The panel of rules."""

    def show_rules(self, spec: FunnelSpec) -> None: ...
    def show_effects(self, effects: dict[Key, Effect]) -> None: ...
    def show_refusal(self, text: str) -> None: ...


class RulesPresenter:
    """Keeps the rules that hold, and counts the funnel under every other choice while the panel is looked at."""

    def __init__(self, view: RulesView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked = Latest(jobs)
        self._spec = FunnelSpec(())
        self._result: FunnelResult | None = None
        self._effects: dict[Key, Effect] = {}
        self._is_shown = False
        self.changed: Callable[[FunnelSpec, str], object] = nothing
        self.tried: Callable[[FunnelSpec], object] = nothing

    def look(self, spec: FunnelSpec) -> None:
        """Show the rules of a funnel; what would change is known once it is counted."""
        if spec != self._spec:
            self._result, self._effects = None, {}
            self._asked.cancel()
            self._view.show_effects({})
        self._spec = spec
        self._view.show_rules(spec)

    def show(self, is_shown: bool) -> None:
        """Whether the panel is looked at: only then the other choices are counted."""
        self._is_shown = is_shown
        if is_shown and self._result is not None:
            self.weigh(self._result)

    def weigh(self, result: FunnelResult) -> None:
        """Say what would change against this result, one choice after the other."""
        self._result, self._effects = result, {}
        self._asked.cancel()
        if self._is_shown:
            self._view.show_effects({})
            self._weigh_next(list(_others(replace(result.spec, breakdown=None)).items()))

    def choose(self, name: str, value: Any) -> None:
        """Another choice in one rule, or a tool's rules."""
        if name == PRESET:
            spec = with_preset(self._spec, PRESETS[value])
            self._change(spec, tr("Count as {tool} does").format(tool=PRESETS[value].title))
            return
        field = next(field for field in FIELDS if field.name == name)
        self._change(with_choice(self._spec, name, value), tr("Change rule “{title}”").format(title=field.title))

    def set_window(self, text: str, *, is_final: bool) -> None:
        """Another window as it is written, such as `7d` or `none`; while typing it is only counted."""
        self._set_duration("window_us", text, is_final=is_final)

    def set_grace(self, text: str, *, is_final: bool) -> None:
        self._set_duration("grace_us", text, is_final=is_final)

    def _set_duration(self, name: str, text: str, *, is_final: bool) -> None:
        try:
            duration = duration_us(text)
        except ProblemError as error:
            self._view.show_refusal(error.problem.remedy)
            return
        self._view.show_refusal("")
        before, is_window = self._spec.rules, name == "window_us"
        rules = replace(before, window_us=duration) if is_window else replace(before, grace_us=duration or 0)
        spec = replace(self._spec, rules=named(rules))
        if is_final:
            self._change(spec, tr("Change the window") if name == "window_us" else tr("Change the grace"))
        else:
            self.tried(spec)

    def _change(self, spec: FunnelSpec, label: str) -> None:
        if spec != self._spec:
            self.changed(spec, label)

    def _weigh_next(self, waiting: list[tuple[Key, FunnelSpec]]) -> None:
        if not waiting:
            return
        (key, spec), *rest = waiting

        def took(effect: Effect) -> None:
            self._effects[key] = effect
            self._view.show_effects(dict(self._effects))
            self._weigh_next(rest)

        def counted(found: FunnelResult) -> None:
            took(_effect(found, self._result))

        def refused(problem: Problem) -> None:
            took(Effect("–", f"{problem.what} {problem.remedy}", is_same=False))

        self._asked.run(Task(tr("Weigh the rules"), lambda on: self._questions.count(spec, on), counted, refused))


def _others(spec: FunnelSpec) -> dict[Key, FunnelSpec]:
    """The funnel under every choice of the panel, tools first."""
    found: dict[Key, FunnelSpec] = {(PRESET, name): with_preset(spec, preset) for name, preset in PRESETS.items()}
    for field in FIELDS:
        if field.name == "on_exclusion" and not spec.exclusions:
            continue
        for choice in field.choices:
            is_now = value_of(spec, field.name) == choice.value
            found[field.name, choice.value] = spec if is_now else with_choice(spec, field.name, choice.value)
    return found


def _effect(found: FunnelResult, now: FunnelResult | None) -> Effect:
    before = now.converted if now else found.converted
    change = changed_by(found.converted, before)
    is_same = now is not None and (found.converted, found.entered) == (now.converted, now.entered)
    words = tr("{done} of {entered} who entered come through: {share}; now {before} of {before_entered}").format(
        done=count_text(found.converted), entered=count_text(found.entered),
        share=share_of(found.converted / found.entered if found.entered else None), before=count_text(before),
        before_entered=count_text(now.entered if now else found.entered),
    )  # fmt: skip
    text = count_text(found.converted)
    if not is_same:
        of = tr("of {n}").format(n=count_text(found.entered))
        text = f"{text}  {of if found.converted == before else change}"
    return Effect(text, words, is_same)

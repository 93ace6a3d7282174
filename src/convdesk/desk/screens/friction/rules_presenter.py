"""Decides what is shown of the rules while others are tried; nothing is kept until the researcher says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from convdesk.desk.ports import Jobs, Task, nothing
from convdesk.model.friction import PRESETS, RULES, FrictionRules
from convdesk.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.friction.looks import FrictionLook, Questions
    from convdesk.model.problem import Problem

OWN = "own"
"""What rules are called that are no preset."""


class RulesView(Protocol):
    """The panel of rules."""

    def show_rules(self, rules: FrictionRules, is_changed: bool) -> None: ...
    def show_effect(self, look: FrictionLook) -> None: ...
    def show_problem(self, problem: Problem) -> None: ...


class RulesPresenter:
    """Keeps the rules that are kept and those that are tried. `tried(rules)`: count by them; None: the kept ones."""

    def __init__(self, view: RulesView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._jobs, self._questions = view, jobs, questions
        self._kept = self._tried = RULES
        self.tried: Callable[[FrictionRules], object] = nothing

    @property
    def rules(self) -> FrictionRules:
        """What is counted by now."""
        return self._tried

    @property
    def is_trying(self) -> bool:
        return self._tried != self._kept

    def know(self, kept: FrictionRules) -> None:
        """These are the study's rules; what was tried before is forgotten."""
        self._kept = self._tried = kept
        self._view.show_rules(kept, False)

    def change(self, **fields: Any) -> None:
        """Try another threshold."""
        if any(getattr(self._tried, name) != value for name, value in fields.items()):
            self._try(named(replace(self._tried, **fields)))

    def choose(self, name: str) -> None:
        """Try the rules of a tool, or our own defaults."""
        self._try(PRESETS[name])

    def suppress(self, *patterns: str) -> None:
        """Try what more is pressed again and again on purpose."""
        more = (pattern for pattern in patterns if pattern and pattern not in self._tried.suppress)
        self.change(suppress=(*self._tried.suppress, *more))

    def leave(self) -> None:
        """Go back to the study's rules."""
        self._try(self._kept)

    def keep(self) -> None:
        """Let the rules tried be the study's; undo takes it back."""
        rules = self._tried
        self._jobs.run(
            Task(
                tr("Keep the friction rules"), lambda _: self._questions.keep_rules(rules), nothing,
                self._view.show_problem, writes=True,
            )
        )  # fmt: skip

    def show_effect(self, look: FrictionLook) -> None:
        self._view.show_effect(look)

    def _try(self, rules: FrictionRules) -> None:
        self._tried = rules
        self._view.show_rules(rules, self.is_trying)
        self.tried(rules)


def named(rules: FrictionRules) -> FrictionRules:
    """The rules under the name of the preset they are, or as the researcher's own."""
    for name, preset in PRESETS.items():
        if replace(rules, name=name) == preset:
            return preset
    return replace(rules, name=OWN)

"""Decides what is offered to make a funnel of: events, pages and ready-made funnels that fit what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from convdesk.desk.numbers import count_text, people_text
from convdesk.desk.ports import Jobs, Latest, Task, nothing
from convdesk.model.step import parse_step
from convdesk.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from convdesk.desk.screens.funnel.looks import Offer, Questions
    from convdesk.model.funnel import FunnelSpec
    from convdesk.model.problem import Problem
    from convdesk.model.step import Step
    from convdesk.model.step_choices import PropertyValue, ReadyMade, StepChoice

SHOWN = 400
"""More lines than anybody reads; typing finds the others."""


class Kind(StrEnum):
    """What is offered."""

    EVENTS = "events"
    PAGES = "pages"
    WAYS = "ways"


@dataclass(frozen=True)
class Line:
    """One thing that is offered: a step, or a ready-made funnel."""

    text: str
    note: str
    tip: str
    step: Step | None = None
    funnel: FunnelSpec | None = None


class OfferView(Protocol):
    """The list of what can be added."""

    def show_offer(self, lines: tuple[Line, ...], counts: dict[Kind, int]) -> None: ...
    def show_properties(self, names: tuple[str, ...]) -> None: ...
    def show_values(self, values: tuple[PropertyValue, ...]) -> None: ...


class OfferPresenter:
    """Keeps what the data offers, and finds in it as is typed."""

    def __init__(self, view: OfferView, jobs: Jobs, questions: Questions) -> None:
        self._view, self._questions = view, questions
        self._asked, self._listing = Latest(jobs), Latest(jobs)
        self._lines: dict[Kind, tuple[Line, ...]] = dict.fromkeys(Kind, ())
        self._text = ""
        self.kind = Kind.EVENTS
        self.failed: Callable[[Problem], object] = nothing
        self.offered: Callable[[Offer], object] = nothing

    def open(self) -> None:
        """Look at the data."""
        task = Task(tr("List events"), self._questions.offer, self._take, self._fail)
        self._asked.run(task)

    def search(self, text: str) -> None:
        self._text = text.casefold().strip()
        self._show()

    def choose(self, kind: Kind) -> None:
        self.kind = kind
        self._show()

    def read(self, text: str) -> Step:
        """The step that was written, as `page:/cart*` or `a|b`. Raises ProblemError."""
        return parse_step(text)

    def list_values(self, prop: str) -> None:
        """Look up the values of a property."""
        task = Task(tr("List values"), lambda _: self._questions.values(prop), self._view.show_values, self._fail)
        self._listing.run(task)

    def _take(self, offer: Offer) -> None:
        choices = offer.choices
        self._lines = {
            Kind.EVENTS: tuple(_step_line(one, choices.people) for one in choices.events),
            Kind.PAGES: tuple(_step_line(one, choices.people) for one in choices.pages),
            Kind.WAYS: tuple(_way_line(one) for one in choices.ready_made),
        }
        self._view.show_properties(choices.properties)
        self.offered(offer)
        self._show()

    def _show(self) -> None:
        found = {kind: self._matching(kind) for kind in Kind}
        self._view.show_offer(found[self.kind][:SHOWN], {kind: len(lines) for kind, lines in found.items()})

    def _matching(self, kind: Kind) -> tuple[Line, ...]:
        """The lines with these letters in them; those that begin so come first."""
        if not self._text:
            return self._lines[kind]
        found = [line for line in self._lines[kind] if self._text in line.text.casefold()]
        return tuple(sorted(found, key=lambda line: not line.text.casefold().startswith(self._text)))

    def _fail(self, problem: Problem) -> None:
        self.failed(problem)


def _step_line(one: StepChoice, people: int) -> Line:
    share = f"{one.people / people:.0%}".replace("%", " %") if people else ""
    tip = tr("{name}\n{people} ({share} of all), {events}").format(
        name=one.step.label, people=people_text(one.people), share=share,
        events=trn("{n} event", "{n} events", one.events),
    )  # fmt: skip
    return Line(one.step.label, count_text(one.people), tip, step=one.step)


def _way_line(one: ReadyMade) -> Line:
    steps = " → ".join(step.label for step in one.spec.steps)
    tip = tr("{steps}\n{people} first do these in this order").format(steps=steps, people=people_text(one.people))
    return Line(steps, count_text(one.people), tip, funnel=one.spec)
